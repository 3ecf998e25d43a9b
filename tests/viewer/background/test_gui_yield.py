"""A thread that has time lets the GUI thread finish first."""

import threading
import time

from PySide6.QtCore import QObject, Qt, Signal

from viewer.background import gui_yield
from viewer.background.gui_yield import Courtesy
from viewer.background.image_tool import CourteousPace


class Window(QObject):
    changed = Signal()


def in_thread(call):
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread


def test_it_goes_on_when_what_was_there_before_is_done(qtbot, monkeypatch):
    monkeypatch.setattr(gui_yield, "MOST_SECONDS", 30.0)
    polite, order = Courtesy(), []
    window = Window()
    window.changed.connect(
        lambda: (time.sleep(0.05), order.append("painted")), Qt.ConnectionType.QueuedConnection
    )
    window.changed.emit()

    def work():
        polite.give_way()
        order.append("went on")

    thread = in_thread(work)
    qtbot.waitUntil(lambda: len(order) == 2)
    thread.join(10)
    assert order == ["painted", "went on"]


def test_it_does_not_wait_for_ever(qtbot, monkeypatch):
    monkeypatch.setattr(gui_yield, "MOST_SECONDS", 0.01)
    polite = Courtesy()
    thread = in_thread(polite.give_way)
    thread.join(10)  # the event loop stands still meanwhile
    assert not thread.is_alive()


def test_it_asks_now_and_then_only(qtbot, monkeypatch):
    monkeypatch.setattr(gui_yield, "TURN_SECONDS", 60.0)
    polite, asked = Courtesy(), []
    polite._asked.connect(lambda: asked.append(None))
    thread = in_thread(lambda: [polite.give_way() for _ in range(100)])
    qtbot.waitUntil(lambda: not thread.is_alive())
    qtbot.waitUntil(lambda: len(asked) == 1)


def test_a_scan_gives_way_after_each_file():
    gone = []
    pace = CourteousPace(lambda: gone.append(None))
    assert [pace.due(number, found=number > 1) for number in range(3)] == [False, False, True]
    assert len(gone) == 3
