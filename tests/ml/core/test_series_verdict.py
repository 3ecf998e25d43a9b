"""Slice verdicts become a series verdict that contradicts none of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.series_verdict import (
    NEVER_PRIMARY,
    SURE_SLICE,
    UNREAD,
    series_verdict,
    source_outcome,
)
from ml.core.types import PRESENT, UNLIKE, ModelInfo, Outcome, SeriesRule, Verdict
from ml.core.validation import ValidationStatus
from tests.synthetic.validations import DEMONSTRATION, ONE_COLLECTION, VALIDATED

probabilities = st.floats(0, 1)
read = st.builds(
    Verdict,
    st.uuids().map(str),
    st.sampled_from([*PRESENT, Outcome.ABSENT, Outcome.UNSURE]),
    probabilities,
    st.none() | probabilities,
    st.none(),
    st.just(""),
    st.just("m"),
)
refused = st.builds(
    Verdict,
    st.uuids().map(str),
    st.just(Outcome.REFUSED),
    st.none(),
    st.none(),
    st.none(),
    st.sampled_from([UNLIKE, "no head in this slice"]),
    st.just("m"),
)
lost = st.builds(
    Verdict,
    st.uuids().map(str),
    st.sampled_from([Outcome.UNASKED, Outcome.UNREADABLE]),
    st.none(),
    st.none(),
    st.none(),
    st.sampled_from(["the process died", "", "cut short"]),
    st.just("m"),
)
bands = st.none() | st.tuples(probabilities, probabilities)
networks = st.builds(
    ModelInfo, st.just("source"), st.just("s 1"), st.just("f"),
    st.sampled_from([DEMONSTRATION, ONE_COLLECTION, VALIDATED]), st.just(""),
    probabilities, band=bands,
)  # fmt: skip
rules = st.builds(SeriesRule, st.integers(1, 6), st.floats(0, 5), st.floats(-20, 20))


def scored(uid, presence, outcome):
    return Verdict(uid, outcome, presence, None, None, "", "m")


@given(
    st.lists(read | refused | lost, max_size=12),
    probabilities,
    st.none() | rules,
    st.integers(0, 4),
    st.none() | networks,
)
def test_no_series_verdict_is_louder_than_its_evidence(verdicts, threshold, rule, missing, network):
    result = series_verdict(verdicts, threshold, rule, len(verdicts) + missing, network)
    if any(verdict.outcome in PRESENT for verdict in verdicts):
        assert result.outcome is not Outcome.ABSENT
    outcomes = [verdict.outcome for verdict in verdicts]
    if result.outcome is Outcome.ABSENT:
        assert missing == 0
        assert not {Outcome.UNASKED, Outcome.UNREADABLE} & set(outcomes)
    if Outcome.UNASKED in outcomes:
        assert result.outcome is not Outcome.REFUSED
        asked = (
            f"could not be asked about {outcomes.count(Outcome.UNASKED)} of {result.told + missing}"
        )
        assert asked in result.words
    if Outcome.UNREADABLE in outcomes and result.outcome is not Outcome.REFUSED:
        read = (
            f"{outcomes.count(Outcome.UNREADABLE)} of {result.told + missing} slices could not be"
        )
        assert read in result.words
    assert result.told == len(verdicts)
    if network is not None and network.validation.status is ValidationStatus.DEMONSTRATION:
        assert result.outcome is not Outcome.PRIMARY


@pytest.mark.parametrize("outcome", PRESENT)
def test_one_surely_present_slice_makes_a_low_series_unsure(outcome):
    slices = [scored(str(i), 0.01, Outcome.ABSENT) for i in range(9)]
    slices.append(scored("hot", 0.8, outcome))
    result = series_verdict(slices, 0.5, SeriesRule(5, 1.0, 0.0))
    assert result.presence < 0.5
    assert (result.outcome, result.reason) == (Outcome.UNSURE, SURE_SLICE)
    assert result.key_slices[0] == "hot"


@pytest.mark.parametrize("outcome", [Outcome.ABSENT, Outcome.UNSURE])
def test_a_low_series_without_a_surely_present_slice_is_absent(outcome):
    slices = [scored(str(i), 0.2, outcome) for i in range(4)]
    assert series_verdict(slices, 0.5).outcome is Outcome.ABSENT


def test_a_series_without_a_source_says_why_not():
    network = ModelInfo("source", "s 1", "f", VALIDATED, "", 0.5)
    unsure = Outcome.PRESENT_SOURCE_UNSURE
    slices = [
        Verdict("a", unsure, 0.9, None, None, "the lesion is small", "m"),
        Verdict("b", unsure, 0.95, None, None, "the size of a pixel is unknown", "m"),
        Verdict("c", Outcome.ABSENT, 0.1, None, None, "", "m"),
    ]
    assert series_verdict(slices, 0.2, source=network).reason == "the size of a pixel is unknown"
    assert "no source network" in series_verdict(slices, 0.2).reason


def test_a_series_read_in_part_is_not_absent():
    slices = [scored("a", 0.1, Outcome.ABSENT)]
    result = series_verdict(slices, 0.5, slices=2)
    assert (result.outcome, result.reason) == (Outcome.UNSURE, UNREAD)


@given(probabilities, probabilities, bands)
def test_a_demonstration_network_is_never_surely_primary(score, threshold, band):
    outcome, reason = source_outcome(score, threshold, band, ValidationStatus.DEMONSTRATION)
    otherwise = source_outcome(score, threshold, band, ValidationStatus.ONE_COLLECTION)
    assert outcome in (Outcome.SECONDARY, Outcome.PRESENT_SOURCE_UNSURE)
    if otherwise[0] is Outcome.PRIMARY:
        assert (outcome, reason) == (Outcome.PRESENT_SOURCE_UNSURE, NEVER_PRIMARY)
    else:
        assert (outcome, reason) == otherwise
