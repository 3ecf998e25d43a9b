"""Whatever a bundle says is shown as text, beside words of ours that it cannot change."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel

from ml.core.messages import recorded
from ml.core.types import FROM_ELSEWHERE, RESEARCH_USE, SHIPPED, ModelInfo
from tests.synthetic.validations import VALIDATED
from tests.viewer.report.test_report import make
from viewer.report.html import to_html
from viewer.report.model_words import makers_words, title_of
from viewer.widgets.dialogs.about_dialog import AboutDialog
from viewer.widgets.dialogs.install_dialog import InstallDialog
from viewer.widgets.foreign_words import card_html, card_view, plain_label
from viewer.widgets.window.status_bar import DeskStatus

LIES = "<!-- <b>FDA CLEARED</b> verified &amp; <img src='PIPE'>"
CARD = """# Title <b>bold</b>

| a | b |
|---|---|
| 1 | <i>2</i> |

![picture](PIPE) ![ref][x] <img src="PIPE"> [link](file:///etc/passwd) <https://example.org>

<style>* { color: white }</style> <!-- hidden

[x]: PIPE
&lt;img src="PIPE"&gt;
"""


@pytest.fixture
def pipe(tmp_path):
    if os.name == "nt":
        pytest.skip("pipes need POSIX")
    os.mkfifo(tmp_path / "pipe")
    return str(tmp_path / "pipe")


def lying(pipe, shipped=False):
    lies = LIES.replace("PIPE", pipe)
    return ModelInfo(
        "presence", lies, "0123456789ab", VALIDATED, recorded(lies), 0.5,
        CARD.replace("PIPE", pipe),
        shipped=shipped,
    )  # fmt: skip


def seen(widget):
    """What every label of a window shows, as it is shown."""
    shown = []
    for label in widget.findChildren(QLabel):
        text, form = label.text(), label.textFormat()
        rich = form == Qt.TextFormat.RichText or (
            form == Qt.TextFormat.AutoText and GuiQt.mightBeRichText(text)
        )
        assert not rich, text
        shown.append(text)
    return shown


def test_a_card_keeps_its_tables_and_loads_nothing(qtbot, pipe):
    html = card_html(CARD.replace("PIPE", pipe)).lower()
    assert "<table>" in html
    assert "<h1>" in html
    for tag in ("<img", "<a ", "<style", "<b>", "<i>", "<!--"):
        assert tag not in html
    view = card_view(CARD.replace("PIPE", pipe), "card")  # would wait for ever on the pipe
    qtbot.addWidget(view)
    view.show()
    view.grab()
    assert "![picture]" in view.toPlainText()
    assert "<b>bold</b>" in view.toPlainText()
    assert "hidden" in view.toPlainText()


def test_the_dialog_shows_characters_and_both_lines_of_ours(qtbot, pipe):
    model = lying(pipe)
    dialog = InstallDialog(model, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.grab()
    words = seen(dialog)
    assert title_of(model) in words
    assert title_of(model).startswith("named by its maker “")
    (caution,) = (w for w in words if w.endswith(makers_words(model)))
    assert caution.startswith("By its maker's figures: Validated on 30 patients with a tumour")
    assert str(FROM_ELSEWHERE) in words
    assert RESEARCH_USE in words


@pytest.mark.parametrize(("shipped", "origin"), [(True, SHIPPED), (False, FROM_ELSEWHERE)])
def test_about_tells_where_each_network_is_from(qtbot, pipe, shipped, origin):
    about = AboutDialog("1.0", None, models=(lying(pipe, shipped),))
    qtbot.addWidget(about)
    (networks,) = (words for words in seen(about) if str(origin) in words)
    assert ("By its maker's figures: Validated" in networks) is not shipped
    assert "Validated on 30 patients with a tumour" in networks
    assert "Axial slices only." in networks
    assert RESEARCH_USE in seen(about)


def test_the_status_bar_shows_characters(qtbot, pipe):
    bar = DeskStatus()
    qtbot.addWidget(bar)
    bar.show_idle(lying(pipe).name)
    assert lying(pipe).name in seen(bar)
    assert RESEARCH_USE in seen(bar)


def test_the_report_shows_characters_and_the_origin(qtbot, pipe):
    html = to_html(make(models=(lying(pipe),)))
    assert "<!--" not in html
    assert f"src='{pipe}" not in html
    document = QTextDocument()
    document.setHtml(html)
    shown = document.toPlainText()
    assert "FDA CLEARED</b>" in shown
    assert str(FROM_ELSEWHERE) in shown
    assert RESEARCH_USE in shown


def test_a_label_is_plain_whatever_comes_later(qtbot):
    label = plain_label("a")
    qtbot.addWidget(label)
    label.setText("<b>b</b>")
    assert label.textFormat() == Qt.TextFormat.PlainText
