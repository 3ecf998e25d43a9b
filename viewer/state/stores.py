"""Stores decoded slices and verdicts for the screen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from ml.core.types import SliceImage, Verdict
from viewer.state.map_cache import MAP_BYTES, MapCache
from viewer.state.reading_mode import ReadingMode

SLICE_BYTES = 768 * 2**20
"""Decoded slices kept: about 700 of 512 x 512 in float32 (ours)."""


class SliceStore:
    """Decoded slices, bounded in bytes: the least recently used is dropped first.

    Pinned slices, which are on screen, are never dropped; neither is the newest slice.
    """

    def __init__(self, limit: int = SLICE_BYTES) -> None:
        self._limit = limit
        self._bytes = 0
        self._images: OrderedDict[str, SliceImage] = OrderedDict()
        self._pinned: frozenset[str] = frozenset()

    def __contains__(self, uid: str) -> bool:
        return uid in self._images

    def __len__(self) -> int:
        return len(self._images)

    @property
    def used(self) -> int:
        """Bytes in use."""
        return self._bytes

    @property
    def limit(self) -> int:
        """Bytes that may be used."""
        return self._limit

    def set_limit(self, limit: int) -> None:
        """Change the limit; slices beyond it are dropped when the next one is stored."""
        self._limit = limit

    def get(self, uid: str) -> SliceImage | None:
        """The slice, marked as just used; `None` if it is not stored."""
        image = self._images.get(uid)
        if image is not None:
            self._images.move_to_end(uid)
        return image

    def pin(self, uids: Iterable[str]) -> None:
        """Pin the slices on screen, stored or not yet, in place of those pinned before."""
        self._pinned = frozenset(uids)

    def put(self, image: SliceImage) -> tuple[str, ...]:
        """Store a slice; returns the UIDs that were dropped for it."""
        old = self._images.pop(image.uid, None)
        self._bytes += image.nbytes - (old.nbytes if old else 0)
        self._images[image.uid] = image
        dropped: list[str] = []
        protected = self._pinned | {image.uid}
        while self._bytes > self._limit:
            uid = next((uid for uid in self._images if uid not in protected), None)
            if uid is None:
                break
            self._bytes -= self._images.pop(uid).nbytes
            dropped.append(uid)
        return tuple(dropped)

    def drop(self, uids: Iterable[str]) -> None:
        """Forget these."""
        for uid in uids:
            image = self._images.pop(uid, None)
            self._bytes -= image.nbytes if image is not None else 0

    def clear(self) -> None:
        """Forget everything."""
        self._images.clear()
        self._bytes = 0


class VerdictStore:
    """Verdicts by slice and model, so that none lands on another slice or network.

    The store notes the reading mode in which the reader first saw each verdict. Verdicts are
    never dropped, but their maps are compressed, and kept only as far as `MapCache` allows.
    """

    def __init__(self, map_bytes: int = MAP_BYTES) -> None:
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._maps = MapCache(map_bytes)
        self._mapped: set[tuple[str, str]] = set()
        self._seen: dict[tuple[str, str], ReadingMode] = {}
        self._changes = 0

    def __len__(self) -> int:
        return len(self._verdicts)

    @property
    def changes(self) -> int:
        """A number that rises whenever a verdict is stored or all are forgotten."""
        return self._changes

    def put(self, verdict: Verdict) -> None:
        """Store a verdict, as the cascade said it, under its slice and model."""
        self._changes += 1
        key = (verdict.uid, verdict.model_id)
        self._verdicts[key] = verdict.without_maps()
        self._maps.put(key, verdict)
        if verdict.attention is not None:
            self._mapped.add(key)

    @property
    def map_bytes(self) -> int:
        """Bytes that maps take."""
        return self._maps.used

    def get(self, uid: str, model_id: str) -> Verdict | None:
        """The verdict of one model on one slice, without maps; `None` if there is none."""
        return self._verdicts.get((uid, model_id))

    def with_maps(self, verdict: Verdict) -> Verdict:
        """The same verdict with its maps, if they are still kept; takes a millisecond."""
        return self._maps.with_maps((verdict.uid, verdict.model_id), verdict)

    def maps_dropped(self, uid: str, model_id: str) -> bool:
        """Whether the maps of a verdict were dropped; reading the slice again restores them."""
        key = (uid, model_id)
        return key in self._mapped and key not in self._maps

    def mark_seen(self, uid: str, model_id: str, mode: ReadingMode) -> bool:
        """Note the mode in which a verdict was first shown; returns whether this was the first."""
        key = (uid, model_id)
        if key in self._seen or key not in self._verdicts:
            return False
        self._seen[key] = mode
        return True

    def mode_seen(self, uid: str, model_id: str) -> ReadingMode | None:
        """The mode in which a verdict was first shown; `None` if it was not shown."""
        return self._seen.get((uid, model_id))

    def of(self, uids: Iterable[str], model_id: str) -> list[Verdict]:
        """Verdicts of one model on those of the slices that it has read, in order."""
        verdicts = (self._verdicts.get((uid, model_id)) for uid in uids)
        return [verdict for verdict in verdicts if verdict is not None]

    def clear(self) -> None:
        """Forget everything."""
        self._changes += 1
        self._verdicts.clear()
        self._maps.clear()
        self._mapped.clear()
        self._seen.clear()
