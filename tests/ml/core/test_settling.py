"""A slice says among its neighbours what they say together, and nobody says it twice."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.series_verdict import NEVER_PRIMARY
from ml.core.settling import NOT_ASKED, REACH, neighbour_weights, settle
from ml.core.slice_outcome import NEAR_THRESHOLD
from ml.core.types import PRESENT, UNLIKE, ModelInfo, Outcome, SettlingRule, Verdict
from tests.synthetic.validations import DEMONSTRATION, ONE_COLLECTION, VALIDATED

RULE = SettlingRule(4.0, (0.4,), (0.6,), 0.0, 0.5, (0.55, 0.45))
SOURCE = ModelInfo("source", "s 1", "g", ONE_COLLECTION, "", 0.5, band=(1.0, 0.0))


def models(rule=RULE, source=SOURCE):
    presence = ModelInfo(
        "presence", "p 1", "f", VALIDATED, "", 0.5, band=(0.55, 0.45), settling=rule
    )
    return (presence, source) if source else (presence,)


def read(uid, log_odds, source=None):
    """A slice that was read alone, with an honest probability and threshold one half."""
    presence = 1 / (1 + math.exp(-log_odds))
    if presence < 0.5:
        return Verdict(uid, Outcome.ABSENT, presence, None, None, "", "m", evidence=(log_odds,))
    outcome = Outcome.PRESENT_SOURCE_UNSURE if source is None else (
        Outcome.SECONDARY if source >= 0.5 else Outcome.PRIMARY
    )  # fmt: skip
    return Verdict(uid, outcome, presence, source, None, "", "m", evidence=(log_odds,))


def refused(uid):
    return Verdict(uid, Outcome.REFUSED, None, None, None, UNLIKE, "m")


slices = st.lists(
    st.builds(
        lambda odds, source, gone: refused("") if gone else read("", odds, source),
        st.floats(-30, 30), st.none() | st.floats(0, 1), st.sampled_from([False] * 4 + [True]),
    ),
    max_size=10,
)  # fmt: skip
rules = st.builds(
    lambda sigma, own, around, offset, threshold: SettlingRule(
        sigma, (own,), (around,), offset, threshold, (threshold + 0.01, threshold - 0.01)
    ),
    st.floats(0.5, 20), st.floats(0, 3), st.floats(0, 3), st.floats(-5, 5), st.floats(0.1, 0.9),
)  # fmt: skip


def placed(verdicts, data):
    named = [replace(v, uid=str(i)) for i, v in enumerate(verdicts)]
    steps = st.lists(st.floats(0, 25), min_size=len(named), max_size=len(named))
    return named, np.cumsum(data.draw(steps)).tolist()


@given(slices, rules, st.data())
def test_the_order_of_reading_and_of_the_series_changes_nothing(verdicts, rule, data):
    named, places = placed(verdicts, data)
    final = settle(named, places, models(rule))
    order = data.draw(st.permutations(range(len(named))))
    seen = [None] * len(named)
    for index in order:
        seen[index] = named[index]
        now = settle(seen, places, models(rule))
        for said, last in zip(now, final, strict=True):
            if said is not None and said.settled:
                same = (said.uid, said.outcome, said.source, said.reason)
                assert same == (last.uid, last.outcome, last.source, last.reason)
                assert said.presence == pytest.approx(last.presence)
            elif said is not None:
                assert said == named[int(said.uid)]  # what it says alone, until it is settled
    turned = settle([named[i] for i in order], [places[i] for i in order], models(rule))
    for index, said in zip(order, turned, strict=True):
        assert said.outcome is final[index].outcome
        assert said.presence == pytest.approx(final[index].presence)
    assert all(v.settled for v in final)


@given(slices, rules, st.data())
def test_refused_slices_stay_refused_and_lend_nothing(verdicts, rule, data):
    named, places = placed(verdicts, data)
    final = settle(named, places, models(rule))
    kept = [i for i, v in enumerate(named) if v.outcome is not Outcome.REFUSED]
    without = settle([named[i] for i in kept], [places[i] for i in kept], models(rule))
    for said, was in zip(final, named, strict=True):
        assert (said.outcome is Outcome.REFUSED) == (was.outcome is Outcome.REFUSED)
    for index, said in zip(kept, without, strict=True):
        assert final[index].presence == pytest.approx(said.presence)


@given(slices, rules, st.data())
def test_what_could_not_be_asked_counts_as_not_read_yet(verdicts, rule, data):
    named, places = placed(verdicts, data)
    lost = data.draw(st.lists(st.booleans(), min_size=len(named), max_size=len(named)))
    asked = [
        Verdict(v.uid, Outcome.UNASKED, None, None, None, "died", "m") if gone else v
        for v, gone in zip(named, lost, strict=True)
    ]
    unread = [None if gone else v for v, gone in zip(named, lost, strict=True)]
    said = settle(asked, places, models(rule))
    for is_, was, gone in zip(said, settle(unread, places, models(rule)), lost, strict=True):
        assert is_.outcome is Outcome.UNASKED if gone else is_ == was
        assert not (gone and is_.settled)


@given(slices, rules, st.data())
def test_what_is_said_of_the_source_fits_what_is_said_of_presence(verdicts, rule, data):
    named, places = placed(verdicts, data)
    for said in settle(named, places, models(rule)):
        if said.outcome in (Outcome.ABSENT, Outcome.UNSURE):
            assert said.source is None or not _neighbours(named, places, rule, int(said.uid))
        if said.outcome in (Outcome.PRIMARY, Outcome.SECONDARY):
            assert said.source is not None


def _neighbours(named, places, rule, index):
    near = neighbour_weights(tuple(places), rule.sigma_mm)[index] > 0
    return sum(n and v.outcome is not Outcome.REFUSED for n, v in zip(near, named, strict=True)) > 1


@given(st.integers(1, 12), st.floats(-20, 20), st.floats(0.1, 30))
def test_a_constant_series_stays_what_it_is(count, log_odds, step):
    """With weights that sum to those of a slice alone."""
    alone = [read(str(i), log_odds, 0.9) for i in range(count)]
    settled = settle(alone, [i * step for i in range(count)], models())
    for said, was in zip(settled, alone, strict=True):
        assert said.presence == pytest.approx(was.presence)
        if not 0.449 < was.presence < 0.551:
            assert said.outcome is was.outcome


def test_a_lone_picture_is_read_as_it_is():
    alone = read("a", 1.0, 0.9)
    far_off = replace(RULE, own=(9.0,), offset=-7.0)
    assert settle([alone], [0.0], models(far_off)) == [replace(alone, settled=True)]
    apart = [alone, read("b", -1.0)]
    far = [0.0, RULE.sigma_mm * REACH + 0.1]
    assert settle(apart, far, models(far_off)) == [replace(v, settled=True) for v in apart]
    refused_beside = [alone, refused("b")]
    assert settle(refused_beside, [0.0, 1.0], models(far_off))[0] == replace(alone, settled=True)


def test_without_a_rule_nothing_changes():
    alone = [read("a", 1.0, 0.9), None, refused("c")]
    assert settle(alone, [0.0, 1.0, 2.0], models(None)) == alone
    assert settle([], [], models()) == []


def test_the_formula_is_the_one_that_is_stated():
    odds, places = (-3.0, 2.0, 1.0), (0.0, 5.0, 6.0)
    rule = replace(RULE, own=(0.7,), around=(1.2,), offset=-0.3)
    settled = settle([read(str(i), o) for i, o in enumerate(odds)], places, models(rule))
    for index, said in enumerate(settled):
        weights = [math.exp(-((places[index] - p) ** 2) / 2 / rule.sigma_mm**2) for p in places]
        around = sum(w * o for w, o in zip(weights, odds, strict=True)) / sum(weights)
        expected = 0.7 * odds[index] + 1.2 * around - 0.3
        assert math.log(said.presence / (1 - said.presence)) == pytest.approx(expected)


def test_a_hot_slice_among_cold_ones_loses_its_tumour_and_its_source():
    cold = [read(str(i), -4.0) for i in range(9)]
    cold[4] = read("4", 3.0, 0.9)
    said = settle(cold, [2.0 * i for i in range(9)], models())[4]
    assert (said.outcome, said.source, said.reason, said.settled) == (
        Outcome.ABSENT, None, "", True,
    )  # fmt: skip


@pytest.mark.parametrize("source", [SOURCE, None])
def test_a_cold_slice_among_hot_ones_has_a_tumour_without_a_source(source):
    hot = [read(str(i), 4.0, 0.9) for i in range(9)]
    hot[4] = read("4", -1.0)
    said = settle(hot, [2.0 * i for i in range(9)], models(source=source))[4]
    assert (said.outcome, said.source) == (Outcome.PRESENT_SOURCE_UNSURE, None)
    assert (said.reason == NOT_ASKED) == (source is not None)
    assert said.reason


def test_a_slice_that_was_unsure_is_told_its_source_by_the_one_rule_for_it():
    unsure = Verdict(
        "u", Outcome.UNSURE, 0.5, 0.1, None, NEAR_THRESHOLD, "m", evidence=(0.0,)
    )  # its source was read, though nothing was said of it
    near = [unsure, read("a", 5.0, 0.9)]
    told = settle(near, [0.0, 1.0], models())[0]
    assert (told.outcome, told.reason) == (Outcome.PRIMARY, "")
    shown = settle(near, [0.0, 1.0], models(source=replace(SOURCE, validation=DEMONSTRATION)))[0]
    assert (shown.outcome, shown.reason) == (Outcome.PRESENT_SOURCE_UNSURE, NEVER_PRIMARY)


def test_what_the_source_network_said_of_a_present_slice_stands():
    strange = replace(read("a", 3.0), reason=UNLIKE)
    said = settle([strange, read("b", 3.0, 0.9)], [0.0, 1.0], models())
    assert (said[0].outcome, said[0].reason) == (Outcome.PRESENT_SOURCE_UNSURE, UNLIKE)
    assert said[1].outcome in PRESENT


def test_evidence_that_is_no_number_is_lent_to_nobody():
    broken = replace(read("a", 3.0), evidence=(math.nan,))
    alone = read("b", 1.0)
    assert settle([broken, alone], [0.0, 1.0], models()) == [
        replace(v, settled=True) for v in (broken, alone)
    ]


def test_positions_must_be_numbers():
    with pytest.raises(ValueError, match="finite"):
        settle([read("a", 1.0)], [math.nan], models())
