"""A background thread lets the GUI thread finish its work first."""

import threading
import time

from PySide6.QtCore import QObject, Qt, Signal

from viewer.background import gui_yield
from viewer.background.gui_yield import GuiYield
from viewer.background.image_tool import YieldingPace


class Window(QObject):
    changed = Signal()


def in_thread(call):
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread


def test_it_goes_on_when_what_was_there_before_is_done(qtbot, monkeypatch):
    monkeypatch.setattr(gui_yield, "MAX_WAIT_SECONDS", 30.0)
    gui, order = GuiYield(), []
    window = Window()
    window.changed.connect(
        lambda: (time.sleep(0.05), order.append("painted")), Qt.ConnectionType.QueuedConnection
    )
    window.changed.emit()

    def work():
        gui.yield_to_gui()
        order.append("went on")

    thread = in_thread(work)
    qtbot.waitUntil(lambda: len(order) == 2)
    thread.join(10)
    assert order == ["painted", "went on"]


def test_it_does_not_wait_for_ever(qtbot, monkeypatch):
    monkeypatch.setattr(gui_yield, "MAX_WAIT_SECONDS", 0.01)
    gui = GuiYield()
    thread = in_thread(gui.yield_to_gui)
    thread.join(10)  # the event loop stands still meanwhile
    assert not thread.is_alive()


def test_it_asks_now_and_then_only(qtbot, monkeypatch):
    monkeypatch.setattr(gui_yield, "TURN_SECONDS", 60.0)
    gui, requests = GuiYield(), []
    gui._requested.connect(lambda: requests.append(None))
    thread = in_thread(lambda: [gui.yield_to_gui() for _ in range(100)])
    qtbot.waitUntil(lambda: not thread.is_alive())
    qtbot.waitUntil(lambda: len(requests) == 1)


def test_a_scan_yields_after_each_file():
    gone = []
    pace = YieldingPace(lambda: gone.append(None))
    assert [pace.due(number, has_image=number > 1) for number in range(3)] == [False, False, True]
    assert len(gone) == 3
