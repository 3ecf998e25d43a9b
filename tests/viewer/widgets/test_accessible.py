"""Whatever takes the keyboard has a name that a screen reader can say."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QDialog,
    QGroupBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QScrollBar,
    QSpinBox,
    QWidget,
)

from ml.core.messages import message
from ml.core.types import Check, ModelInfo
from ml.imaging.dicom.header_table import HeaderRow
from tests.synthetic.validations import DEMONSTRATION
from viewer.widgets.commands.command_palette import CommandPalette
from viewer.widgets.dialogs.about_dialog import AboutDialog
from viewer.widgets.dialogs.annotate_dialog import AnnotateDialog
from viewer.widgets.dialogs.crash_dialog import BROKE, CrashDialog
from viewer.widgets.dialogs.header_dialog import HeaderDialog
from viewer.widgets.dialogs.install_dialog import InstallDialog
from viewer.widgets.dialogs.log_viewer import LogViewer
from viewer.widgets.dialogs.monitor_check import MonitorCheck
from viewer.widgets.dialogs.selfcheck_dialog import SelfCheckDialog
from viewer.widgets.dialogs.settings_dialog import SettingsDialog
from viewer.widgets.keys.keys_dialog import KeysDialog, ShortcutHelp
from viewer.widgets.window.welcome import Welcome

pytest_plugins = ("tests.viewer.desk",)
ROWS = [HeaderRow(0, "(0010,0010)", "Patient's Name", "PN", "A^B", False)]
INFO = ModelInfo("presence", "net 1", "0123456789ab", DEMONSTRATION, "caution", 0.5, "# card")
WHOLE = (QComboBox, QSpinBox, QKeySequenceEdit, QLineEdit)
"""Widgets whose parts take the keyboard in their name."""
QT_OWN = ("qt_", "_q_")
"""Parts of Qt's own widgets, which Qt names by their owner."""


def self_check(window):
    dialog = SelfCheckDialog(window)
    dialog.add(Check("disk", True, message("{:.1f} GB free for records and reports", 40)))
    dialog.finish()
    return dialog


def card(window):
    window.verdict_panel.show_card()
    return next(d for d in window.verdict_panel.findChildren(QDialog) if d.isVisible())


DIALOGS = {
    "about": lambda w: AboutDialog("1.0", None, w),
    "annotate": AnnotateDialog,
    "palette": lambda w: CommandPalette(w.actions_by_name, w),
    "crash": lambda w: CrashDialog(BROKE, "text", w),
    "self-check": self_check,
    "header": lambda w: HeaderDialog(ROWS, False, w),
    "install": lambda w: InstallDialog(INFO, None, w),
    "keys": lambda w: KeysDialog(w.keymap, w),
    "shortcuts": lambda w: ShortcutHelp(w.keymap, w),
    "log": lambda w: LogViewer(None, w),
    "monitor": MonitorCheck,
    "settings": lambda w: SettingsDialog(w.applied_settings, w),
    "card": card,
    "welcome": lambda w: Welcome(w.grid, True),
}


def name_of(widget):
    """What a screen reader says: the given name, the widget's own words, or its label's."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton):
        return widget.text() or widget.toolTip()
    if isinstance(widget, QGroupBox):
        return widget.title()
    buddies = [label for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    return buddies[0].text() if buddies else ""


def is_ours(widget):
    """Whether a widget takes the keyboard by itself, not as a part of another."""
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return False
    if isinstance(widget, QAbstractButton) and widget.isHidden():
        return False  # it gets its words when it is shown
    if isinstance(widget, QScrollBar | QMenuBar | QMenu):
        return False
    if widget.objectName().startswith(QT_OWN):
        return False
    above = widget.parentWidget()
    if isinstance(above, QAbstractScrollArea) and above.viewport() is widget:
        return False
    while above is not None and not isinstance(above, QDialog):
        if isinstance(above, WHOLE):
            return False
        above = above.parentWidget()
    return True


def nameless(root):
    every = [root, *root.findChildren(QWidget)]
    return [
        f"{type(w).__name__} {w.objectName()!r} in {type(w.parentWidget()).__name__}"
        for w in every
        if is_ours(w) and not name_of(w).strip()
    ]


def test_the_desk_has_names(desk):
    assert not nameless(desk)


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.slow
def test_each_dialog_has_names(name, desk, qtbot):
    dialog = DIALOGS[name](desk)
    dialog.show()
    assert [w for w in dialog.findChildren(QWidget) if is_ours(w)], "nothing was looked at"
    assert not nameless(dialog)
    dialog.close()


def test_every_dialog_of_the_desk_is_looked_at():
    folder = Path(__file__).resolve().parents[3] / "viewer" / "widgets"
    widgets = {
        word
        for path in folder.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if (word := class_of_dialog(line))
    }
    seen = " ".join(Path(__file__).read_text(encoding="utf-8").split())
    assert not [name for name in widgets if name not in seen]


def class_of_dialog(line):
    if line.startswith("class ") and "(QDialog)" in line:
        return line.removeprefix("class ").partition("(")[0]
    return ""


def test_the_check_finds_a_nameless_widget(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    line = QLineEdit(host)
    assert nameless(host)
    line.setAccessibleName("Note")
    assert not nameless(host)
