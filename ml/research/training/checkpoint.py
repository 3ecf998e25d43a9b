"""Saves and loads checkpoints, so that a killed run resumes; nothing is pickled."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from ml.core import atomic_files
from ml.core.errors import DataError

AVERAGE = "average.module."
"""Where `ml.research.training.lesion_supervision.Learner` keeps the running mean of the network."""
NETWORK = "network."
"""Where it keeps the network."""


def save(last: Path, parts: nn.Module, optimiser: torch.optim.Optimizer, epochs: int) -> None:
    """Write both tensor files, then point `state.json` at them: a kill loses one epoch at most.

    Args:
        last: The run's `last` folder.
        parts: What is trained (`ml.research.training.lesion_supervision.Learner`).
        optimiser: Its state is kept by parameter name.
        epochs: Epochs done.
    """
    optimiser_state: dict[str, Tensor] = {}
    for name, parameter in parts.named_parameters():
        for key, value in optimiser.state[parameter].items():
            if isinstance(value, Tensor):  # SGD keeps None where it has no momentum yet
                optimiser_state[f"{name}/{key}"] = value.contiguous()
    weights = {k: v.contiguous() for k, v in parts.state_dict().items()}
    turn = epochs % 2
    names = {"weights": f"weights-{turn}.safetensors", "optimiser": f"optimiser-{turn}.safetensors"}
    atomic_files.write(last / names["weights"], lambda p: save_file(weights, p))
    atomic_files.write(last / names["optimiser"], lambda p: save_file(optimiser_state, p))
    atomic_files.write_text(last / "state.json", json.dumps({"epochs": epochs, **names}))


def resume(last: Path, parts: nn.Module, optimiser: torch.optim.Optimizer) -> int:
    """Load what `save` wrote, if anything.

    Returns:
        Epochs done.
    """
    if not (last / "state.json").exists():
        return 0
    state = json.loads((last / "state.json").read_text())
    parts.load_state_dict(load_file(last / state["weights"]))
    parameters = dict(parts.named_parameters())
    for name, value in load_file(last / state["optimiser"]).items():
        parameter_name, key = name.rsplit("/", 1)
        parameter = parameters[parameter_name]
        if key == "step":
            on = parameter.device if optimiser.defaults.get("fused") else torch.device("cpu")
            optimiser.state[parameter][key] = value.to(on)
        else:  # laid out as the parameter is: a fused step walks both in the order of memory
            optimiser.state[parameter][key] = torch.empty_like(parameter).copy_(value)
    return int(state["epochs"])


def network_state(run: Path) -> tuple[dict[str, Tensor], int]:
    """Weights of the network at a run's last checkpoint, and the epochs it has seen.

    Where the run keeps a running mean of its weights, that is the network.

    Raises:
        DataError: The run has no checkpoint.
    """
    last = run / "last"
    if not (last / "state.json").exists():
        raise DataError(f"{run} has no checkpoint yet; let `python main.py train` finish an epoch")
    state = json.loads((last / "state.json").read_text())
    stored = load_file(last / state["weights"])
    averaged = any(name.startswith(AVERAGE) for name in stored)
    prefix = AVERAGE if averaged else NETWORK
    weights = {n.removeprefix(prefix): v for n, v in stored.items() if n.startswith(prefix)}
    return weights, int(state["epochs"])
