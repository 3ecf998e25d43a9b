"""Reads the frames of multi-frame files: position, stack and what tells repeats apart.

Source: DICOM PS3.3 C.7.6.16 (functional groups) and C.7.6.17 (dimensions). Old multi-frame
files without functional groups state one position and a distance; they are taken at their word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from pydicom.datadict import keyword_for_tag, tag_for_keyword
from pydicom.dataset import Dataset

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.imaging.dicom.acquisition import functional_groups
from ml.imaging.types.frame_record import Labelled, Record
from ml.imaging.types.orientation import normal
from ml.imaging.types.value_parsing import integer, numbers, orientation, position, spacing, windows

SPLIT = {
    "stack": ("StackID",),
    "echo time": ("EffectiveEchoTime", "EchoTime"),
    "echo": ("EchoNumbers",),
    "b-value": ("DiffusionBValue",),
    "time": ("TemporalPositionIndex", "TemporalPositionIdentifier"),
}
REPEAT = {
    "image type": ("FrameType", "ImageType"),
    "component": ("ComplexImageComponent",),
    "inversion time": ("InversionTimes", "InversionTime"),
    "flip angle": ("FlipAngle",),
    "direction": ("DiffusionGradientOrientation",),
    "trigger time": ("NominalCardiacTriggerDelayTime", "TriggerTime"),
    "acquisition": ("FrameAcquisitionNumber", "AcquisitionNumber"),
}
"""Keywords of each label; the second is classic MR's, which legacy converted images keep in their
functional groups (PS3.3 C.7.6.16.2.25, Unassigned Per-Frame Converted Attributes)."""
CLOCKS = {
    "acquisition time": ("FrameAcquisitionDateTime", "AcquisitionDateTime", "AcquisitionTime"),
    "content time": ("FrameReferenceDateTime", "ContentTime"),
}
ALONE = (
    "InStackPositionNumber", "InstanceNumber", "DimensionIndexValues", "ImagePositionPatient",
    "ImageOrientationPatient", "PixelSpacing", "WindowCenter", "WindowWidth",
)  # fmt: skip
TAGS = {
    keyword: tag_for_keyword(keyword) or 0
    for keywords in (*SPLIT.values(), *REPEAT.values(), *CLOCKS.values(), ALONE)
    for keyword in keywords
}
Places = dict[int, Dataset]
SPATIAL = {"StackID", "InStackPositionNumber", "ImagePositionPatient", "ImageOrientationPatient"}
"""Dimensions that say where a frame is, not why there are several at one place."""


def frame_records(file: Record, dataset: Dataset, frames: int) -> list[Record]:
    """One record per frame.

    Args:
        file: What the file says as a whole.
        dataset: The header.
        frames: Number of Frames (0028,0008).

    Raises:
        ImageReadError: The functional groups are fewer than the frames.
    """
    per_frame = dataset.get("PerFrameFunctionalGroupsSequence") or []
    if not per_frame:
        return _evenly(file, dataset, frames)
    if len(per_frame) < frames:
        raise ImageReadError(
            file.path.name,
            message("describes {} of its {} frames; the header is damaged", len(per_frame), frames),
        )
    shared = _places(functional_groups(dataset, "SharedFunctionalGroupsSequence", 0))
    names = _dimensions(dataset)
    return [_frame(file, dataset, shared, names, frame, frames) for frame in range(frames)]


def _frame(
    file: Record, dataset: Dataset, shared: Places, names: list[str], frame: int, frames: int
) -> Record:
    groups = functional_groups(dataset, "PerFrameFunctionalGroupsSequence", frame)
    stated = _FrameAttributes({**shared, **_places(groups)}, dataset)
    find = stated.find
    numbered = integer(find("InStackPositionNumber")), integer(stated.in_groups("InstanceNumber"))
    number = next((n for n in (*numbered, frame + 1) if n is not None), None)
    split = [(label, _word(v)) for label, k in SPLIT.items() if (v := find(*k)) is not None]
    repeat = [(label, _word(v)) for label, k in REPEAT.items() if (v := find(*k)) is not None]
    repeat += _index(numbers(stated.in_groups("DimensionIndexValues")), names)
    clocks = [(label, stated.in_groups(*k)) for label, k in CLOCKS.items()]
    repeat += [(label, str(value)) for label, value in clocks if value is not None]
    repeat.append(("file", str(file.order if file.order is not None else file.uid)))
    return replace(
        file,
        uid=f"{file.uid}#{frame}" if frames > 1 else file.uid,
        frame=frame,
        order=file.order if frames == 1 else number,
        position=position(numbers(find("ImagePositionPatient"))),
        orientation=orientation(numbers(find("ImageOrientationPatient"))),
        spacing_mm=spacing(numbers(find("PixelSpacing"))),
        windows=windows(numbers(find("WindowCenter")), numbers(find("WindowWidth"))),
        split=tuple(split),
        repeat=tuple(repeat),
    )


def _places(groups: Sequence[Dataset]) -> Places:
    """Which group states a tag; the first that holds a value, as plain numbers for speed."""
    return {
        +tag: group
        for group in reversed(groups)
        for tag in group.keys()  # noqa: SIM118  # else it decodes each element
        if group.get_item(tag).value not in (None, "", b"")
    }


@dataclass(frozen=True, slots=True)
class _FrameAttributes:
    """What holds for a frame: its own groups, then the shared ones, then the file's attributes."""

    places: Places
    dataset: Dataset

    def find(self, *keywords: str) -> object:
        """The first value that is stated; each keyword is looked for everywhere before the next."""
        for keyword in keywords:
            value = self.in_groups(keyword)
            value = self.dataset.get(TAGS[keyword]) if value is None else value
            value = getattr(value, "value", value)
            if value is not None and value != "":
                return value
        return None

    def in_groups(self, *keywords: str) -> object:
        """The same without the file's own attributes."""
        for keyword in keywords:
            group = self.places.get(TAGS[keyword])
            if group is not None:
                return group[TAGS[keyword]].value
        return None


def _word(value: object) -> str:
    values = numbers(value)
    if values is not None:
        return "/".join(f"{number:g}" for number in values)
    return value if isinstance(value, str) else "/".join(map(str, value))  # type: ignore[call-overload]


def _dimensions(dataset: Dataset) -> list[str]:
    """Names of the dimensions, in order; empty for those that are spatial."""
    names = []
    for item in dataset.get("DimensionIndexSequence") or []:
        pointer = item.get("DimensionIndexPointer")
        keyword = keyword_for_tag(pointer) if pointer is not None else ""
        label = str(item.get("DimensionDescriptionLabel") or keyword or pointer).lower()
        names.append("" if keyword in SPATIAL else label)
    return names


def _index(values: tuple[float, ...] | None, names: list[str]) -> Labelled:
    """Dimension Index Values (0020,9157) of the dimensions that are not spatial."""
    pairs = zip(names, values or (), strict=False)
    return tuple((name, f"{value:g}") for name, value in pairs if name)


def _evenly(file: Record, dataset: Dataset, frames: int) -> list[Record]:
    """Frames of a file that states one position only: along the normal, at stated distances.

    Source of the distances: Grid Frame Offset Vector (3004,000C), relative to the first frame
    (PS3.3 C.8.8.3.2); else the slices are taken as even.
    """
    if frames == 1:
        return [file]
    first, cosines = file.position, file.orientation
    records = [
        replace(file, uid=f"{file.uid}#{frame}", frame=frame, order=frame + 1)
        for frame in range(frames)
    ]
    offsets, doubt = _offsets(dataset, frames)
    if first is None or cosines is None or not offsets:
        return [
            replace(
                r, position=None, doubts=(*r.doubts, message("positions of frames are not stated"))
            )
            for r in records
        ]
    positions = np.array(first) + np.outer(offsets, normal(cosines))
    return [
        replace(record, position=(float(x), float(y), float(z)), doubts=(*file.doubts, *doubt))
        for record, (x, y, z) in zip(records, positions, strict=True)
    ]


def _offsets(dataset: Dataset, frames: int) -> tuple[tuple[float, ...], tuple[Message, ...]]:
    """Distance of each frame from the first, millimetres, and the doubt about it."""
    stated = numbers(dataset.get("GridFrameOffsetVector"))
    if stated is not None and len(stated) == frames:
        return tuple(offset - stated[0] for offset in stated), ()
    step = numbers(dataset.get("SpacingBetweenSlices")) or numbers(dataset.get("SliceThickness"))
    if not step or not step[0]:
        return (), ()
    doubt = message(
        "positions of frames are not stated; taken {:g} mm apart along the normal", abs(step[0])
    )
    return tuple(step[0] * frame for frame in range(frames)), (doubt,)
