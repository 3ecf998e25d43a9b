"""One DICOM file's header becomes one record per frame."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from ml.errors import ImageReadError
from ml.imaging.orientation import Cosines
from ml.imaging.series import Patient, Vector


@dataclass(frozen=True, slots=True)
class Record:
    """What the header says of one frame; tags by their DICOM names.

    Attributes:
        split: What else must be equal for two frames to be of one stack: echo, b-value,
            temporal position, stack.
    """

    uid: str
    series_uid: str
    study_uid: str
    path: Path
    frame: int
    rows: int
    columns: int
    modality: str
    description: str
    study_description: str
    number: int | None
    date: str
    patient: Patient
    instance_number: int | None
    position: Vector | None
    orientation: Cosines | None
    spacing_mm: tuple[float, float] | None
    windows: tuple[tuple[float, float], ...]
    split: tuple[str, ...]
    image_type: tuple[str, ...]
    colour: bool
    details: Mapping[str, str]


DETAILS = {
    "TE": "EchoTime",
    "TR": "RepetitionTime",
    "Field strength": "MagneticFieldStrength",
    "Slice thickness": "SliceThickness",
    "Contrast": "ContrastBolusAgent",
    "Manufacturer": "Manufacturer",
    "Sequence": "SequenceName",
    "Scanning sequence": "ScanningSequence",
    "Photometric": "PhotometricInterpretation",
    "Lossy compression": "LossyImageCompression",
}


def read_header(path: Path) -> Dataset:
    """Everything before the pixels.

    Raises:
        ImageReadError: The file is not DICOM, or ends too early.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd values are judged where they are used
            dataset = pydicom.dcmread(path, stop_before_pixels=True)
            if "Rows" not in dataset:
                raise ImageReadError(path.name, "is DICOM but holds no image; it is passed over")
    except InvalidDicomError as error:
        raise ImageReadError(path.name, "is not a DICOM file, whatever its name says") from error
    except ImageReadError:
        raise
    except (OSError, ValueError, EOFError, KeyError, AttributeError, TypeError) as error:
        raise ImageReadError(
            path.name, f"the header cannot be read ({type(error).__name__}); copy the file again"
        ) from error
    return dataset


def records(path: Path) -> list[Record]:
    """One record per frame.

    Raises:
        ImageReadError: See `read_header`; also where the header contradicts itself.
    """
    dataset = read_header(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frames = int(dataset.get("NumberOfFrames") or 1)
            return [_record(path, dataset, frame, frames) for frame in range(frames)]
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise ImageReadError(
            path.name, f"the header contradicts itself ({type(error).__name__})"
        ) from error


def _record(path: Path, dataset: Dataset, frame: int, frames: int) -> Record:
    groups = _groups(dataset, frame)
    uid = str(dataset.get("SOPInstanceUID") or path.name)
    position = _numbers(_find(groups, "ImagePositionPatient"), 3)
    orientation = _numbers(_find(groups, "ImageOrientationPatient"), 6)
    spacing = _numbers(_find(groups, "PixelSpacing"), 2)
    number = dataset.get("InstanceNumber")
    return Record(
        uid=f"{uid}#{frame}" if frames > 1 else uid,
        series_uid=str(dataset.get("SeriesInstanceUID") or f"folder {path.parent}"),
        study_uid=str(dataset.get("StudyInstanceUID") or ""),
        path=path,
        frame=frame,
        rows=int(dataset.Rows),
        columns=int(dataset.Columns),
        modality=str(dataset.get("Modality") or "OT"),
        description=str(dataset.get("SeriesDescription") or ""),
        study_description=str(dataset.get("StudyDescription") or ""),
        number=_integer(dataset.get("SeriesNumber")),
        date=str(dataset.get("StudyDate") or ""),
        patient=Patient(
            str(dataset.get("PatientName") or ""),
            str(dataset.get("PatientID") or ""),
            str(dataset.get("PatientBirthDate") or ""),
            str(dataset.get("PatientSex") or ""),
        ),
        instance_number=frame + 1 if frames > 1 else _integer(number),
        position=position,  # type: ignore[arg-type]  # three numbers, by _numbers
        orientation=orientation,  # type: ignore[arg-type]
        spacing_mm=spacing,  # type: ignore[arg-type]
        windows=_windows(groups),
        split=tuple(
            str(_find(groups, name) or "")
            for name in (
                "StackID",
                "EchoNumbers",
                "EffectiveEchoTime",
                "DiffusionBValue",
                "TemporalPositionIdentifier",
                "TemporalPositionIndex",
            )
        ),
        image_type=tuple(str(v) for v in dataset.get("ImageType") or ()),
        colour=int(dataset.get("SamplesPerPixel") or 1) > 1,
        details={
            label: str(value) for label, name in DETAILS.items() if (value := _find(groups, name))
        },
    )


def _groups(dataset: Dataset, frame: int) -> list[Dataset]:
    """The file's own attributes, then its functional groups (PS3.3 C.7.6.16), flattened."""
    found = [dataset]
    per_frame = dataset.get("PerFrameFunctionalGroupsSequence") or []
    shared = dataset.get("SharedFunctionalGroupsSequence") or []
    for group in [*per_frame[frame : frame + 1], *shared[:1]]:
        for element in group:
            if element.VR == "SQ" and element.value:
                found.append(element.value[0])  # noqa: PERF401  # reads better as a loop
    return found


def _find(groups: list[Dataset], name: str) -> object:
    for group in groups:
        value = group.get(name)
        if value is not None and value != "":
            return value
    return None


def _numbers(value: object, count: int) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(v) for v in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    return numbers if len(numbers) == count else None


def _integer(value: object) -> int | None:
    try:
        return int(value)  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError):
        return None


def _windows(groups: list[Dataset]) -> tuple[tuple[float, float], ...]:
    centres, widths = _find(groups, "WindowCenter"), _find(groups, "WindowWidth")
    if centres is None or widths is None:
        return ()
    centres = centres if isinstance(centres, (list, pydicom.multival.MultiValue)) else [centres]
    widths = widths if isinstance(widths, (list, pydicom.multival.MultiValue)) else [widths]
    pairs = zip(centres, widths, strict=False)
    return tuple((float(c), float(w)) for c, w in pairs if float(w) >= 1)
