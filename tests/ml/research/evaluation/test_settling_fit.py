"""The settling rule is fitted on patients, and evaluation settles slices as the desk does."""

from dataclasses import replace

import numpy as np
import pytest

from ml.core.messages import NOTHING
from ml.core.settling import settle
from ml.core.types import ModelInfo, Outcome, Verdict
from ml.inference.preprocessing import Preprocessing
from ml.research.data.context_slices import context_of
from ml.research.data.manifest import Row
from ml.research.evaluation.cross_fitting import (
    Fold,
    cross_fitted,
    cross_fitted_settled,
    fit_folds,
)
from ml.research.evaluation.decision_rule import fit
from ml.research.evaluation.metrics import Predictions, auc, calibration_error
from ml.research.evaluation.settling_fit import (
    SIGMAS_MM,
    fit_settled,
    settled_calls,
    settled_probabilities,
)
from ml.research.evaluation.surroundings import Surroundings, joined
from tests.ml.research.evaluation.test_decision_rule import head
from tests.synthetic.validations import VALIDATED

STEP = 4.0


def patients(seed, count=30, slices=24, labelled=0.6, noise=1.5):
    """Series of slices with a lesion of some slices; the noise of each slice is its own."""
    random = np.random.default_rng(seed)
    start = random.integers(2, slices - 8, count)[:, None]
    index = np.arange(slices)[None]
    label = ((index >= start) & (index < start + 6)).ravel()
    odds = np.where(label, 1.0, -1.0) + random.normal(0, noise, label.size)
    who = np.repeat(np.arange(count), slices).astype(str)
    order = np.argsort(random.random(label.size) >= labelled, kind="stable")
    known = int((np.sort(random.random(label.size) >= labelled) == 0).sum())
    position = np.tile(np.arange(slices) * STEP, count)
    p = Predictions(label, odds, who, np.full(label.size, 0.5)).take(order[:known])
    around = Surroundings(
        odds[order][:, None], np.char.add("s", who[order]), position[order], known
    )
    return p, around


def test_neighbours_tell_slices_of_new_patients_apart():
    p, around = patients(0)
    rule = fit_settled(fit("presence", p), p, around)
    settling = rule.settling
    assert settling.sigma_mm in SIGMAS_MM
    assert STEP / 2 < settling.sigma_mm < 16
    assert min(*settling.own, *settling.around) >= 0
    new, around_new = patients(1, count=100)
    settled, among = settled_probabilities(rule, new, around_new)
    assert among.all()
    assert auc(settled) > auc(new) + 0.05
    assert calibration_error(settled) < 0.05
    called, abstained, covered = settled_calls(rule, settled, among)
    assert ((called == new.label) | abstained).tolist() == covered.tolist()
    assert covered[new.label].mean() > 0.9 < covered[~new.label].mean()


def test_slices_without_a_label_count():
    p, around = patients(0)
    rule = fit_settled(fit("presence", p), p, around)
    bare = Surroundings(
        around.evidence[: around.labelled], around.series[: around.labelled],
        around.position[: around.labelled], around.labelled,
    )  # fmt: skip
    with_context, _ = settled_probabilities(rule, p, around)
    without, _ = settled_probabilities(rule, p, bare)
    assert auc(with_context) > auc(without)


@pytest.mark.parametrize("positions", ["known", "far apart", "unknown", "single images"])
def test_the_desk_says_what_was_evaluated(positions):
    """Of the same slices: probability, call and abstention by both."""
    p, around = patients(2, count=8)
    rule = fit_settled(fit("presence", p), p, around)
    if positions == "far apart":
        around = replace(around, position=around.position * 100)
    elif positions == "unknown":
        around = replace(around, position=np.full(len(around.position), np.nan))
    elif positions == "single images":
        around = replace(around, series=np.full(len(around.series), ""))
    scored, among = settled_probabilities(rule, p, around)
    called, abstained, _ = settled_calls(rule, scored, among)
    band = (rule.conformal_band.yes_from, rule.conformal_band.no_to)
    info = ModelInfo(
        "presence", "p", "f", VALIDATED, NOTHING, rule.threshold, band=band, settling=rule.settling
    )
    alone = 1 / (1 + np.exp(-rule.scaling.calibrated(around.evidence[:, 0])))
    for number in range(8):
        rows = [number]
        if positions == "known":
            rows = np.flatnonzero(around.series == f"s{number}").tolist()
        slices = [
            Verdict(str(i), Outcome.ABSENT, alone[i], None, None, "", "m",
                    evidence=tuple(around.evidence[i])) for i in rows
        ]  # fmt: skip
        places = [around.position[i] if positions == "known" else 0.0 for i in rows]
        for i, said in zip(rows, settle(slices, places, (info,)), strict=True):
            if i >= around.labelled:
                continue
            assert said.presence == pytest.approx(scored.score[i])
            on_edge = np.isclose(scored.score[i], (*rule.settling.band, rule.settling.threshold))
            if among[i] and not on_edge.any():
                assert (said.outcome is Outcome.UNSURE) == abstained[i]
                assert abstained[i] or (said.outcome is not Outcome.ABSENT) == called[i]


def test_where_no_slice_has_neighbours_all_are_read_alone():
    p, around = patients(0)
    alone = fit("presence", p)
    single = replace(around, series=np.full(len(around.series), ""))
    assert fit_settled(alone, p, single) == alone


def in_folds_of_patients(p, around, count=5):
    folds = []
    for number in range(count):
        here = np.array([int(name[1:]) % count == number for name in around.series])
        labelled = here[: around.labelled]
        own = Surroundings(
            around.evidence[here], around.series[here], around.position[here], int(labelled.sum())
        )
        blank = head(0, lesion=False)
        rows = np.flatnonzero(labelled)
        folds.append(Fold([blank] * len(rows), p.take(rows), own))
    return folds


@pytest.mark.slow
def test_cross_fitted_figures_of_settled_slices_are_those_of_new_patients():
    told, true = [], []
    for seed in range(3):
        p, around = patients(seed, count=20)
        folds = in_folds_of_patients(p, around)
        settled = cross_fitted_settled(folds)
        alone, rule = fit_folds("presence", folds)
        assert alone.settling is None
        assert rule.series != alone.series
        assert (
            settled.scored.patient.tolist()
            == cross_fitted("presence", folds).scored.patient.tolist()
        )
        new, around_new = patients(100 + seed, count=100)
        scored, among = settled_probabilities(rule, new, around_new)
        called, _, covered = settled_calls(rule, scored, among)
        told.append((settled.covered.mean(), (settled.called == settled.scored.label).mean()))
        true.append((covered.mean(), (called == new.label).mean()))
    assert np.mean(told, axis=0) == pytest.approx(np.mean(true, axis=0), abs=0.04)


def test_joined_sets_keep_labelled_slices_first():
    parts = [patients(seed, count=3)[1] for seed in range(2)]
    parts[1] = replace(parts[1], series=np.char.add("t", parts[1].series))
    both = joined(parts)
    assert both.labelled == sum(part.labelled for part in parts)
    np.testing.assert_array_equal(both.own, np.concatenate([part.own for part in parts]))
    for sigma in (2.0, 8.0):
        mean, among = both.around(sigma)
        each = [part.around(sigma) for part in parts]
        np.testing.assert_allclose(mean, np.concatenate([m for m, _ in each]))
        np.testing.assert_array_equal(among, np.concatenate([a for _, a in each]))


def test_context_is_the_slices_without_a_label_that_show_a_head(tmp_path):
    from PIL import Image

    shown = head(1, lesion=False).unit
    Image.fromarray(shown).save(tmp_path / "head.png")
    Image.fromarray(np.zeros_like(shown)).save(tmp_path / "blank.png")

    def row(name, **told):
        known = {"series": "s", "position": 1.0, "labelled": False} | told
        image = "blank.png" if name == "blank" else "head.png"
        return Row(name, told.pop("patient", "p"), False, "", "", image, **{
            k: v for k, v in known.items() if k != "patient"
        })  # fmt: skip

    rows = [
        row("between"), row("blank"), row("labelled", labelled=True), row("single", series=""),
        row("of another", patient="q"),
    ]  # fmt: skip
    (only,) = context_of(rows, tmp_path, Preprocessing(size=64), {"p"})
    assert (only.slice, only.series, only.position) == ("between", "s", 1.0)
