"""Makes the small maps of one forward pass that the desk can lay over a slice."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional


def evidence(features: Tensor, head: Tensor, sign: Tensor) -> Tensor:
    """Where the features speak for a class rather than for the other one.

    The logit of a mean followed by a linear layer is the mean over cells of the features times
    the head's weights; this is that product for the difference of both logits, which is all
    that a softmax over two sees, where it is positive, over its largest value. On the last
    stage it equals HiResCAM (Draelos and Carin 2020, arXiv 2011.08891, eq. 2), Grad-CAM and CAM.

    Args:
        features: Of the last stage.
        head: Weights of the linear layer.
        sign: 1 for what speaks for the second class, -1 for the first.

    Shapes:
        features: `(B, C, h, w)`.
        head: `(2, C)`.
        sign: `(B,)`.
        returns: `(B, 1, h, w)` in [0, 1]; all zero where nothing speaks for the class.
    """
    spoken = torch.einsum("bchw,c->bhw", features.float(), (head[1] - head[0]).float())
    positive = (spoken * sign[:, None, None]).clamp_min(0)[:, None]
    return positive / positive.amax(dim=(2, 3), keepdim=True).clamp_min(1e-9)


def grow(small: Tensor, size: tuple[int, int]) -> Tensor:
    """Bilinear: `(B, 1, h, w)` to `(B, 1, rows, columns)`."""
    return functional.interpolate(small, size=size, mode="bilinear", align_corners=False)


def stretch(values: Tensor) -> Tensor:
    """Each image to [0, 1]; all zero where it is flat."""
    low = values.amin(dim=(2, 3), keepdim=True)
    span = values.amax(dim=(2, 3), keepdim=True) - low
    return torch.where(span > 1e-6, (values - low) / span.clamp_min(1e-6), torch.zeros_like(values))


def last_gate(gates: Sequence[Tensor], layers: Sequence[int], stage: int) -> Tensor:
    """The last gate of a stage: `(B, 1, h, w)` in (0, 1).

    Args:
        gates: Of `ml.inference.models.resnesat.ResNeSAt.features`.
        layers: Bottlenecks per stage.
        stage: From 0.
    """
    return gates[sum(layers[: stage + 1]) - 1].float()
