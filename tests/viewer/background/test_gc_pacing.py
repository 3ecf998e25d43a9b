"""Garbage is collected a little at a time, each time in a turn of its own."""

import gc
from weakref import WeakSet

import pytest

from viewer.background.gc_pacing import MANY, GcPacing


class Knot:
    """Garbage that only a collection finds."""

    def __init__(self, left):
        self.itself = self
        left.add(self)


@pytest.fixture
def left():
    """The knots that are not collected yet."""
    return WeakSet()


@pytest.fixture
def pacing(qtbot):
    enabled = gc.isenabled()
    pacing = GcPacing()
    yield pacing
    pacing.stop()
    assert gc.isenabled()
    gc.freeze()  # what earlier tests have left stays; going through it again takes seconds
    if not enabled:
        gc.disable()


def test_what_was_loaded_is_frozen_in_a_later_turn(qtbot, pacing, left):
    kept = [Knot(left) for _ in range(150)]
    del kept[100:]
    pacing.freeze()
    assert len(left) == 150, "not in the turn that loads"
    qtbot.waitUntil(lambda: len(left) == len(kept))
    assert gc.get_freeze_count() > len(kept)
    assert not any(type(thing) is Knot for thing in gc.get_objects()), "frozen, not only left over"


def test_many_new_objects_are_collected_soon(qtbot, pacing, left):
    pacing._timer.stop()
    for _ in range(2 * MANY):  # what else is dropped meanwhile counts against them
        Knot(left)
    assert len(left) == 2 * MANY
    qtbot.waitUntil(lambda: len(left) == 0)


def test_stopped_pacing_leaves_it_to_python(qtbot, pacing):
    pacing.freeze()
    pacing.stop()
    qtbot.wait(20)
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()
