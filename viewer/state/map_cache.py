"""Caches the maps of verdicts, compressed and bounded in bytes; maps are most of a verdict."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ml.core.types import Verdict

MAP_BYTES = 128 * 2**20
"""Compressed maps kept: of about 3,000 slices of 512 x 512 (ours), 40 kB each instead of 1 MB."""
LEVELS = 255
COMPRESSION = 1
"""Level of zlib: takes two milliseconds for 512 x 512, which nobody notices between two verdicts.
Higher levels take four times as long and save half of the bytes."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Packed:
    """The maps of one slice, compressed.

    Attributes:
        attention: Differences from column to column of the map in `LEVELS` steps, compressed.
        shape: Rows and columns of the attention map.
        maps: As in `Verdict`; they are small already.
        names: As in `Verdict`.
        squares: As in `Verdict`.
    """

    attention: bytes
    shape: tuple[int, int]
    maps: NDArray[np.float16] | None
    names: tuple[str, ...]
    squares: tuple[tuple[int, int, int, int], ...]

    @property
    def nbytes(self) -> int:
        """Memory used."""
        return len(self.attention) + (self.maps.nbytes if self.maps is not None else 0)


class MapCache:
    """Maps by slice and model; the least recently shown are dropped first.

    Attention is kept in 255 levels, so that what is shown is off by 1/510 at most: less than a
    step of the threshold, and less than the eye can see. The small maps are kept as they are.
    The verdicts themselves are kept elsewhere.

    Args:
        limit: Bytes that may be used.
    """

    def __init__(self, limit: int = MAP_BYTES) -> None:
        self._limit = limit
        self._packed: OrderedDict[Key, _Packed] = OrderedDict()
        self.used = 0

    def __contains__(self, key: Key) -> bool:
        return key in self._packed

    def put(self, key: Key, verdict: Verdict) -> None:
        """Compress and keep the maps of a verdict, if it has attention; takes two milliseconds."""
        self._drop(key)
        if verdict.attention is None:
            return
        self._packed[key] = packed = _pack(verdict, verdict.attention)
        self.used += packed.nbytes
        while self.used > self._limit and len(self._packed) > 1:
            self._drop(next(iter(self._packed)))

    def with_maps(self, key: Key, verdict: Verdict) -> Verdict:
        """The verdict with its maps, or without them if they were dropped."""
        packed = self._packed.get(key)
        if packed is None:
            return verdict
        self._packed.move_to_end(key)
        return replace(
            verdict,
            attention=_unpack(packed),
            maps=packed.maps,
            map_names=packed.names,
            map_squares=packed.squares,
        )

    def clear(self) -> None:
        """Forget everything."""
        self._packed.clear()
        self.used = 0

    def _drop(self, key: Key) -> None:
        packed = self._packed.pop(key, None)
        self.used -= packed.nbytes if packed is not None else 0


def _pack(verdict: Verdict, attention: NDArray[np.float32]) -> _Packed:
    levels = np.rint(np.clip(np.nan_to_num(attention), 0, 1) * LEVELS).astype(np.uint8)
    steps = np.diff(levels, axis=1, prepend=np.uint8(0))  # wraps around, which `cumsum` undoes
    return _Packed(
        zlib.compress(steps.tobytes(), COMPRESSION),
        (attention.shape[0], attention.shape[1]),
        verdict.maps,
        verdict.map_names,
        verdict.map_squares,
    )


def _unpack(packed: _Packed) -> NDArray[np.float32]:
    steps = np.frombuffer(zlib.decompress(packed.attention), np.uint8).reshape(packed.shape)
    attention = np.cumsum(steps, axis=1, dtype=np.uint8) * np.float32(1 / LEVELS)
    attention.flags.writeable = False
    return attention
