"""What `ml` says in English, told in the reader's language.

`ml` knows no Qt and no language: it says whole English sentences, which records and logs keep as
they are. Where one is shown, `told` looks for the sentence of the tables here that it was made of,
and fills its values into the translation. What is not in a table stays English.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from viewer.sentences.cascade import CASCADE
from viewer.sentences.images import IMAGES
from viewer.sentences.kinds import KINDS
from viewer.words import tr

TABLES = (*CASCADE, *IMAGES, *KINDS)
BETWEEN = ("; ", ": ", ", ")
"""What stands between sentences that `ml` joined."""
FEW_LETTERS = 4
"""A sentence with fewer letters of its own counts only where its values were known, too."""


def told(text: str) -> str:
    """A sentence of `ml` in the language that was installed; without one, the same sentence."""
    if not text:
        return ""
    words = tr(text)
    return words if words != text else _by_pattern(text) or _by_parts(text)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, int], ...]:
    """Sentences with values, those with the most letters of their own first."""
    found = []
    for sentence in TABLES:
        pieces = sentence.split("{}")
        if len(pieces) > 1:
            pattern = re.compile("(.+?)".join(map(re.escape, pieces)), re.DOTALL)
            found.append((pattern, sentence, sum(map(str.isalpha, "".join(pieces)))))
    return tuple(sorted(found, key=lambda each: (-each[2], -len(each[1]))))


@lru_cache(maxsize=2048)
def _matches(text: str) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    """Sentences that a text may be, with their own letters and the values in it.

    Kept, since corner text is told anew with every slice (docs/adr/0043).
    """
    found = []
    for pattern, sentence, letters in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            found.append((sentence, letters, match.groups()))
    return tuple(found)


def _by_pattern(text: str) -> str:
    for sentence, letters, groups in _matches(text):
        values = [told(value) for value in groups]
        if letters >= FEW_LETTERS or values != list(groups):
            return tr(sentence).format(*values)
    return ""


def _by_parts(text: str) -> str:
    """Sentences that were joined, each told; the text itself where none is known."""
    for between in BETWEEN:
        if between in text:
            first, rest = text.split(between, 1)
            return tr(between).join((told(first), told(rest)))
    return text
