"""Reads the attributes that tell one MR sequence from another.

Source: DICOM PS3.3 C.8.3.1 (classic MR) and C.8.13 (enhanced MR).
"""

from __future__ import annotations

from collections.abc import Mapping

from pydicom.dataset import Dataset

from ml.core.messages import Message, mark, quoted
from ml.imaging.dicom.lossy import lossy_words
from ml.imaging.dicom.vendors.private_blocks import private_value
from ml.imaging.types.value_parsing import numbers

KEYWORDS = (
    "ProtocolName", "ScanningSequence", "SequenceVariant", "SequenceName", "PulseSequenceName",
    "MRAcquisitionType", "EchoTime", "RepetitionTime", "InversionTime", "FlipAngle",
    "EchoTrainLength", "MagneticFieldStrength", "SliceThickness", "SpacingBetweenSlices",
    "ContrastBolusAgent", "AngioFlag", "AcquisitionContrast", "ComplexImageComponent",
    "Manufacturer", "PhotometricInterpretation", "LossyImageCompression", "BodyPartExamined",
)  # fmt: skip
ENHANCED = {
    "EffectiveEchoTime": "EchoTime",
    "InversionTimes": "InversionTime",
    "EchoPulseSequence": "EchoPulseSequence",
    "EchoPlanarPulseSequence": "EchoPlanarPulseSequence",
    "InversionRecovery": "InversionRecovery",
    "ContrastBolusAgentAdministered": "ContrastBolusAgentAdministered",
    "DiffusionBValue": "DiffusionBValue",
    "FrameType": "FrameType",
    "SteadyStatePulseSequence": "SteadyStatePulseSequence",
    "TimeOfFlightContrast": "TimeOfFlightContrast",
}
"""Enhanced MR's names for what classic MR calls something else, or does not have."""
DETAILS = {
    "TE": "EchoTime",
    "TR": "RepetitionTime",
    "TI": "InversionTime",
    mark("Field strength"): "MagneticFieldStrength",
    mark("Slice thickness"): "SliceThickness",
    mark("Contrast"): "ContrastBolusAgent",
    mark("Manufacturer"): "Manufacturer",
    mark("Sequence"): "SequenceName",
    mark("Scanning sequence"): "ScanningSequence",
    mark("Photometric"): "PhotometricInterpretation",
    mark("Lossy compression"): "LossyImageCompression",
}
"""Labels of corner text and report."""

VENDOR_B_VALUES = (
    (0x0019, "SIEMENS MR HEADER", 0x0C),
    (0x0043, "GEMS_PARM_01", 0x39),
    (0x2001, "Philips Imaging DD 001", 0x03),
)
"""Group, private creator and element of the b-value."""


def technique(dataset: Dataset) -> Mapping[str, str]:
    """Attributes by keyword, as text; of an enhanced file those of its first frame."""
    sources = [dataset, *first_frame(dataset)]
    attributes = {
        keyword: text
        for keyword in KEYWORDS
        if (text := next((t for source in sources if (t := _text(source.get(keyword)))), ""))
    }
    for keyword, name in ENHANCED.items():
        text = next((t for source in sources[1:] if (t := _text(source.get(keyword)))), "")
        if text and name not in attributes:
            attributes[name] = text
    attributes.pop("LossyImageCompression", None)
    if lost := lossy_words(dataset):
        attributes["LossyImageCompression"] = lost
    return attributes


def details(attributes: Mapping[str, str]) -> dict[str, Message]:
    """What corner text and report show; but for what was lost, values as the header has them."""
    shown = {label: attributes[name] for label, name in DETAILS.items() if name in attributes}
    return {
        label: value if isinstance(value, Message) else quoted(value)
        for label, value in shown.items()
    }


def first_frame(dataset: Dataset) -> list[Dataset]:
    """Functional groups of the first frame, then the shared ones (PS3.3 C.7.6.16)."""
    return [
        *functional_groups(dataset, "PerFrameFunctionalGroupsSequence", 0),
        *functional_groups(dataset, "SharedFunctionalGroupsSequence", 0),
    ]


def functional_groups(dataset: Dataset, sequence: str, index: int) -> list[Dataset]:
    """The functional groups of one item, without the wrapping sequences.

    A macro may hold another, as MR Diffusion holds the directions (PS3.3 C.8.13.5.9): those follow
    all of the first level.
    """
    items = dataset.get(sequence) or []
    groups = [inner for item in items[index : index + 1] for inner in _within(item)]
    return [*groups, *(deeper for group in groups for deeper in _within(group))]


def _within(item: Dataset) -> list[Dataset]:
    """First items of the sequences of a data set; nothing else of it is decoded."""
    sequences = [
        tag
        for tag in item.keys()  # noqa: SIM118
        if item.get_item(tag).VR in ("SQ", None) and item[tag].VR == "SQ"  # none: implicit
    ]
    return [found[0] for tag in sequences if (found := item[tag].value)]


def b_value(dataset: Dataset) -> str:
    """The b-value of a classic file; empty where none is stated.

    The maker's own element counts where Diffusion b-value (0018,9087) is absent or empty.

    Source: dcm2niix's notes on Siemens (0019,xx0C), GE (0043,xx39, with 1e9 added by some
    versions) and Philips (2001,xx03).
    """
    stated = dataset.get("DiffusionBValue")
    if stated is not None:
        return str(stated)
    for group, creator, element in VENDOR_B_VALUES:
        values = numbers(private_value(dataset, group, creator, element))
        if values:
            return f"{values[0] % 1e9:g}" if values[0] >= 0 else ""  # -1: none
    return ""


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value).strip()
    try:
        return "\\".join(str(v) for v in value)  # type: ignore[attr-defined]
    except TypeError:
        return str(value).strip()
