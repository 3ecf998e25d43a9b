"""Runs one network on inputs that are ready, and gathers all that it says of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ml.core.types import map_name
from ml.inference import ood
from ml.inference.bundle import Bundle
from ml.inference.models.attention_map import merge, offered
from ml.inference.preprocessing import normalise

Place = tuple[int, int, int, int]
"""Top, left, height and width of the part of the slice that an input shows, pixels."""


class Output(NamedTuple):
    """The output of one network for one input.

    Attributes:
        log_odds: Of yes, as the network says them, uncalibrated.
        score: Calibrated probability.
        attention: The merged gates at the input's size, `(S, S)`.
        is_ood: Whether the input is out of distribution.
        names: Of `maps`.
        maps: All that can be laid over the slice, `(M, g, g)` float16.
        outline: Probability of lesion at the input's size, `(S, S)`; `None` where none is drawn.
    """

    log_odds: float
    score: float
    attention: NDArray[np.float32]
    is_ood: bool
    names: tuple[str, ...]
    maps: NDArray[np.float16]
    outline: NDArray[np.float32] | None


class PlacedOutput(NamedTuple):
    """The output of one network, and the part of the slice that was its input."""

    output: Output
    place: Place


@torch.inference_mode()
def run_network(
    bundle: Bundle, units: Sequence[NDArray[np.float32]], device: torch.device
) -> list[Output]:
    """Run a network on inputs.

    Args:
        bundle: The network, with folded norms.
        units: Inputs, in [0, 1].
        device: Where the network is.

    Shapes:
        units: each `(S, S)`.
    """
    if not units:
        return []
    grey = torch.from_numpy(np.stack(units)).to(device)
    network, task = bundle.network, bundle.info.task
    said = network.read(normalise(grey).contiguous(memory_format=torch.channels_last))
    stages, maps = said.features.stages, said.features.maps
    log_odds = (said.logits[:, 1] - said.logits[:, 0]).float()
    scores = bundle.scaling.calibrated(log_odds).sigmoid().cpu().numpy()
    size = (grey.shape[1], grey.shape[2])
    merged = merge(maps, size, network.layers, bundle.attention)
    is_ood = np.zeros(len(units), dtype=bool)
    if bundle.ood_detector is not None:
        ood_score = bundle.ood_detector.score(ood.pool(grey, stages))
        is_ood = (~(ood_score <= bundle.ood_detector.limit)).cpu().numpy()  # NaN counts as OOD
    small = offered(
        stages,
        maps,
        network.layers,
        network.fc.weight,
        bundle.attention,
        predicted_class=task == "source",
    )
    names = tuple(map_name(task, kind) for kind in small)
    layers = torch.stack(list(small.values()), dim=1).half().cpu().numpy()
    attention = merged.float().cpu().numpy()
    outlines = None
    if said.outline is not None:
        grown = functional.interpolate(said.outline.float(), size, mode="bilinear")
        outlines = grown[:, 0].sigmoid().cpu().numpy()
    return [
        Output(
            odds,
            float(scores[index]),
            attention[index],
            bool(is_ood[index]),
            names,
            layers[index],
            None if outlines is None else outlines[index],
        )
        for index, odds in enumerate(log_odds.tolist())
    ]


def joined(
    layers: Sequence[PlacedOutput],
) -> tuple[NDArray[np.float16], tuple[str, ...], tuple[Place, ...]]:
    """Maps of several networks on the finest of their grids, with names and places.

    Shapes:
        returns: maps `(M, g, g)`, not writeable.
    """
    finest = max(layer.output.maps.shape[-1] for layer in layers)
    parts: list[NDArray[np.float16]] = []
    names: list[str] = []
    places: list[Place] = []
    for output, place in layers:
        maps = torch.from_numpy(output.maps).float()[:, None]
        grown = functional.interpolate(maps, (finest, finest), mode="bilinear")[:, 0]
        parts.append(grown.numpy().astype(np.float16))
        names += output.names
        places += [place] * len(output.names)
    together = np.concatenate(parts)
    together.flags.writeable = False
    return together, tuple(names), tuple(places)
