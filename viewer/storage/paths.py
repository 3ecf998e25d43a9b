"""Names the paths of the reader's own files: settings, records, log, crash reports.

All are below two folders that the system chooses, and both are their owner's alone; an uninstaller
leaves both.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, QStandardPaths

from ml.core import private_files
from viewer.storage import dialog_history

log = logging.getLogger(__name__)

NAME, FOLDER = "Whence", "whence"


def set_application_name() -> None:
    """Tell Qt the application's name, on which every path depends; call it first."""
    QCoreApplication.setApplicationName(NAME)
    QCoreApplication.setOrganizationName(FOLDER)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    dialog_history.keep_in(settings_file().parent)


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


def tighten() -> None:
    """Let only their owner read settings, records and logs, those of an earlier Whence, too.

    The settings file is made here, since Qt gives a new one the mode of any other file and keeps
    that of an old one.
    """
    settings = settings_file()
    try:
        private_files.make_folder(settings.parent)
        private_files.make_file(settings)
        dialog_history.make_file()
        private_files.make_folder(records())
    except OSError as error:  # Qt, and whoever opens a record, says what cannot be kept
        log.warning("a folder of the reader's cannot be made: %s", error.strerror)
    for folder in (settings.parent, records()):
        private_files.tighten_folder(folder)


def use_empty_settings(folder: Path) -> None:
    """Read and write settings in a folder of their own from now on: safe mode.

    Args:
        folder: Empty; used by every `QSettings()` from now on.
    """
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    dialog_history.keep_in(folder)
