"""Builds the optimiser."""

from __future__ import annotations

import torch
from torch.optim.optimizer import ParamsT


def optimiser_for(
    parameters: ParamsT, name: str, rate: float, momentum: float, decay: float
) -> torch.optim.Optimizer:
    """The optimiser of a run.

    Args:
        parameters: What it moves, or groups of them.
        name: `sgd`, the paper's, or `adamw` (Loshchilov and Hutter 2019, arXiv 1711.05101).
        rate: Initial learning rate.
        momentum: Of SGD.
        decay: Weight decay.
    """
    if name == "adamw":
        return torch.optim.AdamW(parameters, rate, weight_decay=decay, fused=True)
    return torch.optim.SGD(parameters, rate, momentum, weight_decay=decay)
