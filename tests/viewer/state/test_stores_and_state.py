"""Stores are bounded and keyed, and the view state announces changes once."""

from dataclasses import replace

import numpy as np
import pytest

from ml.core.types import Outcome, Presentation, SliceImage, Verdict
from tests.viewer.synthetic import make_series
from viewer.render.corners import Detail
from viewer.state.reading_mode import ReadingMode
from viewer.state.stores import SliceStore, VerdictStore
from viewer.state.view_state import ViewState


def image(uid, size=100):
    return SliceImage(uid, np.zeros((1, size), np.uint8), (1, 1), (0, 1))


def test_slices_are_bounded_and_the_oldest_goes():
    store = SliceStore(250)
    store.put(image("a"))
    store.put(image("b"))
    store.get("a")
    assert store.put(image("c")) == ("b",)
    assert ("a" in store, "b" in store, "c" in store) == (True, False, True)
    assert store.used == 200
    store.put(image("c", 50))
    assert store.used == 150


def test_the_newest_stays_however_large():
    store = SliceStore(10)
    store.put(image("a"))
    assert store.put(image("b")) == ("a",)
    assert "b" in store


def test_what_is_on_screen_stays():
    store = SliceStore(200)
    store.pin("a")
    for uid in "abcd":
        store.put(image(uid))
    assert "a" in store
    assert "d" in store
    assert len(store) == 2


def test_everything_on_screen_stays_even_beyond_the_limit():
    store = SliceStore(100)
    store.pin(("a", "b"))
    for uid in "abc":
        store.put(image(uid))
    assert ("a" in store, "b" in store, "c" in store) == (True, True, True)
    store.pin(("c",))
    assert store.put(image("d")) == ("a", "b")


def test_masks_count_as_well():
    store = SliceStore(1000)
    mask = np.zeros((1, 100), bool)
    pixels = image("a")
    store.put(replace(pixels, presentation=Presentation(padding=mask, drawing=mask)))
    assert store.used == 300


def test_verdicts_never_cross_models():
    store = VerdictStore()
    store.put(Verdict("a", Outcome.ABSENT, 0.1, None, None, "", "m1"))
    assert store.get("a", "m1") is not None
    assert store.get("a", "m2") is None
    assert [v.uid for v in store.of(("z", "a"), "m1")] == ["a"]


@pytest.mark.parametrize(
    ("setter", "value", "signal"),
    [
        ("set_overlay", True, "overlay_changed"),
        ("set_opacity", 0.2, "overlay_changed"),
        ("set_threshold", 0.9, "overlay_changed"),
        ("set_privacy", True, "privacy_changed"),
        ("set_corners", Detail.SHORT, "corners_changed"),
        ("set_mode", ReadingMode.ON_REQUEST, "mode_changed"),
    ],
)
def test_setters_speak_once(qtbot, setter, value, signal):
    state = ViewState()
    signals = []
    getattr(state, signal).connect(lambda *_: signals.append(1))
    getattr(state, setter)(value)
    getattr(state, setter)(value)
    assert signals == [1]


def test_index_stays_inside_and_settles_once(qtbot):
    state = ViewState()
    state.set_series(make_series(count=5))
    settled = []
    state.index_settled.connect(settled.append)
    for index in (1, 2, 99, -4, 99):
        state.set_index(index)
    assert state.index == 4
    qtbot.waitUntil(lambda: settled == [4])
    assert state.viewed == {"s.4"}


def test_peek_is_the_opposite_of_the_switch(qtbot):
    state = ViewState()
    state.set_peek(True)
    assert state.overlay_shown
    state.set_overlay(True)
    assert not state.overlay_shown


def test_empty_state_has_no_slice(qtbot):
    state = ViewState()
    state.set_index(3)
    assert (state.index, state.slice_uid) == (0, "")
