"""Each patient that training never saw is judged by a rule that the others fitted.

A rule has a handful of numbers, but whom they are fitted on matters: seven patients who happen to
be harder than the next seventeen make it too careful. So all whom the weights never learnt from
fit the rule that ships, and what it is worth is measured by cross-fitting: dealt into folds, the
patients of each are judged by a rule from all others (ADR 66).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.data.labels import SECONDARY
from ml.research.data.split import place
from ml.research.evaluation import conformal_fit
from ml.research.evaluation.decision_rule import fit
from ml.research.evaluation.log_odds import predict_log_odds, probabilities, slice_selector
from ml.research.evaluation.metrics import Predictions, together
from ml.research.evaluation.series_rule import judge_series

FOLDS = 10
"""Into which patients are dealt, at most (ours); the paper has ten for its networks."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Slices of some patients.

    Attributes:
        examples: What is asked of them.
        said: Log-odds of these, in this order.
    """

    examples: list[Example]
    said: Predictions


@dataclass(frozen=True, slots=True)
class Judged:
    """Slices by rules that other patients fitted.

    Attributes:
        examples: The slices.
        scored: Their probabilities, in this order.
        called: Whether yes is called.
        unsure: Whether it is not sure.
        covered: Whether the true answer is called or left in question.
        series: Probabilities of series made of them (`ml.research.evaluation.series_rule`); `None`
            where no rule for series was fitted.

    Shapes:
        called, unsure, covered: `(N,)`.
    """

    examples: list[Example]
    scored: Predictions
    called: NDArray[np.bool_]
    unsure: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    series: Predictions | None

    def take(self, which: NDArray[np.bool_]) -> Judged:
        """Some of the slices, `(N,)`; no series."""
        rows = np.flatnonzero(which)
        return Judged(
            [self.examples[i] for i in rows],
            self.scored.take(rows),
            self.called[rows],
            self.unsure[rows],
            self.covered[rows],
            None,
        )


def in_folds(
    task: str, network: ResNeSAt, unseen: Sequence[list[Example]], count: int = FOLDS
) -> list[Fold]:
    """Deal patients into folds, each kind of them evenly, and ask the network.

    Lesions that are simulated are made within a fold, so that no patient's lesion is on two sides.

    Args:
        task: `presence` or `source`.
        network: In evaluation mode.
        unseen: Slices of patients not used for training, set by set (tuning, test): lesions are
            simulated within a set, from its own patients.
        count: Of folds, at most.
    """
    everyone = [e for side in unseen for e in side]
    asked = slice_selector(task, everyone)
    free = {e.patient for e in everyone if not e.present}
    secondary = {e.patient for e in everyone if e.source == SECONDARY}

    def kind_and_place(who: str) -> tuple[bool, bool, float]:
        return who not in free, who not in secondary, place(who, "whence-rule")

    patients = sorted({e.patient for e in everyone}, key=kind_and_place)
    fold_of = {who: index % count for index, who in enumerate(patients)}
    folds = []
    for fold in range(count):
        parts = [asked([e for e in side if fold_of[e.patient] == fold], fold) for side in unseen]
        said = [predict_log_odds(network, task, own) for own in parts if own]
        if said:
            folds.append(Fold([e for own in parts for e in own], together(*said)))
    return folds


def cross_fitted(task: str, folds: Sequence[Fold]) -> Judged:
    """Judge each fold by a rule from all others.

    Raises:
        DataError: Without a fold one of the two answers is missing.
    """
    scored, called, unsure, covered, series = [], [], [], [], []
    for one in folds:
        rule = fit(task, together(*(other.said for other in folds if other is not one)))
        found = probabilities(one.said, rule.scaling)
        scored.append(found)
        called.append(found.score >= rule.threshold)
        unsure.append(conformal_fit.abstained(rule.conformal_band, found))
        covered.append(conformal_fit.covered(rule.conformal_band, rule.threshold, found))
        if rule.series is not None:
            series.append(judge_series(found, rule.series))
    return Judged(
        [e for fold in folds for e in fold.examples],
        together(*scored),
        np.concatenate(called),
        np.concatenate(unsure),
        np.concatenate(covered),
        together(*series) if series else None,
    )
