"""Builds the network of a run with its initial weights."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from ml.core.errors import DataError
from ml.inference.bundle import WEIGHTS, describe, open_bundle
from ml.inference.models.resnesat import ARCHITECTURES, ResNeSAt
from ml.research.data.split import FORMER_TUNING_SHARE
from ml.research.training.checkpoint import network_state
from ml.research.training.config import TrainConfig, recall
from ml.research.training.pretrained import recalibrate, start_from_resnet50, start_from_timm
from ml.research.training.stem import fit_stem

UNEXPLAINED = 0.5
"""Share of the ImageNet stem's variance that may be missing; slices of heads leave a hundredth."""


def build(config: TrainConfig) -> ResNeSAt:
    """The run's architecture with random weights."""
    torch.manual_seed(config.seed)
    make = ARCHITECTURES[config.architecture]
    outlines = config.outline_weight > 0
    if config.architecture == "resnest50":
        return make(2, outlines=outlines)
    return make(2, gate=config.gate, outlines=outlines)


def load_trained(run: Path, config: TrainConfig) -> tuple[ResNeSAt, int]:
    """The network of a run's last checkpoint, in evaluation mode, and the epochs it has seen.

    Raises:
        DataError: The run has no checkpoint.
    """
    weights, epochs = network_state(run)
    network = build(config)
    network.load_state_dict(weights)
    return network.eval(), epochs


def load_start(network: ResNeSAt, config: TrainConfig, images: Tensor) -> None:
    """Put the weights that `config.start` names into a network, if it names any.

    Args:
        network: Changed in place.
        config: Of the run.
        images: Some training images, as the network is fed, to fit and calibrate on.

    Raises:
        BundleError: The ImageNet folder is another package's.
        DataError: The run to start from has no checkpoint or learnt from this run's tuning
            patients, or the stem could not be fitted.

    Shapes:
        images: `(N, 3, S, S)` float, normalised.
    """
    if not config.start:
        return
    if _is_bundle(Path(config.start)):
        _start_from_bundle(network, config)
        return
    if config.start.startswith("timm:"):
        start_from_timm(network, config.start.removeprefix("timm:"))
    elif (Path(config.start) / "config.json").exists():
        earlier = recall(Path(config.start))
        if (earlier.task, earlier.manifest) == (config.task, config.manifest):
            _same_tuning(config.start, earlier.tuning, config)
        _take(network, network_state(Path(config.start))[0], earlier.task == config.task)
        return  # a run's own norms fit; a new head would forget what it learned
    else:
        start_from_resnet50(network, Path(config.start))
        left = fit_stem(network, Path(config.start), images)
        if left > UNEXPLAINED:
            raise DataError(
                f"ResNet-50's first layer cannot be approximated on these slices ({left:.0%} of "
                "its response is missing); look at the slices, or train without --start"
            )
    recalibrate(network, list(images.split(config.batch)))


def _same_tuning(start: str, tuning: float | None, config: TrainConfig) -> None:
    """Refuse to go on from weights that learnt the same answers from this run's tuning patients.

    Args:
        start: What the weights are from.
        tuning: Its share of tuning patients; `None` where it learnt from all of them.
        config: Of the run that would go on.

    Raises:
        DataError: The shares differ.
    """
    if tuning != config.tuning:
        raise DataError(
            f"{start} was trained on patients in this run's tuning set; start from another run, or "
            "from ImageNet weights"
        )


def describe_start(config: TrainConfig) -> str:
    """What a run started from, in words for its card."""
    start = Path(config.start)
    if not config.start:
        return "random weights"
    if _is_bundle(start):
        model = describe(start)
        epochs = model["training"]["epochs"]
        return f"{model['name']} {model['version']}, itself trained for {epochs} epochs"
    if (start / "config.json").exists():
        return "another run"
    return f"ImageNet weights ({start.name.removeprefix('timm:')})"


def task_of_start(config: TrainConfig) -> str:
    """The task of the run or bundle that a run started from; empty for other weights."""
    start = Path(config.start)
    if not config.start:
        return ""
    if _is_bundle(start):
        return str(describe(start)["task"])
    return recall(start).task if (start / "config.json").exists() else ""


def _is_bundle(start: Path) -> bool:
    return (start / WEIGHTS).exists()


def _start_from_bundle(network: ResNeSAt, config: TrainConfig) -> None:
    """Go on from a bundle; where it answers another task, its head is not kept."""
    bundle = open_bundle(Path(config.start), torch.device("cpu"))
    training = describe(Path(config.start))["training"]
    ours = not (config.manifest or training.get("own_data", False))
    if bundle.info.task == config.task and ours:
        # bundles of parts (docs/adr/0065) learnt from every patient
        tuning = (
            training.get("tuning", FORMER_TUNING_SHARE) if training.get("parts", 1) == 1 else None
        )
        _same_tuning(config.start, tuning, config)
    _take(network, bundle.network.state_dict(), bundle.info.task == config.task)


def _take(network: ResNeSAt, weights: dict[str, Tensor], same_task: bool) -> None:
    """Load what a network has of others' weights; the head only where it answers the same."""
    own = network.state_dict()
    taken = {name: value for name, value in weights.items() if name in own}
    if not same_task:
        taken |= {name: own[name] for name in ("fc.weight", "fc.bias")}
    network.load_state_dict(own | taken)
