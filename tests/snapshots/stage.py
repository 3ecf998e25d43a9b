"""One window, set up for one state; the sample, the shipped networks, nothing drawn by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QAbstractAnimation, QBuffer, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

import main as whence
from tests.snapshots.networks import Networks
from viewer.app.desk import Desk
from viewer.i18n.language import speak
from viewer.render.fonts import ensure_ideographs
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.widgets.style.theme import THEMES, apply_theme
from viewer.widgets.window.main_window import MainWindow

LIMIT_S = 300.0
QUALITY = {False: 75, True: 55}
"""Of WebP, at one pixel per logical pixel and at more, which forgives more: a tenth of the bytes of
PNG, and words as sharp to the eye."""
QUICKLY = 90
"""Qt's quality of PNG, which means how little time is spent on packing."""
STILL_S = 0.06
"""Nothing moves any more where two pictures so far apart are the same; longer than the longest
delay of the desk's own, `viewer.widgets.window.strip_marks.MARK_MS`."""
TURN_S = 0.001
LOOKS_TAKEN = 8
"""After so many pictures what still moves is meant to: a bar that says that work goes on."""


class Stage:
    """Where a state is played.

    Args:
        name: Calls the picture in a theme its path.
        language: Code of a language.
        networks: What reads.
    """

    def __init__(self, name: Callable[[str], Path], language: str, networks: Networks) -> None:
        self.name, self.language, self.networks = name, language, networks
        self.app = QApplication.instance() or QApplication(["whence"])
        assert isinstance(self.app, QApplication)
        self.app.setCursorFlashTime(0)
        ensure_ideographs()
        apply_theme(self.app, THEMES[0])
        speak(self.app, language)

    def open(self, **session_arguments: object) -> MainWindow:
        """Build the window; arguments as of `Session`."""
        # what is opened by the clock would be seen in some pictures and not in others
        session_arguments.setdefault("warm_ms", 10**8)
        opener = session_arguments.pop("open_classifier", self.networks.open)
        self.session = Session(ViewState(), opener, **session_arguments)
        self.desk = Desk(self.session, sample=whence.SAMPLE)
        self.window = self.desk.window
        self.window.show()  # not fitted: a picture has one size on every screen
        return self.window

    def live(self, until: Callable[[], object] | None = None, seconds: float = STILL_S) -> None:
        """Let the window live until something holds, then for a moment more."""
        end = time.monotonic() + LIMIT_S
        while until is not None and not until():
            self._turn()
            if time.monotonic() > end:
                raise SystemExit(f"{self.name(THEMES[0]).name}: waited too long")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._turn()

    def _turn(self) -> None:
        self.app.processEvents()
        time.sleep(TURN_S)  # without it one core would do nothing but ask

    def shoot(
        self, widget: QWidget | None = None, then: Callable[[], object] | None = None
    ) -> None:
        """Take the pictures of the window, or of a dialog, in each theme, and clear the stage.

        Args:
            widget: The dialog.
            then: Called when the pictures are taken, to let go of what was held up for them.
        """
        for theme in THEMES:
            self.window.actions_by_name["light"].setChecked(theme == "light")
            keep(self._still(widget or self.window), self.name(theme))
        if then is not None:
            then()
        if widget is not None:
            widget.close()
        self.desk.close()
        self.live()
        # every window that lives on is styled anew with the next: they cost more and more
        self.window.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        del self.window, self.desk, self.session

    def _still(self, widget: QWidget) -> QImage:
        """The picture once nothing moves."""
        last = QImage()
        for _ in range(LOOKS_TAKEN):
            self.live()
            moving = any(
                each.state() is QAbstractAnimation.State.Running
                for each in widget.findChildren(QAbstractAnimation)
            )
            now = widget.grab().toImage()
            if now == last and not moving:
                break
            last = now
        return now

    def sample(self) -> None:
        """Open the sample and wait for its picture."""
        self.window.open_paths([whence.SAMPLE])
        session = self.session
        self.live(lambda: not session.scanning and session.state.slice_uid in session.slices)
        series = session.state.series
        assert series is not None
        self.live(lambda: all(ref.uid in session.slices for ref in series.slices))

    def read(self) -> None:
        """Have the series read to its end, and go to the most suspicious slice."""
        series = self.session.state.series
        assert series is not None
        self.session.ask_for_verdicts()
        self.live(lambda: self.session.reading is None and self.session.series_result(series))
        result = self.session.series_result(series)
        assert result is not None
        if result.key_slices:
            places = [ref.uid for ref in series.slices]
            self.session.state.set_index(places.index(result.key_slices[0]))


def keep(picture: QImage, path: Path) -> None:
    """Write a picture: WebP as it is kept, PNG without loss for comparing with it."""
    if path.suffix == ".png":
        picture.save(str(path), "PNG", QUICKLY)  # type: ignore[call-overload]
        return
    made = QBuffer()
    picture.save(made, "PNG", QUICKLY)  # type: ignore[call-overload]
    with Image.open(BytesIO(bytes(made.data().data()))) as whole:
        fine = picture.devicePixelRatio() > 1
        whole.convert("RGB").save(path, quality=QUALITY[fine], method=6)
