"""Finds characters in words from elsewhere that do not print as themselves.

Invisible ones hide words, bidirectional ones turn round the words beside them, and a heap of
combining marks grows over the lines above and below (Unicode Technical Report 36).
"""

from __future__ import annotations

import re
import unicodedata

_QUOTES = re.compile('["\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\uff02]')

MOST_MARKS = 4
"""Combining marks on one letter (ours): more than any living script puts there."""


def first_unprintable(text: str, *, line_breaks: bool = False) -> str:
    """The first character that does not print, as `U+202E`; empty if there is none.

    Args:
        text: Words that will be shown.
        line_breaks: Whether line breaks and tabs are allowed.
    """
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        printable = character.isprintable() or (character in "\n\r\t" if line_breaks else False)
        spacing = unicodedata.category(character) == "Zs"
        if not (printable or spacing) or marks > MOST_MARKS:
            return f"U+{ord(character):04X}"
    return ""


def in_quotes(text: str, most: int) -> str:
    """Words from elsewhere as a quotation that they cannot end: one line of limited length.

    Args:
        text: Of any characters; those that do not print, and quotation marks, are replaced.
        most: Characters that are kept.
    """
    letters: list[str] = []
    for character in " ".join(text.split()):
        first = first_unprintable("".join(letters[-MOST_MARKS:]) + character)
        letters.append("\ufffd" if first else character)
    plain = _QUOTES.sub("'", "".join(letters))
    return f"“{plain if len(plain) <= most else plain[: most - 1] + '…'}”"
