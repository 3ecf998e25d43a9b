"""The network that a run begins with."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from ml.model.pretrained import recalibrate, start_from_resnet50, start_from_timm
from ml.model.resnesat import ARCHITECTURES, ResNeSAt
from ml.model.stem import fit_stem
from ml.train.checkpoint import network_state
from ml.train.config import TrainConfig


def build(config: TrainConfig) -> ResNeSAt:
    """The run's architecture with random weights."""
    torch.manual_seed(config.seed)
    make = ARCHITECTURES[config.architecture]
    return make(2) if config.architecture == "resnest50" else make(2, gate=config.gate)


def load_start(network: ResNeSAt, config: TrainConfig, images: Tensor) -> None:
    """Put the weights that `config.start` names into a network, if it names any.

    Args:
        network: Changed in place.
        config: Of the run.
        images: Some training images, as the network is fed, to fit and calibrate on.

    Raises:
        BundleError: The ImageNet folder is another package's.
        DataError: The run to start from has no checkpoint.

    Shapes:
        images: `(N, 3, S, S)` float, normalised.
    """
    if not config.start:
        return
    if config.start.startswith("timm:"):
        start_from_timm(network, config.start.removeprefix("timm:"))
    elif (Path(config.start) / "config.json").exists():
        network.load_state_dict(network_state(Path(config.start))[0])
        return  # a run's own norms fit; a new head would forget what it learned
    else:
        start_from_resnet50(network, Path(config.start))
        fit_stem(network, Path(config.start), images)
    recalibrate(network, list(images.split(config.batch)))
