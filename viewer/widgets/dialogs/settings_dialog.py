"""The settings dialog: an editor for each row of the settings schema."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from viewer.i18n.translate import mark, tr
from viewer.settings.schema import BY_KEY, SETTINGS, Group, Setting, Value, options
from viewer.widgets.dialogs.apply_settings import AppliedSettings
from viewer.widgets.style.spacing import dialog_layout

LATER = mark("Takes effect after restart.")
NO_NETWORK = mark(
    "Whence makes no network connections: it does not check for updates and sends nothing."
)
Editor = QCheckBox | QComboBox | QSpinBox


class SettingsDialog(QDialog):
    """One editor for each row of the table.

    Attributes:
        editors: By the key of their setting.
    """

    def __init__(self, applied_settings: AppliedSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Settings"))
        self.resize(680, 680)
        self._applied_settings = applied_settings
        self.editors: dict[str, Editor] = {}
        self._labels: list[QLabel] = []
        body = QWidget()
        column = QVBoxLayout(body)
        for group in Group:
            box = QGroupBox(tr(group.value))
            form = QFormLayout(box)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            for setting in SETTINGS:
                if setting.group is group:
                    self._add(form, setting)
            column.addWidget(box)
        column.addStretch(1)
        widest = max(label.sizeHint().width() for label in self._labels)
        for label in self._labels:  # one column over all groups
            label.setMinimumWidth(widest)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QLabel(tr(NO_NETWORK))
        foot.setProperty("kind", "faint")
        foot.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.defaults = buttons.addButton(
            tr("Restore defaults"), QDialogButtonBox.ButtonRole.ResetRole
        )
        self.defaults.clicked.connect(applied_settings.forget)
        buttons.rejected.connect(self.close)
        layout = dialog_layout(self)
        layout.addWidget(scroll, 1)
        layout.addWidget(foot)
        layout.addWidget(buttons)
        applied_settings.changed.connect(self._follow)

    def _add(self, form: QFormLayout, setting: Setting) -> None:
        editor = self._editor(setting)
        description = tr(setting.description)
        if setting.after_restart:
            description = tr("{says} {later}").format(says=description, later=tr(LATER))
        editor.setAccessibleName(tr(setting.label))
        editor.setAccessibleDescription(description)
        editor.setToolTip(description)
        self.editors[setting.key] = editor
        label = QLabel(tr(setting.label))
        label.setBuddy(editor)
        self._labels.append(label)
        form.addRow(label, editor)
        words = QLabel(description)
        words.setProperty("kind", "faint")
        words.setWordWrap(True)
        form.addRow(QLabel(), words)
        self._follow(setting.key)

    def _editor(self, setting: Setting) -> Editor:
        if isinstance(setting.default, bool):
            switch = QCheckBox()
            switch.toggled.connect(lambda on: self._choose(setting, on))
            return switch
        if isinstance(setting.default, int):
            number = QSpinBox()
            number.setRange(setting.low, setting.high)
            number.setSingleStep(setting.step)
            number.setSuffix(tr(setting.unit))
            number.setKeyboardTracking(False)
            number.lineEdit().setTextMargins(6, 0, 0, 0)
            number.valueChanged.connect(lambda value: self._choose(setting, value))
            return number
        several = QComboBox()
        several.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        several.setMinimumContentsLength(20)
        for value, words in options(setting):
            several.addItem(tr(words), value)
        several.activated.connect(lambda _row: self._choose(setting, several.currentData()))
        return several

    def _choose(self, setting: Setting, value: Value) -> None:
        self._applied_settings.choose(setting.key, value)

    def _follow(self, key: str) -> None:
        """Show the current values, wherever they were changed."""
        editor, value = self.editors[key], self._applied_settings.value(BY_KEY[key])
        blocker = QSignalBlocker(editor)
        if isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QSpinBox):
            editor.setValue(int(value))
        else:
            editor.setCurrentIndex(editor.findData(value))
        del blocker
