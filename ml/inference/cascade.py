"""Analyses slices: the presence network, then, where a tumour is present, the source network.

Source: the ResNeSAt paper, figure 2. Implements `ml.core.types.SliceClassifier`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch: spinning costs a factor of ten

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ml.core.errors import BundleError
from ml.core.messages import NOTHING, Message, message
from ml.core.series_verdict import source_outcome
from ml.core.slice_outcome import presence_outcome
from ml.core.types import UNLIKE, ModelInfo, Outcome, Region, SliceImage, Verdict
from ml.imaging.display.brightness import brightness
from ml.inference import bundle_room
from ml.inference.bundle import Bundle, open_bundle
from ml.inference.lesion_source import LesionSources, ask_about_lesions
from ml.inference.models.fold_norms import fold_norms
from ml.inference.network_output import Output, PlacedOutput, joined, run_network
from ml.inference.preprocessing import back_to_slice, square, squared, to_unit
from ml.inference.regions import find_regions, stretched, stretched_place

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
        grids = [squared(brightness(item), item.spacing_mm) for item in items]
        units = [to_unit(values, preprocessing) for values in grids]
        readable = [has_head(unit) for unit in units]
        inputs = [unit for unit, good in zip(units, readable, strict=True) if good]
        outputs = iter(run_network(self._presence, inputs, self._device))
        verdicts: list[Verdict] = []
        for item, values, good in zip(items, grids, readable, strict=True):
            if not good:
                verdicts.append(self._refuse(item, message("no head in this slice")))
                continue
            output = next(outputs)
            if output.is_ood:
                verdicts.append(self._refuse(item, UNLIKE))
                continue
            verdicts.append(self._decide(item, values, output))
        return verdicts

    def _refuse(self, item: SliceImage, reason: Message) -> Verdict:
        return Verdict(item.uid, Outcome.REFUSED, None, None, None, reason, self._model_id)

    def _decide(self, item: SliceImage, values: NDArray[np.generic], output: Output) -> Verdict:
        """The verdict on one slice.

        Args:
            item: The slice.
            values: The same with square pixels, `(rows, cols)`.
            output: Of the presence network.
        """
        preprocessing, info = self._presence.preprocessing, self._presence.info
        top, left, side = square(values, preprocessing)
        layers = [PlacedOutput(output, (top, left, side, side))]
        regions = self._regions(values, output, side)
        outcome, reason = presence_outcome(output.score, info.threshold, info.band)
        source: float | None = None
        if outcome is None and self._source is None:
            outcome, reason = source_outcome(None)
        elif self._source is not None and self._is_asked(outcome, regions, self._source):
            said = self._ask_source(item, values, regions, self._source)
            regions, source = said.regions, said.score
            layers += [said.placed] if said.placed is not None else []
            if outcome is None:
                outcome, reason = self._source_outcome(said, self._source)
            else:
                source = None
        assert outcome is not None
        was, now = (values.shape[0], values.shape[1]), item.values.shape[:2]
        attention = _resized(back_to_slice(output.attention, values, preprocessing), now)
        placed = [PlacedOutput(o, stretched_place(place, was, now)) for o, place in layers]
        answer = (item.uid, outcome, output.score, source, attention, reason, self._model_id)
        return Verdict(
            *answer,
            *joined(placed),
            regions=tuple(stretched(region, was, now) for region in regions),
            evidence=(output.log_odds,),
            head=(top, left, side) if preprocessing.crop and was == now else None,
        )

    def _regions(
        self, values: NDArray[np.generic], output: Output, side: int
    ) -> tuple[Region, ...]:
        threshold = self._presence.outline_threshold
        if output.outline is None or threshold is None:
            return ()
        drawn = back_to_slice(output.outline, values, self._presence.preprocessing)
        return find_regions(drawn, values, threshold, side)

    @staticmethod
    def _is_asked(outcome: Outcome | None, regions: Sequence[Region], source: Bundle) -> bool:
        """Whether the source network reads a slice.

        One that is fed lesions reads each that is outlined, since the neighbours of its slice may
        yet say that it is one.
        """
        return outcome is None or bool(source.preprocessing.field_mm and regions)

    def _ask_source(
        self,
        item: SliceImage,
        values: NDArray[np.generic],
        regions: tuple[Region, ...],
        source: Bundle,
    ) -> LesionSources:
        if source.preprocessing.field_mm:
            spacing = min(item.spacing_mm) if item.spacing_known else 0.0
            return ask_about_lesions(source, values, spacing, regions, self._device)
        unit = to_unit(values, source.preprocessing)
        output = run_network(source, [unit], self._device)[0]
        if output.is_ood:
            reason = message("for the source network the slice is {}", UNLIKE)
            return LesionSources(regions, None, reason, None)
        top, left, side = square(values, source.preprocessing)
        placed = PlacedOutput(output, (top, left, side, side))
        return LesionSources(regions, output.score, NOTHING, placed)

    @staticmethod
    def _source_outcome(said: LesionSources, source: Bundle) -> tuple[Outcome, Message]:
        if said.score is None:
            return Outcome.PRESENT_SOURCE_UNSURE, said.reason
        info = source.info
        return source_outcome(said.score, info.threshold, info.band, info.validation.status)


def has_head(unit: NDArray[np.float32]) -> bool:
    """Whether a slice shows enough of a head to be read; `(S, S)` in [0, 1]."""
    return bool((unit > 0.1).mean() > MIN_HEAD) and bool(unit.std() > 0.02)


def _resized(attention: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """A map on another grid of the same slice, not writeable."""
    if attention.shape == shape:
        return attention
    grown = functional.interpolate(
        torch.from_numpy(attention.copy())[None, None], shape, mode="bilinear"
    )
    out = grown[0, 0].numpy()
    out.flags.writeable = False
    return out


def _for_reading(bundle: Bundle) -> Bundle:
    network = fold_norms(bundle.network).to(memory_format=torch.channels_last)
    return replace(bundle, network=network)


def open_cascade(*folders: Path) -> Cascade:
    """Open the bundles `presence` and, where there is one, `source`.

    Args:
        folders: Each may hold a bundle per task; the first that holds a task gives its network,
            so that what the reader installed comes before what was shipped.

    Raises:
        BundleError: There is no presence bundle, or one does not verify.
    """
    device = best_device()
    for folder in folders:
        bundle_room.recover(folder)
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
