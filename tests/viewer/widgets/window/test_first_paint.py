"""What waits for the window's first paint happens once, and happens in any case."""

from PySide6.QtWidgets import QWidget

from viewer.widgets.window import first_paint
from viewer.widgets.window.first_paint import FirstPaint


class Painted(QWidget):
    count = 0

    def paintEvent(self, _event):  # noqa: N802  # Qt's name
        self.count += 1


def test_a_window_on_screen_was_painted_before(qtbot):
    window = Painted()
    qtbot.addWidget(window)
    told = []
    FirstPaint(window).happened.connect(lambda: told.append(window.count))
    window.show()
    qtbot.waitUntil(lambda: told != [])
    window.update()
    qtbot.wait(30)
    assert len(told) == 1
    assert told[0] >= 1


def test_a_window_that_is_never_painted_does_not_stop_the_rest(qtbot, monkeypatch):
    monkeypatch.setattr(first_paint, "PATIENCE_MS", 20)
    window = Painted()
    qtbot.addWidget(window)
    with qtbot.waitSignal(FirstPaint(window).happened):
        pass
    assert window.count == 0
