"""States in words whether an image was compressed with loss, and how.

Source: DICOM PS3.3 C.7.6.1.1.5 (Lossy Image Compression); regulation in many places wants it on
screen (MDCG, FDA), since fine detail may be gone.
"""

from __future__ import annotations

import re

from pydicom import uid
from pydicom.dataset import Dataset

from ml.core.messages import NOTHING, Message, message, verbatim

METHODS = {
    "ISO_10918_1": "JPEG",
    "ISO_14495_1": "JPEG-LS",
    "ISO_15444_1": "JPEG 2000",
    "ISO_15444_15": "HTJ2K",
    "ISO_13818_2": "MPEG-2",
    "ISO_14496_10": "MPEG-4",
}
ALWAYS_LOSSY = {
    uid.JPEGBaseline8Bit: "JPEG",
    uid.JPEGExtended12Bit: "JPEG",
    uid.JPEGLSNearLossless: "JPEG-LS",
}
PERHAPS_LOSSY = {uid.JPEG2000: "JPEG 2000", uid.HTJ2K: "HTJ2K"}
"""Syntaxes that allow both; where the header is silent about it, loss must be assumed."""
LOST = ("01", "YES")


def lossy_words(dataset: Dataset) -> Message:
    """Such as `lossy JPEG 2000, 12:1`; empty where nothing was lost.

    The ratio is given in two digits, since it differs a little from slice to slice.

    An image stays lossy when it is stored again without loss, so the header comes first, and
    the transfer syntax speaks where it is silent.
    """
    meta = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    stated = str(dataset.get("LossyImageCompression") or "").strip().upper()
    silent = stated not in (*LOST, "00", "NO")
    by_syntax = ALWAYS_LOSSY.get(syntax) or (PERHAPS_LOSSY.get(syntax) if silent else None)
    if stated not in LOST and by_syntax is None:
        return NOTHING
    methods = [METHODS.get(v, "") for v in _values(dataset, "LossyImageCompressionMethod")]
    stated_method = " then ".join(m for m in methods if m) or by_syntax
    method = verbatim(stated_method) if stated_method else message("compression")
    ratios = [r for v in _values(dataset, "LossyImageCompressionRatio") if (r := _number(v)) > 1]
    if ratios:
        method = message("{}, {:.2g}:1", method, ratios[-1])
    if stated not in LOST and syntax in PERHAPS_LOSSY:
        return message("perhaps lossy {}", method)
    return message("lossy {}", method)


def _values(dataset: Dataset, keyword: str) -> list[str]:
    value = dataset.get(keyword)
    if value is None:
        return []
    return [str(v) for v in ([value] if isinstance(value, str | int | float) else value)]


def _number(value: str) -> float:
    return float(value) if re.fullmatch(r"\s*\d+(\.\d*)?\s*", value) else 0.0
