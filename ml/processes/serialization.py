"""Serializes the values that travel between the processes, as JSON and arrays.

A frozen dataclass travels under its name with its fields, so that a field that is added to
`ml.core.types` travels, too. Sequences arrive as tuples, arrays read-only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.core import types, validation
from ml.core.messages import Message, from_json, to_json
from ml.processes.framing import FrameError

KINDS = [
    kind
    for module in (types, validation)
    for kind in vars(module).values()
    if isinstance(kind, type) and kind.__module__ == module.__name__
]
FORMS: dict[str, type[Any]] = {kind.__name__: kind for kind in KINDS if is_dataclass(kind)}
"""Every dataclass of the protocol, and nothing else."""
TERMS: dict[str, type[StrEnum]] = {
    kind.__name__: kind for kind in KINDS if issubclass(kind, StrEnum)
}
"""Every enumeration of the protocol."""
Arrays = list[NDArray[np.generic]]


def pack(value: Any, arrays: Arrays) -> Any:
    """Turn a value into what JSON can hold.

    Args:
        value: Of the protocol, a number, a text, an array, or a sequence of such.
        arrays: Receives the arrays.

    Raises:
        FrameError: The value is of another kind.
    """
    if isinstance(value, StrEnum) and TERMS.get(type(value).__name__) is type(value):
        return {"term": type(value).__name__, "value": value.value}
    if isinstance(value, Message):
        return to_json(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, list | tuple):
        return [pack(item, arrays) for item in value]
    name = type(value).__name__
    if FORMS.get(name) is not type(value):
        raise FrameError(f"a value of type {name} does not travel to another process")
    held = {f.name: pack(getattr(value, f.name), arrays) for f in fields(value)}
    return {"form": name, "fields": held}


def unpack(packed: Any, arrays: Sequence[NDArray[np.generic]]) -> Any:
    """Undo `pack`.

    Raises:
        FrameError: It is not what `pack` makes.
    """
    if isinstance(packed, list):
        return tuple(unpack(item, arrays) for item in packed)
    if not isinstance(packed, dict):
        return packed
    try:
        if "message" in packed:
            return from_json(packed)
        if "array" in packed:
            return arrays[packed["array"]]
        if "term" in packed:
            return TERMS[packed["term"]](packed["value"])
        held = {name: unpack(item, arrays) for name, item in packed["fields"].items()}
        return FORMS[packed["form"]](**held)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise FrameError("a message of a worker process makes no sense") from error
