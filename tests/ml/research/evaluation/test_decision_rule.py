"""The decision rule is fitted on patients not used for training, and cross-fitted."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ml.core.errors import DataError
from ml.inference.calibration import Scaling
from ml.inference.models.resnesat import resnesat_tiny
from ml.research.data.examples import Example
from ml.research.data.split import PatientSets
from ml.research.evaluation import conformal_fit, cross_fitting
from ml.research.evaluation.cross_fitting import Fold, cross_fitted, in_folds
from ml.research.evaluation.decision_rule import fit, fit_scaling
from ml.research.evaluation.log_odds import (
    DECIMALS,
    predict_log_odds,
    probabilities,
    two_answer_slices,
)
from ml.research.evaluation.metrics import Predictions, calibration_error
from ml.research.synthesis import sampling
from ml.research.training import loop


def head(seed, lesion):
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:64, :64] - 31.5
    unit = (np.hypot(y, x) < 27) * (100 + 20 * random.standard_normal((64, 64)).clip(-2, 2))
    mask = np.hypot(y - random.uniform(-9, 9), x - random.uniform(-9, 9)) < 6
    unit = np.where(mask, 210, unit) if lesion else unit
    return Example(
        unit=unit.astype(np.uint8), mask=mask & lesion, present=lesion, patient=f"p{seed // 4}",
        collection="lgg", tumour="glioma" if lesion else "", level=0.5,
        source="primary" if lesion else "", slice=str(seed),
    )  # fmt: skip


@pytest.fixture(scope="module")
def sets():
    return PatientSets(
        *([head(first + n, lesion=n % 2 == 0) for n in range(count)]
          for first, count in ((0, 80), (100, 40), (200, 12)))
    )  # fmt: skip


def log_odds(seed, patients=40, often=0.4, sure=1.0, shift=0.0):
    """Ten slices each, of which a share `often` has yes; the log-odds are honest, then bent."""
    random = np.random.default_rng(seed)
    who = np.repeat(np.arange(patients), 10)
    label = random.random(len(who)) < often
    # evidence of two normals two apart: log-odds 2 x, and what is known of how often yes is
    odds = 2 * random.normal(np.where(label, 1.0, -1.0), 1.0)
    known = np.log(often / (1 - often))
    return Predictions(
        label, (odds + known) * sure - shift, who.astype(str), np.full(len(who), 0.5)
    )


@pytest.mark.parametrize("sure", [0.7, 1.0, 2.5])
@pytest.mark.parametrize("shift", [-1.0, 0.0, 2.0])
def test_scaling_undoes_how_much_too_sure_and_how_lopsided_a_network_is(sure, shift):
    found = fit_scaling(log_odds(0, 400, sure=sure, shift=shift))
    assert found.temperature == pytest.approx(sure, rel=0.15)
    assert found.offset == pytest.approx(shift / sure, abs=0.25)


def test_a_network_trained_on_pairs_is_honest_of_slices_as_they_come():
    """One slice in five holds a tumour; the network speaks as if it were every other one."""
    paired = log_odds(0, 400, often=0.2)
    paired = replace(paired, score=paired.score - np.log(0.2 / 0.8))
    assert fit_scaling(paired).offset == pytest.approx(np.log(0.2 / 0.8), abs=0.2)
    assert calibration_error(probabilities(paired, fit_scaling(paired))) < 0.02


def test_without_one_of_the_answers_nothing_is_fitted():
    one = log_odds(0)
    with pytest.raises(DataError, match="one of the two answers is missing"):
        fit("presence", one.take(np.flatnonzero(one.label)))


def split_up(p, count=10):
    which = p.patient.astype(int) % count
    blank = head(0, lesion=False)
    return [
        Fold([blank] * int((which == k).sum()), p.take(np.flatnonzero(which == k)))
        for k in range(count)
    ]


@pytest.mark.slow
def test_no_patient_is_judged_by_a_rule_that_he_fitted(monkeypatch):
    folds = split_up(log_odds(0))
    features = []

    def watched(task, p, controls):
        features.append(set(p.patient))
        return fit(task, p, controls)

    monkeypatch.setattr(cross_fitting, "fit", watched)
    judged = cross_fitted("presence", folds)
    everyone = set(judged.scored.patient)
    assert len(features) == len(folds)
    for fold, others in zip(folds, features, strict=True):
        assert others == everyone - set(fold.log_odds.patient)


@pytest.mark.parametrize("task", ["presence", "source"])
@pytest.mark.slow
def test_cross_fitted_figures_are_those_of_new_patients(task):
    """Of too few patients to trust a rule; cross-fitting must not flatter it."""
    told, true = [], []
    for seed in range(12):
        p, new = (
            log_odds(seed, 12, sure=2.0, shift=1.0),
            log_odds(100 + seed, 200, sure=2.0, shift=1.0),
        )
        judged = cross_fitted(task, split_up(p, 6))
        rule = fit(task, p)
        scored = probabilities(new, rule.scaling)
        told.append((judged.covered.mean(), (judged.called == judged.scored.label).mean()))
        right = (scored.score >= rule.threshold) == scored.label
        true.append(
            (
                conformal_fit.covered(rule.conformal_band, rule.threshold, scored).mean(),
                right.mean(),
            )
        )
    assert np.mean(told, axis=0) == pytest.approx(np.mean(true, axis=0), abs=0.03)


def test_every_patient_is_dealt_once_and_free_slices_go_round():
    network = resnesat_tiny().eval()
    slices = [head(n, lesion=n % 4 > 0) for n in range(48)]  # twelve patients
    bare = [replace(e, patient=f"q{e.patient}", present=True) for e in slices if e.present]
    folds = in_folds("presence", network, [slices[:20], [*slices[20:], *bare]], 6)
    dealt_to = [{e.patient for e in fold.examples} for fold in folds]
    assert sum(map(len, dealt_to)) == len(set.union(*dealt_to)) == 24
    free = [{e.patient for e in fold.examples if not e.present} for fold in folds]
    assert [len(patients) for patients in free] == [2] * 6
    for fold in folds:
        assert fold.log_odds.patient.tolist() == [e.patient for e in fold.examples]


def test_real_secondaries_go_round_and_nothing_is_drawn_beside_them():
    slices = [head(n, lesion=True) for n in range(48)]
    some = [replace(e, source="secondary") if int(e.patient[1:]) < 4 else e for e in slices]
    folds = in_folds("source", resnesat_tiny().eval(), [some], 4)
    for fold in folds:
        sources = {e.patient: e.source for e in fold.examples}
        assert sorted(sources.values()) == ["primary"] * 2 + ["secondary"]
        assert not any(sampling.is_simulated(e) for e in fold.examples)


def test_folds_of_nobody_are_none():
    folds = in_folds("presence", resnesat_tiny().eval(), [[head(n, n % 2 > 0) for n in range(12)]])
    assert len(folds) == 3


@pytest.mark.slow
def test_drawings_are_made_of_lesions_of_their_own_fold(monkeypatch, sets):
    given = []
    monkeypatch.setattr(
        "ml.research.evaluation.log_odds.grafts",
        lambda real: given.append({e.patient for e in real}) or [],
    )
    folds = in_folds("source", resnesat_tiny().eval(), [sets.tuning], 5)
    assert len(given) == len(folds) == 5
    for fold, givers in zip(folds, given, strict=True):
        assert givers <= {e.patient for e in fold.examples}
    assert sum(map(len, given)) == len(set.union(*given))


@pytest.mark.slow
def test_a_source_network_is_asked_of_several_drawings_in_each_free_slice(sets):
    judged = two_answer_slices("source", sets.tuning)
    free = sampling.hosts(sets.tuning)
    drawn = [one for one in judged if sampling.is_simulated(one)]
    assert len(drawn) == sampling.DRAWINGS * len(free)
    assert len(judged) - len(drawn) == sum(one.present for one in sets.tuning)


def test_drawings_take_turns_so_that_no_host_tells_the_answer(sets):
    drawn = sampling.simulated(sets.test, np.random.default_rng(0), drawings=4)
    for host in sampling.hosts(sets.test):
        own = [one.source for one in drawn if one.slice.startswith(f"{host.slice} ")]
        assert sorted(own) == ["primary"] * 2 + ["secondary"] * 2
    assert len({one.slice for one in drawn}) == len(drawn)


def test_probabilities_are_what_softmax_says_where_nothing_is_scaled(sets):
    torch.manual_seed(0)
    network = resnesat_tiny().eval()
    found = probabilities(predict_log_odds(network, "presence", sets.test), Scaling(1.0))
    images = torch.from_numpy(np.stack([e.unit for e in sets.test]))
    log_odds = loop.probabilities(network, images).numpy()
    np.testing.assert_allclose(
        found.score, log_odds, atol=10**-DECIMALS / 4
    )  # a sigmoid's steepest
