"""A whole session at a desk that starts as `main.py` starts it; run as a process of its own.

python -m tests.e2e.fresh_home.reader_session STUDY
"""

import json
import os
import stat
import sys
import time
import traceback
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.viewer.synthetic import FakeClassifier
from viewer.app import application
from viewer.app.startup import Start, open_desk
from viewer.i18n.translate import tr
from viewer.settings.schema import THEME

ICON = Path(__file__).resolve().parents[3] / "resources" / "icons" / "whence.svg"
SECONDS = 200.0


def modes(home):
    """Mode of everything below the home, by path."""
    return {
        str(path.relative_to(home)): stat.S_IMODE(path.lstat().st_mode)
        for path in sorted(home.rglob("*"))
    }


def wait(done):
    end = time.monotonic() + SECONDS
    while not done():
        QApplication.processEvents()
        if time.monotonic() > end:
            raise SystemExit("waited too long")


def play(window, study):
    """Open an archive, mark, note, set, look for a folder, save a crash report."""
    session, state = window.session, window.state
    window.open_paths([study])
    wait(lambda: session.library and not session.scanning)
    wait(lambda: state.slice_uid in session.slices)
    QTest.keyClick(window, Qt.Key.Key_V)
    wait(lambda: session.verdict(state.slice_uid) is not None)
    before = window.marks.is_key(state.slice_uid)
    QTest.keyClick(window, Qt.Key.Key_K)
    assert window.marks.is_key(state.slice_uid) is not before
    QTest.keyClicks(window.verdict_panel.note, "half a note")
    window.context.settings.setValue(THEME, "light")
    dialog = QFileDialog(window, tr("Open a folder of MR"), str(study.parent))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.accept()
    dialog.deleteLater()
    QApplication.sendPostedEvents()
    sys.excepthook(KeyError, KeyError("x"), None)
    end = time.monotonic() + 1.5  # the session and the study list are saved in a moment
    wait(lambda: time.monotonic() > end)


def main(study):
    os.umask(0)  # nothing is private by chance
    home = Path.home()

    def run(paths, start):
        def drive(window):
            def all_of_it():
                try:
                    play(window, study)
                except BaseException:  # noqa: BLE001  # Qt would go on without a word
                    traceback.print_exc()
                    sys.stderr.flush()
                    os._exit(1)
                sys.stdout.write(json.dumps(modes(home)) + "\n")
                window.close()
                QApplication.quit()

            QTimer.singleShot(0, all_of_it)
            return all_of_it

        return application.run(paths, FakeClassifier, sample=None, drive=drive, start=start)

    return open_desk([], Start("0", False, lambda: iter(())), ICON, run)


if __name__ == "__main__":
    application.leave(main(Path(sys.argv[1])))
