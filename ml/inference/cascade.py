"""Analyses slices: the presence network, then, where a tumour is present, the source network.

Source: the ResNeSAt paper, figure 2. Implements `ml.core.types.SliceClassifier`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch: spinning costs a factor of ten

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ml.core.errors import BundleError
from ml.core.messages import Message, message
from ml.core.series_verdict import source_outcome
from ml.core.slice_outcome import presence_outcome
from ml.core.types import UNLIKE, ModelInfo, Outcome, SliceImage, Verdict, map_name
from ml.imaging.display.brightness import brightness
from ml.inference import ood
from ml.inference.bundle import Bundle, open_bundle
from ml.inference.models.attention_map import merge, offered
from ml.inference.models.fold_norms import fold_norms
from ml.inference.preprocessing import Preprocessing, back_to_slice, normalise, square, to_unit

BATCH_ON_GPU = 16
MIN_HEAD = 0.06
"""Share of the input that must be brighter than a tenth of white for there to be a head (ours):
slices above the vertex and blank padding are refused, not called tumour-free."""


def best_device() -> torch.device:
    """CUDA, else MPS, else CPU; `WHENCE_DEVICE=cpu` (safe mode) leaves graphics cards alone."""
    if os.environ.get("WHENCE_DEVICE") == "cpu":
        return torch.device("cpu")
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


class Cascade:
    """Two networks in a row, used from one thread.

    Args:
        presence: The first network.
        source: The second, or `None` to stop after presence.
    """

    def __init__(self, presence: Bundle, source: Bundle | None) -> None:
        self._presence = _for_reading(presence)
        self._source = source and _for_reading(source)
        self._device = next(presence.network.parameters()).device
        self.device = str(self._device)
        self.max_batch = 1 if self._device.type == "cpu" else BATCH_ON_GPU
        self.models: tuple[ModelInfo, ...] = tuple(b.info for b in (presence, source) if b)
        self._model_id = "+".join(model.fingerprint for model in self.models)

    def __call__(self, items: Sequence[SliceImage]) -> Iterable[Verdict]:
        """Read slices, in order; out of memory on a GPU halves the batch and goes on."""
        start = 0
        while start < len(items):
            batch = items[start : start + self.max_batch]
            try:
                yield from self._read(batch)
            except torch.OutOfMemoryError:
                if self.max_batch == 1:
                    raise
                self.max_batch //= 2
                torch.cuda.empty_cache()
                continue
            start += len(batch)

    def close(self) -> None:
        """Release the device's memory."""
        if self._device.type == "cuda":
            torch.cuda.empty_cache()

    @torch.inference_mode()
    def _read(self, items: Sequence[SliceImage]) -> list[Verdict]:
        preprocessing = self._presence.preprocessing
        items = [replace(item, values=brightness(item)) for item in items]
        units = [to_unit(item.values, preprocessing) for item in items]
        readable = [_has_head(unit) for unit in units]
        inputs = [unit for unit, good in zip(units, readable, strict=True) if good]
        outputs = iter(_run(self._presence, inputs, self._device))
        verdicts: list[Verdict] = []
        for item, good in zip(items, readable, strict=True):
            if not good:
                verdicts.append(self._refuse(item, message("no head in this slice")))
                continue
            output = next(outputs)
            if output.is_ood:
                verdicts.append(self._refuse(item, UNLIKE))
                continue
            verdicts.append(self._decide(item, output))
        return verdicts

    def _refuse(self, item: SliceImage, reason: Message) -> Verdict:
        return Verdict(item.uid, Outcome.REFUSED, None, None, None, reason, self._model_id)

    def _decide(self, item: SliceImage, output: _Output) -> Verdict:
        presence = output.score
        source: float | None = None
        layers = [_PlacedOutput(output, square(item.values, self._presence.preprocessing))]
        threshold, band = self._presence.info.threshold, self._presence.info.band
        outcome, reason = presence_outcome(presence, threshold, band)
        if outcome is None and self._source is not None:
            source_output = self._ask_source(item, self._source)
            source, outcome, reason = self._source_of(source_output, self._source)
            if source is not None:
                layers.append(
                    _PlacedOutput(source_output, square(item.values, self._source.preprocessing))
                )
        elif outcome is None:
            outcome, reason = source_outcome(None)
        attention = back_to_slice(output.attention, item.values, self._presence.preprocessing)
        answer = (item.uid, outcome, presence, source, attention, reason, self._model_id)
        head = layers[0].square if self._presence.preprocessing.crop else None
        return Verdict(*answer, *_joined(layers), evidence=(output.log_odds,), head=head)

    def _ask_source(self, item: SliceImage, source: Bundle) -> _Output:
        return _run(source, [to_unit(item.values, source.preprocessing)], self._device)[0]

    def _source_of(self, output: _Output, source: Bundle) -> tuple[float | None, Outcome, Message]:
        if output.is_ood:
            reason = message("for the source network the slice is {}", UNLIKE)
            return None, Outcome.PRESENT_SOURCE_UNSURE, reason
        info = source.info
        outcome = source_outcome(output.score, info.threshold, info.band, info.validation.status)
        return output.score, *outcome


def _has_head(unit: NDArray[np.float32]) -> bool:
    return bool((unit > 0.1).mean() > MIN_HEAD) and bool(unit.std() > 0.02)


class _Output(NamedTuple):
    """The output of one network for one slice.

    Attributes:
        log_odds: Of yes, as the network says them, uncalibrated.
        score: Calibrated probability.
        attention: The merged gates at the input's size, `(S, S)`.
        is_ood: Whether the slice is out of distribution.
        names: Of `maps`.
        maps: All that can be laid over the slice, `(M, g, g)` float16.
    """

    log_odds: float
    score: float
    attention: NDArray[np.float32]
    is_ood: bool
    names: tuple[str, ...]
    maps: NDArray[np.float16]


class _PlacedOutput(NamedTuple):
    """The output of one network, and the square of the slice that was its input."""

    output: _Output
    square: tuple[int, int, int]


def _joined(
    layers: Sequence[_PlacedOutput],
) -> tuple[NDArray[np.float16], tuple[str, ...], tuple[tuple[int, int, int], ...]]:
    """Maps of several networks on the finest of their grids, with names and squares."""
    finest = max(layer.output.maps.shape[-1] for layer in layers)
    parts: list[NDArray[np.float16]] = []
    names: list[str] = []
    squares: list[tuple[int, int, int]] = []
    for output, input_square in layers:
        maps = torch.from_numpy(output.maps).float()[:, None]
        grown = functional.interpolate(maps, (finest, finest), mode="bilinear")[:, 0]
        parts.append(grown.numpy().astype(np.float16))
        names += output.names
        squares += [input_square] * len(output.names)
    joined = np.concatenate(parts)
    joined.flags.writeable = False
    return joined, tuple(names), tuple(squares)


def _for_reading(bundle: Bundle) -> Bundle:
    network = fold_norms(bundle.network).to(memory_format=torch.channels_last)
    return replace(bundle, network=network)


def _run(
    bundle: Bundle,
    units: Sequence[NDArray[np.float32]],
    device: torch.device,
) -> list[_Output]:
    """Run a network on slices."""
    preprocessing: Preprocessing = bundle.preprocessing
    if not units:
        return []
    grey = torch.from_numpy(np.stack(units)).to(device)
    batch = normalise(grey).contiguous(memory_format=torch.channels_last)
    both = bundle.network.features(bundle.network.ways(batch))
    logits = bundle.network.answer(both.stages[-1])
    count = len(units)  # mirror images, where there are any, stand behind the slices
    stages = [stage[:count] for stage in both.stages]
    maps = [gate[:count] for gate in both.maps]
    log_odds = (logits[:, 1] - logits[:, 0]).float()
    scores = bundle.scaling.calibrated(log_odds).sigmoid().cpu().numpy()
    merged = merge(
        maps, (preprocessing.size, preprocessing.size), bundle.network.layers, bundle.attention
    )
    is_ood = np.zeros(count, dtype=bool)
    if bundle.ood_detector is not None:
        ood_score = bundle.ood_detector.score(ood.pool(grey, stages))
        is_ood = (~(ood_score <= bundle.ood_detector.limit)).cpu().numpy()  # NaN counts as OOD
    network, task = bundle.network, bundle.info.task
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
    return [
        _Output(odds, float(score), attention_map, bool(is_ood), names, small_maps)
        for odds, score, attention_map, is_ood, small_maps in zip(
            log_odds.tolist(), scores, attention, is_ood, layers, strict=True
        )
    ]


def open_cascade(*folders: Path) -> Cascade:
    """Open the bundles `presence` and, where there is one, `source`.

    Args:
        folders: Each may hold a bundle per task; the first that holds a task gives its network,
            so that what the reader installed comes before what was shipped.

    Raises:
        BundleError: There is no presence bundle, or one does not verify.
    """
    device = best_device()
    folder_of = {
        task: next((f / task for f in folders if (f / task).is_dir()), None)
        for task in ("presence", "source")
    }
    if folder_of["presence"] is None:
        names = " or ".join(str(folder) for folder in folders)
        raise BundleError(message("no presence bundle in {}; see `python main.py doctor`", names))
    presence = open_bundle(folder_of["presence"], device)
    source = open_bundle(folder_of["source"], device) if folder_of["source"] is not None else None
    return Cascade(presence, source)
