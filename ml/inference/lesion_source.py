"""Asks the source network about the lesions that the presence network outlines on a slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from ml.core.messages import NOTHING, Message, message
from ml.core.slice_outcome import source_of_regions
from ml.core.types import UNLIKE, Region
from ml.inference.bundle import Bundle
from ml.inference.lesion_crop import lesion_alone, window_of
from ml.inference.network_output import PlacedOutput, run_network

MOST = 4
"""Lesions of one slice that are asked about, the largest (ours)."""
LEAST_MM2 = 12.0
"""Area on the slice from which a lesion is asked about, as in training."""

UNKNOWN_SCALE = message(
    "the file does not say how large a pixel is, so the source network cannot read the lesion"
)
NOTHING_TO_READ = message("no outlined lesion is large and bright enough for the source network")


class LesionSources(NamedTuple):
    """What the source network said of the lesions of one slice.

    Attributes:
        regions: As they came, with their source.
        score: Probability of a secondary, over the lesions that answered, weighted by area; `None`
            where none did.
        reason: Why none did.
        placed: The output for the largest that answered.
    """

    regions: tuple[Region, ...]
    score: float | None
    reason: Message
    placed: PlacedOutput | None


def ask_about_lesions(
    bundle: Bundle,
    values: NDArray[np.generic],
    spacing_mm: float,
    regions: Sequence[Region],
    device: torch.device,
) -> LesionSources:
    """Ask about the largest lesions of a slice.

    Args:
        bundle: Of a source network that is fed single lesions.
        values: The slice, with square pixels.
        spacing_mm: Side of a pixel, millimetres; 0 where unknown.
        regions: Of `values`, largest first.
        device: Where the network is.

    Shapes:
        values: `(rows, cols)`.
    """
    out = list(regions)
    if not spacing_mm > 0:
        return LesionSources(tuple(out), None, UNKNOWN_SCALE, None)
    asked: list[int] = []
    units: list[NDArray[np.float32]] = []
    field, size = bundle.preprocessing.field_mm, bundle.preprocessing.size
    for index, region in enumerate(out[:MOST]):
        area = float(region.mask.sum()) * spacing_mm**2
        if area < LEAST_MM2:
            continue
        unit = lesion_alone(values, spacing_mm, whole_mask(region, values.shape), field, size)
        if unit is not None:
            asked.append(index)
            units.append(unit)
    if not asked:
        return LesionSources(tuple(out), None, NOTHING_TO_READ, None)
    placed: PlacedOutput | None = None
    for index, output in zip(asked, run_network(bundle, units, device), strict=True):
        if output.is_ood:
            continue
        region = out[index]
        odds = float(bundle.scaling.calibrated(output.log_odds))
        out[index] = replace(region, source=odds)
        if placed is None:
            mask = whole_mask(region, values.shape)
            placed = PlacedOutput(output, window_of(mask, spacing_mm, field))
    if placed is None:
        reason = message("for the source network the lesion is {}", UNLIKE)
        return LesionSources(tuple(out), None, reason, None)
    return LesionSources(tuple(out), source_of_regions(out), NOTHING, placed)


def whole_mask(region: Region, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """A region's mask on the grid of its slice, `(rows, cols)`."""
    mask = np.zeros(shape[:2], dtype=bool)
    height, width = region.mask.shape
    mask[region.top : region.top + height, region.left : region.left + width] = region.mask
    return mask
