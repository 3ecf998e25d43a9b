"""Refits the supervised gates after training, with the rest of the network frozen.

The inputs of a gate are two maps, the mean and the maximum over the channels of its block; its
target is the share of lesion in each cell. With the rest of the network frozen this is a logistic
regression over 7x7 places, which has a unique solution and needs no learning rate, epochs or seed
(ours).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from ml.inference.models.resnesat import ResNeSAt
from ml.inference.models.spatial_gate import SpatialGate
from ml.inference.preprocessing import normalise
from ml.research.data.examples import Example
from ml.research.training.config import TrainConfig
from ml.research.training.lesion_supervision import supervised_gates
from ml.research.training.loop import draw

FITTING_DRAW = 30_000
"""Seed of the slices that gates are fitted on; epochs are drawn with their number."""
FITTING_SLICES = 800
"""How many slices these are (ours), for some three hundred coefficients."""
BATCH = 16
"""Slices that are read at once."""
RIDGE = 1e-5
"""Weight of the squared coefficients, of inputs with a deviation of one (ours): keeps them finite
where no lesion overlaps another cell than its own."""
STEPS = 200
"""Of the search, at most."""


def refit_gates(network: ResNeSAt, config: TrainConfig, training: list[Example]) -> None:
    """Refit the supervised gates of a network; without lesion supervision it stays as it is.

    The slices are not augmented.

    Args:
        network: As `fit_gates`.
        config: How it was trained.
        training: The training set.
    """
    if not config.lesion_weight:
        return
    plain = replace(config, per_epoch=FITTING_SLICES, full_augmentation=False)
    images, _, outlines = draw(plain, training, FITTING_DRAW)
    batches = [normalise(units.float() / 255) for units in images.split(BATCH)]
    fit_gates(network, batches, outlines.float().split(BATCH))


def fit_gates(
    network: ResNeSAt, batches: Sequence[Tensor], outlines: Sequence[Tensor]
) -> list[tuple[float, float]]:
    """Fit the supervised gates (`lesion_supervision.supervised_gates`), from first to last.

    Args:
        network: In evaluation mode; only its supervised gates change. Norms behind them
            may be measured anew afterwards (`ml.research.training.pretrained.recalibrate`).
        batches: Images of training patients as the network is fed.
        outlines: Their lesions; all zero where there is none.

    Returns:
        The cross entropy of each gate before and after.

    Shapes:
        batches: each `(B, 3, S, S)` float.
        outlines: each `(B, S, S)` float, 0 or 1.
    """
    mask = torch.cat(list(outlines))[:, None]
    gained = []
    for gate in supervised_gates(network):
        seen = _seen(network, gate, batches)
        share = functional.adaptive_avg_pool2d(mask, (seen.shape[2], seen.shape[3]))
        gained.append(_fit(gate.conv, seen, share))
    return gained


@torch.no_grad()
def _seen(network: ResNeSAt, gate: SpatialGate, batches: Sequence[Tensor]) -> Tensor:
    """What a gate's convolution is fed, `(N, 2, h, w)`."""
    inputs: list[Tensor] = []

    def keep(_: nn.Module, fed: tuple[Tensor, ...]) -> None:
        inputs.append(fed[0].float())

    hook = gate.conv.register_forward_pre_hook(keep)
    try:
        for batch in batches:
            network.features(batch)
    finally:
        hook.remove()
    return torch.cat(inputs)


def _fit(conv: nn.Conv2d, seen: Tensor, share: Tensor) -> tuple[float, float]:
    """Logistic regression of `share` on `seen`, from where the convolution stands."""
    wide = seen.std(dim=(0, 2, 3)).clamp_min(1e-6)[None, :, None, None]
    inputs = seen / wide
    weight = (conv.weight.detach() * wide).clone(memory_format=torch.contiguous_format)
    bias = None if conv.bias is None else conv.bias.detach().clone()
    fitted = [parameter.requires_grad_() for parameter in (weight, bias) if parameter is not None]
    around = conv.weight.shape[2] // 2

    def entropy() -> Tensor:
        logits = functional.conv2d(inputs, weight, bias, padding=around)
        return functional.binary_cross_entropy_with_logits(logits, share)

    search = torch.optim.LBFGS(fitted, max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        search.zero_grad()
        loss = entropy() + RIDGE * weight.square().sum()
        loss.backward()
        return loss

    before = entropy().item()
    search.step(closure)
    with torch.no_grad():
        conv.weight.copy_(weight / wide)
        if conv.bias is not None and bias is not None:
            conv.bias.copy_(bias)
    return before, entropy().item()
