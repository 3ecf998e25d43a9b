"""Where the reader's own files stand: settings, records, log, crash reports.

All of it lies below two folders of the system's choosing; an uninstaller leaves both.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, QStandardPaths

NAME, FOLDER = "Whence", "whence"


def announce() -> None:
    """Tell Qt the application's name, on which every place depends; before the application."""
    QCoreApplication.setApplicationName(NAME)
    QCoreApplication.setOrganizationName(FOLDER)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)


def settings_file() -> Path:
    """The file behind `QSettings()`."""
    return Path(QSettings().fileName())


def records() -> Path:
    """Folder of what the reader made or installed: marks, notes, the list of studies, bundles."""
    place = QStandardPaths.StandardLocation.GenericDataLocation
    return Path(QStandardPaths.writableLocation(place)) / FOLDER


def logs() -> Path:
    """Folder of the log and of crash reports."""
    return records() / "log"


def forget_settings(folder: Path) -> None:
    """Have settings start empty, and end, in a folder of their own: safe mode.

    Args:
        folder: Empty; used by every `QSettings()` from now on.
    """
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
