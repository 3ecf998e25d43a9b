"""The status of a network follows from its figures alone, and is said in a closed vocabulary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.validation import (
    CHANCE,
    CONTROLS,
    FEWEST,
    LIMITS,
    Limit,
    Validation,
    ValidationStatus,
    decided,
    in_words,
    limits,
    shortfalls,
    statement,
)
from tests.synthetic.validations import DEMONSTRATION, ONE_COLLECTION, VALIDATED

GOOD = {
    "auc": [0.9, 0.8, 0.97],
    "control_tumour_free_auc": [0.5, 0.3, 0.7],
    "control_tumour_free_sure": 0.02,
    "control_blanked_auc": 0.6,
    "control_blanked_sure": [0.05, 0.0, 0.1],
}
TWO = {"primary": {"lgg": 16, "cheng": 40}, "secondary": {"bcbm": 20, "other": 10}}
ONE = {**TWO, "secondary": {"bcbm": 20}}


def test_both_answers_of_two_collections_are_validated():
    assert decided("source", TWO, GOOD) == (ValidationStatus.VALIDATED, ())


@pytest.mark.parametrize(
    "tested",
    [
        ONE,
        {**TWO, "secondary": {"bcbm": 20, "other": FEWEST - 1}},
        {"primary": {"lgg": 10}, "secondary": {"bcbm": 10}},
        {"primary": {"lgg": 16, "cheng": 40}, "secondary": {"a": 4, "b": 3, "c": 3}},
    ],
)
def test_an_answer_of_one_collection_is_no_more_than_that(tested):
    assert decided("source", tested, GOOD) == (ValidationStatus.ONE_COLLECTION, ())


@pytest.mark.parametrize("tested", [{}, {"primary": {"lgg": 99}}, {**TWO, "secondary": {"a": 9}}])
def test_too_few_patients_of_an_answer_are_a_demonstration(tested):
    assert decided("source", tested, GOOD) == (
        ValidationStatus.DEMONSTRATION,
        (Limit.TOO_FEW_PATIENTS,),
    )


@pytest.mark.parametrize("name", CONTROLS["source"])
def test_a_missing_or_failed_control_is_a_demonstration(name):
    missing = {n: value for n, value in GOOD.items() if n != name}
    assert decided("source", TWO, missing)[1] == (Limit.CONTROL_MISSING,)
    failed = GOOD | {name: CONTROLS["source"][name] + 0.001}
    assert decided("source", TWO, failed) == (
        ValidationStatus.DEMONSTRATION,
        (Limit.CONTROL_FAILED,),
    )
    presence = {"absent": {"a": 10}, "present": {"a": 10}}
    assert decided("presence", presence, {"auc": 0.9})[0] is ValidationStatus.ONE_COLLECTION


@pytest.mark.parametrize("auc", [CHANCE, 0.3, [0.9, CHANCE, 1.0]])
def test_a_network_that_may_be_no_better_than_chance_is_a_demonstration(auc):
    status, why = decided("source", TWO, GOOD | {"auc": auc})
    assert (status, why) == (ValidationStatus.DEMONSTRATION, (Limit.NO_BETTER_THAN_CHANCE,))


counts = st.dictionaries(st.sampled_from("abc"), st.integers(1, 40), max_size=3)
figures = st.dictionaries(st.sampled_from(sorted(GOOD)), st.floats(0, 1))


@given(counts, counts, figures)
def test_more_evidence_never_lowers_the_status_and_reasons_are_of_demonstrations(no, yes, measured):
    order = list(ValidationStatus)
    tested = {"primary": no, "secondary": yes}
    status, why = decided("source", tested, measured)
    assert bool(why) == (status is ValidationStatus.DEMONSTRATION)
    more = {"primary": no, "secondary": {**yes, "d": 10}}
    assert order.index(decided("source", more, measured)[0]) >= order.index(status)
    assert order.index(decided("source", tested, measured | GOOD)[0]) >= order.index(status)


def test_the_sentence_counts_patients_and_collections():
    assert statement("source", ONE_COLLECTION) == (
        "Validated on 20 patients with metastases (one collection) and 22 with primary tumours "
        "(2 collections)."
    )
    assert statement("presence", VALIDATED) == (
        "Validated on 30 patients with a tumour (2 collections) and on tumour-free slices of 30 "
        "(2 collections)."
    )
    assert "real patients of one" in statement("presence", Validation(ONE_COLLECTION.status))
    for task in CONTROLS:
        assert statement(task, DEMONSTRATION).startswith("Demonstration")


def test_what_lies_outside_is_said_first():
    words = limits(ONE_COLLECTION, broken=(Limit.SKULL_STRIPPED_METASTASES, Limit.AXIAL_ONLY))
    assert words.startswith("Outside of what was validated: Metastases in skull-stripped brains")
    assert words.endswith("breast cancer only. Metastases in skull-stripped brains only.")
    assert in_words("source", ONE_COLLECTION).endswith(limits(ONE_COLLECTION))


def test_every_limit_has_its_sentence():
    assert set(LIMITS) == set(Limit)
    assert len(set(LIMITS.values())) == len(LIMITS)
    assert all(Limit(limit.value) is limit for limit in LIMITS)


@pytest.mark.parametrize(
    ("figure", "good", "bad", "limit"),
    [
        ("specificity_settled", 0.70, 0.69, Limit.FALSE_ALARMS),
        ("lesions_sensitivity_from_8_mm", 0.80, [0.79, 0.6, 0.9], Limit.LESIONS_MISSED),
        ("lesions_dice_median", 0.70, 0.69, Limit.IMPRECISE_OUTLINES),
        ("not_sure", 0.25, [0.26, 0.1, 0.3], Limit.OFTEN_NOT_SURE),
        ("not_sure_settled", 0.25, 0.26, Limit.OFTEN_NOT_SURE),
        ("blanked_surely_present_lgg", 0.20, 0.21, Limit.SURE_WITHOUT_LESION),
        ("blanked_surely_present_btp", 0.20, [0.21, 0.0, 0.5], Limit.SURE_WITHOUT_LESION),
    ],
)
def test_what_a_figure_falls_short_of_is_said_and_no_more(figure, good, bad, limit):
    assert shortfalls({}) == ()
    assert shortfalls({figure: good}) == ()
    assert shortfalls({figure: bad}) == (limit,)


def test_settled_slices_count_where_there_are_some():
    assert shortfalls({"not_sure": 0.4, "not_sure_settled": 0.2}) == ()
    assert shortfalls({"not_sure": 0.2, "not_sure_settled": 0.4}) == (Limit.OFTEN_NOT_SURE,)
