"""Brings descriptions and protocol names into a form that word lists can be matched with."""

from __future__ import annotations

import re

_AS_LATIN = re.compile(r"(?<!\w)т(?=[12])")
"""T1 and T2 with the Cyrillic letter that looks the same."""


def tidy(text: str) -> str:
    """Lower case, one space between words; letters, digits, `+`, `*` and other scripts stay.

    A `+` begins a word: `iso+C` says the same as `iso +C`.
    """
    plain = re.sub(r"[^\w+*]+|_|(?<=\w)(?=\+)", " ", text.lower()).strip()
    return _AS_LATIN.sub("t", plain)


def whole_words(pattern: str) -> re.Pattern[str]:
    """A pattern for whole words of a text that is `tidy`."""
    return re.compile(rf"(?<![\w+*])(?:{pattern})(?![\w*])")
