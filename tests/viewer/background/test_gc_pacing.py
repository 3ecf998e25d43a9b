"""Garbage is collected in helpings, each in a turn of its own."""

import gc

import pytest

from viewer.background.gc_pacing import MANY, GuiCollector


class Knot:
    """Garbage that only a collector finds."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def collector(qtbot):
    enabled = gc.isenabled()
    collector = GuiCollector()
    yield collector
    collector.stop()
    assert gc.isenabled()
    if not enabled:
        gc.disable()


def left(kind):
    return sum(type(each) is kind for each in gc.get_objects())


def test_what_was_loaded_is_set_aside_in_a_later_turn(qtbot, collector):
    kept = [Knot() for _ in range(150)]
    del kept[100:]
    collector.set_aside()
    assert left(Knot) == 150, "not in the turn that loads"
    qtbot.waitUntil(lambda: left(Knot) == 0)
    assert gc.get_freeze_count() > len(kept)


def test_much_that_is_new_is_gone_through_soon(qtbot, collector):
    collector._timer.stop()
    for _ in range(2 * MANY):  # what else is dropped meanwhile counts against them
        Knot()
    assert left(Knot) == 2 * MANY
    qtbot.waitUntil(lambda: left(Knot) == 0)


def test_a_stopped_collector_leaves_it_to_python(qtbot, collector):
    collector.set_aside()
    collector.stop()
    qtbot.wait(20)
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()
