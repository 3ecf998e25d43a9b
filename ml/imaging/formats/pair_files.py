"""Finds the other file of a pair: the header (`.hdr`) of values (`.img`), and the reverse.

Source: nifti1.h ("ni1"), and Analyze 7.5, whose files always come in pairs.
"""

from __future__ import annotations

from pathlib import Path

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.formats.detached_files import beside

HEADER, VALUES = ".hdr", ".img"
PACKED = ".gz"


def is_header_name(name: str) -> bool:
    """Whether the name is that of a pair's header, packed or not."""
    return name.lower().removesuffix(PACKED).endswith(HEADER)


def is_values_name(name: str) -> bool:
    """Whether the name is that of a pair's values, packed or not."""
    return name.lower().removesuffix(PACKED).endswith(VALUES)


def values_of(header: Path) -> Path | None:
    """The file that holds the values of a header; `None` if it is not there.

    Raises:
        ImageReadError: It is a link out of the folder.
    """
    return _other(header, VALUES)


def values_name(header: Path) -> str:
    """What the file with the values of a header should be called."""
    return _stem(header.name) + VALUES


def header_of(values: Path) -> Path:
    """The header of a file of values.

    Raises:
        ImageReadError: There is none beside it, or it is a link out of the folder.
    """
    header = _other(values, HEADER)
    if header is None:
        raise ImageReadError(
            values.name,
            message(
                "has no header ({}) beside it, which says what its values are; copy both files",
                _stem(values.name) + HEADER,
            ),
        )
    return header


def _stem(name: str) -> str:
    """A name without the ending of its half of a pair."""
    unpacked = name[: -len(PACKED)] if name.lower().endswith(PACKED) else name
    half = unpacked.lower().endswith((HEADER, VALUES))
    return unpacked[: -len(HEADER)] if half else unpacked.rpartition(".")[0] or unpacked


def _other(path: Path, ending: str) -> Path | None:
    """The other half, in small letters or in capitals, packed or not."""
    for spelt in (ending, ending.upper(), ending[0] + ending[1:].capitalize()):
        for packed in ("", PACKED, PACKED.upper()):
            name = _stem(path.name) + spelt + packed
            if (path.parent / name).is_file() and name != path.name:
                return beside(path, name)
    return None
