"""An observable attribute announces another value once, and nothing else."""

import pytest
from PySide6.QtCore import QObject, Signal

from viewer.state.observable import Observable


class Lamp(QObject):
    changed = Signal()
    dimmed = Signal()
    lit = Observable(False, changed)
    level = Observable(0.5, dimmed, lambda value: min(value, 1.0))
    set_level = level.setter


@pytest.fixture
def lamp(qtbot):
    return Lamp()


@pytest.fixture
def calls(lamp):
    calls = []
    lamp.changed.connect(lambda: calls.append("changed"))
    lamp.dimmed.connect(lambda: calls.append("dimmed"))
    return calls


def test_it_begins_with_the_initial_value_and_is_silent(lamp, calls):
    assert (lamp.lit, lamp.level, calls) == (False, 0.5, [])


def test_another_value_emits_its_own_signal_once(lamp, calls):
    lamp.lit = True
    lamp.lit = True
    assert lamp.lit is True
    assert calls == ["changed"]


def test_the_signal_comes_when_the_value_is_set(lamp):
    levels = []
    lamp.dimmed.connect(lambda: levels.append(lamp.level))
    lamp.level = 0.75
    assert levels == [0.75]


def test_a_value_is_made_valid_before_it_is_compared(lamp, calls):
    lamp.level = 3.0
    lamp.level = 2.0
    assert lamp.level == 1.0
    assert calls == ["dimmed"]


def test_the_setter_is_a_method_that_a_signal_can_call(lamp, calls):
    class Slider(QObject):
        moved = Signal(float)

    slider = Slider()
    slider.moved.connect(lamp.set_level)
    slider.moved.emit(0.25)
    assert lamp.level == 0.25
    assert calls == ["dimmed"]


def test_instances_do_not_share_a_value(lamp):
    other = Lamp()
    lamp.lit = True
    assert other.lit is False
