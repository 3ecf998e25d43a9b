"""Decides which attributes of a series may leave where identity is hidden.

Who was imaged, when, and what people wrote is withheld. What is left is rebuilt from closed lists
of the standard's own terms and from numbers, so that a name typed into any attribute stays inside.
`ml.core.release` decides the same about messages, UIDs and names of files.

Source: DICOM PS3.15 Annex E, Basic Application Level Confidentiality Profile, table E.1-1; free
text is removed (X), not cleaned, since no program can tell a name from another word.
"""

from __future__ import annotations

from collections.abc import Mapping

from ml.core.messages import NOTHING, Message, message, quoted, verbatim
from ml.core.release import LONGEST_NUMBER, is_short_number, released
from ml.imaging.standard_terms import (
    BINARY_VR,
    COMPOSED,
    LISTED,
    MAKERS,
    MEASURED,
    MODALITIES,
    NO_AGENT,
    NUMBER_VR,
    PHOTOMETRIC,
    SCANNING,
    TECHNICAL_GROUPS,
)
from ml.imaging.types.pixel_text import PixelText
from ml.imaging.types.series import Patient, Series


def may_be_named(patient: Patient, *, privacy: bool) -> Patient | None:
    """Who was imaged; `None` where identity is hidden."""
    return None if privacy else patient


def may_be_dated(date: str, *, privacy: bool) -> str:
    """When, as the header says it; empty where identity is hidden."""
    return "" if privacy else date


def may_be_titled(description: str, kind: Message, *, privacy: bool) -> Message:
    """What a series or study is called: what people wrote, or what Whence recognised.

    Args:
        description: Of the header, or the name of a folder or file.
        kind: Which kind of sequence it is, in words; empty for a study.
        privacy: Whether identity is hidden.
    """
    return released(kind) if privacy else quoted(description) if description else NOTHING


def series_title(series: Series, *, privacy: bool) -> Message:
    """As `may_be_titled`, of a series."""
    return may_be_titled(series.description, series.sequence.label, privacy=privacy)


def may_be_numbered(number: int | None, *, privacy: bool) -> int | None:
    """Series Number (0020,0011); `None` where it is none, or so long that it may be a date."""
    too_long = number is not None and abs(number) >= 10**LONGEST_NUMBER
    return None if privacy and too_long else number


def modality_term(modality: str) -> Message:
    """Modality as a term of the standard; anything else is quoted."""
    return verbatim(modality) if modality in MODALITIES else quoted(modality)


def pixels_withheld(series: Series, *, privacy: bool) -> Message:
    """Why no picture of a series may be shown or written; empty where pictures may.

    Pixels are withheld as a whole, never cleaned: no program finds every name in every script. They
    leave where they were computed from what a scanner received, and where no header says that
    somebody wrote on them since. Overlay planes are drawn text and graphics, and never leave.

    Args:
        series: Any; one image that may not leave holds back those beside it.
        privacy: Whether identity is hidden.

    Source: DICOM PS3.15 E.3.1, Clean Pixel Data Option, and E.3.3, Clean Graphics Option.
    """
    if not privacy or series.pixel_text is PixelText.NONE:
        return NOTHING
    return message("pictures are withheld while identity is hidden: {}", series.pixel_text.words)


def may_be_described(details: Mapping[str, Message], *, privacy: bool) -> dict[str, Message]:
    """How a series was made, by label; without privacy as the header has it."""
    if not privacy:
        return dict(details)
    terms = ((label, _term(label, value)) for label, value in details.items())
    return {label: term for label, term in terms if term}


def may_be_listed(keyword: str, group: int, vr: str, text: str) -> bool:
    """Whether a standard element of a header may be listed where identity is hidden.

    Numbers of the groups that say how an image was made, sizes of binary values, and the standard's
    own terms and UIDs; no text that somebody may have typed, whatever the attribute is for.

    Args:
        keyword: Of the attribute; empty where unknown.
        group: Of the tag.
        vr: Value representation (PS3.5 6.2).
        text: The value, components separated by a backslash.
    """
    parts = text.split("\\")
    if vr == "SQ" or vr in BINARY_VR or not text:
        return True
    if vr in NUMBER_VR and group in TECHNICAL_GROUPS:
        return all(is_short_number(part) for part in parts)
    if vr == "UI":
        from pydicom.uid import UID_dictionary  # when asked: the window starts without it

        return all(part in UID_dictionary for part in parts)
    terms = LISTED.get(keyword, frozenset())
    return all(part.strip() in terms for part in parts)


def _term(label: str, value: Message) -> Message:
    """A detail rebuilt from closed lists; empty where nothing of it is known."""
    text = value.strip().upper()
    if label in COMPOSED:
        return released(value)
    if label in MEASURED:
        return verbatim(value.strip()) if is_short_number(value) else NOTHING
    if label == "Contrast":
        return NOTHING if text in NO_AGENT else message("stated")
    if label == "Manufacturer":
        return verbatim(next((name for word, name in MAKERS.items() if word in text), ""))
    allowed = {"Scanning sequence": SCANNING, "Photometric": PHOTOMETRIC}.get(label, frozenset())
    parts = text.split("\\")
    return verbatim("\\".join(parts)) if all(part in allowed for part in parts) else NOTHING
