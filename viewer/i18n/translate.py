"""Words on screen in the reader's language: `tr` where they are shown, `mark` where they are kept.

The source is English. `make words` collects every `tr`, `mark` and `counted` into the catalogs in
`resources/translations` (docs/adr/0045). Values are filled in after translation, never before:

    tr("slice {} of {}").format(index, total)
    counted("%n slices", "%n slice", total)
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from ml.core.messages import Message, Value
from ml.core.messages import mark as mark
from ml.core.release import released
from ml.core.research_use import RESEARCH_USE

CONTEXT = ""
"""Of every entry: Qt's lupdate gives none to a function that belongs to no class."""
KEY = re.compile(r"\(&\w\)")


def tr(text: str, comment: str = "") -> str:
    """Words in the language that `viewer.i18n.language` installed; without one, the same words.

    Args:
        text: English, with `{}` or `{name}` where values go; a literal, or kept by `mark`.
        comment: What tells it apart from the same words with another meaning; a literal.
    """
    return QCoreApplication.translate(CONTEXT, text, comment or None)


def counted(plural: str, singular: str, number: int) -> str:
    """Words with a number, in as many forms as the language has.

    Args:
        plural: English for any number but one, with `%n` where the number goes.
        singular: English for one.
        number: How many.
    """
    words = QCoreApplication.translate(CONTEXT, plural, singular, number)
    untranslated = words == plural.replace("%n", str(number))
    return singular.replace("%n", str(number)) if untranslated and number == 1 else words


def translated(message: Message, *, privacy: bool = True) -> str:
    """What `ml` or a record says, in the language that was installed.

    Args:
        message: From any part of Whence.
        privacy: Whether quoted texts are withheld. Words that are kept, as in a list of jobs, are
            always made with it, since identity may be hidden later.
    """
    return str(_in_words(released(message, privacy=privacy)))


def _in_words(value: Value) -> Value:
    """Numbers and texts stay as they are; so does what a record keeps without a template."""
    if not isinstance(value, Message):
        return value
    return tr(value.template).format(*map(_in_words, value.values)) if value else ""


def research_use() -> str:
    """The sentence for what leaves the desk: in the reader's language, and always in English."""
    words = tr(RESEARCH_USE)
    return words if words == RESEARCH_USE else f"{words} {RESEARCH_USE}"


def bare(text: str) -> str:
    """Words of a menu without the sign for their key, as in `&File` or `文件(&F)`."""
    return KEY.sub("", text).replace("&", "")


def joined(*parts: str) -> str:
    """Parts of a sentence, one after another, with the language's comma."""
    return tr(", ").join(part for part in parts if part)


def sentence(text: str) -> str:
    """A reason in words, begun and ended as a sentence."""
    ended = text.endswith((".", "。"))
    return text[:1].upper() + text[1:] + ("" if ended or not text else tr("."))
