"""Names the paths of the reader's own files: settings, records, log, crash reports.

All are below two folders that the system chooses; an uninstaller leaves both.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, QStandardPaths

NAME, FOLDER = "Whence", "whence"


def set_application_name() -> None:
    """Tell Qt the application's name, on which every path depends; call it first."""
    QCoreApplication.setApplicationName(NAME)
    QCoreApplication.setOrganizationName(FOLDER)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)


def settings_file() -> Path:
    """The file behind `QSettings()`."""
    return Path(QSettings().fileName())


def records() -> Path:
    """Folder of what the reader made or installed: marks, notes, the list of studies, bundles."""
    location = QStandardPaths.StandardLocation.GenericDataLocation
    return Path(QStandardPaths.writableLocation(location)) / FOLDER


def logs() -> Path:
    """Folder of the log and of crash reports."""
    return records() / "log"


def use_empty_settings(folder: Path) -> None:
    """Read and write settings in a folder of their own from now on: safe mode.

    Args:
        folder: Empty; used by every `QSettings()` from now on.
    """
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
