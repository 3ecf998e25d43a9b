"""Another source's histogram: that of the head made even, in part.

Scanners, sequences and windows move grey values by curves that rise, and evening out a histogram
undoes any of them: what it gives depends on the order of grey values alone.
"""

from __future__ import annotations

import torch
from torch import Tensor

AIR = 12 / 255
"""Brighter than this is head; what lies below is left alone (ours)."""
FEWEST = 64
"""Pixels of a head that has a histogram (ours)."""


def evened(units: Tensor, share: Tensor) -> Tensor:
    """Move each grey value of the head part of the way to its place among the others.

    Args:
        units: Slices.
        share: How much of the way, for each: 0 leaves the slice, 1 makes its histogram even.

    Shapes:
        units: `(B, S, S)` float in [0, 1].
        share: `(B,)` float in [0, 1].
        returns: `(B, S, S)` float in [0, 1].
    """
    values = units.flatten(1)
    head = values > AIR
    count = head.sum(1, keepdim=True)
    order = values.masked_fill(~head, torch.inf).sort(1).values
    place = torch.searchsorted(order, values.contiguous(), right=True) / count.clamp_min(1)
    way = torch.where(head & (count >= FEWEST), share[:, None], 0.0)
    return torch.lerp(values, AIR + (1 - AIR) * place, way).view_as(units)
