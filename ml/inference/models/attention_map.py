"""Merges the gates of a network into one attention map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor

from ml.core.types import MapKind
from ml.inference.models.class_maps import evidence, grow, last_gate, stretch

Attention = Literal["stages", "told"]
"""`stages` averages all gates; `told` multiplies the supervised gates (the names are in files)."""

SUPERVISED_STAGES = (1, 2, 3)
"""Stages whose last gate `ml.research.training.lesion_supervision` teaches: H/8, H/16, H/32; the
first stage is too early to know a lesion."""

STAGES = {MapKind.STAGE_2: 1, MapKind.STAGE_3: 2, MapKind.STAGE_4: 3}
"""Stages that can be looked at alone; the first sees edges only."""


def merge(
    maps: Sequence[Tensor],
    size: tuple[int, int],
    layers: Sequence[int] = (3, 4, 6, 3),
    attention: Attention = "stages",
) -> Tensor:
    """One map per image from the gates of `ResNeSAt.features`.

    The paper shows no merged map; both ways are ours. `stages` takes the mean within each
    resolution, then over resolutions, so that the six maps of the third stage do not outvote
    the rest, and stretches it to [0, 1] per image, since the gates' own values only mean
    something relative to each other. `told` is the root of the geometric mean of the supervised
    gates. Their values are calibrated, so a slice without a lesion stays dark. They learn the
    share of lesion in their cell, which is small at a border: hence the root.

    Args:
        maps: From first to last.
        size: Rows and columns of the network's input.
        layers: Bottlenecks per stage.
        attention: See `Attention`.

    Shapes:
        maps: each `(B, 1, h, w)` in (0, 1).
        returns: `(B, rows, columns)` float in [0, 1]; with `stages` all zero where every
            gate is flat.
    """
    if not maps:
        raise ValueError("a network without gates has no attention to merge")
    if attention == "told":
        logs = [
            grow(gate.float().clamp_min(1e-6).log(), size) for gate in supervised_maps(maps, layers)
        ]
        return torch.stack(logs).mean(0).div(2).exp()[:, 0]
    by_size: dict[tuple[int, ...], list[Tensor]] = {}
    for gate in maps:
        by_size.setdefault(tuple(gate.shape[2:]), []).append(stretch(gate))
    stages = [grow(torch.stack(group).mean(0), size) for group in by_size.values()]
    return stretch(torch.stack(stages).mean(0))[:, 0]


def supervised_maps(maps: Sequence[Tensor], layers: Sequence[int]) -> list[Tensor]:
    """The last gate of each stage in `SUPERVISED_STAGES`; none where there are no gates.

    Args:
        maps: Of `ResNeSAt.features`.
        layers: Bottlenecks per stage.
    """
    if not maps:
        return []
    return [last_gate(maps, layers, stage) for stage in SUPERVISED_STAGES]


def offered(
    stages: Sequence[Tensor],
    gates: Sequence[Tensor],
    layers: Sequence[int],
    head: Tensor,
    attention: Attention,
    *,
    predicted_class: bool,
) -> dict[MapKind, Tensor]:
    """Every map that the desk can lay over a slice, on the finest gates' grid.

    A stage is shown by its last gate: the one that was taught where any was, and the best of
    its stage where ADR 49 compared them. Where gates were taught, the root of their value is
    shown, as `merge` does; elsewhere the value stretched, since it only means something
    relative to its neighbours.

    Args:
        stages: Features after each stage.
        gates: From first to last; may be empty.
        layers: Bottlenecks per stage.
        head: Weights of the network's linear layer, `(2, C)`.
        attention: How its gates are merged.
        predicted_class: Explain the class with the higher logit, instead of the second class.

    Shapes:
        stages: each `(B, C, h, w)`.
        gates: each `(B, 1, h, w)`.
        returns: each `(B, g, g)` float32 in [0, 1].
    """
    grid = (stages[0].shape[2], stages[0].shape[3])
    sign = torch.ones(len(stages[-1]), device=stages[-1].device)
    if predicted_class:
        logits = stages[-1].float().mean(dim=(2, 3)) @ head.float().T
        sign = torch.where(logits[:, 1] >= logits[:, 0], sign, -sign)
    out = {MapKind.EVIDENCE: grow(evidence(stages[-1], head, sign), grid)[:, 0]}
    if gates:
        out[MapKind.GATES] = merge(gates, grid, layers, attention)
        for kind, stage in STAGES.items():
            gate = last_gate(gates, layers, stage)
            shown = (
                gate.sqrt() if attention == "told" and stage in SUPERVISED_STAGES else stretch(gate)
            )
            out[kind] = grow(shown, grid)[:, 0]
    return out
