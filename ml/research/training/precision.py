"""Chooses the number format of training."""

from __future__ import annotations

import torch

from ml.core.errors import DataError


def autocast(device: torch.device, precision: str, compiled: bool = False) -> torch.autocast:
    """A context for the forward pass.

    Args:
        device: Where the network is.
        precision: `float32`, or `bfloat16` for the convolutions while norms stay float32.
        compiled: Whether `torch.compile` joins the steps.

    Raises:
        DataError: A processor that stops at AVX2 was asked for `bfloat16`, which it can only
            imitate, many times as slowly; or one was asked for both `bfloat16` and
            `torch.compile`, whose gradients there are no numbers after one step (torch 2.14).
    """
    low_precision = precision == "bfloat16"
    if low_precision and device.type == "cpu" and compiled:
        raise DataError(
            "on a processor, --compiled and --precision bfloat16 do not go together: "
            "leave one of them out"
        )
    if low_precision and device.type == "cpu" and torch.backends.cpu.get_cpu_capability() == "AVX2":
        raise DataError(
            "this processor only emulates bfloat16, which is many times slower; train with "
            "--precision float32"
        )
    return torch.autocast(device.type, torch.bfloat16, enabled=low_precision)
