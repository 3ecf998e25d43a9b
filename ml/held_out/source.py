"""Source: between real tumours where both kinds are there; else what a demonstration can show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml import conformal, metrics
from ml.calibrate import Calibration, predict
from ml.data import sample
from ml.data.examples import Example
from ml.data.graft import grafts
from ml.data.labels import PRIMARY, SECONDARY
from ml.data.simulate import PAINTED, finish
from ml.held_out.figures import binary, coverage, intervals, mean, of_some
from ml.metrics import Predictions
from ml.model.resnesat import ResNeSAt


def source_metrics(
    network: ResNeSAt, held_out: list[Example], rule: Calibration, metastasis: list[Example]
) -> dict[str, Any]:
    """Figures between real secondaries and primaries; without such, between simulated ones.

    Args:
        network: In evaluation mode.
        held_out: Of every collection.
        rule: Fitted on tuning patients.
        metastasis: Slices of the one real metastasis (`ml.data.real_metastasis`); may be empty.
    """
    real = [e for e in held_out if e.source]
    primaries = [e for e in real if e.source == PRIMARY]
    called = predict(network, "source", primaries, rule.temperature) if primaries else None
    out: dict[str, Any] = {}
    if sample.has_secondaries(held_out):
        out |= binary(predict(network, "source", real, rule.temperature), rule)
    else:
        scored, figures = _simulated(network, held_out, rule)
        out |= figures
        if called is not None:
            mixed = _as_trained(called, scored)
            out |= intervals(mixed, {"calibration_error_as_trained": metrics.calibration_error})
            out |= coverage(metrics.together(called, scored), rule)
    if called is not None:
        out |= _primaries(network, primaries, called, rule)
    out["real_metastases_tested"] = len({e.patient for e in real if e.source == SECONDARY})
    if metastasis:
        out |= _metastasis(network, metastasis, rule)
    return out


def _simulated(
    network: ResNeSAt, held_out: list[Example], rule: Calibration
) -> tuple[Predictions, dict[str, Any]]:
    """Drawings of both kinds in tumour-free slices: the drawing itself can tell nothing."""
    scored, painted, grafted = (
        _drawn(network, held_out, rule, share) for share in (PAINTED, 1.0, 0.0)
    )
    return scored, {
        **intervals(
            scored,
            {
                "auc_simulated": metrics.auc,
                "simulated_secondaries_called_secondary": metrics.recall(rule.threshold),
                "simulated_primaries_called_primary": metrics.specificity(rule.threshold),
                "simulated_called_rightly_patients": metrics.patient_accuracy(rule.threshold),
                "simulated_calibration_error": metrics.calibration_error,
            },
        ),
        **intervals(painted, {"auc_simulated_painted": metrics.auc}),
        **intervals(grafted, {"auc_simulated_grafted": metrics.auc}),
        **_not_sure("simulated_not_sure", scored, rule),
    }


def _as_trained(real: Predictions, drawn: Predictions) -> Predictions:
    """Real primaries, simulated ones and simulated secondaries 1 : 1 : 2.

    So training draws them (`ml.data.sample.source_epoch`) and so the temperature is fitted:
    probabilities are meant for this mixture, and lean where it is another.
    """
    random = np.random.default_rng(7)
    secondary, primary = np.flatnonzero(drawn.label), np.flatnonzero(~drawn.label)
    count = min(len(real.label), len(primary), len(secondary) // 2)
    picked = (random.permutation(primary)[:count], random.permutation(secondary)[: 2 * count])
    some = real.take(random.permutation(len(real.label))[:count])
    return metrics.together(some, drawn.take(np.concatenate(picked)))


def _drawn(
    network: ResNeSAt, held_out: list[Example], rule: Calibration, painted: float
) -> Predictions:
    lesions = grafts([e for e in held_out if e.present])
    made = sample.simulated(held_out, np.random.default_rng(7), lesions, painted, sample.DRAWINGS)
    return predict(network, "source", made, rule.temperature)


def _primaries(
    network: ResNeSAt, primaries: list[Example], called: Predictions, rule: Calibration
) -> dict[str, Any]:
    """Real primaries, all and by collection; and again with the noise and blur of drawings."""
    out = intervals(
        called,
        {
            "real_primaries_called_primary_slices": metrics.specificity(rule.threshold),
            "real_primaries_called_primary_patients": metrics.patient_accuracy(rule.threshold),
        },
    )
    out |= _not_sure("real_primaries_not_sure", called, rule)
    secondary = called.score >= rule.threshold
    collection = np.array([e.collection for e in primaries])
    for name in np.unique(collection):
        here = called.take(np.flatnonzero(collection == name))
        figure = f"real_primaries_called_primary_{name}"
        out |= of_some(here, {figure: metrics.specificity(rule.threshold)})
    random = np.random.default_rng(7)
    ended = [replace(e, unit=finish(e.unit.astype(np.float32), e.unit, random)) for e in primaries]
    again = predict(network, "source", ended, rule.temperature)
    flipped = (again.score >= rule.threshold) != secondary
    out["flipped_by_noise_and_blur"] = mean(flipped.astype(np.float64), called.patient)
    return out


def _metastasis(network: ResNeSAt, real: list[Example], rule: Calibration) -> dict[str, Any]:
    """The one real metastasis: plain shares of its slices, as one patient has no interval."""
    scored = predict(network, "source", real, rule.temperature)
    out: dict[str, Any] = {
        "metastasis_volume_slices": len(real),
        "metastasis_volume_called_secondary": _share(scored.score >= rule.threshold),
        "metastasis_volume_score": round(float(scored.score.mean()), 4),
    }
    if rule.usual is not None:
        out["metastasis_volume_not_sure"] = _share(conformal.in_question(rule.usual, scored))
    return out


def _share(which: NDArray[np.bool_]) -> float:
    return round(float(which.mean()), 4)


def _not_sure(name: str, scored: Predictions, rule: Calibration) -> dict[str, Any]:
    if rule.usual is None:
        return {}
    question = conformal.in_question(rule.usual, scored)
    return {name: mean(question.astype(np.float64), scored.patient)}
