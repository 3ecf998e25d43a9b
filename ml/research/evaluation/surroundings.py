"""Finds the evidence around labelled slices, of which the settling rule is fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.core.settling import neighbour_weights, smoothed
from ml.research.data.examples import Example


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Labelled slices and all others of their series, with what the network saw in each.

    Attributes:
        evidence: Of every slice (`ml.core.types.Verdict.evidence`), the labelled ones first.
        series: Of every slice; empty for a single image.
        position: Of every slice, millimetres along the normal of its series.
        labelled: How many of the slices are labelled.

    Shapes:
        evidence: `(M, K)`.
        series: `(M,)` str.
        position: `(M,)`.
    """

    evidence: NDArray[np.float64]
    series: NDArray[np.str_]
    position: NDArray[np.float64]
    labelled: int

    @property
    def own(self) -> NDArray[np.float64]:
        """Evidence of the labelled slices themselves, `(N, K)`."""
        return self.evidence[: self.labelled]

    def around(self, sigma_mm: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Smoothed evidence around the labelled slices, and which of them have a neighbour.

        Args:
            sigma_mm: Deviation of the Gaussian (`ml.core.types.SettlingRule`).

        Shapes:
            returns: `(N, K)` and `(N,)`.
        """
        mean, among = self.evidence.copy(), np.zeros(len(self.series), dtype=bool)
        placed = (self.series != "") & np.isfinite(self.position)
        for name in np.unique(self.series[placed]):
            rows = np.flatnonzero(placed & (self.series == name))
            weights = neighbour_weights(tuple(self.position[rows].tolist()), sigma_mm)
            mean[rows], among[rows] = smoothed(
                self.evidence[rows], np.ones(len(rows), dtype=bool), weights
            )
        return mean[: self.labelled], among[: self.labelled]


def surroundings(
    labelled: Sequence[Example],
    evidence: NDArray[np.float64],
    context: Sequence[Example],
    context_evidence: NDArray[np.float64],
) -> Surroundings:
    """Bring labelled slices and their context together.

    Args:
        labelled: Slices with a label.
        evidence: Of these.
        context: Slices without one, of the same series (`ml.research.data.context_slices`).
        context_evidence: Of these.

    Shapes:
        evidence: `(N, K)`.
        context_evidence: `(C, K)`.
    """
    everyone = [*labelled, *context]
    return Surroundings(
        np.concatenate([evidence, context_evidence]),
        np.array([e.series for e in everyone], dtype=np.str_),
        np.array([e.position for e in everyone], dtype=np.float64),
        len(labelled),
    )


def joined(parts: Sequence[Surroundings]) -> Surroundings:
    """The slices of several sets, labelled ones first; at least one set, none share a series."""
    order = [slice(None, p.labelled) for p in parts], [slice(p.labelled, None) for p in parts]
    pieces = [(part, piece) for half in order for part, piece in zip(parts, half, strict=True)]
    return Surroundings(
        np.concatenate([part.evidence[piece] for part, piece in pieces]),
        np.concatenate([part.series[piece] for part, piece in pieces]),
        np.concatenate([part.position[piece] for part, piece in pieces]),
        sum(part.labelled for part in parts),
    )
