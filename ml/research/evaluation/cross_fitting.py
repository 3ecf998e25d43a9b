"""Evaluates a decision rule by cross-fitting: each fold with a rule fitted on the other folds.

A rule has a handful of numbers, but it matters which patients they are fitted on: seven patients
who happen to be harder than the next seventeen make it too cautious. Therefore all patients not
used for training fit the shipped rule, and it is evaluated by cross-fitting (ADR 66).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.data.labels import SECONDARY
from ml.research.data.split import hash_position
from ml.research.evaluation import conformal_fit
from ml.research.evaluation.decision_rule import Rule, fit
from ml.research.evaluation.log_odds import (
    predict_evidence,
    predict_log_odds,
    probabilities,
    slice_selector,
)
from ml.research.evaluation.metrics import Predictions, concatenated
from ml.research.evaluation.series_rule import series_predictions
from ml.research.evaluation.settling_fit import fit_settled, settled_calls, settled_probabilities
from ml.research.evaluation.surroundings import Surroundings, joined, surroundings

FOLDS = 10
"""Number of folds, at most (ours); the paper has ten for its networks."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold: slices of some patients.

    Attributes:
        examples: The slices.
        log_odds: Of these, in this order.
        surroundings: These, in this order, and all others of their series; `None` where slices
            are read alone.
        controls: Slices that have neither answer, as far as the network is asked about them.
        controls_log_odds: Of these, in this order; `None` where there is none.
    """

    examples: list[Example]
    log_odds: Predictions
    surroundings: Surroundings | None = None
    controls: Sequence[Example] = ()
    controls_log_odds: Predictions | None = None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Slices evaluated with rules fitted on other patients.

    Attributes:
        examples: The slices.
        scored: Their probabilities, in this order.
        called: Whether the answer is yes.
        abstained: Whether the rule abstains.
        covered: Whether the answer is correct or an abstention.
        series: Probabilities of series made of them (`ml.research.evaluation.series_rule`); `None`
            where no rule for series was fitted.

    Shapes:
        called, abstained, covered: `(N,)`.
    """

    examples: list[Example]
    scored: Predictions
    called: NDArray[np.bool_]
    abstained: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    series: Predictions | None

    def take(self, which: NDArray[np.bool_]) -> Evaluated:
        """Some of the slices, `(N,)`; no series."""
        rows = np.flatnonzero(which)
        return Evaluated(
            [self.examples[i] for i in rows],
            self.scored.take(rows),
            self.called[rows],
            self.abstained[rows],
            self.covered[rows],
            None,
        )


def in_folds(
    task: str,
    network: ResNeSAt,
    unseen: Sequence[list[Example]],
    count: int = FOLDS,
    context: Sequence[Example] = (),
) -> list[Fold]:
    """Divide patients into folds, stratified by kind, and compute the log-odds.

    Lesions that are simulated are made within a fold, so that no patient's lesion is in two folds.

    Args:
        task: `presence` or `source`.
        network: In evaluation mode.
        unseen: Slices of patients not used for training, set by set (tuning, test): lesions are
            simulated within a set, from its own patients.
        count: Of folds, at most.
        context: Slices without a label between those of `unseen` (presence only).
    """
    everyone = [e for slices in unseen for e in slices]
    select = slice_selector(task, everyone)
    free = {e.patient for e in everyone if not e.present}
    secondary = {e.patient for e in everyone if e.source == SECONDARY}

    def kind_and_position(patient: str) -> tuple[bool, bool, float]:
        return patient not in free, patient not in secondary, hash_position(patient, "whence-rule")

    patients = sorted({e.patient for e in everyone}, key=kind_and_position)
    fold_of = {patient: index % count for index, patient in enumerate(patients)}
    folds = []
    for fold in range(count):
        parts = [
            select([e for e in slices if fold_of[e.patient] == fold], fold) for slices in unseen
        ]
        log_odds = [predict_log_odds(network, task, own) for own in parts if own]
        if not log_odds:
            continue
        own, p = [e for part in parts for e in part], concatenated(*log_odds)
        around = None
        if task == "presence":
            between = [e for e in context if fold_of.get(e.patient) == fold]
            evidence = predict_evidence(network, between)
            around = surroundings(own, p.score[:, None], between, evidence)
        nothing = [e for e in everyone if e.control and e.asked and fold_of[e.patient] == fold]
        said = predict_log_odds(network, task, nothing) if nothing else None
        folds.append(Fold(own, p, around, nothing, said))
    return folds


def cross_fitted(task: str, folds: Sequence[Fold]) -> Evaluated:
    """Evaluate each fold with a rule fitted on all others.

    Raises:
        DataError: Without a fold one of the two answers is missing.
    """
    scored, called, abstained, covered, series = [], [], [], [], []
    for fold_ in folds:
        rule = _fit_alone(task, [other for other in folds if other is not fold_])
        scored_fold = probabilities(fold_.log_odds, rule.scaling)
        scored.append(scored_fold)
        called.append(scored_fold.score >= rule.threshold)
        abstained.append(conformal_fit.abstained(rule.conformal_band, scored_fold))
        covered.append(conformal_fit.covered(rule.conformal_band, rule.threshold, scored_fold))
        if rule.series is not None:
            series.append(series_predictions(scored_fold, rule.series))
    return Evaluated(
        [e for fold in folds for e in fold.examples],
        concatenated(*scored),
        np.concatenate(called),
        np.concatenate(abstained),
        np.concatenate(covered),
        concatenated(*series) if series else None,
    )


def _fit_alone(task: str, folds: Sequence[Fold]) -> Rule:
    """The rule of slices that are read alone."""
    parts = (fold.controls_log_odds for fold in folds)
    controls = [part for part in parts if part is not None]
    return fit(
        task,
        concatenated(*(fold.log_odds for fold in folds)),
        concatenated(*controls) if controls else None,
    )


def sure_about_controls(task: str, folds: Sequence[Fold]) -> dict[str, bool]:
    """Whether the answer to each control would be sure, by a rule fitted on others.

    Returns:
        By the name of the slice.

    Raises:
        DataError: Without a fold one of the two answers is missing.
    """
    out: dict[str, bool] = {}
    for fold_ in folds:
        if fold_.controls_log_odds is None:
            continue
        rule = _fit_alone(task, [other for other in folds if other is not fold_])
        sure = rule.is_sure(fold_.controls_log_odds)
        out |= {e.slice: bool(s) for e, s in zip(fold_.controls, sure, strict=True)}
    return out


def fit_folds(task: str, folds: Sequence[Fold]) -> tuple[Rule, Rule]:
    """Fit a rule on all slices of some folds.

    Returns:
        The rule of slices that are read alone, and the one with a settling rule; the same where
        none can be fitted.

    Raises:
        DataError: One of the two answers is missing.
    """
    log_odds = concatenated(*(fold.log_odds for fold in folds))
    alone = _fit_alone(task, folds)
    around = [fold.surroundings for fold in folds if fold.surroundings is not None]
    if task != "presence" or len(around) < len(folds):
        return alone, alone
    return alone, fit_settled(alone, log_odds, joined(around))


def cross_fitted_settled(folds: Sequence[Fold]) -> Evaluated | None:
    """Evaluate settled slices of each fold with a rule fitted on all others (presence only).

    Returns:
        The slices in the order of `cross_fitted`; `None` where a rule cannot be fitted.

    Raises:
        DataError: Without a fold one of the two answers is missing.
    """
    scored, calls, series = [], [], []
    for fold_ in folds:
        _, rule = fit_folds("presence", [other for other in folds if other is not fold_])
        if rule.settling is None or fold_.surroundings is None:
            return None
        scored_fold, among = settled_probabilities(rule, fold_.log_odds, fold_.surroundings)
        scored.append(scored_fold)
        calls.append(settled_calls(rule, scored_fold, among))
        if rule.series is not None:
            series.append(series_predictions(scored_fold, rule.series))
    called, abstained, covered = (np.concatenate(part) for part in zip(*calls, strict=True))
    return Evaluated(
        [e for fold in folds for e in fold.examples],
        concatenated(*scored),
        called,
        abstained,
        covered,
        concatenated(*series) if series else None,
    )
