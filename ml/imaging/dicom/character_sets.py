"""Decodes text of a data set, whether its character set is declared rightly or not.

Sources: DICOM PS3.3 C.12.1.1.2 (Specific Character Set), PS3.5 section 6.1 (code extensions,
ISO 2022, GBK, GB18030). Escape sequences are pydicom's work; what pydicom leaves open is done here:
multi-byte sets whose bytes look like delimiters, terms in other spellings, text without the
escapes that it needs, and declarations that are certainly wrong (`charset_repair`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import Any

from pydicom.charset import convert_encodings, decode_bytes
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset

from ml.imaging.dicom.charset_repair import certain_encoding

ESCAPE = b"\x1b"
WHOLE = {"gb18030", "utf-8", "cp949", "shift_jis", "big5"}
"""Encodings decoded before anything is split: their bytes may look like delimiters."""
SPELLINGS = {
    "UTF8": "utf-8", "UTF-8": "utf-8", "GB18030": "gb18030", "GBK": "gb18030",
    "GB2312": "gb18030", "CP936": "gb18030", "ISO2022GBK": "gb18030", "BIG5": "big5",
    "SHIFTJIS": "shift_jis", "SJIS": "shift_jis", "EUCKR": "cp949", "KSC5601": "cp949",
}  # fmt: skip
SINGLE = {"192": "utf-8", "203": "iso8859_15", "58": "gb18030", "149": "cp949"}
"""Registration numbers that stand alone without code extensions; 58 and 149 do so wrongly."""
WITHOUT_ESCAPES = {"58": "gb18030", "149": "cp949"}
"""What bytes above 127 are where the escape sequence before them was left out."""
TEXT_DELIMITERS = {0x0A, 0x0C, 0x0D, 0x09, 0x5C}
NAME_DELIMITERS = {0x5E, 0x3D, 0x5C}
LEFT_BEHIND = "\x1b$)A"
"""The escape to GB 2312, which pydicom hands to a codec that does not know it."""
EVIDENCE = (
    "PatientName", "InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName",
    "StudyDescription", "SeriesDescription", "ProtocolName", "ReferringPhysicianName",
    "PerformingPhysicianName", "OperatorsName", "PatientComments", "ImageComments",
    "BodyPartExamined", "RequestedProcedureDescription", "PerformedProcedureStepDescription",
)  # fmt: skip
"""Attributes whose bytes together tell in which set a file was really written."""


def text(dataset: Dataset, keyword: str) -> str:
    """One attribute as text; several values stay separated by a backslash.

    Args:
        dataset: A file's header.
        keyword: Of an attribute, such as `PatientName`.

    Returns:
        The text without padding; empty where the attribute is absent. Bytes that mean nothing
        in any set are shown as U+FFFD.
    """
    raw = _bytes(dataset, keyword)
    if raw is None:
        value = dataset.get(keyword)
        return str("" if value is None else value).strip(" \0")
    name = dictionary_VR(tag_for_keyword(keyword) or 0) == "PN"
    return decoded(raw, declared(dataset), _evidence(dataset), name=name)


def decoded(
    raw: bytes, terms: Sequence[str], evidence: dict[str, bytes] | None = None, *, name: bool
) -> str:
    """Decode the bytes of one attribute.

    Args:
        raw: As in the file.
        terms: Specific Character Set (0008,0005).
        evidence: Bytes of the file's texts by keyword, to judge a wrong declaration.
        name: Whether it is a person name, which has delimiters of its own.
    """
    if raw.isascii() and ESCAPE not in raw:
        return raw.decode("ascii").strip(" \0")
    encoding = _whole(raw, terms) or certain_encoding(evidence or {}, terms)
    if encoding is not None:
        try:
            return raw.decode(encoding).strip(" \0")
        except UnicodeDecodeError:
            if encoding == _whole(raw, terms) and encoding in WHOLE:
                return raw.decode(encoding, errors="replace").strip(" \0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an unknown term is read as ISO 8859-1
        encodings = convert_encodings(list(terms) or None)
        text: str = decode_bytes(raw, encodings, NAME_DELIMITERS if name else TEXT_DELIMITERS)
    return text.replace(LEFT_BEHIND, "").strip(" \0")


def repaired(dataset: Dataset) -> str:
    """The encoding in which texts are read although another is declared; else empty."""
    evidence = _evidence(dataset)
    return certain_encoding(evidence, declared(dataset)) or "" if evidence else ""


def declared(dataset: Dataset) -> list[str]:
    """Specific Character Set as a list, empty without one."""
    value: Any = dataset.get("SpecificCharacterSet")
    if value is None:
        return []
    return [str(v) for v in ([value] if isinstance(value, str) else value)]


def _whole(raw: bytes, terms: Sequence[str]) -> str | None:
    """The one encoding of the whole value, where the declaration allows only one."""
    numbers = [m[1] if (m := re.search(r"IR[ _-]?(\d+)", t.upper())) else "" for t in terms]
    if len(terms) == 1:
        spelling = re.sub(r"[ _]", "", terms[0].upper())
        extended = "2022" in terms[0]
        if spelling in SPELLINGS:
            return SPELLINGS[spelling]
        if numbers[0] in SINGLE and (not extended or ESCAPE not in raw):
            return SINGLE[numbers[0]]
    if ESCAPE not in raw:
        return next((WITHOUT_ESCAPES[n] for n in numbers[1:] if n in WITHOUT_ESCAPES), None)
    return None


def _evidence(dataset: Dataset) -> dict[str, bytes]:
    texts = ((keyword, _bytes(dataset, keyword)) for keyword in EVIDENCE)
    return {keyword: raw for keyword, raw in texts if raw is not None and not raw.isascii()}


def _bytes(dataset: Dataset, keyword: str) -> bytes | None:
    """The bytes of an attribute that pydicom has not decoded yet."""
    element = dataset.get_item(keyword)
    value = None if element is None else element.value
    return value if isinstance(value, bytes) else None
