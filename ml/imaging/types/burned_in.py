"""Tells from a header whether text may be burned into the pixels.

No program reads every script in every place of an image, so that pixels are not searched: what the
header says of where the image comes from decides.

Source: DICOM PS3.3 C.7.6.1.1.2 (Image Type), C.7.6.1 (Burned In Annotation), C.8.6.1 (Conversion
Type); PS3.15 E.3.1 (Clean Pixel Data Option).
"""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset

from ml.imaging.types.pixel_text import PixelText

KEYWORDS = (
    "SOPClassUID", "BurnedInAnnotation", "ConversionType", "DateOfSecondaryCapture",
    "SecondaryCaptureDeviceManufacturer", "SecondaryCaptureDeviceManufacturerModelName",
    "SecondaryCaptureDeviceID",
)  # fmt: skip
"""What is read besides Modality and Image Type."""
CAPTURES = "1.2.840.10008.5.1.4.1.1.7"
"""Secondary Capture Image Storage; those of several frames begin with it (PS3.4 B.5)."""
ACQUIRED = tuple(
    f"1.2.840.10008.5.1.4.1.1.{number}"
    for number in ("2", "2.1", "2.2", "4", "4.1", "4.3", "4.4", "20", "128", "128.1", "130")
)
"""Storage classes of MR, CT, nuclear medicine and PET, whose originals are computed, not drawn."""
MODALITIES = frozenset({"MR", "CT", "NM", "PT", ""})
"""The modalities of these; some anonymisers leave none (ours)."""
CAPTURED = (
    "SAVE", "SCREEN", "CAPTURE", "POSDISP", "DOSE", "REPORT", "DISPLAY", "ANNOT", "GRAPHIC",
)  # fmt: skip
"""Parts of values of Image Type that pictures of screens have (ours)."""


def pixel_text(dataset: Dataset, modality: str, image_type: Sequence[str]) -> PixelText:
    """Why text may be burned into the pixels of an image.

    Args:
        dataset: With the attributes of `KEYWORDS`.
        modality: Modality (0008,0060) as the header has it; may be empty.
        image_type: Image Type (0008,0008) in capitals; may be empty.
    """
    stated = _word(dataset, "BurnedInAnnotation")
    storage = _word(dataset, "SOPClassUID")
    captured = any(_word(dataset, keyword) for keyword in KEYWORDS[2:])
    if stated not in ("", "NO"):
        return PixelText.STATED
    if (
        captured
        or storage == CAPTURES
        or storage.startswith(f"{CAPTURES}.")
        or modality.strip().upper() == "SC"
        or any(part in value for part in CAPTURED for value in image_type)
    ):
        return PixelText.CAPTURE
    if modality.strip().upper() not in MODALITIES or storage not in ("", *ACQUIRED):
        return PixelText.MODALITY
    if stated != "NO" and "SECONDARY" in image_type[1:2]:
        return PixelText.SECONDARY
    return PixelText.NONE


def _word(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword) or "").strip(" \0").upper()
