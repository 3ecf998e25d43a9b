"""Decides which words may leave: what Whence says may, what it quotes may not.

A `Message` keeps its template apart from its values. Templates and numbers are ours. A plain text
among the values is quoted: the name of a file, a value of a header, the words of another library.
It is withheld unless it is one of a closed list of terms, so that what nobody thought of is
withheld, too. `ml.imaging.confidentiality` decides the same about the attributes of a series.

Source: DICOM PS3.15 Annex E, Basic Application Level Confidentiality Profile.
"""

from __future__ import annotations

import builtins
import errno
import hashlib
import os
import re
import signal

from ml.core.messages import Message, Value, message
from ml.core.readable_text import readable

WITHHELD = message("(hidden)")
"""Stands for a quoted text."""
_UID = re.compile(r"[0-9.]{16,64}([#~/]\d+)*", re.ASCII)
"""A UID (PS3.5 9.1) with what Whence appends for frames and parts; a short one can be guessed."""
UID_DIGITS = 16
"""Hex digits of the hash of a UID: two slices of a million differ with certainty (ours)."""
LONGEST_NUMBER = 6
"""A number with more digits before the point may be a date of birth or an identifier (ours)."""

_ERROR_NAMES = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)
_LIBRARY_ERROR_NAMES = frozenset(
    {"InvalidDicomError", "BytesLengthException", "BadZipFile", "UnidentifiedImageError"}
)
_SYSTEM_WORDS = frozenset(os.strerror(number) for number in errno.errorcode)
_SIGNAL_NAMES = frozenset(one.name for one in signal.Signals)
TERMS = _ERROR_NAMES | _LIBRARY_ERROR_NAMES | _SYSTEM_WORDS | _SIGNAL_NAMES
"""Quoted texts that say nothing about a person: what went wrong, in the system's own words."""


def released(text: Message, *, privacy: bool = True) -> Message:
    """What may leave of a message.

    Args:
        text: From any part of Whence.
        privacy: Whether identity is hidden; where not, everything may leave.

    Returns:
        The message with every quoted text withheld.
    """
    if not privacy or not getattr(text, "values", ()):
        return text
    return Message(text.template, *map(_released_value, text.values))


def _released_value(value: Value) -> Value:
    if isinstance(value, Message):
        return released(value)
    if isinstance(value, str):
        return value if value in TERMS else WITHHELD
    return value


def uid_label(uid: str, number: int, *, privacy: bool = True) -> str:
    """A UID as results name it: itself, or its hash where identity is hidden.

    The hash has no salt, since whoever has the images must be able to find the one that a result
    is about, and a UID is too long to be guessed. A name can be guessed, so what stands for a
    missing UID and may hold one is numbered.

    Args:
        uid: Of a slice or series; where the file has none, a text of any kind.
        number: Its place among its like, from 1.
        privacy: Whether identity is hidden.

    Source: DICOM PS3.15 E.1.1, replacement of UIDs by consistent ones.
    """
    if not privacy:
        return uid
    if not _UID.fullmatch(uid):
        return f"no UID, {number}"
    return hashlib.sha256(uid.encode()).hexdigest()[:UID_DIGITS]


def file_label(name: str, number: int, *, privacy: bool = True) -> str:
    """A file or folder as results name it: its base name, or a number where identity is hidden.

    Args:
        name: Base name; of any bytes.
        number: Its place in a list that the reader can make again, from 1.
        privacy: Whether identity is hidden.
    """
    return f"file {number}" if privacy else readable(name)


def is_short_number(text: str) -> bool:
    """Whether a text is a number that is too short to be a date of birth or an identifier."""
    try:
        number = float(text)
    except ValueError:
        return False
    return abs(number) < 10**LONGEST_NUMBER and len(text.strip()) <= 2 * LONGEST_NUMBER
