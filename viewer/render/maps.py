"""Selects the map of a verdict to lay over the slice, resamples it and names it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.core.types import MapKind, Verdict, map_name
from viewer.i18n.translate import mark, tr

NETWORKS = {"presence": mark("presence network"), "source": mark("source network")}
KINDS = {
    MapKind.GATES: mark("attention (merged gates)"),
    MapKind.STAGE_2: mark("attention, stage 2 alone"),
    MapKind.STAGE_3: mark("attention, stage 3 alone"),
    MapKind.STAGE_4: mark("attention, stage 4 alone"),
    MapKind.EVIDENCE: mark("HiResCAM (= Grad-CAM)"),
}
"""Names of the maps in the list on the desk."""
LABELS = {
    MapKind.GATES: mark("attention, not a lesion border"),
    MapKind.STAGE_2: mark("attention of stage 2, not a lesion border"),
    MapKind.STAGE_3: mark("attention of stage 3, not a lesion border"),
    MapKind.STAGE_4: mark("attention of stage 4, not a lesion border"),
    MapKind.EVIDENCE: mark("class map (HiResCAM), not a lesion border"),
}
"""Labels on an image with the map."""
PRINTED = mark("attention, not a lesion border (presence network, merged gates)")
"""Label on images of batches, and of reports unless the reader chose another map."""
ABSENT = mark("this slice has no such map")

FADED = mark("the attention map was dropped to save memory; press V to read the slice again")
"""Shown if maps are no longer kept (`viewer.state.map_cache`)."""


@dataclass(frozen=True, slots=True)
class MapChoice:
    """The map that the reader chose to see over the slice.

    Attributes:
        network: `presence` or `source`.
        kind: Which map of that network.
        colours: A name in `viewer.render.overlay.TABLES`.
    """

    network: str = "presence"
    kind: MapKind = MapKind.GATES
    colours: str = "inferno"

    @property
    def label(self) -> str:
        """The label on the image, in the reader's language."""
        words = tr(LABELS[self.kind])
        if self.network == "presence":
            return words
        return tr("{network}: {words}").format(network=tr(NETWORKS[self.network]), words=words)

    @property
    def printed(self) -> str:
        """The label on an exported image, which must name the network itself."""
        if self.network == "presence" and self.kind is MapKind.GATES:
            return tr(PRINTED)
        words, network = tr(LABELS[self.kind]), tr(NETWORKS[self.network])
        return tr("{words} ({network})").format(words=words, network=network)


def chosen_map(
    verdict: Verdict | None, choice: MapChoice, shape: tuple[int, int]
) -> NDArray[np.float32] | None:
    """The map that the reader chose, on the slice's grid.

    Args:
        verdict: Of the slice; may be `None`, or without maps.
        choice: The map to return.
        shape: Rows and columns of the slice.

    Returns:
        Values in [0, 1], zero outside of the map's square; `None` if the network did not read
        the slice or makes no such map.

    Shapes:
        returns: `(rows, cols)`.
    """
    if verdict is None:
        return None
    if choice.network == "presence" and choice.kind is MapKind.GATES:
        return verdict.attention
    name = map_name(choice.network, choice.kind)
    if verdict.maps is None or name not in verdict.map_names:
        return None
    index = verdict.map_names.index(name)
    return _resampled(verdict.maps[index], verdict.map_squares[index], shape)


def missing_reason(verdict: Verdict) -> str:
    """Why `chosen_map` returned none for a verdict, in words; empty if none was to be expected."""
    if verdict.attention is not None:
        return tr(ABSENT)
    return tr(FADED) if verdict.presence is not None else ""


def _resampled(
    small: NDArray[np.float16], square: tuple[int, int, int, int], shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Resample bilinearly, with cell centres aligned, as the networks' own upsampling does."""
    top, left, height, width = square
    rows, columns = shape
    y0, y1 = max(top, 0), min(top + height, rows)
    x0, x1 = max(left, 0), min(left + width, columns)
    out = np.zeros(shape, dtype=np.float32)
    if y0 < y1 and x0 < x1:
        down = _weights(small.shape[0], height)[y0 - top : y1 - top]
        across = _weights(small.shape[1], width)[x0 - left : x1 - left]
        out[y0:y1, x0:x1] = down @ small.astype(np.float32) @ across.T
    return out


def _weights(cells: int, side: int) -> NDArray[np.float32]:
    """The weight of each cell for each pixel along one direction, `(side, cells)`."""
    position = np.clip((np.arange(side) + 0.5) * cells / side - 0.5, 0, cells - 1)
    low = np.minimum(position.astype(int), max(cells - 2, 0))
    fraction = (position - low).astype(np.float32)
    weights = np.zeros((side, cells), dtype=np.float32)
    pixels = np.arange(side)
    weights[pixels, low] = 1 - fraction
    weights[pixels, np.minimum(low + 1, cells - 1)] += fraction
    return weights
