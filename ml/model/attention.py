"""Sixteen gates merged into one map."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional


def merge(maps: Sequence[Tensor], size: tuple[int, int]) -> Tensor:
    """Mean within each resolution, then over resolutions, stretched to [0, 1] per image.

    Averaging stage by stage keeps the six maps of the third stage from outvoting the rest
    (ours; the paper shows no merged map).

    Args:
        maps: Gates of `ResNeSAt.features`.
        size: Rows and columns of the network's input.

    Returns:
        One map per image; all zero where every gate is flat.

    Shapes:
        maps: each `(B, 1, h, w)` in (0, 1).
        returns: `(B, rows, columns)` float in [0, 1].
    """
    if not maps:
        raise ValueError("a network without gates has no attention to merge")
    by_size: dict[tuple[int, ...], list[Tensor]] = {}
    for gate in maps:
        by_size.setdefault(tuple(gate.shape[2:]), []).append(_stretch(gate))
    stages = [
        functional.interpolate(
            torch.stack(group).mean(0), size=size, mode="bilinear", align_corners=False
        )
        for group in by_size.values()
    ]
    return _stretch(torch.stack(stages).mean(0))[:, 0]


def _stretch(gate: Tensor) -> Tensor:
    low = gate.amin(dim=(2, 3), keepdim=True)
    span = gate.amax(dim=(2, 3), keepdim=True) - low
    return torch.where(span > 1e-6, (gate - low) / span.clamp_min(1e-6), torch.zeros_like(gate))
