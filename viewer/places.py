"""Where the reader's own files stand: settings, records, log, crash reports.

All of it lies below two folders of the system's choosing; an uninstaller leaves both.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, QStandardPaths

NAME = "Whence"


def announce() -> None:
    """Tell Qt the application's name, on which every place depends; before the application."""
    QCoreApplication.setApplicationName(NAME)
    QCoreApplication.setOrganizationName(NAME)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)


def settings_file() -> Path:
    """The file behind `QSettings()`."""
    return Path(QSettings().fileName())


def records() -> Path:
    """Folder of what the reader made: marks, notes, the list of studies."""
    return _place(QStandardPaths.StandardLocation.AppLocalDataLocation)


def logs() -> Path:
    """Folder of the log and of crash reports."""
    return records() / "log"


def writable(folder: Path) -> bool:
    """Whether a file can be made in a folder, which is made where absent."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def forget_settings(folder: Path) -> None:
    """Have settings start empty, and end, in a folder of their own: safe mode.

    Args:
        folder: Empty; used by every `QSettings()` from now on.
    """
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))


def _place(kind: QStandardPaths.StandardLocation) -> Path:
    return Path(QStandardPaths.writableLocation(kind))
