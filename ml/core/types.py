"""The types that cross between the networks and the reading desk: no torch, no Qt.

Everything here is frozen and its arrays are read-only, so that it may travel between
threads without a lock.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ml.core.messages import Message, mark, message
from ml.core.research_use import RESEARCH_USE as RESEARCH_USE
from ml.core.validation import Validation, in_words

UNLIKE = message("unlike what the network was trained on")
"""The reason of a refusal by the out-of-distribution score (`ml.inference.ood`)."""


class Outcome(StrEnum):
    """What the cascade did with one slice or one series."""

    ABSENT = mark("absent")
    PRIMARY = mark("primary")
    SECONDARY = mark("secondary")
    PRESENT_SOURCE_UNSURE = mark("present, source not sure")
    UNSURE = mark("not sure")
    REFUSED = mark("not analysed")
    UNREADABLE = mark("could not be read")
    UNASKED = mark("could not be asked")


PRESENT = (Outcome.PRIMARY, Outcome.SECONDARY, Outcome.PRESENT_SOURCE_UNSURE)
"""The outcomes that say that a tumour is surely present."""
FINAL_WITHOUT_SCORE = (Outcome.REFUSED, Outcome.UNREADABLE)
"""Outcomes of slices that have no probability, and will have none if they are asked about again."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """How the file asks for a slice to be shown; `ml.imaging.display.display` does it.

    Attributes:
        invert: Low values are white (MONOCHROME1).
        function: VOI LUT Function (0028,1056).
        table: Grey of each value from `table_first` on, instead of a window; `None` without.
        table_first: Value of the table's first entry.
        padding: Pixels that only fill the rectangle and are no image; `None` without.
        drawing: Overlay planes, joined; `None` without.

    Shapes:
        table: `(n,)` uint8.
        padding: `(rows, cols)`.
        drawing: `(rows, cols)`.
    """

    invert: bool = False
    function: str = "LINEAR"
    table: NDArray[np.uint8] | None = None
    table_first: int = 0
    padding: NDArray[np.bool_] | None = None
    drawing: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class RealWorld:
    """What values mean outside, where the file says so (PS3.3 C.7.6.16.2.11).

    Attributes:
        slope: With `intercept` it makes of a value what it means, or its place in `table`.
        intercept: See `slope`.
        unit: UCUM; may be empty.
        low: The least value that means something.
        high: The greatest.
        table: What each place means, where that is no straight line; else empty.
    """

    slope: float
    intercept: float
    unit: str
    low: float = -math.inf
    high: float = math.inf
    table: tuple[float, ...] = ()

    def of(self, value: float) -> float | None:
        """What one value means; `None` outside what the file has mapped."""
        if not self.low <= value <= self.high:
            return None
        mapped = value * self.slope + self.intercept
        if not self.table:
            return mapped
        index = round(mapped)
        return self.table[index] if 0 <= index < len(self.table) else None

    def words(self, value: float) -> str:
        """The same as it is shown; empty outside."""
        mapped = self.of(value)
        return "" if mapped is None else f"{mapped:.5g} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class SliceImage:
    """One decoded slice.

    Attributes:
        uid: Identity of the slice everywhere: SOP Instance UID, with `#n` appended for
            frame n of a multi-frame file; for files without UIDs a hash of path and index.
        values: Pixel values after the modality transform (rescale), never clipped.
        spacing_mm: Row spacing and column spacing (Pixel Spacing (0028,0030)), millimetres.
        window: Centre and width at which the series is shown by default.
        level: Place in the stack, 0 first to 1 last.
        presentation: How the file asks for the slice to be shown.
        real_world: What the values mean outside, where the file says so.
        spacing_known: Whether `spacing_mm` is in millimetres; otherwise it only says how high a
            pixel is for its width.

    Shapes:
        values: `(rows, cols)`, a float or an integer type, C-contiguous, not writeable; or
            `(rows, cols, 3)` uint8 for colour, which is shown and never read by a network.
    """

    uid: str
    values: NDArray[np.generic]
    spacing_mm: tuple[float, float]
    window: tuple[float, float]
    level: float = 0.5
    presentation: Presentation = Presentation()
    real_world: RealWorld | None = None
    spacing_known: bool = True

    @property
    def nbytes(self) -> int:
        """Memory that the slice takes."""
        shown = self.presentation
        arrays = (self.values, shown.table, shown.padding, shown.drawing)
        return sum(array.nbytes for array in arrays if array is not None)


class MapKind(StrEnum):
    """Which map of a network; `ml.inference.models.class_maps` makes them."""

    GATES = "gates"
    STAGE_2 = "stage 2"
    STAGE_3 = "stage 3"
    STAGE_4 = "stage 4"
    EVIDENCE = "evidence"


def map_name(task: str, kind: MapKind) -> str:
    """What a map is called in `Verdict.map_names`, such as `presence stage 2`."""
    return f"{task} {kind}"


@dataclass(frozen=True, slots=True)
class Region:
    """One part of the outline that the presence network draws on one slice.

    It is the machine's outline, and no measurement by the reader.

    Attributes:
        top: Row of the slice where `mask` begins.
        left: Column of the slice where `mask` begins.
        mask: Which pixels of the slice belong to it.
        peak: Highest probability inside it, in [0, 1].
        enhancing: Share of its pixels that are brighter than its surroundings, in [0, 1].
        source: What the source network said of it, as calibrated log-odds of a secondary; `None`
            where it was not asked or did not answer.

    Shapes:
        mask: `(h, w)` bool, not writeable, with a true value in its first and last row and column.
    """

    top: int
    left: int
    mask: NDArray[np.bool_]
    peak: float
    enhancing: float
    source: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the cascade said about one slice.

    Attributes:
        uid: Identity of the slice that was read.
        outcome: The decision, abstention or refusal.
        presence: Calibrated probability that the slice holds a tumour, in [0, 1];
            `None` where refused.
        source: Probability that the tumour is secondary, in [0, 1]; `None` where
            presence stayed below its threshold or the slice was refused.
        attention: Merged spatial-attention map of the presence network on the slice's own
            grid, in [0, 1]; `None` where refused.
        reason: Why the cascade abstained or refused, in words; empty otherwise.
        model_id: Fingerprint of weights and preprocessing.
        maps: Every map of every network that read the slice, in [0, 1], on the networks' own
            coarse grid; `None` where refused. `viewer.render.maps` brings one to the slice.
        map_names: Of each map (`map_name`).
        map_squares: Of each map, the square of the slice that it covers: top, left, height and
            width in pixels, which differ where pixels are not square; it may reach beyond the
            slice.
        regions: Parts of the outline of what the presence network takes for a lesion, largest
            first; empty where it draws none, and in bundles that draw no outline.
        evidence: What the presence network saw, as uncalibrated log-odds: of the slice, and the
            highest of its outline where it draws one; empty where refused.
        settled: Whether `presence` and `outcome` count in the neighbouring slices
            (`ml.core.settling`); a verdict that does not is provisional within a series.
        head: Top, left and side of the square around the head, in pixels; it may reach beyond the
            slice. `None` where refused, and in bundles that read the slice as a whole.

    Shapes:
        attention: `(rows, cols)` of the slice, float32, not writeable.
        maps: `(M, g, g)` float16, not writeable.
    """

    uid: str
    outcome: Outcome
    presence: float | None
    source: float | None
    attention: NDArray[np.float32] | None
    reason: Message
    model_id: str
    maps: NDArray[np.float16] | None = None
    map_names: tuple[str, ...] = ()
    map_squares: tuple[tuple[int, int, int, int], ...] = ()
    regions: tuple[Region, ...] = ()
    evidence: tuple[float, ...] = ()
    settled: bool = False
    head: tuple[int, int, int] | None = None

    def without_maps(self) -> Verdict:
        """What it says, without what is laid over the slice, which is nearly all of its bytes."""
        return replace(self, attention=None, maps=None, map_names=(), map_squares=())


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """How slice scores become a series' probability, as `ml.research` fitted it.

    The mean logit of the highest `slices` scores, times `slope`, plus `shift`, is its logit.

    Attributes:
        slices: How many of the highest scores count.
        slope: Not negative.
        shift: Of the logit.
    """

    slices: int
    slope: float
    shift: float


@dataclass(frozen=True, slots=True)
class SettlingRule:
    """How the evidence of neighbouring slices changes what is said of a slice.

    Its log-odds are `own . e + around . s + offset`, where `e` is the slice's own evidence
    (`Verdict.evidence`) and `s` the mean over the slices of its series, itself included, weighted
    by a Gaussian of their distance (`ml.core.settling`).

    Attributes:
        sigma_mm: Deviation of the Gaussian, millimetres along the normal of the series.
        own: Weights of the slice's own evidence.
        around: Weights of the smoothed evidence.
        offset: Added.
        threshold: Probability from which a settled slice counts as holding a tumour.
        band: From and to which settled probability it is not sure, as `ModelInfo.band`.
    """

    sigma_mm: float
    own: tuple[float, ...]
    around: tuple[float, ...]
    offset: float
    threshold: float
    band: tuple[float, float]


@dataclass(frozen=True, slots=True)
class LesionRule:
    """What tells a lesion from a false component of outlines, as `ml.research` fitted it.

    The log-odds of a lesion are the features of `ml.core.lesions.rule_features`, each times its
    weight, plus `offset`.

    Attributes:
        volume: Weight of the logarithm of the volume in cubic millimetres.
        peak: Weight of the highest probability inside it.
        mean: Weight of the slices' peak probabilities, averaged over the area.
        slices: Weight of the logarithm of the number of slices.
        enhancing: Weight of the share of its area that enhances.
        offset: Added.
        threshold: Probability from which it counts as a lesion.
    """

    volume: float
    peak: float
    mean: float
    slices: float
    enhancing: float
    offset: float
    threshold: float


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the user may know about one loaded network, from its bundle.

    Attributes:
        task: `presence` or `source`.
        name: Name of the bundle, with version.
        fingerprint: First 12 hex digits of the hash over every file of the bundle.
        validation: How far it was validated on real patients.
        caution: What a former bundle says beside, in its own words; empty in all others.
        threshold: Probability from which the network says yes.
        card: The model card, Markdown.
        series: How slices become a series; `None` in bundles where nobody fitted it.
        band: From and to which probability it is not sure (`ml.inference.abstention`); nothing
            lies between where the first is the higher. `None` in bundles where nobody fitted it.
        settling: How neighbouring slices count (presence only); `None` in bundles where nobody
            fitted it: their slices are read alone.
        shipped: Whether it is as Whence ships it, by its signature (`ml.inference.bundle_seal`).
        lesions: What tells lesions from false components (presence only); `None` in bundles where
            nobody fitted it (`ml.core.lesions` then has a plain one).
    """

    task: str
    name: str
    fingerprint: str
    validation: Validation
    caution: Message
    threshold: float
    card: str = field(repr=False, default="")
    series: SeriesRule | None = None
    band: tuple[float, float] | None = None
    settling: SettlingRule | None = None
    lesions: LesionRule | None = None
    shipped: bool = False

    @property
    def origin(self) -> Message:
        """Who answers for it, in words that the bundle cannot choose."""
        return SHIPPED if self.shipped else FROM_ELSEWHERE

    @property
    def words(self) -> Message:
        """How far it was validated and on what it was not, to show beside its verdicts."""
        return in_words(self.task, self.validation, checked=self.shipped)


SHIPPED = message("Shipped by Whence")
FROM_ELSEWHERE = message("From elsewhere, checked by nobody")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the self-check.

    Attributes:
        topic: What was looked at, such as `device` or `weights`.
        sound: Whether it is as it should be.
        words: What was found and, where it is not sound, what to do.
    """

    topic: str
    sound: bool
    words: Message


class SliceClassifier(Protocol):
    """A loaded cascade, used from one thread only."""

    @property
    def max_batch(self) -> int:
        """Slices read at once, at most."""
        ...

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """What the bundles say about themselves."""
        ...

    @property
    def device(self) -> str:
        """Where the networks run."""
        ...

    def __call__(self, items: Sequence[SliceImage]) -> Iterable[Verdict]:
        """Read at most `max_batch` slices, in order."""
        ...

    def close(self) -> None:
        """Release the device."""
        ...
