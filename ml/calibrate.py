"""A network's decision rule, fitted on tuning patients once the weights stand.

Honest probabilities, and when to say yes, "not sure" or nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from torch import Tensor
from torch.nn import functional

from ml import conformal, ood
from ml.aggregate import series_feature
from ml.conformal import Usual
from ml.data import sample, strangers
from ml.data.examples import Example
from ml.data.graft import grafts
from ml.data.labels import TASKS
from ml.data.split import Sides
from ml.data.strip import strip_skull
from ml.errors import DataError
from ml.metrics import Predictions, together
from ml.model.resnesat import ResNeSAt
from ml.preprocess import normalise
from ml.protocol import SeriesRule
from ml.train.loop import logits, tuning_set

SENSITIVITY = 0.9
"""Stated sensitivity of a slice at the threshold (ours)."""
ABSTAIN = 0.05
"""Half width of the band that is not sure where the tuning patients lack a class (ours)."""
SERIES_SLICES = (1, 3, 5, 9)
"""How many of the highest scores may speak for a series."""
TEMPERATURE_DRAWS = 1000
"""Draws of tuning slices for the temperature (ours): with 200 it hung on the seed by a fifth."""
FITTED_ON = 1500
"""Training slices, at most, that the out-of-distribution score is fitted on: enough for the
widest stage, and minutes on a processor."""
IMITATED = 250
"""Training slices, at most, of which each kind of stranger is imitated (ours)."""

Unseen = tuple[ResNeSAt, list[Example]]
"""A network and slices of patients that it never saw."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A network's decision rule.

    Attributes:
        temperature: Divides the logits.
        head_shift: What was added to the head's bias for yes (`prior`).
        threshold: Probability from which the answer is yes.
        usual: Where it is not sure; `None` where the tuning patients lack a class.
        strangeness: What it refuses.
        series: How slices become a series (presence only); `None` where it cannot be fitted.
    """

    temperature: float
    threshold: float
    usual: Usual | None
    strangeness: ood.Strangeness
    series: SeriesRule | None = None
    head_shift: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """For `model.json`."""
        rule: dict[str, Any] = {
            "threshold": self.threshold,
            "temperature": self.temperature,
            "head_shift": self.head_shift,
            "abstain": ABSTAIN,
        }
        if self.usual is not None:
            rule["conformal"] = {
                "yes_from": self.usual.yes_from,
                "no_to": self.usual.no_to,
                "coverage": self.usual.coverage,
            }
        if self.series is not None:
            rule["series"] = asdict(self.series)
        return rule


def calibrate(
    task: str, training: Sequence[Example], unseen: Sequence[Unseen], strangeness: ood.Strangeness
) -> Calibration:
    """Fit everything; held-out patients are not touched.

    Args:
        task: `presence` or `source`.
        training: Slices of the patients that the networks learnt from.
        unseen: What the rule is fitted on; each network is in evaluation mode, and its head's bias
            is changed by `head_shift`.
        strangeness: What is refused, from `guarding`.

    Raises:
        DataError: No patient fell to the tuning side.
    """
    if not any(side for _, side in unseen):
        raise DataError("no patient is left for tuning; a bundle needs some twenty patients")
    known = prior(task, training)
    temperature = _temperature(task, unseen, known)
    head_shift = temperature * known
    for network, _ in unseen:
        shift_head(network, head_shift)
    usual, threshold, series = None, 0.5, None
    judged = [(network, of_both(task, side)) for network, side in unseen]
    if len({TASKS[task].label(e) for _, side in judged for e in side}) == 2:
        scored = together(
            *(predict(network, task, side, temperature) for network, side in judged if side)
        )
        usual = conformal.fit(scored)
        threshold = usual.between(conformal.threshold_for(scored, SENSITIVITY))
        series = fit_series(scored) if task == "presence" else None
    return Calibration(temperature, threshold, usual, strangeness, series, head_shift)


def shift_head(network: ResNeSAt, by: float) -> None:
    """Add to the head's bias for yes, in place."""
    with torch.no_grad():
        network.fc.bias[1] += by


def prior(task: str, training: Sequence[Example]) -> float:
    """Log-odds of a tumour on training slices as they come; 0 for the source.

    Training draws presence in pairs, one to one, so that the network answers as if every other
    slice held a tumour; its log-odds are set right by this (King and Zeng 2001). How often a
    hospital's tumours are secondary, no collection here can tell.
    """
    present = [e.present for e in of_both(task, training)] if task == "presence" else []
    if len(set(present)) < 2:
        return 0.0
    share = float(np.mean(present))
    return float(np.log(share / (1 - share)))


@dataclass(frozen=True, slots=True)
class Guarding:
    """What the guard against strangers is fitted on, pooled once.

    Attributes:
        known: Training patients' slices.
        tuning: Tuning patients', which set the limits.
        strange: Kinds of strangers made of training patients' slices.
    """

    known: list[Tensor]
    tuning: list[Tensor]
    strange: dict[str, list[Tensor]]

    def fit(self, without: str = "") -> ood.Strangeness:
        """Fit it; `without` leaves one kind of stranger out, to see what it adds."""
        kinds = [pooled for name, pooled in self.strange.items() if name != without]
        return ood.fit(self.known, self.tuning, kinds)


def guarding(network: ResNeSAt, sides: Sides) -> Guarding:
    """Pool what refuses strangers is fitted on.

    Args:
        network: In evaluation mode.
        sides: Of its data; held-out patients are not touched.
    """
    random = np.random.default_rng(7)
    picked = random.permutation(len(sides.training))[:FITTED_ON]
    known = usual_units([sides.training[i] for i in picked])
    strange = strangers.imitations([sides.training[i].unit for i in picked[:IMITATED]])
    return Guarding(
        pooled(network, known),
        pooled(network, usual_units(sides.tuning)),
        {name: pooled(network, units) for name, units in strange.items()},
    )


def series_of(p: Predictions) -> list[tuple[list[float], bool, str]]:
    """Scores, presence and patient of series with and without a tumour, made of patients' slices.

    Public collections hold no tumour-free patient, so each patient is a series with a tumour,
    and his tumour-free slices alone are one without; a patient without a tumour is one series.
    """
    made = []
    for who in np.unique(p.patient):
        own = p.patient == who
        if p.label[own].any():
            made.append((p.score[own].tolist(), True, str(who)))
        if (own & ~p.label).any():
            made.append((p.score[own & ~p.label].tolist(), False, str(who)))
    return made


def fit_series(p: Predictions) -> SeriesRule | None:
    """Fit how slices become a series; the number of slices by the likelihood.

    Args:
        p: Slices of tuning patients.

    Returns:
        The rule, or `None` where there are no series of both kinds.
    """
    from sklearn.linear_model import LogisticRegression

    series = series_of(p)
    label = np.array([present for _, present, _ in series])
    if label.all() or not label.any():
        return None
    best: tuple[float, SeriesRule] | None = None
    for count in SERIES_SLICES:
        feature = np.array([[series_feature(scores, count)] for scores, _, _ in series])
        found = LogisticRegression().fit(feature, label)
        said = found.predict_proba(feature)[np.arange(len(label)), label.astype(int)]
        rule = SeriesRule(count, max(float(found.coef_[0, 0]), 0.0), float(found.intercept_[0]))
        likelihood = float(np.log(said).sum())
        if best is None or likelihood > best[0]:
            best = likelihood, rule
    return best[1] if best else None


def usual_units(examples: Sequence[Example]) -> list[NDArray[np.uint8]]:
    """Slices as they are, every fourth without its skull: both are to be read."""
    return [
        e.unit if index % 4 else strip_skull(e.unit, e.mask)[0] for index, e in enumerate(examples)
    ]


def of_both(task: str, side: Sequence[Example]) -> list[Example]:
    """The slices of one side on which a task's two answers can be told apart.

    For presence, of collections that hold both. For source, real ones where real secondaries
    are there; else real primaries and lesions of both kinds simulated into the side's own
    tumour-free slices.
    """
    if task == "presence":
        alone = sample.without_negatives(side)
        return [e for e in side if e.collection not in alone]
    real = [e for e in side if e.source]
    if sample.has_secondaries(side):
        return real
    drawn = sample.simulated(side, np.random.default_rng(7), grafts(real), drawings=sample.DRAWINGS)
    return [*real, *drawn]


def predict(
    network: ResNeSAt, task: str, examples: Sequence[Example], temperature: float
) -> Predictions:
    """Score slices.

    Args:
        network: In evaluation mode.
        task: `presence` or `source`.
        examples: At least one.
        temperature: Divides the logits.
    """
    said = logits(network, torch.from_numpy(np.stack([e.unit for e in examples])))
    return Predictions(
        np.array([TASKS[task].label(e) == 1 for e in examples]),
        (said / temperature).softmax(1)[:, 1].double().numpy(),
        np.array([e.patient for e in examples]),
        np.array([e.level for e in examples]),
    )


@torch.inference_mode()
def pooled(network: ResNeSAt, units: Sequence[NDArray[np.uint8]], batch: int = 16) -> list[Tensor]:
    """What `ml.ood` looks at, over many slices.

    Shapes:
        units: each `(S, S)` uint8.
        returns: each `(N, C)` float32, on the CPU.
    """
    device = next(network.parameters()).device
    parts: list[list[Tensor]] = []
    for chunk in torch.from_numpy(np.stack(units)).split(batch):
        grey = chunk.to(device).float() / 255
        stages, _ = network.features(normalise(grey).contiguous(memory_format=torch.channels_last))
        parts.append([part.cpu() for part in ood.pool(grey, stages)])
    return [torch.cat(depth) for depth in zip(*parts, strict=True)]


def _temperature(task: str, unseen: Sequence[Unseen], known: float = 0.0) -> float:
    """One number that makes the probabilities of the tuning patients' slices honest.

    Presence is fitted on their slices as they come, with `known` added to the scaled log-odds of
    yes; source on slices as training draws them. An offset fitted beside it (Platt 1999) was
    measured and left out: patients left out of the fit were no likelier by it.
    """
    seen = [(network, *_weighed(task, side, len(unseen))) for network, side in unseen if side]
    said = torch.cat([logits(network, images) for network, images, _ in seen])
    labels = torch.cat([answers for _, _, answers in seen])
    offset = torch.tensor([0.0, known])

    def cost(log_temperature: float) -> float:
        scaled = said / float(np.exp(log_temperature)) + offset
        return float(functional.cross_entropy(scaled, labels))

    found = minimize_scalar(cost, bounds=(-1.0, 1.5), method="bounded")
    return round(float(np.exp(found.x)), 4)


def _weighed(task: str, tuning: list[Example], sides: int) -> tuple[Tensor, Tensor]:
    """Slices, `(N, S, S)` uint8, and answers, `(N,)`, of one of several sides' patients."""
    judged = of_both(task, tuning) if task == "presence" else []
    if len({e.present for e in judged}) < 2:
        return tuning_set(task, tuning, TEMPERATURE_DRAWS // sides)
    images = torch.from_numpy(np.stack([e.unit for e in judged]))
    return images, torch.tensor([int(e.present) for e in judged])
