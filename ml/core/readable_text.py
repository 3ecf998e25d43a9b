"""Makes text of names that are none: file names of any bytes, and texts with control characters.

Python keeps a byte of a file name that is no UTF-8 as a lone surrogate (PEP 383). Such a text can
neither be written nor sent. Control characters, and those that change the direction of writing, can
make a terminal or a table show something else than what is there.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TextIO

from ml.core.named_paths import real_path

_WHITE = re.compile(r"[\t-\r\x85\u2028\u2029]+")
_UNREADABLE = re.compile(
    "[\ud800-\udfff\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def readable(text: str) -> str:
    """The text on one line, with U+FFFD for each character that cannot be shown."""
    if text.isprintable():
        return text
    return _UNREADABLE.sub("\ufffd", _WHITE.sub(" ", text))


def say(*lines: str, file: TextIO | None = None) -> None:
    """Print lines; what would steer a terminal is shown as U+FFFD.

    Args:
        lines: Each may hold line breaks of its own.
        file: Standard output if absent.
    """
    for line in lines:
        print(*map(readable, line.split("\n")), sep="\n", file=file, flush=True)


def name_id(name: str) -> str:
    """A text of ASCII and UTF-8 that stands for a file name and for no other.

    Args:
        name: Of a file or folder, or a path; of any bytes.

    Returns:
        The name itself where it is readable.
    """
    if readable(name) == name:
        return name
    return f"{readable(name)}~{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"


def path_hash(path: Path) -> str:
    """Twenty hex digits for the place of a file or folder, links followed."""
    return hashlib.sha256(os.fsencode(real_path(path))).hexdigest()[:20]
