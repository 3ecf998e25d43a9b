"""Turns stored values into values: modality transform and real world value mapping.

Sources: DICOM PS3.3 C.11.1 (Modality LUT), C.7.6.16.2.9 (Pixel Value Transformation),
C.7.6.16.2.11 (Real World Value Mapping); for Philips' private scale Chenevert et al.,
Transl Oncol 2014;7(1):65-71, equation 2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from ml.core.types import RealWorld
from ml.imaging.dicom.functional_groups import macro
from ml.imaging.dicom.lut import Lookup
from ml.imaging.dicom.pixel_header import PixelHeader

PHILIPS = "Philips floating point value"
EXACT_IN_FLOAT32 = 24
"""float32 holds integers of so many bits exactly."""
_INTEGERS = (np.int16, np.uint16, np.int32)


def to_values(pixels: NDArray[np.generic], about: PixelHeader, frame: int) -> NDArray[np.generic]:
    """Apply the modality transform of one frame; integers stay integers where they can.

    The type follows from what the header allows, not from what this frame holds, so that all
    slices of a series with one transform have one type.

    Args:
        pixels: Stored values.
        about: What the file's header says about pixels.
        frame: From 0.

    Raises:
        ValueError: The table is not what its descriptor says.

    Shapes:
        pixels: `(rows, cols)`.
        returns: `(rows, cols)`, the machine's byte order, C-contiguous.
    """
    pixels = np.ascontiguousarray(pixels, dtype=pixels.dtype.newbyteorder("="))
    table, slope, intercept = about.once(("modality", frame), lambda: _modality(about, frame))
    if table is not None:
        return table.of(pixels)
    if (slope, intercept) == (1.0, 0.0):
        return pixels
    if not np.issubdtype(pixels.dtype, np.integer):
        return (pixels.astype(np.float64) * slope + intercept).astype(pixels.dtype)
    bits = int(about.dataset.get("BitsStored") or 8 * pixels.dtype.itemsize)
    exact = pixels.astype(np.float64) * slope + intercept
    if slope.is_integer() and intercept.is_integer():
        low, high = _range(bits, np.issubdtype(pixels.dtype, np.signedinteger))
        ends = (low * slope + intercept, high * slope + intercept)
        for kind in _INTEGERS:
            if np.iinfo(kind).min <= min(ends) and max(ends) <= np.iinfo(kind).max:
                return exact.astype(kind)
    return exact if bits > EXACT_IN_FLOAT32 else exact.astype(np.float32)


def _modality(about: PixelHeader, frame: int) -> tuple[Lookup | None, float, float]:
    header = about.dataset
    if tables := header.get("ModalityLUTSequence"):
        return Lookup.read(tables[0], signed=_signed(header)), 1.0, 0.0
    return None, *rescale(header, frame)


def rescale(header: Dataset, frame: int) -> tuple[float, float]:
    """Rescale Slope (0028,1053) and Intercept (0028,1052) of one frame; 1 and 0 where unsaid."""
    source = macro(header, frame, "PixelValueTransformationSequence")
    for item in (source, header):
        if item is not None and item.get("RescaleSlope") is not None:
            slope, intercept = float(item.RescaleSlope), float(item.get("RescaleIntercept") or 0)
            return (slope, intercept) if slope else (1.0, intercept)  # some write 0 for "none"
    return 1.0, 0.0


def real_world(header: Dataset, frame: int) -> RealWorld | None:
    """What a value stands for in the world outside; `None` where the file does not say.

    A map is stated on stored values; what is returned is stated on values.
    """
    if header.get("ModalityLUTSequence"):
        return None
    slope, intercept = rescale(header, frame)
    item = macro(header, frame, "RealWorldValueMappingSequence")
    if item is not None and (mapping := _mapped(item, slope, intercept)):
        return mapping
    scale = _philips(header)
    if not scale:
        return None
    # Stored value to floating point value: `(stored * RS + RI) / (RS * SS)`.
    return RealWorld(1 / (slope * scale), 0.0, PHILIPS)


def _mapped(item: Dataset, slope: float, intercept: float) -> RealWorld | None:
    """One item of Real World Value Mapping Sequence (0040,9096), a line or a table."""
    ends = _ends(item)
    table = tuple(float(v) for v in np.atleast_1d(item.get("RealWorldValueLUTData") or []))
    if table and ends is None:
        return None
    if table and ends is not None:
        scale, offset = 1.0, -ends[0]
    elif item.get("RealWorldValueSlope") is not None:
        scale, offset = (
            float(item.RealWorldValueSlope),
            float(item.get("RealWorldValueIntercept") or 0),
        )
    else:
        return None
    units = item.get("MeasurementUnitsCodeSequence") or [Dataset()]
    unit = str(units[0].get("CodeValue") or "")
    low, high = (
        (-math.inf, math.inf) if ends is None else sorted(e * slope + intercept for e in ends)
    )
    return RealWorld(
        scale / slope,
        offset - scale * intercept / slope,
        "" if unit in ("1", "no units") else unit,
        low,
        high,
        table,
    )


def _ends(item: Dataset) -> tuple[float, float] | None:
    """First and last stored value mapped, integers (0040,9216) or doubles (0040,9214)."""
    for kind in ("DoubleFloat", ""):
        first = item.get(f"{kind}RealWorldValueFirstValueMapped")
        last = item.get(f"{kind}RealWorldValueLastValueMapped")
        if first is not None and last is not None:
            return float(first), float(last)
    return None


def _philips(header: Dataset) -> float | None:
    """Scale Slope (2005,xx0E), which only Philips writes."""
    if "philips" not in str(header.get("Manufacturer") or "").lower():
        return None
    try:
        return float(header.private_block(0x2005, "Philips MR Imaging DD 001")[0x0E].value)
    except (KeyError, TypeError, ValueError):
        return None


def _signed(header: Dataset) -> bool:
    return bool(header.get("PixelRepresentation"))


def _range(bits: int, signed: bool) -> tuple[int, int]:
    return (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
