"""Provides operations on small masks and images: opening, growing, parts, holes, depth, Laplacian.

As `scipy.ndimage` has them, which tests compare with. Reading one slice needs just these, on a
picture of some ninety pixels a side; SciPy would bring 35 MB into the installed application.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def opened(mask: Mask) -> Mask:
    """Without what is thinner than a pixel and its four neighbours.

    Shapes:
        mask: `(rows, cols)`.
        returns: `(rows, cols)`.
    """
    core = ~_grown(np.pad(~mask, 1, constant_values=True))[1:-1, 1:-1]
    return _grown(core)


def filled(mask: Mask) -> Mask:
    """With every hole that no way along four neighbours leads out of.

    Shapes:
        mask: `(rows, cols)`.
        returns: `(rows, cols)`.
    """
    labels, _ = parts(np.pad(~mask, 1, constant_values=True))
    inside: Mask = labels != labels[0, 0]
    return inside[1:-1, 1:-1]


def grown(mask: Mask, times: int) -> Mask:
    """With the four neighbours of its pixels, and theirs, and so on.

    Shapes:
        mask: `(rows, cols)`.
        returns: `(rows, cols)`.
    """
    for _ in range(times):
        mask = _grown(mask)
    return mask


def parts(mask: Mask) -> tuple[NDArray[np.int32], int]:
    """The parts of a mask that hang together by four neighbours, numbered from 1; 0 outside.

    The runs of each row are joined with those of the row above (Rosenfeld and Pfaltz 1966).

    Shapes:
        mask: `(rows, cols)`.
        returns: `(rows, cols)`, and how many parts there are.
    """
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, first = np.nonzero(edges == 1)
    _, last = np.nonzero(edges == -1)
    runs = list(zip(row.tolist(), first.tolist(), last.tolist(), strict=True))
    root = list(range(len(runs)))

    def top(run: int) -> int:
        while root[run] != run:
            root[run] = root[root[run]]
            run = root[run]
        return run

    above = 0
    for run, (at, begin, end) in enumerate(runs):
        while above < run and (runs[above][0] < at - 1 or _ends_before(runs[above], at, begin)):
            above += 1
        other = above
        while other < run and runs[other][0] == at - 1 and runs[other][1] < end:
            if runs[other][2] > begin:
                root[top(run)] = top(other)
            other += 1
    numbers: dict[int, int] = {}
    labels = np.zeros(mask.shape, dtype=np.int32)
    for run, (at, begin, end) in enumerate(runs):
        labels[at, begin:end] = numbers.setdefault(top(run), len(numbers) + 1)
    return labels, len(numbers)


def _ends_before(run: tuple[int, int, int], row: int, begin: int) -> bool:
    """Whether a run of the row above ends before a column, so that no later run can touch it."""
    return run[0] == row - 1 and run[2] <= begin


def depth(mask: Mask) -> NDArray[np.float64]:
    """Distance of each pixel of a mask to the nearest pixel outside of it, pixels.

    Shapes:
        mask: `(rows, cols)`, not all true.
        returns: `(rows, cols)`; 0 outside.
    """
    rows, columns = (np.arange(n, dtype=np.int32) for n in mask.shape)
    far = sum(mask.shape)
    # within each row, from the last pixel outside and to the next one; then across the rows
    last = np.maximum.accumulate(np.where(mask, -far, columns), axis=1)
    following = np.minimum.accumulate(np.where(mask, 2 * far, columns)[:, ::-1], axis=1)[:, ::-1]
    along = np.minimum(np.minimum(columns - last, following - columns), far) ** 2
    away = (rows[:, None] - rows) ** 2
    squares = np.stack([(along + squared[:, None]).min(axis=0) for squared in away])
    distances: NDArray[np.float64] = np.sqrt(squares.astype(np.float64))
    return distances


def laplacian(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Second differences along rows and columns, the border mirrored.

    Shapes:
        values: `(rows, cols)`.
        returns: `(rows, cols)`.
    """
    total = np.zeros_like(values)
    for axis in (0, 1):
        wide = np.pad(values, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="symmetric")
        total += np.diff(wide.astype(np.float64), 2, axis).astype(np.float32)
    return total


def _grown(mask: Mask) -> Mask:
    """A mask and the four neighbours of its pixels."""
    out = mask.copy()
    out[1:] |= mask[:-1]
    out[:-1] |= mask[1:]
    out[:, 1:] |= mask[:, :-1]
    out[:, :-1] |= mask[:, 1:]
    return out
