"""Frames messages on a pipe: a length, a JSON header of that length, then arrays as raw bytes.

Whatever does not fit the bounds or the list of types is a `FrameError`; nothing is executed.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import WhenceError

MAGIC = b"WhF1"
LENGTH = struct.Struct("<4sI")
MOST_HEADER = 16 * 2**20
"""Bytes of JSON (ours): a model card has some ten thousand, and a message holds a few."""
MOST_ARRAYS = 2**30
"""Bytes of all arrays of one message (ours): sixteen slices of 2048 x 2048 doubles are half."""
TYPES = frozenset(
    np.dtype(name).str
    for name in ("?", "i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8")
)
"""Little-endian numbers and truth values; no objects, texts or records."""


class FrameError(WhenceError):
    """What came through the pipe is no message of ours."""


def write_frame(
    stream: BinaryIO, body: dict[str, Any], arrays: Sequence[NDArray[np.generic]] = ()
) -> None:
    """Write one message.

    Args:
        stream: A pipe, binary.
        body: What JSON can hold; not-a-number and infinities pass.
        arrays: Of the types in `TYPES`; any layout, written in C order.

    Raises:
        FrameError: An array has a type that is not passed on, or the message is too large.
        OSError: The other side is gone.
    """
    contiguous = [
        np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")) for array in arrays
    ]
    descriptions = [
        {"type": stored.dtype.str, "shape": list(array.shape)}
        for stored, array in zip(contiguous, arrays, strict=True)
    ]
    _within_bounds(descriptions)
    header = json.dumps({"body": body, "arrays": descriptions}).encode()
    if len(header) > MOST_HEADER:
        raise FrameError(f"a message of {len(header)} bytes is too long for another process")
    stream.write(LENGTH.pack(MAGIC, len(header)) + header)
    for array in contiguous:
        stream.write(array.reshape(-1).view(np.uint8).data)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], list[NDArray[np.generic]]] | None:
    """Read one message; its arrays are not writeable.

    Returns:
        Body and arrays; `None` where the other side has gone, be it in the midst of a message.

    Raises:
        FrameError: What came is no message of ours.
    """
    start = _exactly(stream, LENGTH.size)
    if start is None:
        return None
    magic, length = LENGTH.unpack(start)
    if magic != MAGIC or length > MOST_HEADER:
        raise FrameError("the pipe to a worker process is out of step")
    header = _exactly(stream, length)
    if header is None:
        return None
    try:
        parsed = json.loads(header)
        body, descriptions = parsed["body"], parsed["arrays"]
        sizes = _within_bounds(descriptions)
    except (ValueError, TypeError, KeyError) as error:
        raise FrameError("the pipe to a worker process is out of step") from error
    arrays: list[NDArray[np.generic]] = []
    for description, size in zip(descriptions, sizes, strict=True):
        raw = _exactly(stream, size)
        if raw is None:
            return None
        array = np.frombuffer(raw, dtype=description["type"]).reshape(description["shape"])
        array.setflags(write=False)
        arrays.append(array)
    return body, arrays


def _within_bounds(descriptions: Sequence[dict[str, Any]]) -> list[int]:
    """Bytes of each array; `FrameError` where a type or a size is not ours."""
    sizes = []
    for description in descriptions:
        kind, shape = description["type"], description["shape"]
        if kind not in TYPES:
            raise FrameError(f"arrays of type {kind} are not passed to another process")
        if not all(type(side) is int and side >= 0 for side in shape):
            raise FrameError("an array for another process has no proper shape")
        sizes.append(math.prod(shape) * np.dtype(kind).itemsize)
    if sum(sizes) > MOST_ARRAYS:
        raise FrameError(f"{sum(sizes)} bytes of pixels are too many for one message")
    return sizes


def _exactly(stream: BinaryIO, count: int) -> bytearray | None:
    """So many bytes, or `None` where the stream ends before."""
    room = bytearray(count)
    view = memoryview(room)
    have = 0
    while have < count:
        got = stream.readinto(view[have:])  # type: ignore[attr-defined]  # every binary file has it
        if not got:
            return None
        have += got
    return room
