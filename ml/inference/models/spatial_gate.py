"""Defines the spatial gate (CBAM's spatial attention): where a block uses its own features.

Source: Woo et al., "CBAM", ECCV 2018, eq. 3; placed by the ResNeSAt paper's figure 4
before the residual sum.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

OPEN_BIAS = 4.0
"""Starting bias of an open gate: sigmoid(4) = 0.982, so a pretrained branch passes almost
unchanged, where a gate that starts at one half would halve it (ours)."""


class SpatialGate(nn.Module):
    """A map in (0, 1) from the mean and the maximum over channels.

    Args:
        starts_open: False is the paper's gate (7x7, no norm, no bias: the model sizes it
            states leave room for nothing else). True adds a bias that starts at `OPEN_BIAS`
            and a convolution that starts at zero, for fine-tuning.
        kernel_size: Odd.

    Shapes:
        in: `(B, C, H, W)` float.
        out: `(B, 1, H, W)` float in (0, 1); the caller multiplies.
    """

    def __init__(self, starts_open: bool = False, kernel_size: int = 7) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 1, kernel_size, padding=kernel_size // 2, bias=starts_open)
        if starts_open and self.conv.bias is not None:
            nn.init.constant_(self.conv.bias, OPEN_BIAS)
            nn.init.normal_(self.conv.weight, std=1e-3)

    def forward(self, x: Tensor) -> Tensor:
        """Return the gate for `x`."""
        # A mean's gradient would be written out over all channels, and that of `amax` counts ties.
        mean = x.sum(dim=1) / x.shape[1]
        strongest = x.permute(0, 2, 3, 1).max(dim=-1).values
        pooled = torch.stack([mean, strongest], dim=1)
        return torch.sigmoid(self.conv(pooled))
