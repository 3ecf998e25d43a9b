"""What file dialogs remember is the reader's alone and goes when studies are forgotten."""

import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog

from viewer.storage import dialog_history
from viewer.storage.dialog_history import DialogHistory

pytestmark = pytest.mark.skipif(not dialog_history.IN_A_FILE, reason="kept by the system")
NATIVE, USER = QSettings.Format.NativeFormat, QSettings.Scope.UserScope


@pytest.fixture
def folder(tmp_path):
    """Where dialogs note their folders."""
    before = Path(QSettings(USER, dialog_history.ORGANIZATION).fileName()).parent
    made = tmp_path / "config"
    made.mkdir(mode=0o700)
    dialog_history.keep_in(made)
    dialog_history.make_file()
    yield made
    QSettings.setPath(NATIVE, USER, str(before))


def look_around(qtbot, place):
    """Have a dialog note that it was in a folder."""
    place.mkdir(exist_ok=True)
    dialog = QFileDialog(None, "", str(place))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.accept()
    del dialog


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_forgetting_studies_forgets_the_folders_of_dialogs(folder, qtbot, tmp_path):
    history = DialogHistory()
    (file,) = folder.iterdir()
    look_around(qtbot, tmp_path / "DOE_JANE")
    assert "DOE_JANE" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    history.close()
    assert "DOE_JANE" in file.read_text(encoding="utf-8")
    history.forget()
    assert "DOE_JANE" not in file.read_text(encoding="utf-8")
    look_around(qtbot, tmp_path / "DOE_JANE")  # Qt remembers as long as the process lives
    history.close()
    assert "DOE_JANE" not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
