"""One window, set up for one picture; the sample, the shipped networks, nothing drawn by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer
from PySide6.QtWidgets import QApplication, QWidget

import main as whence
from viewer.desk import Desk
from viewer.language import speak
from viewer.render.fonts import have_ideographs
from viewer.session import Session
from viewer.state import ViewState
from viewer.widgets.main_window import MainWindow
from viewer.widgets.theme import dress

LIMIT_S = 300.0
QUALITY = 90
"""Of WebP: a quarter of the bytes of PNG, and no difference to be seen."""


class Stage:
    """Where a state is played.

    Args:
        path: The picture.
        theme: One of `viewer.widgets.theme.THEMES`.
        language: Code of a language.
    """

    def __init__(self, path: Path, theme: str, language: str) -> None:
        self.path = path
        self.app = QApplication.instance() or QApplication(["whence"])
        assert isinstance(self.app, QApplication)
        have_ideographs()
        dress(self.app, theme)
        speak(self.app, language)

    def open(self, **session_arguments: object) -> MainWindow:
        """Build the window; arguments as of `Session`."""
        opener = session_arguments.pop("open_classifier", whence._open_classifier)
        self.session = Session(ViewState(), opener, **session_arguments)
        self.desk = Desk(self.session, sample=whence.SAMPLE)
        self.window = self.desk.window
        self.window.show()  # not fitted: a picture has one size on every screen
        return self.window

    def live(self, until: Callable[[], object] | None = None, seconds: float = 0.4) -> None:
        """Let the window live until something holds, then for a moment more."""
        end = time.monotonic() + LIMIT_S
        while until is not None and not until():
            self.app.processEvents()
            if time.monotonic() > end:
                raise SystemExit(f"{self.path.name}: waited too long")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()

    def shoot(
        self, widget: QWidget | None = None, then: Callable[[], object] | None = None
    ) -> None:
        """Take the picture of the window, or of a dialog, and clear the stage.

        Args:
            widget: The dialog.
            then: Called when the picture is taken, to let go of what was held up for it.
        """
        self.live()
        shown = widget or self.window
        picture = QBuffer()
        shown.grab().save(picture, "PNG")
        with Image.open(BytesIO(bytes(picture.data().data()))) as whole:
            whole.convert("RGB").save(self.path, quality=QUALITY)
        if then is not None:
            then()
        if widget is not None:
            widget.close()
        self.desk.close()
        self.live(seconds=0.1)

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
