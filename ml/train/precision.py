"""In which numbers a network is trained."""

from __future__ import annotations

import torch

from ml.errors import DataError


def autocast(device: torch.device, precision: str) -> torch.autocast:
    """A context for the forward pass.

    Args:
        device: Where the network is.
        precision: `float32`, or `bfloat16` for the convolutions while norms stay float32.

    Raises:
        DataError: A processor that stops at AVX2 was asked for `bfloat16`, which it can only
            imitate, many times as slowly.
    """
    asked = precision == "bfloat16"
    if asked and device.type == "cpu" and torch.backends.cpu.get_cpu_capability() == "AVX2":
        raise DataError(
            "this processor imitates bfloat16, which takes many times as long; train with "
            "--precision float32"
        )
    return torch.autocast(device.type, torch.bfloat16, enabled=asked)
