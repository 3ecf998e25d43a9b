"""Guesses T1 or T2 from the pixels of a series, by fluid and fat, where its header is silent.

Fluid is the brightest thing inside a head on T2 and the darkest on T1 and FLAIR; fat under the
scalp is brighter than brain on T1 (McRobbie, MRI from Picture to Proton, chapter 3). Both are
looked at without finding any organ: the inside of a head is what lies deep in its outline. That
tells T2 from T1, not T1 with contrast from T1 without, and not FLAIR. How often it errs is
measured in docs/appearance.md; it is a guess, so it never refuses a series.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.core.types import SliceImage
from ml.imaging.display.brightness import brightness
from ml.imaging.types.sequence_kind import Recognition, SequenceKind
from ml.imaging.types.series import Series

PLACES = (0.4, 0.47, 0.55, 0.62, 0.7)
"""Where in a stack slices are looked at: most of them hold brain (ours)."""
GRID = 256
"""Pixels along a side that are enough (ours)."""
DEEP, SHALLOW = 0.30, 0.18
"""Depth below the outline, in radii of a disc of the head's size: inside, and under the scalp."""
LEAST_HEAD, LEAST_PIXELS = 0.05, 200
"""Share of the picture, and pixels inside, below which nothing is said (ours)."""
BRIGHT, DARK = 1.5, 0.6
"""Fluid is this far from the median of the inside (ours)."""
BRIGHT_SHARE = 0.05
BRIGHT_TAIL = 2.2
"""T2: so much of the inside is bright, and values reach so much further up than down."""
DARK_TAIL, DARK_SHARE, FAT = 1.2, 0.02, 1.3
"""T1: values reach further down than up; there is dark fluid; fat is so much brighter."""
ASKED = (SequenceKind.UNKNOWN, SequenceKind.T1, SequenceKind.T1_CONTRAST)
"""Kinds by the header that pixels are asked about: it is silent, or the networks would read it."""
CONFIDENCE = 0.4
"""Below `ml.imaging.types.sequence_kind.LIKELY`: a guess is shown and doubted, and refuses
nothing."""


@dataclass(frozen=True, slots=True)
class SliceAppearance:
    """What is measured in a slice, or the median over some; all relative to the inside's median.

    Attributes:
        bright: Share of the inside that is far above it.
        dark: Share far below.
        tail: How much further values reach up (95th percentile) than down (5th).
        fat: The bright part of what lies under the scalp.
    """

    bright: float
    dark: float
    tail: float
    fat: float


def slice_appearance(values: NDArray[np.generic]) -> SliceAppearance | None:
    """Measure one slice; `None` where there is no head to speak of.

    Shapes:
        values: `(rows, cols)`, rising with brightness.
    """
    step = max(max(values.shape) // GRID, 1)
    grid: NDArray[np.float64] = np.nan_to_num(values[::step, ::step].astype(np.float64))
    grid = grid - grid.min()
    top = float(np.sort(grid, axis=None)[int(0.995 * (grid.size - 1))])
    if top <= 0:
        return None
    grid = np.minimum(grid, top)
    below = depth(grid > 0.25 * top * _share_of_head(grid, top))
    area = int(np.count_nonzero(below))
    if area < LEAST_HEAD * below.size:
        return None
    radius = np.sqrt(area / np.pi)
    inside = np.sort(grid[below > DEEP * radius])
    under = np.sort(grid[(below > 0) & (below <= SHALLOW * radius)])
    if len(inside) < LEAST_PIXELS or not len(under):
        return None
    low, middle, high = (float(inside[int(q * (len(inside) - 1))]) for q in (0.05, 0.5, 0.95))
    if middle <= 0:
        return None
    return SliceAppearance(
        bright=float(np.mean(inside > BRIGHT * middle)),
        dark=float(np.mean(inside < DARK * middle)),
        tail=(high - middle) / max(middle - low, 1e-6 * middle),
        fat=float(under[int(0.8 * (len(under) - 1))]) / middle,
    )


def appearance(slices: Sequence[SliceAppearance]) -> Recognition:
    """What slices of one series look like together; unknown where they do not say."""
    if not slices:
        return Recognition()
    rows = np.array([(s.bright, s.dark, s.tail, s.fat) for s in slices])
    bright, dark, tail, fat = (float(v) for v in np.sort(rows, axis=0)[len(rows) // 2])
    if tail >= BRIGHT_TAIL and bright >= BRIGHT_SHARE:
        return _guess(
            SequenceKind.T2,
            message("fluid looks bright ({:.0%} of the inside of the head)", bright),
        )
    if tail <= DARK_TAIL and dark >= DARK_SHARE and fat >= FAT:
        return _guess(
            SequenceKind.T1,
            message("fluid looks dark, and fat {:.1f} times as bright as brain", fat),
        )
    return Recognition()


def guessed(series: Series, decode: Callable[[Series, int], SliceImage]) -> Recognition | None:
    """Look at a series whose header does not say what it is, or says that it is T1.

    Args:
        series: Any.
        decode: Reads a slice.

    Returns:
        A guess; `None` where the pixels do not speak, or do not speak against the header.
    """
    if series.sequence.kind not in ASKED or series.modality not in ("MR", "OT"):
        return None
    last = len(series.slices) - 1
    slices = []
    for index in sorted({round(share * last) for share in PLACES}):
        try:
            image = decode(series, index)
        except ImageReadError:
            continue  # it reports itself when it is asked for
        if image.values.ndim == 2:
            slices.append(slice_appearance(brightness(image)))
    guess = appearance([s for s in slices if s is not None])
    if series.sequence.kind is not SequenceKind.UNKNOWN and guess.kind is not SequenceKind.T2:
        return None
    return None if guess.kind is SequenceKind.UNKNOWN else guess


def with_guess(series: Series, guess: Recognition) -> Series:
    """The series under its guess, with a doubt in words where the networks expect another.

    A header that speaks is believed, and doubted.
    """
    warnings = series.warnings
    if series.sequence.kind is not SequenceKind.UNKNOWN:
        doubt = message(
            "its header says {}, but it may be {}: {}",
            series.sequence.kind.words,
            guess.kind.words,
            guess.evidence[0],
        )
        return replace(series, warnings=(*warnings, doubt))
    if guess.kind is not SequenceKind.T1:
        warnings += (message("may be {}: {}", guess.kind.words, guess.evidence[0]),)
    return replace(series, sequence=guess, warnings=warnings)


def _guess(kind: SequenceKind, evidence: Message) -> Recognition:
    return Recognition(kind, CONFIDENCE, (evidence,), from_pixels=True)


def _share_of_head(grid: NDArray[np.float64], top: float) -> float:
    """Dim heads with a few bright spots need a lower threshold: a typical bright value of all."""
    lit = np.sort(grid[grid > 0.05 * top])
    return float(lit[int(0.9 * (len(lit) - 1))]) / top if len(lit) else 1.0


def depth(mask: NDArray[np.bool_]) -> NDArray[np.int_]:
    """How deep each pixel lies in an outline: the least distance to its ends in row and column.

    Shapes:
        mask: `(rows, cols)`.
        returns: `(rows, cols)`, pixels from 1; 0 outside.
    """
    return np.minimum(_along(mask), _along(mask.T).T)


def _along(mask: NDArray[np.bool_]) -> NDArray[np.int_]:
    width = mask.shape[1]
    column = np.arange(width)[None]
    first = mask.argmax(axis=1)[:, None]
    last = width - 1 - mask[:, ::-1].argmax(axis=1)[:, None]
    inside = np.minimum(column - first, last - column) + 1
    return np.where(np.any(mask, axis=1, keepdims=True), np.maximum(inside, 0), 0)
