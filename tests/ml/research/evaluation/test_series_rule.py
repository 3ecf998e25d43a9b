"""The series verdict is fitted on tuning patients, and travels in the bundle."""

import numpy as np
import pytest
import torch

from ml.core.series_verdict import series_presence, series_verdict
from ml.core.types import Outcome, SeriesRule
from ml.inference.bundle import open_bundle
from ml.research.evaluation.metrics import Predictions
from ml.research.evaluation.series_rule import fit_series, series_of
from tests.ml.inference.test_cascade import verdict
from tests.ml.inference.tiny_bundles import model, write


def patients(seed, count=30, hot=0.0):
    """Ten slices each, three with a tumour; `hot` of the free slices score high by mistake."""
    random = np.random.default_rng(seed)
    label = np.tile(np.arange(10) < 3, count)
    logit = np.where(label, 2.0, -2.0) + random.normal(0, 0.7, len(label))
    logit = np.where(~label & (random.random(len(label)) < hot), 3.0, logit)
    who = np.repeat(np.arange(count), 10).astype(str)
    return Predictions(label, 1 / (1 + np.exp(-logit)), who, np.full(len(label), 0.5))


def test_each_patient_gives_a_series_of_either_kind():
    series = series_of(patients(0, count=4))
    assert [(len(scores), present, who) for scores, present, who in series] == [
        (length, present, who) for who in "0123" for length, present in ((10, True), (7, False))
    ]


def test_the_fitted_rule_tells_series_of_new_patients_apart():
    rule = fit_series(patients(1, hot=0.08))
    right = [
        (series_presence(scores, rule) >= 0.5) == present
        for scores, present, _ in series_of(patients(2, hot=0.08))
    ]
    assert np.mean(right) > 0.85
    assert rule.slices > 1  # one hot slice must not be enough where such are common


def test_without_both_kinds_nothing_is_fitted():
    p = patients(0)
    assert fit_series(p.take(np.flatnonzero(~p.label))) is None


@pytest.mark.parametrize(("shift", "outcome"), [(-9.0, Outcome.ABSENT), (9.0, Outcome.SECONDARY)])
def test_the_rule_decides_where_there_is_one(shift, outcome):
    slices = [verdict(str(i), 0.5, 0.9) for i in range(4)]
    said = series_verdict(slices, 0.5, SeriesRule(3, 1.0, shift))
    assert said.outcome is outcome
    assert said.presence == pytest.approx(1 / (1 + np.exp(-shift)))
    assert series_verdict(slices, 0.5).presence == 0.5


def test_the_rule_travels_in_the_bundle(tmp_path):
    described = {**model("presence"), "series": {"slices": 5, "slope": 1.5, "shift": -0.5}}
    write(tmp_path / "b", described)
    opened = open_bundle(tmp_path / "b", torch.device("cpu"))
    assert opened.info.series == SeriesRule(5, 1.5, -0.5)
