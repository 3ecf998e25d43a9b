"""One process of a scripted reading: the real main window, driven until somebody kills it.

    python -m tests.e2e.killed.reading FOLDER SEED

Goes on where the process before it was killed, if it was. Each line that it prints is JSON, written
when something was done: what, where the reader is by then, and when.
"""

import json
import random
import sys
import time
from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.viewer.synthetic import FakeClassifier
from viewer.app import application, session_restore, support
from viewer.app.startup import Start
from viewer.geometry.measurements import MouseTool
from viewer.marks.marks import Opinion
from viewer.state.layout import ViewportLayout
from viewer.storage import backups, paths

WORDS = "a ring of contrast, left frontal, 14 mm; compare with the study before"


class Reader:
    """Does what readers do, and tells of it."""

    def __init__(self, window, folder, seed):
        self.window, self.folder = window, folder
        self.random = random.Random(seed)
        self.desk = window.findChild(session_restore.SessionRestore)
        self.typed = 0

    def tell(self, what, **more):
        place = asdict(self.desk.current())
        place.pop("frame")
        told = {"did": what, "place": place, "time": time.monotonic(), **more}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    def wait(self, done, seconds=20.0):
        end = time.monotonic() + seconds
        while not done():
            QApplication.processEvents()
            if time.monotonic() > end:
                raise SystemExit("waited too long")

    def pause(self, seconds):
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def play(self):
        window, session = self.window, self.window.session
        offered = window.messages.button.isVisible()
        if offered:
            QTest.mouseClick(window.messages.button, Qt.MouseButton.LeftButton)
        else:
            window.open_paths([self.folder])
        self.wait(lambda: session.library and not session.scanning)
        self.wait(lambda: window.state.slice_uid in session.slices)
        self.wait(lambda: not self.desk._waiting)
        self.tell("opened", offered=offered)
        QTest.keyClick(window, Qt.Key.Key_V)
        self.wait(lambda: session.verdict(window.state.slice_uid) is not None)
        self.tell("read", note=window.verdict_panel.note.text())
        acts = (self.scroll, self.scroll, self.key, self.judge, self.measure, self.type_on,
                self.type_on, self.lay_out, self.turn, self.window_drag)  # fmt: skip
        while True:
            self.random.choice(acts)()
            self.pause(self.random.uniform(0.0, 0.06))

    def scroll(self):
        QTest.keyClick(self.window, self.random.choice((Qt.Key.Key_Up, Qt.Key.Key_Down)))
        self.tell("scroll")

    def key(self):
        uid = self.window.state.slice_uid
        before = self.window.marks.is_key(uid)
        QTest.keyClick(self.window, Qt.Key.Key_K)
        if self.window.marks.is_key(uid) is not before:
            self.tell("key image")

    def judge(self):
        panel = self.window.verdict_panel
        button = panel.slice_box.opinions[self.random.choice(list(Opinion))]
        if button.isVisible() and button.isEnabled():
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            self.tell("opinion")

    def measure(self):
        state, view = self.window.state, self.window.view
        state.set_tool(MouseTool.DISTANCE)
        uid = state.slice_uid
        before = len(self.window.marks.measurements(uid))
        port = view.canvas.viewport()
        middle = port.rect().center()
        start = middle + QPoint(self.random.randint(-40, 0), self.random.randint(-40, 0))
        end = middle + QPoint(self.random.randint(10, 40), self.random.randint(10, 40))
        for kind, at, held in (
            (QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseMove, end, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.NoButton),
        ):
            button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else (
                Qt.MouseButton.LeftButton)  # fmt: skip
            place, on_screen = QPointF(at), QPointF(port.mapToGlobal(at))
            event = QMouseEvent(kind, place, on_screen, button, held, Qt.KeyboardModifier(0))
            QApplication.sendEvent(port, event)
            QApplication.processEvents()
        state.set_tool(MouseTool.WINDOW)
        if len(self.window.marks.measurements(uid)) > before:
            self.tell("measured")

    def type_on(self):
        note = self.window.verdict_panel.note
        if note.isVisible():
            QTest.mouseClick(note, Qt.MouseButton.LeftButton)
            QTest.keyClicks(note, WORDS[self.typed % len(WORDS)])
            self.typed += 1
            self.window.view.focus_image()
            self.tell("note")

    def lay_out(self):
        self.window.state.set_layout(self.random.choice(list(ViewportLayout)))
        self.tell("layout")

    def turn(self):
        QTest.keyClick(self.window, Qt.Key.Key_R)
        self.tell("turn")

    def window_drag(self):
        self.window.state.set_window(self.random.randint(50, 900), self.random.randint(50, 900))
        self.tell("window")


def main(folder, seed):
    paths.set_application_name()
    QSettings().setValue(support.CHECKED, "0")  # no self-check on the way
    QSettings().sync()
    repaired = backups.back_up_or_repair(paths.settings_file(), paths.records())
    sys.stdout.write(json.dumps({"repaired": [each.name for each in repaired]}) + "\n")
    sys.stdout.flush()

    def drive(window):
        reader = Reader(window, folder, seed)
        QTimer.singleShot(0, reader.play)
        return reader

    start = Start("0", False, lambda: iter(()))
    return application.run([], FakeClassifier, sample=None, drive=drive, start=start)


if __name__ == "__main__":
    application.leave(main(Path(sys.argv[1]), int(sys.argv[2])))
