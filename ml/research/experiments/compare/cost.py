"""Measures the cost of each network: parameters, operations, and time side by side in one run."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from ml.core import atomic_files
from ml.research.data.tasks import TASKS
from ml.research.experiments.engine import sharding
from ml.research.experiments.engine.networks import build
from ml.research.experiments.engine.plan import Plan

ROUNDS = 20


def costs(plan: Plan) -> dict[str, dict[str, Any]]:
    """What the networks of a plan cost on this machine, by name; see `measure`.

    It is measured when all of them are trained, so that no training runs beside the timing, and
    kept in `costs.json`; without that file it is measured again.
    """
    path = plan.out / "costs.json"
    if path.exists():
        return dict(json.loads(path.read_text()))
    answers = len(TASKS[plan.tasks[0]].answers)
    device = sharding.device()
    networks = {name: build(name, answers, plan.gate).to(device) for name in plan.networks}
    measured = measure(networks, plan.recipe.size)
    atomic_files.write_text(path, json.dumps(measured, indent=2) + "\n")
    return measured


@torch.inference_mode()
def measure(networks: Mapping[str, nn.Module], size: int) -> dict[str, dict[str, Any]]:
    """Count parameters and operations, and time single slices, one network after another.

    Args:
        networks: By name, on the device where they shall be timed.
        size: Side of the input.

    Returns:
        By name: `parameters`, `gflops` (billions of floating-point operations per slice, two for
        each multiply-add) and `milliseconds` (median over rounds in which each has its turn).
    """
    times: dict[str, list[float]] = {name: [] for name in networks}
    operations = {name: _gflops(network.eval(), size) for name, network in networks.items()}
    for _ in range(ROUNDS):
        for name, network in networks.items():
            times[name].append(_seconds(network, size))
    return {
        name: {
            "parameters": sum(p.numel() for p in network.parameters()),
            "gflops": round(operations[name], 3),
            "milliseconds": round(float(np.median(times[name])) * 1e3, 2),
        }
        for name, network in networks.items()
    }


def _slice(network: nn.Module, size: int) -> torch.Tensor:
    return torch.zeros(1, 3, size, size, device=next(network.parameters()).device)


def _gflops(network: nn.Module, size: int) -> float:
    counter = FlopCounterMode(display=False)
    with counter:
        network(_slice(network, size))
    return counter.get_total_flops() / 1e9


def _seconds(network: nn.Module, size: int) -> float:
    given = _slice(network, size)
    began = time.perf_counter()
    network(given)
    if given.device.type == "cuda":
        torch.cuda.synchronize(given.device)
    return time.perf_counter() - began
