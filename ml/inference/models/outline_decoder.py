"""Draws the outline of a lesion from the feature maps of the presence network.

Source: the ResNeSAt paper names segmentation as future work (section V); the pathway from coarse to
fine is that of U-Net (arXiv 1505.04597), with narrow layers, since the trunk does the seeing.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (32, 48, 64, 96)
"""Channels at H/2, H/4, H/8 and H/16 (ours)."""
RARE = -4.0
"""Log-odds of a lesion in a cell at the start: few cells hold one."""


class OutlineDecoder(nn.Module):
    """Joins the last stage with ever finer ones, up to the stem's grid.

    Args:
        stem: Channels of the stem.
        channels: Channels of the four stages.
    """

    def __init__(self, stem: int, channels: Sequence[int]) -> None:
        super().__init__()
        coarse = channels[-1]
        self.top = nn.Sequential(nn.Conv2d(coarse, WIDTHS[-1], 1), nn.ReLU())
        skips = (stem, *channels[:-1])
        self.skips = nn.ModuleList(
            nn.Conv2d(skip, width, 1) for skip, width in zip(skips, WIDTHS, strict=True)
        )
        above = (*WIDTHS[1:], WIDTHS[-1])
        self.joins = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(width + wide, width, 3, padding=1, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
            )
            for width, wide in zip(WIDTHS, above, strict=True)
        )
        self.out = nn.Conv2d(WIDTHS[0], 1, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.constant_(self.out.bias, RARE)  # type: ignore[arg-type]

    def forward(self, stem: Tensor, stages: Sequence[Tensor]) -> Tensor:
        """Log-odds that a cell lies in a lesion.

        Shapes:
            stem: `(B, C, H/2, W/2)`, as `ml.inference.models.resnesat.Features.stem`.
            stages: Four, `(B, C, H/4, W/4)` to `(B, C, H/32, W/32)`.
            returns: `(B, 1, H/2, W/2)`.
        """
        x: Tensor = self.top(stages[-1])
        finer = (stem, *stages[:-1])
        for level in reversed(range(len(WIDTHS))):
            skip = self.skips[level](finer[level])
            x = functional.interpolate(x, skip.shape[2:], mode="bilinear", align_corners=False)
            x = self.joins[level](torch.cat([skip, x], dim=1))
        out: Tensor = self.out(x)
        return out
