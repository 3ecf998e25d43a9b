"""Parses JSON from elsewhere: small, shallow, without doubles and without what is no number.

Python's own parser takes `NaN`, keeps the last of two equal names in silence, and recurses as deep
as the text says. RFC 8259 knows no `NaN` and calls the meaning of equal names unpredictable.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from ml.core.messages import Message, message, verbatim
from ml.core.printable import first_unprintable

MOST_DEPTH = 16
"""Arrays and objects inside one another (ours; `model.json` has three)."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)


class StrictJsonError(Exception):
    """The text is no JSON that Whence reads.

    Attributes:
        reason: What is wrong, for the reader.
    """

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(data: bytes) -> Any:
    """Parse UTF-8 JSON; the caller has bounded its size.

    Raises:
        StrictJsonError: It is no JSON, nested too deeply, names a field twice, or holds `NaN`,
            an infinity or an invisible character.
    """
    if _depth(data) > MOST_DEPTH:
        raise StrictJsonError(message("it is nested more than {} levels deep", MOST_DEPTH))
    try:
        value = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError as error:  # decoding and parsing
        raise StrictJsonError(message("it is not JSON ({})", str(error))) from error
    _check_texts(value)
    return value


def _depth(data: bytes) -> int:
    """The deepest nesting, counted without recursion; brackets in strings do not count."""
    deepest = depth = 0
    for byte in _STRING.sub(b"", data):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise StrictJsonError(message("{} is there twice", shortened(name)))
        fields[name] = value
    return fields


def _no_number(name: str) -> NoReturn:
    raise StrictJsonError(message("{} is no number", verbatim(name)))


def _check_texts(value: Any) -> None:
    """Texts are shown: nothing in them may hide, or turn round what stands beside them."""
    if isinstance(value, dict):
        for name, inside in value.items():
            _check_texts(name)
            _check_texts(inside)
    elif isinstance(value, list):
        for inside in value:
            _check_texts(inside)
    elif isinstance(value, str) and (found := first_unprintable(value)):
        raise StrictJsonError(
            message("{} holds the invisible character {}", shortened(value), verbatim(found))
        )


def shortened(text: str, most: int = 60) -> str:
    """A text from elsewhere as it may stand in a sentence: short, and printable."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:most])
    return shown + "…" if len(text) > most else shown
