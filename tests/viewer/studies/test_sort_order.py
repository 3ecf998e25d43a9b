"""The list is complete in every order, and what nobody cleared is never last."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.messages import message
from ml.core.types import Outcome
from tests.viewer.study_records import CLEAR, READ, REFUSED, a_series, a_study
from viewer.studies.sort_order import (
    Column,
    Urgency,
    matching,
    sorted_series,
    sorted_studies,
    study_triage,
    urgency,
)
from viewer.studies.study_record import Answer, ReadingState, Status

answers = st.builds(
    Answer,
    st.sampled_from(ReadingState),
    st.none() | st.sampled_from(Outcome),
    st.none() | st.floats(0, 1),
    st.sampled_from(["", "why"]),
    st.sampled_from(["", "m"]),
)


@st.composite
def lists(draw):
    studies = []
    for number in range(draw(st.integers(0, 8))):
        series = [
            a_series(f"{number}.{i}", draw(answers), draw(st.sampled_from(list(Status)[:3])))
            for i in range(draw(st.integers(1, 4)))
        ]
        name, date = (
            draw(st.sampled_from(["", "A^B", "É^Z", "王^明", "a^b"])),
            draw(st.sampled_from(["", "20240101", "20231231"])),
        )
        opened = f"2024-01-{draw(st.integers(1, 28)):02d}T00:00:00+00:00"
        studies.append(a_study(str(number), *series, name=name, date=date, opened=opened))
    return studies


@given(lists(), st.sampled_from(Column), st.booleans(), st.booleans())
@pytest.mark.slow
def test_every_order_shows_every_study_and_series_once(studies, column, descending, privacy):
    shown = sorted_studies(studies, column, descending, privacy)
    assert sorted(s.uid for s in shown) == sorted(s.uid for s in studies)
    for study in shown:
        series = sorted_series(study, column)
        assert sorted(s.uid for s in series) == sorted(s.uid for s in study.series)


@given(lists())
@pytest.mark.slow
def test_triage_goes_by_urgency_then_presence(studies):
    shown = sorted_studies(studies, Column.CASCADE, False, False)
    for before, after in itertools.pairwise(shown):
        assert study_triage(before) <= study_triage(after)
    for study in shown:
        places = [urgency(s.answer) for s in sorted_series(study, Column.CASCADE)]
        assert places == sorted(places)


@given(lists())
@pytest.mark.slow
def test_a_study_counts_as_clear_only_where_something_was_read_and_nothing_is_left(studies):
    for study in studies:
        if study_triage(study)[0] == Urgency.CLEAR:
            left = {urgency(s.answer) for s in study.series} - {Urgency.NOT_ANALYSED}
            assert left == {Urgency.CLEAR}


def test_the_order_in_words():
    rows = {
        "tumour": a_study("tumour", a_series("1", READ)),
        "less": a_study("less", a_series("2", Answer(ReadingState.READ, Outcome.PRIMARY, 0.6))),
        "unsure": a_study("unsure", a_series("3", Answer(ReadingState.READ, Outcome.UNSURE, 0.5))),
        "failed": a_study(
            "failed", a_series("4", Answer(ReadingState.FAILED)), a_series("5", CLEAR)
        ),
        "new": a_study("new", a_series("6"), a_series("7", REFUSED)),
        "refused": a_study("refused", a_series("8", REFUSED)),
        "clear": a_study("clear", a_series("9", CLEAR), a_series("10", REFUSED)),
    }
    shown = sorted_studies(reversed(rows.values()), Column.CASCADE, False, False)
    assert [s.uid for s in shown] == list(rows)


def test_search_knows_names_ids_words_and_both_ways_of_dates():
    study = a_study("7", a_series("1", label="FLAIR"), name="Müller^Zoë=王^小明")
    for typed in ("muller", "ZOE mull", "王", "pid-7", "brain", "2024-05", "20240531", "flair"):
        assert matching([study], typed, privacy=False), typed
    assert not matching([study], "muller xyz", privacy=False)


@pytest.mark.parametrize("typed", ["muller", "王", "pid-7", "data/7"])
def test_identity_is_not_searched_in_privacy_mode(typed):
    study = a_study("7", a_series("1", label=message("FLAIR")), name="Müller^Zoë=王^小明")
    assert matching([study], typed, privacy=False)
    assert not matching([study], typed, privacy=True)
    assert matching([study], "flair", privacy=True)
    assert not matching([study], "brain", privacy=True)
    assert not matching([study], "2024", privacy=True)


def test_names_do_not_sort_in_privacy_mode_but_patients_stay_together():
    names = ["A^A", "B^B", "C^C", "D^D", "E^E", "F^F"] * 2
    studies = [a_study(str(i), name=name, opened=f"{i:02d}") for i, name in enumerate(names)]
    studies = [
        a_study(s.uid, name=s.patient.name, patient=type(s.patient)(s.patient.name, "1"))
        for s in studies
    ]
    shown = [s.patient.name for s in sorted_studies(studies, Column.PATIENT, False, True)]
    assert len(list(itertools.groupby(shown))) == 6


def test_the_reader_moves_forward_and_a_hand_back():
    study = a_study("s", a_series("1"), a_series("2", REFUSED))
    viewed = study.with_series(a_series("1", status=Status.VIEWED)).moved_forward()
    assert viewed.status is Status.VIEWED
    read = viewed.with_series(a_series("1", status=Status.READ)).moved_forward()
    assert read.status is Status.READ, "the refused series is not for the cascade"
    back = read.set_by_hand(Status.NEW)
    assert (back.status, back.series[0].status) == (Status.NEW, Status.NEW)
    assert back.moved_forward().status is Status.NEW
    reported = back.set_by_hand(Status.REPORTED)
    assert reported.moved_forward().status is Status.REPORTED
    assert {s.status for s in reported.series} == {Status.READ}
