"""Keeps what Qt's file dialogs remember where only the reader may read it, and forgets it.

Each dialog of Qt notes the folders that it was in, whose names may name a patient. On Linux it does
so in a file that every account may read (`~/.config/QtProject.conf`). Windows and macOS note it
where only the user may read it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings

from ml.core import private_files

ORGANIZATION = "QtProject"
"""Under which Qt's own dialogs note things, whatever the program's name is."""
IN_A_FILE = sys.platform not in ("win32", "darwin")
FOLDERS = ("FileDialog/history", "FileDialog/lastVisited", "FileDialog/shortcuts")


def keep_in(folder: Path) -> None:
    """Have file dialogs note their folders in a private folder from now on."""
    if IN_A_FILE:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))


def make_file() -> None:
    """Make the file before Qt does, which would let others read it.

    Raises:
        OSError: It cannot be made.
    """
    if IN_A_FILE:
        private_files.make_file(Path(_settings().fileName()))


class DialogHistory:
    """What the dialogs of this process have noted, and shall forget with the studies."""

    def __init__(self) -> None:
        self._forgotten = False

    def forget(self) -> None:
        """Remove the folders from the file."""
        self._forgotten = True
        settings = _settings()
        for key in FOLDERS:
            settings.remove(key)
        settings.sync()

    def close(self) -> None:
        """Forget once more what Qt has held in memory and noted again since."""
        if self._forgotten:
            self.forget()


def _settings() -> QSettings:
    return QSettings(QSettings.Scope.UserScope, ORGANIZATION)
