"""How far the networks were validated stands in results.json, results.csv and the study list."""

import csv
from dataclasses import replace

import pytest

from ml.core.series_verdict import series_verdict
from ml.core.types import Outcome, Verdict
from tests.synthetic.validations import ONE_COLLECTION
from tests.viewer.synthetic import FakeClassifier, make_series
from viewer.report.model_words import caution_of, doubts_of, grounds_of, line_of
from viewer.report.result_files import COLUMNS, to_record
from viewer.report.result_table import _row, write_table

MODELS = FakeClassifier.models


@pytest.fixture
def record():
    series = make_series(count=2)
    verdicts = [Verdict(s.uid, Outcome.ABSENT, 0.1, None, None, "", "m") for s in series.slices]
    return to_record(
        series, verdicts, series_verdict(verdicts, 0.5), MODELS,
        status="done", reason="", privacy=True, source="",
    )  # fmt: skip


def test_results_hold_status_patients_and_limits(record):
    presence, source = record["models"]
    assert (presence["status"], source["status"]) == ("validated", "demonstration")
    assert presence["tested"]["present"] == {"lgg": 15, "bcbm": 15}
    assert presence["limits"] == ["axial-only"]
    assert source["words"].startswith("Demonstration")


def test_the_table_has_a_column_for_each_task(record, tmp_path):
    row = dict(zip(COLUMNS, _row(record, True), strict=True))
    assert (row["presence_status"], row["source_status"]) == ("validated", "demonstration")
    record["models"] = record["models"][:1]
    assert dict(zip(COLUMNS, _row(record, True), strict=True))["source_status"] == ""
    path = write_table(tmp_path, {}, [("a", "no image")], privacy=True)
    with path.open(newline="") as file:
        (failed,) = csv.DictReader(file)
    assert failed["status"] == "failed"
    assert failed["presence_status"] == failed["source_status"] == ""


def test_the_network_with_the_last_word_speaks_below_a_verdict():
    assert grounds_of(MODELS, sourced=True).startswith("Demonstration")
    assert "Validated on 30 patients" in grounds_of(MODELS, sourced=False)
    assert grounds_of(MODELS[:1], sourced=True) == ""


def test_doubts_repeat_a_demonstration_and_no_validation():
    presence, source = MODELS
    assert doubts_of(presence) == "Axial slices only."
    assert doubts_of(source) == caution_of(source)
    assert "validated" in line_of(presence)


def test_only_what_ships_is_said_to_be_validated_in_our_name():
    own = replace(MODELS[1], validation=ONE_COLLECTION)
    assert caution_of(own).startswith("By its maker's figures: Validated on 20")
    assert caution_of(replace(own, shipped=True)).startswith("Validated on 20")
