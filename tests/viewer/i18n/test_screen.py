"""The desk in Chinese: no English is left on screen, and no word is cut off."""

import re

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialogButtonBox,
    QGraphicsScene,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTableWidget,
    QWidget,
)

from tests.viewer.widgets.test_accessible import DIALOGS
from viewer.i18n.language import speak
from viewer.i18n.translate import tr
from viewer.render.corners import corner_texts
from viewer.report.content import build
from viewer.report.html import to_html
from viewer.widgets.commands.command_palette import NAME, CommandPalette

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.desk",)
LATIN = re.compile(r"[A-Za-z][A-Za-z’']{2,}")
NAMES = set(
    "Whence Ctrl Shift Alt Esc Space Home End Del PgUp PgDown Tab Up Down Left Right IHE BIR OHIF "
    "PACS PDF DICOM NIfTI torch English inferno viridis cividis HiResCAM Grad CAM".lower().split()
)
"""Names and keys, which are the same in every language."""
GIVEN = re.compile(
    r"net 1|[0-9a-f]{12}|ba9876543210|caution|One centre|(presence|source)-test 1|DOE JANE|"
    r"series [ab]|UTC|on cpu|cpu"
)
"""What the tests' own series and networks are called."""


def words_of(root):
    """Where and what: every word that widgets and actions below a widget show."""
    for widget in [root, *root.findChildren(QWidget)]:
        said = [widget.toolTip(), widget.accessibleName(), widget.windowTitle()]
        if isinstance(widget, QLabel | QAbstractButton):
            said.append(widget.text())
        elif isinstance(widget, QGroupBox):
            said.append(widget.title())
        elif isinstance(widget, QLineEdit):
            said.append(widget.placeholderText())
        elif isinstance(widget, QComboBox):
            said += [widget.itemText(row) for row in range(widget.count())]
        elif isinstance(widget, QTableWidget):
            every = [widget.item(row, 0) for row in range(widget.rowCount())]
            said += [item.text() for item in every if item is not None]
        yield from ((type(widget).__name__, text) for text in said if text)
    actions = [a for a in root.findChildren(QAction) if not isinstance(a.parent(), QGraphicsScene)]
    for action in actions:  # a scene of pyqtgraph has an action that nothing shows
        yield from (("QAction", text) for text in (action.text(), action.toolTip()) if text)


def english(root):
    left = []
    for where, text in words_of(root):
        found = LATIN.findall(GIVEN.sub("", re.sub(r"<[^>]+>", "", text)))
        left += [(where, text) for word in found if word.lower() not in NAMES]
    return left


def cut(root):
    """Labels and buttons that are narrower than their one line of words."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        one_line = not (isinstance(widget, QLabel) and widget.wordWrap())
        if one_line and widget.text() and widget.width() < widget.minimumSizeHint().width():
            yield type(widget).__name__, widget.text(), widget.width()


def test_the_desk_speaks_chinese(chinese, desk, qtbot):
    desk.session.ask_for_verdicts()
    qtbot.waitUntil(lambda: desk.session.reading is None and len(desk.session.verdicts) > 0)
    assert not english(desk)
    assert not list(cut(desk))


@pytest.mark.parametrize("name", [name for name in DIALOGS if name != "card"])
def test_each_dialog_speaks_chinese(name, chinese, desk):
    dialog = DIALOGS[name](desk)
    dialog.show()
    assert not english(dialog)
    assert not list(cut(dialog))
    dialog.close()


def test_the_palette_finds_a_command_by_chinese_and_by_english_words(chinese, desk):
    finder = CommandPalette(desk.actions_by_name, desk)
    finder.line.setText("反相")
    chinese_found = {finder.matches.item(row).data(NAME) for row in range(finder.matches.count())}
    finder.line.setText("image invert")
    english_found = {finder.matches.item(row).data(NAME) for row in range(finder.matches.count())}
    assert "invert" in chinese_found & english_found
    finder.close()


def test_the_language_can_be_changed_and_changed_back(chinese, qapp):
    assert tr("Series") == "序列"
    assert speak(qapp, "en") == "en"
    assert tr("Series") == "Series"
    speak(qapp, "zh_CN")
    assert tr("Series") == "序列"


def test_standard_buttons_speak_chinese(chinese, desk):
    dialog = DIALOGS["annotate"](desk)
    box = dialog.findChild(QDialogButtonBox)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().startswith("取消")


def test_the_tour_speaks_chinese(chinese, desk):
    tour = desk.tour
    tour.begin()
    for _ in range(5):
        assert not english(tour.card)
        assert not list(cut(tour.card))
        tour.card.next.click()


def test_the_welcome_of_an_empty_desk_is_not_cut(chinese, desk):
    welcome = DIALOGS["welcome"](desk)
    welcome.show()
    assert not list(cut(welcome))


def test_the_check_finds_english_and_what_is_cut(chinese, qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    label = QLabel("Opacity", host)
    host.show()
    assert english(host) == [("QLabel", "Opacity")]
    label.setText("不透明度")
    label.setFixedWidth(8)
    assert list(cut(host))
    assert not english(host)


def test_corners_and_report_speak_chinese(chinese, desk, qtbot):
    from datetime import UTC, datetime

    series = desk.state.series
    desk.session.ask_for_verdicts()
    qtbot.waitUntil(lambda: desk.session.reading is None and len(desk.session.verdicts) > 0)
    corners = corner_texts(series, 0, (40.0, 80.0), 1.0, True)
    assert corners.top_left == ("身份信息已隐藏",)
    verdicts = [desk.session.verdict(ref.uid) for ref in series.slices]
    whole = desk.session.series_result(series)
    models = desk.session.models
    html = to_html(build(series, verdicts, whole, models, created=datetime(2026, 1, 2, tzinfo=UTC)))
    assert "Research use only. Not for diagnostic use." in html
    text = html.replace("Research use only. Not for diagnostic use.", "")
    text = re.sub(r"<style>.*?</style>|<[^>]+>|&\w+;", " ", text, flags=re.DOTALL)
    left = {w for w in LATIN.findall(GIVEN.sub("", text)) if w.lower() not in NAMES}
    assert not left
