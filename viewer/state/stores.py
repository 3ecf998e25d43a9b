"""What was decoded and what was read, kept for the screen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from ml.core.types import SliceImage, Verdict
from viewer.state.map_cache import MAP_BYTES, KeptMaps
from viewer.state.reading_mode import ReadingMode

SLICE_BYTES = 768 * 2**20
"""Decoded slices kept: about 700 of 512 x 512 in float32 (ours)."""


class SliceStore:
    """Decoded slices, bounded in bytes: the least recently used is dropped first.

    What is pinned, because it is on screen, is never dropped; neither is the newest.
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
        """Allow other bytes; what is too much goes when the next slice comes."""
        self._limit = limit

    def get(self, uid: str) -> SliceImage | None:
        """The slice, marked as just used, or `None`."""
        image = self._images.get(uid)
        if image is not None:
            self._images.move_to_end(uid)
        return image

    def pin(self, uids: Iterable[str]) -> None:
        """Say which slices are on screen, here or not yet; those before are no longer pinned."""
        self._pinned = frozenset(uids)

    def put(self, image: SliceImage) -> tuple[str, ...]:
        """Keep a slice; returns the UIDs that had to go."""
        old = self._images.pop(image.uid, None)
        self._bytes += image.nbytes - (old.nbytes if old else 0)
        self._images[image.uid] = image
        gone: list[str] = []
        stay = self._pinned | {image.uid}
        while self._bytes > self._limit:
            uid = next((uid for uid in self._images if uid not in stay), None)
            if uid is None:
                break
            self._bytes -= self._images.pop(uid).nbytes
            gone.append(uid)
        return tuple(gone)

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

    Each remembers the mode in which the reader first saw it. What a verdict says always stays;
    its maps are packed, and only as many are kept as `KeptMaps` allows.
    """

    def __init__(self, map_bytes: int = MAP_BYTES) -> None:
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._maps = KeptMaps(map_bytes)
        self._mapped: set[tuple[str, str]] = set()
        self._seen: dict[tuple[str, str], ReadingMode] = {}

    def __len__(self) -> int:
        return len(self._verdicts)

    def put(self, verdict: Verdict) -> None:
        """Keep a verdict under the slice and model that it names."""
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
        """What one model said about one slice, without maps; or `None`."""
        return self._verdicts.get((uid, model_id))

    def with_maps(self, verdict: Verdict) -> Verdict:
        """The same verdict with its maps, as far as they are kept; takes a millisecond."""
        return self._maps.give((verdict.uid, verdict.model_id), verdict)

    def faded(self, uid: str, model_id: str) -> bool:
        """Whether there were maps which are no longer kept; reading the slice brings them back."""
        key = (uid, model_id)
        return key in self._mapped and key not in self._maps

    def see(self, uid: str, model_id: str, mode: ReadingMode) -> bool:
        """Note in which mode a verdict was shown; the first time counts, and returns `True`."""
        key = (uid, model_id)
        if key in self._seen or key not in self._verdicts:
            return False
        self._seen[key] = mode
        return True

    def seen(self, uid: str, model_id: str) -> ReadingMode | None:
        """The mode in which a verdict was first shown; `None` if it was not."""
        return self._seen.get((uid, model_id))

    def of(self, uids: Iterable[str], model_id: str) -> list[Verdict]:
        """Verdicts of one model on those of the slices that it has read, in order."""
        found = (self._verdicts.get((uid, model_id)) for uid in uids)
        return [verdict for verdict in found if verdict is not None]

    def clear(self) -> None:
        """Forget everything."""
        self._verdicts.clear()
        self._maps.clear()
        self._mapped.clear()
        self._seen.clear()
