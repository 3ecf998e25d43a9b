"""Outlines the series of test patients as the desk does, beside the lesions of their masks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.core.lesion_stack import LesionStack
from ml.core.types import LesionRule, Region
from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import Preprocessing, back_to_slice, square, squared, to_bytes
from ml.inference.regions import find_regions
from ml.research.data.examples import TREATED, outline, pixels, visible_parts
from ml.research.data.manifest import Row
from ml.research.evaluation.lesion_figures import figures_at_rates, lesion_figures
from ml.research.evaluation.lesion_matching import OutlinedSeries, match
from ml.research.evaluation.lesion_rule import cross_fitted, fit_lesion_rule
from ml.research.evaluation.outline_fit import outline_probability

ENHANCING_MASKS = ("bcbm", "brats-glioma")
"""Collections in millimetres whose masks cover what can be seen with contrast agent; those of the
others hold oedema as well, which no outline of an enhancing lesion matches."""


def outlined_series(
    network: ResNeSAt,
    threshold: float,
    rows: Iterable[Row],
    folder: Path,
    preprocessing: Preprocessing,
) -> Iterator[OutlinedSeries]:
    """The series of a manifest, slices without a label among them.

    Args:
        network: In evaluation mode, with a decoder.
        threshold: Probability from which there is an outline.
        rows: Of the patients wanted; those without series, position or spacing are left out.
        folder: What their paths are relative to.
        preprocessing: Of the network.

    Raises:
        DataError: A slice cannot be read.
    """
    by_series: dict[str, list[Row]] = {}
    for row in rows:
        if row.series and np.isfinite(row.position) and min(row.spacing) > 0:
            by_series.setdefault(row.series, []).append(row)
    for slices in by_series.values():
        if len({row.position for row in slices}) > 1:
            ordered = sorted(slices, key=lambda row: row.position)
            yield _outlined(network, threshold, ordered, folder, preprocessing)


def _outlined(
    network: ResNeSAt,
    threshold: float,
    rows: list[Row],
    folder: Path,
    preprocessing: Preprocessing,
) -> OutlinedSeries:
    images = [squared(pixels(folder, row.image), row.spacing) for row in rows]
    drawn = outline_probability(network, [to_bytes(image, preprocessing) for image in images])
    predicted: dict[str, tuple[Region, ...]] = {}
    for row, image, share in zip(rows, images, drawn, strict=True):
        _, _, side = square(image, preprocessing)
        probability = back_to_slice(share, image, preprocessing)
        regions = find_regions(probability, image, threshold, side)
        if regions:
            predicted[row.slice] = regions
    side_mm = min(rows[0].spacing)
    stack = LesionStack(
        tuple(row.slice for row in rows),
        positions_mm=tuple(row.position for row in rows),
        spacing_mm=(side_mm, side_mm),
    )
    masks = np.stack([_mask(row, image, folder) for row, image in zip(rows, images, strict=True)])
    return OutlinedSeries(rows[0].patient, stack, predicted, masks)


def _mask(row: Row, image: NDArray[np.generic], folder: Path) -> NDArray[np.bool_]:
    """The lesions of a slice, on its grid with square pixels."""
    if not row.mask:
        return np.zeros(image.shape, dtype=bool)
    mask = outline(row, folder)
    if row.collection not in TREATED:
        return mask
    values = np.asarray(image, dtype=np.float32)
    white = max(float(np.percentile(values, 99.9)), 1e-6)
    grey = np.clip(values / white * 255, 0, 255).astype(np.uint8)
    return visible_parts(grey, mask)


def lesion_evaluation(
    network: ResNeSAt,
    threshold: float,
    folder: Path,
    rows: Iterable[Row],
    preprocessing: Preprocessing,
) -> tuple[LesionRule, dict[str, Any]]:
    """Fit the rule that keeps lesions, and judge them by rules that were fitted on others.

    Args:
        network: In evaluation mode, with a decoder.
        threshold: Probability from which there is an outline.
        folder: What the paths of `rows` are relative to.
        rows: Of patients not used for training, of collections whose masks enhance.
        preprocessing: Of the network.

    Returns:
        The shipped rule, and figures by name, each beginning with `lesions_`.

    Raises:
        DataError: A slice cannot be read, or there is nothing to fit.
    """
    matching = match(outlined_series(network, threshold, rows, folder, preprocessing))
    rule = fit_lesion_rule(matching)
    scores, kept = cross_fitted(matching)
    figures = lesion_figures(matching, kept) | figures_at_rates(matching, scores)
    return rule, {f"lesions_{name}": value for name, value in figures.items()}
