"""Makes every variant of an attention or class map that was compared; the best ship (ADR 49).

Gates say where a block's residual branch passes; they know no class. Class activation maps say
which features spoke for a class: the head is a mean and a linear layer, so the logit *is* the
mean of the features weighted by the head, cell by cell, and on the last stage HiResCAM (Draelos
and Carin 2020, arXiv 2011.08891), Grad-CAM and CAM are one map that needs no backward pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from ml.inference.models.attention_map import merge
from ml.inference.models.class_maps import evidence, grow, last_gate, stretch
from ml.inference.models.resnesat import Bottleneck, ResNeSAt
from ml.inference.preprocessing import normalise


@dataclass(frozen=True, slots=True)
class ForwardPass:
    """The outputs of one forward pass that maps are made of.

    Attributes:
        network: In evaluation mode.
        size: Side of its input.
        stages: Features after each stage.
        gates: From first to last.
        shares: Of each block, how much of its sum is the gated branch and not the shortcut.
        sign: 1 to explain the second class, -1 to explain the first.
        slopes: Gradients of the score by the features of earlier stages, once computed.

    Shapes:
        stages: each `(B, C, h, w)`.
        gates: each `(B, 1, h, w)` in (0, 1).
        shares: each `(B,)` in [0, 1].
        sign: `(B,)`.
    """

    network: ResNeSAt
    size: int
    stages: list[Tensor]
    gates: list[Tensor]
    shares: list[Tensor]
    sign: Tensor
    slopes: dict[int, Tensor] = field(default_factory=dict)

    def grown(self, small: Tensor) -> Tensor:
        """`(B, 1, h, w)` to `(B, S, S)`."""
        return grow(small, (self.size, self.size))[:, 0]


def forward_pass(network: ResNeSAt, units: Tensor, *, predicted_class: bool = False) -> ForwardPass:
    """Run a network on slices and keep the outputs that maps are made of.

    Args:
        network: In evaluation mode.
        units: Slices.
        predicted_class: Explain the class that the network predicts, instead of the second class.

    Shapes:
        units: `(B, S, S)` float in [0, 1].
    """
    branches: list[Tensor] = []
    shortcuts: list[Tensor] = []
    hooks = []
    for block in network.modules():
        if isinstance(block, Bottleneck):
            hooks.append(block.bn3.register_forward_hook(lambda _m, _i, out: branches.append(out)))
            hooks.append(
                block.downsample.register_forward_hook(lambda _m, _i, out: shortcuts.append(out))
            )
    try:
        with torch.no_grad():
            stages, gates, _ = network.features(normalise(units))
            logits = network.classify(stages[-1])
    finally:
        for hook in hooks:
            hook.remove()
    shares = [_share(b * g, s) for b, g, s in zip(branches, gates, shortcuts, strict=bool(gates))]
    sign = torch.ones(len(units))
    if predicted_class:
        sign = torch.where(logits[:, 1] >= logits[:, 0], 1.0, -1.0)
    return ForwardPass(network, units.shape[-1], stages, gates, shares, sign)


def _share(branch: Tensor, shortcut: Tensor) -> Tensor:
    branch_norm, shortcut_norm = branch.flatten(1).norm(dim=1), shortcut.flatten(1).norm(dim=1)
    share: Tensor = branch_norm / (branch_norm + shortcut_norm).clamp_min(1e-9)
    return share


def gates_mean(seen: ForwardPass) -> Tensor:
    """All gates, stretched, their arithmetic mean."""
    return torch.stack([stretch(seen.grown(g)[:, None]) for g in seen.gates]).mean(0)[:, 0]


def gates_by_stage(seen: ForwardPass) -> Tensor:
    """The mean within each stage, then over stages (`ml.inference.models.attention_map.merge`)."""
    return merge(seen.gates, (seen.size, seen.size), seen.network.layers, "stages")


def gates_geometric(seen: ForwardPass) -> Tensor:
    """All gates as they are, their geometric mean, stretched."""
    logs = [seen.grown(g.clamp_min(1e-6).log()) for g in seen.gates]
    return stretch(torch.stack(logs).mean(0).exp()[:, None])[:, 0]


def gates_max(seen: ForwardPass) -> Tensor:
    """All gates, stretched, the largest at each place."""
    return torch.stack([stretch(seen.grown(g)[:, None]) for g in seen.gates]).amax(0)[:, 0]


def gates_last(seen: ForwardPass) -> Tensor:
    """The last gate of each stage, stretched, their mean."""
    ends = [sum(seen.network.layers[: s + 1]) - 1 for s in range(len(seen.network.layers))]
    return torch.stack([stretch(seen.grown(seen.gates[e])[:, None]) for e in ends]).mean(0)[:, 0]


def gates_supervised(seen: ForwardPass) -> Tensor:
    """The supervised gates (`ml.inference.models.attention_map.merge`)."""
    return merge(seen.gates, (seen.size, seen.size), seen.network.layers, "told")


def gates_chain(seen: ForwardPass) -> Tensor:
    """The product along the network, with the way round each gate (after attention rollout).

    A block adds a gated branch to a shortcut that no gate touches; where the branch is a share
    r of the sum, a gate a passes (1 - r) + r a.
    """
    logs = [
        seen.grown((1 - r[:, None, None, None] * (1 - g)).clamp_min(1e-6).log())
        for g, r in zip(seen.gates, seen.shares, strict=True)
    ]
    return stretch(torch.stack(logs).sum(0).exp()[:, None])[:, 0]


def _stage(stage: int) -> MapVariant:
    def variant(seen: ForwardPass) -> Tensor:
        layers = seen.network.layers
        start = sum(layers[:stage])
        own = [stretch(gate) for gate in seen.gates[start : start + layers[stage]]]
        return seen.grown(stretch(torch.stack(own).mean(0)))

    return variant


def _last_gate(stage: int) -> MapVariant:
    def variant(seen: ForwardPass) -> Tensor:
        return seen.grown(last_gate(seen.gates, seen.network.layers, stage))

    return variant


def hirescam(seen: ForwardPass) -> Tensor:
    """The last stage's features weighted by the head: HiResCAM, Grad-CAM and CAM at once."""
    return seen.grown(evidence(seen.stages[-1], seen.network.fc.weight, seen.sign))


def _gradient(seen: ForwardPass, stage: int) -> tuple[Tensor, Tensor]:
    """Features of an earlier stage, and the gradient of the score by them."""
    if stage in seen.slopes:
        return seen.stages[stage], seen.slopes[stage]
    features = seen.stages[stage].detach().requires_grad_()
    with torch.enable_grad():
        x = features
        for later in range(stage + 1, len(seen.stages)):
            for block in seen.network.get_submodule(f"layer{later + 1}").children():
                x, _ = block(x)
        logits = seen.network.classify(x)
        score = ((logits[:, 1] - logits[:, 0]) * seen.sign).sum()
        (slope,) = torch.autograd.grad(score, features)
    seen.slopes[stage] = slope
    return seen.stages[stage], slope


def _hirescam_at(stage: int) -> MapVariant:
    def variant(seen: ForwardPass) -> Tensor:
        features, slope = _gradient(seen, stage)
        return seen.grown(_positive((features * slope).sum(1, keepdim=True)))

    return variant


def _gradcam_at(stage: int) -> MapVariant:
    def variant(seen: ForwardPass) -> Tensor:
        features, slope = _gradient(seen, stage)
        weights = slope.mean(dim=(2, 3), keepdim=True)
        return seen.grown(_positive((features * weights).sum(1, keepdim=True)))

    return variant


def _positive(raw: Tensor) -> Tensor:
    positive = raw.clamp_min(0)
    return positive / positive.amax(dim=(2, 3), keepdim=True).clamp_min(1e-9)


def evidence_times_gates(seen: ForwardPass) -> Tensor:
    """The root of HiResCAM times the supervised gates."""
    return (hirescam(seen) * gates_supervised(seen)).clamp_min(0).sqrt()


MapVariant = Callable[[ForwardPass], Tensor]
"""From a pass to maps `(B, S, S)` in [0, 1]."""

GATES: dict[str, MapVariant] = {
    "gates, mean of all": gates_mean,
    "gates, mean by stage": gates_by_stage,
    "gates, geometric mean": gates_geometric,
    "gates, largest": gates_max,
    "gates, last of each stage": gates_last,
    "gates, told of lesions": gates_supervised,
    "gates, chain with shortcuts": gates_chain,
    **{f"stage {s + 1}, mean of its gates": _stage(s) for s in range(4)},
    **{f"stage {s + 1}, its last gate": _last_gate(s) for s in range(4)},
}
CLASS_MAPS: dict[str, MapVariant] = {
    "HiResCAM (= Grad-CAM), stage 4": hirescam,
    "HiResCAM, stage 3": _hirescam_at(2),
    "Grad-CAM, stage 3": _gradcam_at(2),
    "HiResCAM, stage 2": _hirescam_at(1),
    "Grad-CAM, stage 2": _gradcam_at(1),
    "HiResCAM times told gates": evidence_times_gates,
}


def variants_of(network: nn.Module) -> dict[str, MapVariant]:
    """All map variants of a network; without gates, the class maps alone."""
    gated = isinstance(network, ResNeSAt) and network.gated
    plain = {k: w for k, w in CLASS_MAPS.items() if w is not evidence_times_gates}
    return {**GATES, **CLASS_MAPS} if gated else plain
