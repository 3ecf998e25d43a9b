"""Maps of verdicts are kept compressed and within a bound; the verdicts themselves always stay."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from ml.core.types import Outcome, Verdict
from viewer.render.maps import ABSENT, FADED
from viewer.render.overlay import attention_rgba
from viewer.state.map_cache import LEVELS
from viewer.state.stores import VerdictStore

pytest_plugins = ("tests.viewer.desk",)
NAMES = ("presence gates", "presence stage 2")
SQUARES = ((0, 0, 512, 512), (0, 0, 512, 512))


def smooth(seed, side=512):
    """A map as the networks give them: a few cells, grown bilinearly."""
    cells = np.random.default_rng(seed).random((13, 13))
    place = np.linspace(0, 12, side)
    low = np.minimum(place.astype(int), 11)
    part = place - low
    across = cells[:, low] * (1 - part) + cells[:, low + 1] * part
    grown = across[low] * (1 - part[:, None]) + across[low + 1] * part[:, None]
    return grown.astype(np.float32)


def verdict(uid, seed=0, side=512):
    maps = np.random.default_rng(seed).random((2, 24, 24)).astype(np.float16)
    return Verdict(
        uid, Outcome.PRIMARY, 0.9, 0.2, smooth(seed, side), "why", "m", maps, NAMES, SQUARES
    )


def test_what_was_said_stays_and_maps_come_back():
    store, given = VerdictStore(), verdict("a")
    store.put(given)
    kept = store.get("a", "m")
    assert kept.attention is None
    assert kept.maps is None
    assert (kept.outcome, kept.presence, kept.source, kept.reason) == (
        Outcome.PRIMARY, 0.9, 0.2, "why",
    )  # fmt: skip
    back = store.with_maps(kept)
    assert np.abs(back.attention - given.attention).max() <= 0.5 / LEVELS + 1e-6
    assert np.array_equal(back.maps, given.maps)
    assert (back.map_names, back.map_squares) == (NAMES, SQUARES)
    assert not back.attention.flags.writeable


def test_what_is_painted_is_the_same_to_the_eye():
    store, given = VerdictStore(), verdict("a")
    store.put(given)
    before = attention_rgba(given.attention, 0.2, 0.55).astype(int)
    after = attention_rgba(store.with_maps(store.get("a", "m")).attention, 0.2, 0.55).astype(int)
    edge = np.abs(given.attention - 0.2) < 1 / LEVELS
    assert np.abs(before - after)[~edge].max() <= 4


def test_packed_maps_take_a_twentieth():
    store, given = VerdictStore(), verdict("a")
    store.put(given)
    assert store.map_bytes < given.attention.nbytes / 20


def test_maps_are_bounded_and_the_least_recently_shown_go():
    store = VerdictStore(map_bytes=100_000)
    every = [verdict(f"s{n}", n) for n in range(20)]
    for stored in every:
        store.put(stored)
        store.with_maps(store.get("s0", "m"))
    assert store.map_bytes <= 100_000
    assert len(store) == 20
    assert all(store.get(stored.uid, "m").presence == 0.9 for stored in every)
    assert not store.maps_dropped("s0", "m"), "it was shown all the time"
    assert not store.maps_dropped("s19", "m")
    assert store.maps_dropped("s1", "m")
    assert store.with_maps(store.get("s1", "m")).attention is None
    store.put(every[1])
    assert not store.maps_dropped("s1", "m")


def test_a_verdict_given_twice_counts_once():
    store = VerdictStore()
    store.put(verdict("a"))
    used = store.map_bytes
    store.put(verdict("a"))
    assert store.map_bytes == used
    store.clear()
    assert (store.map_bytes, len(store), store.maps_dropped("a", "m")) == (0, 0, False)


def test_a_refusal_has_no_maps_and_has_lost_none():
    store = VerdictStore()
    store.put(Verdict("a", Outcome.REFUSED, None, None, None, "no head in this slice", "m"))
    assert not store.maps_dropped("a", "m")
    assert store.with_maps(store.get("a", "m")).attention is None


@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0, 2.0])
def test_strange_numbers_do_not_spill_over_the_row(value):
    strange = np.full((4, 9), 0.25, np.float32)
    strange[1, 3] = value
    store = VerdictStore()
    store.put(Verdict("a", Outcome.ABSENT, 0.1, None, strange, "", "m"))
    back = store.with_maps(store.get("a", "m")).attention
    untouched = np.ones(strange.shape, bool)
    untouched[1, 3] = False
    assert np.abs(back[untouched] - 0.25).max() <= 0.5 / LEVELS


@pytest.mark.slow
def test_the_desk_says_that_attention_made_room_and_brings_it_back(desk, qtbot):
    session, view = desk.session, desk.view
    with qtbot.waitSignal(session.reading_finished):
        qtbot.keyClick(desk, Qt.Key.Key_V)
    desk.state.set_overlay(True)
    assert view.canvas.overlay_item.isVisible()
    session.verdicts._maps.clear()
    desk.state.step(1)
    assert not view.canvas.overlay_item.isVisible()
    assert view.annotation.tag == FADED
    assert view.annotation.tag != ABSENT
    with qtbot.waitSignal(session.reading_finished):
        qtbot.keyClick(desk, Qt.Key.Key_V)
    assert view.canvas.overlay_item.isVisible()
    assert view.annotation.tag == desk.state.map_choice.label
    asked = list(session._reading._unread)
    qtbot.keyClick(desk, Qt.Key.Key_V)
    assert asked == list(session._reading._unread) == [], "nothing is read a third time"
