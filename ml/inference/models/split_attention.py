"""Defines the split attention of ResNeSt.

Source: Zhang et al., "ResNeSt: Split-Attention Networks", arXiv 2004.08955, section 3 and
figure 2. Parameter names are those of the public checkpoints.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SplitAttention(nn.Module):
    """A 3x3 convolution in `radix` splits, summed with weights that each image chooses.

    Args:
        in_channels: Channels coming in.
        channels: Channels going out.
        stride: Of the 3x3 convolution.
        radix: Number of splits; 2 in the paper.
        reduction: How much narrower the weighing branch is.

    Shapes:
        in: `(B, in_channels, H, W)` float.
        out: `(B, channels, H / stride, W / stride)` float.
    """

    def __init__(
        self, in_channels: int, channels: int, stride: int = 1, radix: int = 2, reduction: int = 4
    ) -> None:
        super().__init__()
        inner = max(in_channels * radix // reduction, 32)
        self.radix = radix
        self.conv = nn.Conv2d(in_channels, channels * radix, 3, stride, 1, groups=radix, bias=False)
        self.bn0 = nn.BatchNorm2d(channels * radix)
        self.fc1 = nn.Conv2d(channels, inner, 1)
        self.bn1 = nn.BatchNorm2d(inner)
        self.fc2 = nn.Conv2d(inner, channels * radix, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Split, weigh by a softmax over the splits, sum."""
        x = torch.relu(self.bn0(self.conv(x)))  # (B, radix * C, H, W)
        # A sum, then a division: a mean's gradient would be written out over all of H and W.
        pooled = x.sum(dim=(2, 3)) / (x.shape[2] * x.shape[3])
        pooled = pooled.unflatten(1, (self.radix, -1)).sum(dim=1)
        scores = self.fc2(torch.relu(self.bn1(self.fc1(pooled[:, :, None, None]))))
        weights = scores.unflatten(1, (self.radix, -1)).softmax(dim=1).unbind(dim=1)
        first, *others = x.chunk(self.radix, dim=1)
        mixed: Tensor = first * weights[0]
        for split, weight in zip(others, weights[1:], strict=True):
            mixed = torch.addcmul(mixed, split, weight)
        return mixed
