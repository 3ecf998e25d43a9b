"""Volumes of masks as regions of slices, for tests with known answers."""

import numpy as np

from ml.core.lesion_stack import LesionStack
from ml.core.types import Region

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def region(mask, top=0, left=0, peak=0.9, enhancing=0.5, source=None):
    """A region of a mask, cut to what is true."""
    mask = np.asarray(mask, dtype=bool)
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    cut = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
    cut.flags.writeable = False
    return Region(top + int(rows[0]), left + int(columns[0]), cut, peak, enhancing, source)


def block(top, left, height, width, **values):
    """A rectangular region."""
    return region(np.ones((height, width)), top, left, **values)


def sphere(shape, centre_mm, diameter_mm, steps_mm):
    """Pixels whose centre is within a sphere: `(slices, rows, cols)`, steps in millimetres."""
    axes = [(np.arange(n) + 0.5) * step for n, step in zip(shape, steps_mm, strict=True)]
    grids = np.meshgrid(*axes, indexing="ij")
    away = sum((g - c) ** 2 for g, c in zip(grids, centre_mm, strict=True))
    return away <= (diameter_mm / 2) ** 2


def regions_of(volume, **values):
    """One region for each slice that shows anything, by UID."""
    return {uid(z): (region(mask, **values),) for z, mask in enumerate(volume) if mask.any()}


def uid(index):
    return f"s{index}"


def stack(slices, spacing=(1.0, 1.0), step=1.0, orientation=None, positions=...):
    """Evenly spaced slices; `spacing` or `positions` may be `None`."""
    if positions is ...:
        positions = tuple(i * step for i in range(slices))
    return LesionStack(tuple(map(uid, range(slices))), spacing, positions, orientation)
