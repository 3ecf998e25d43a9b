"""Garbage is collected a little at a time, each time in a turn of its own."""

import gc

import pytest

from viewer.background.gc_pacing import MANY, GcPacing


class Knot:
    """Garbage that only a collection finds."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def pacing(qtbot):
    enabled = gc.isenabled()
    pacing = GcPacing()
    yield pacing
    pacing.stop()
    assert gc.isenabled()
    if not enabled:
        gc.disable()


def left(kind):
    return sum(type(thing) is kind for thing in gc.get_objects())


def test_what_was_loaded_is_frozen_in_a_later_turn(qtbot, pacing):
    kept = [Knot() for _ in range(150)]
    del kept[100:]
    pacing.freeze()
    assert left(Knot) == 150, "not in the turn that loads"
    qtbot.waitUntil(lambda: left(Knot) == 0)
    assert gc.get_freeze_count() > len(kept)


def test_many_new_objects_are_collected_soon(qtbot, pacing):
    pacing._timer.stop()
    for _ in range(2 * MANY):  # what else is dropped meanwhile counts against them
        Knot()
    assert left(Knot) == 2 * MANY
    qtbot.waitUntil(lambda: left(Knot) == 0)


def test_stopped_pacing_leaves_it_to_python(qtbot, pacing):
    pacing.freeze()
    pacing.stop()
    qtbot.wait(20)
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()
