"""Defines ResNeSt and ResNeSAt.

Source: the ResNeSAt paper (Zhang et al., "Brain Tumors Classification for MR images based
on Attention Guided Deep Learning Model"), table II and figure 4; ResNeSt, arXiv 2004.08955,
table 1 and section 4. Table II lists modules in the order in which they are registered, not
run: the gate multiplies the residual branch after its last norm and before the sum, as
figure 4 draws it. Parameter names are those of public ResNeSt checkpoints; `sa.*` is new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn

from ml.inference.models.outline_decoder import OutlineDecoder
from ml.inference.models.spatial_gate import SpatialGate
from ml.inference.models.split_attention import SplitAttention

Gate = Literal["none", "paper", "open"]
"""`none` is ResNeSt; `paper` starts at about one half; `open` starts near one."""

EXPANSION = 4


class Bottleneck(nn.Module):
    """1x1, split attention, 1x1, gate, residual sum.

    Args:
        in_channels: Channels coming in.
        width: Channels of the split attention; `4 * width` go out.
        stride: 1 or 2; where 2, an average pool does the striding (ResNeSt's `avd`).
        gate: Which spatial gate, see `Gate`.
        avd_first: Pool before the split attention; public checkpoints pool after it.
        project: Whether the shortcut needs a 1x1 convolution.
    """

    def __init__(
        self, in_channels: int, width: int, stride: int, gate: Gate, avd_first: bool, project: bool
    ) -> None:
        super().__init__()
        out_channels = width * EXPANSION
        self.avd_first = avd_first
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.avd_layer = nn.AvgPool2d(3, stride, padding=1) if stride > 1 else nn.Identity()
        self.conv2 = SplitAttention(width, width)
        self.conv3 = nn.Conv2d(width, out_channels, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_channels)
        self.sa = None if gate == "none" else SpatialGate(starts_open=gate == "open")
        self.downsample = (
            nn.Sequential(
                nn.AvgPool2d(stride, stride, ceil_mode=True, count_include_pad=False),
                nn.Conv2d(in_channels, out_channels, 1, bias=False),
                nn.BatchNorm2d(out_channels),
            )
            if project
            else nn.Identity()
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Return the block's output and its gate's map.

        Shapes:
            x: `(B, in_channels, H, W)`.
            returns: `(B, 4 * width, H / stride, W / stride)` and `(B, 1, H / stride, W / stride)`
                in (0, 1), or `None` without a gate.
        """
        out = torch.relu(self.bn1(self.conv1(x)))
        if self.avd_first:
            out = self.avd_layer(out)
        out = self.conv2(out)
        if not self.avd_first:
            out = self.avd_layer(out)
        out = self.bn3(self.conv3(out))
        attention: Tensor | None = None
        if self.sa is not None:
            attention = self.sa(out)
            out = out * attention
        return torch.relu(out + self.downsample(x)), attention


class Features(NamedTuple):
    """The output of the stages.

    Attributes:
        stages: Feature map after each stage.
        maps: Maps of the gates, from first to last.
        stem: Feature map of the stem, before its pool.
    """

    stages: list[Tensor]
    maps: list[Tensor]
    stem: Tensor


class NetworkAnswer(NamedTuple):
    """What the network says of images.

    Attributes:
        logits: `(B, num_classes)`.
        features: Of the images; not of their mirror images.
        outline: Log-odds that a cell lies in a lesion, `(B, 1, H/2, W/2)`; `None` without decoder.
    """

    logits: Tensor
    features: Features
    outline: Tensor | None


class ResNeSAt(nn.Module):
    """The network, with its attention maps as an output.

    Args:
        num_classes: Logits going out.
        layers: Bottlenecks per stage.
        width: Of the first stage; doubles from stage to stage.
        stem: Channels of the deep stem's first two convolutions; the third has twice as many.
        gate: Which spatial gate, see `Gate`.
        avd_first: See `Bottleneck`.
        mirrored: Let the second of the three channels be the slice mirrored left to right, so
            that the first convolutions see where the two halves of a head differ (ours).
        outlines: Whether a decoder draws the lesion's outline
            (`ml.inference.models.outline_decoder`).

    Attributes:
        decoder: Draws the outline, or `None`.
        both_ways: In evaluation, answer with the mean of what is said of an image and of its
            mirror image, so that it is no matter which side a head's left is on (ours).
        peak_share: Share of the log-odds of the outline's most suspicious cell in the answer, in
            [0, 1]; the rest is the paper's classifier, which overlooks small lesions (ours).
    """

    def __init__(
        self,
        num_classes: int,
        layers: Sequence[int] = (3, 4, 6, 3),
        width: int = 64,
        stem: int = 32,
        gate: Gate = "paper",
        avd_first: bool = False,
        mirrored: bool = False,
        outlines: bool = False,
    ) -> None:
        super().__init__()
        self.mirrored = mirrored
        self.both_ways = False
        self.peak_share = 0.0
        self.conv1 = nn.Sequential(
            nn.Conv2d(3, stem, 3, 2, 1, bias=False),
            nn.BatchNorm2d(stem),
            nn.ReLU(inplace=True),
            nn.Conv2d(stem, stem, 3, 1, 1, bias=False),
            nn.BatchNorm2d(stem),
            nn.ReLU(inplace=True),
            nn.Conv2d(stem, 2 * stem, 3, 1, 1, bias=False),
        )
        self.bn1 = nn.BatchNorm2d(2 * stem)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        channels = 2 * stem
        self.layers = tuple(layers)
        self.gated = gate != "none"
        self.channels: list[int] = []
        for stage, blocks in enumerate(layers):
            planes = width * 2**stage
            parts = []
            for block in range(blocks):
                stride = 2 if stage > 0 and block == 0 else 1
                project = block == 0
                parts.append(Bottleneck(channels, planes, stride, gate, avd_first, project))
                channels = planes * EXPANSION
            self.add_module(f"layer{stage + 1}", nn.Sequential(*parts))
            self.channels.append(channels)
        self.fc = nn.Linear(channels, num_classes)
        self.decoder = OutlineDecoder(2 * stem, self.channels) if outlines else None
        self._initialise()

    def _initialise(self) -> None:
        """He initialisation, as the public code; gates and decoder keep their own."""
        own = {id(m.conv) for m in self.modules() if isinstance(m, SpatialGate)}
        own |= {id(m) for m in self.decoder.modules()} if self.decoder else set()
        for module in self.modules():
            if isinstance(module, nn.Conv2d) and id(module) not in own:
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def stem(self, x: Tensor) -> Tensor:
        """The deep stem, up to the pool: `(B, 3, H, W)` to `(B, 2 * stem, H/2, W/2)`."""
        return torch.relu(self.bn1(self.conv1(x)))

    def features(self, x: Tensor) -> Features:
        """Feature map after each stage, and the gates' maps from first to last.

        Shapes:
            x: `(B, 3, H, W)`, H and W multiples of 32.
            returns: `(B, 256, H/4, W/4)` to `(B, 2048, H/32, W/32)`, and maps `(B, 1, h, w)`
                in (0, 1): three at H/4, four at H/8, six at H/16, three at H/32; none for
                ResNeSt.
        """
        if self.mirrored:
            x = torch.stack([x[:, 0], x[:, 1].flip(-1), x[:, 2]], dim=1)
        stem = self.stem(x)
        features = Features([], [], stem)
        x = self.maxpool(stem)
        for stage in range(1, len(self.layers) + 1):
            for block in self.get_submodule(f"layer{stage}").children():
                x, attention = block(x)
                if attention is not None:
                    features.maps.append(attention)
            features.stages.append(x)
        return features

    def classify(self, features: Tensor) -> Tensor:
        """Logits `(B, num_classes)` of the last stage's features `(B, 2048, h, w)`."""
        logits: Tensor = self.fc(features.mean(dim=(2, 3)))
        return logits

    def read(self, x: Tensor) -> NetworkAnswer:
        """All that the network says of images, in evaluation of both ways where `both_ways` is set.

        Shapes:
            x: `(B, 3, H, W)`.
        """
        count = len(x)
        both = self.both_ways and not self.training
        seen = self.features(torch.cat([x, x.flip(-1)]) if both else x)
        logits, outline = self.classify(seen.stages[-1]), None
        if self.decoder is not None:
            outline = self.decoder(seen.stem, seen.stages)
            logits = self._with_peak(logits, outline)
        if both:
            logits = torch.stack(logits.chunk(2)).mean(0)
            outline = None if outline is None else _mean_of_ways(outline)
            stages, maps = ([part[:count] for part in parts] for parts in seen[:2])
            seen = Features(stages, maps, seen.stem[:count])
        return NetworkAnswer(logits, seen, outline)

    def _with_peak(self, logits: Tensor, outline: Tensor) -> Tensor:
        """Logits whose difference is partly that of the outline's most suspicious cell."""
        if not self.peak_share:
            return logits
        whole, peak = logits[:, 1] - logits[:, 0], outline.flatten(1).amax(1)
        odds = whole + self.peak_share * (peak - whole)
        return torch.stack([-odds, odds], dim=1) / 2

    def forward_with_attention(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Logits `(B, num_classes)` and the maps of `features`, which are of `x` alone."""
        said = self.read(x)
        return said.logits, said.features.maps

    def forward(self, x: Tensor) -> Tensor:
        """Logits `(B, num_classes)` for images `(B, 3, H, W)`."""
        return self.read(x).logits


def _mean_of_ways(outline: Tensor) -> Tensor:
    """The outline of images, where that of their mirror images stands behind it."""
    straight, mirrored = outline.chunk(2)
    return (straight + mirrored.flip(-1)) / 2


def resnest50(num_classes: int = 2, avd_first: bool = False, outlines: bool = False) -> ResNeSAt:
    """ResNeSt-50, the paper's baseline: 97.45 MB as a saved checkpoint."""
    return ResNeSAt(num_classes, gate="none", avd_first=avd_first, outlines=outlines)


def resnesat50(
    num_classes: int = 2, gate: Gate = "paper", avd_first: bool = False, outlines: bool = False
) -> ResNeSAt:
    """ResNeSAt, the paper's network: 97.46 MB as a saved checkpoint."""
    return ResNeSAt(num_classes, gate=gate, avd_first=avd_first, outlines=outlines)


def resnesat50_mirrored(
    num_classes: int = 2, gate: Gate = "paper", outlines: bool = False
) -> ResNeSAt:
    """ResNeSAt that sees each slice beside its mirror image; the same parameters."""
    return ResNeSAt(num_classes, gate=gate, mirrored=True, outlines=outlines)


def resnesat_tiny(num_classes: int = 2, gate: Gate = "open", outlines: bool = False) -> ResNeSAt:
    """One narrow bottleneck a stage, for tests and plumbing; never shipped."""
    return ResNeSAt(num_classes, layers=(1, 1, 1, 1), width=8, stem=8, gate=gate, outlines=outlines)


ARCHITECTURES: dict[str, Callable[..., ResNeSAt]] = {
    "resnest50": resnest50,
    "resnesat50": resnesat50,
    "resnesat50_mirrored": resnesat50_mirrored,
    "resnesat_tiny": resnesat_tiny,
}
"""What a bundle's `architecture` may name."""
