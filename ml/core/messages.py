"""Messages to the reader: an English template with values, put into other words at the edge.

    message("claims {} frames; the header is damaged", frames)

The template is the message's identity, as with gettext: `make words` collects every literal inside
`message` and `mark` (docs/adr/0068), and `viewer.i18n.translate.translated` looks it up and fills
the values in. A `Message` is also its English sentence, so that records, logs, sorting and
comparisons need to know nothing of it. Concatenation and f-strings make a plain `str` of it, which
nobody can translate any more: join messages by a template.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import reduce
from typing import Any, Self

from ml.core.readable_text import readable


class Message(str):
    """An English sentence that knows its template and its values; immutable and hashable.

    Made by `message` where the template is a literal.

    Attributes:
        template: English, with a field of `str.format` for each value.
        values: Numbers; other messages, which are translated, too; and quoted texts, which are
            withheld where identity is hidden (`ml.core.release`) and always readable.
    """

    template: str
    values: tuple[Value, ...]

    def __new__(cls, template: str = "", *values: Value) -> Self:
        """Fill the values in.

        Raises:
            IndexError: The template has more fields than there are values.
            ValueError: A value does not fit the format of its field.
        """
        shown = tuple(readable(v) if type(v) is str else v for v in values)
        filled = super().__new__(cls, template.format(*shown))
        filled.template, filled.values = template, shown
        return filled

    def __getnewargs__(self) -> tuple[Value, ...]:  # type: ignore[override]
        """What copies are made of."""
        return (self.template, *self.values)


Value = str | int | float | Message

NOTHING = Message()
"""Where there is nothing to say."""


def message(template: str, *values: Value) -> Message:
    """A message whose template `make words` collects.

    Args:
        template: A literal. The first value must not be a literal: lupdate, which collects, takes
            it for a comment.
        values: For the fields of the template.
    """
    return Message(template, *values)


def mark(text: str) -> str:
    """The same text, collected by `make words`: for the words of tables and enumerations."""
    return text


def verbatim(term: str) -> Message:
    """A term of ours that is the same in every language, such as the name of a file format."""
    return recorded(term)


def quoted(text: str) -> Message:
    """A text that is not ours, such as a file name; `ml.core.release` may withhold it."""
    return Message("{}", text)


def recorded(text: str) -> Message:
    """A sentence of a record that kept no template; it is translated if it has no values."""
    return Message(text.replace("{", "{{").replace("}", "}}"))


def with_commas(messages: Iterable[Message]) -> Message:
    """Messages one after another, with commas between them."""
    return _folded("{}, {}", messages)


def with_semicolons(messages: Iterable[Message]) -> Message:
    """Messages one after another, with semicolons between them."""
    return _folded("{}; {}", messages)


def one_after_another(messages: Iterable[Message]) -> Message:
    """Sentences one after another."""
    return _folded("{} {}", messages)


def _folded(pair: str, messages: Iterable[Message]) -> Message:
    some = [text for text in messages if text]
    return reduce(lambda before, after: Message(pair, before, after), some) if some else NOTHING


PAIRS = (mark("{}, {}"), mark("{}; {}"), mark("{}: {}"), mark("{} {}"))
"""Templates of what joins messages."""
KEPT = '{"message": ['
"""Beginning of what `to_text` makes of a message with values."""


def to_json(value: Any) -> Any:
    """What JSON can hold of a value; a message keeps its template and values."""
    if isinstance(value, Message):
        return {"message": [value.template, *map(to_json, value.values)]}
    return value


def from_json(value: Any) -> Any:
    """Undo `to_json`.

    Raises:
        KeyError: It is a JSON object, but no message.
        ValueError: The message lacks its template, or a value does not fit.
        IndexError: The message lacks a value.
    """
    if not isinstance(value, dict):
        return value
    return message_from_json(value)


def message_from_json(value: dict[str, Any]) -> Message:
    """As `from_json`, of what is known to be a message."""
    template, *values = value["message"]
    return Message(template, *map(from_json, values))


def to_text(text: Message) -> str:
    """One text, for a column of a database; without values it is the sentence itself."""
    as_json = to_json(text)
    same = as_json in (text, to_json(recorded(text)))
    return str(text) if same else json.dumps(as_json, ensure_ascii=False)


def from_text(text: str) -> Message:
    """Undo `to_text`; a sentence of an older version, which kept no more, is taken as it is."""
    if not text.startswith(KEPT):
        return recorded(text)
    try:
        return message_from_json(json.loads(text))
    except (ValueError, KeyError, IndexError):
        return recorded(text)
