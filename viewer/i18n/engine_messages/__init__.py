"""What `ml` says in English, told in the reader's language.

`ml` knows no Qt and no language: it says whole English sentences, which records and logs keep as
they are. Where one is shown, `told` looks for the sentence of the tables here that it was made of,
and fills its values into the translation. What is not in a table stays English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from viewer.i18n.engine_messages.cascade import CASCADE
from viewer.i18n.engine_messages.images import IMAGES
from viewer.i18n.engine_messages.kinds import KINDS
from viewer.i18n.translate import tr

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


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with values, cut where they stand."""

    words: str
    pieces: tuple[str, ...]
    letters: int

    def may_be(self, text: str) -> bool:
        """Whether a text begins, ends and goes on as the sentence does; most do not."""
        first, *others, last = self.pieces
        return text.startswith(first) and text.endswith(last) and all(p in text for p in others)

    def values(self, text: str) -> tuple[str, ...] | None:
        """What stands in a text in place of the values; `None` where it is another sentence."""
        if not self.may_be(text):  # for a pattern for each sentence the desk would wait 10 ms
            return None
        pattern = "(.+?)".join(map(re.escape, self.pieces))
        match = re.fullmatch(pattern, text, re.DOTALL)
        return match.groups() if match is not None else None


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """Sentences with values, those with the most letters of their own first."""
    cut = [(words, tuple(words.split("{}"))) for words in TABLES]
    found = [
        _Sentence(words, pieces, sum(map(str.isalpha, "".join(pieces))))
        for words, pieces in cut
        if len(pieces) > 1
    ]
    return tuple(sorted(found, key=lambda each: (-each.letters, -len(each.words))))


@lru_cache(maxsize=2048)
def _matches(text: str) -> tuple[tuple[_Sentence, tuple[str, ...]], ...]:
    """Sentences that a text may be, with the values in it.

    Kept, since corner text is told anew with every slice (docs/adr/0043).
    """
    found = ((sentence, sentence.values(text)) for sentence in _sentences())
    return tuple((sentence, values) for sentence, values in found if values is not None)


def _by_pattern(text: str) -> str:
    for sentence, groups in _matches(text):
        values = [told(value) for value in groups]
        if sentence.letters >= FEW_LETTERS or values != list(groups):
            return tr(sentence.words).format(*values)
    return ""


def _by_parts(text: str) -> str:
    """Sentences that were joined, each told; the text itself where none is known."""
    for between in BETWEEN:
        if between in text:
            first, rest = text.split(between, 1)
            return tr(between).join((told(first), told(rest)))
    return text
