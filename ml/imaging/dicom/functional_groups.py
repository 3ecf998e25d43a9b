"""Finds the functional group that holds for one frame of an enhanced image."""

from __future__ import annotations

from collections.abc import Iterator

from pydicom.dataset import Dataset


def macro(dataset: Dataset, frame: int, sequence: str) -> Dataset | None:
    """The item of a functional group that holds for a frame; `None` where there is none.

    A frame's own group comes before the shared one (PS3.3 C.7.6.16.1.1); a classic image has
    the sequence, if at all, beside its other attributes.

    Args:
        dataset: The file's header.
        frame: From 0.
        sequence: Keyword of the macro's sequence, such as `PixelValueTransformationSequence`.
    """
    for group in _groups(dataset, frame):
        items = group.get(sequence)
        if items:
            item: Dataset = items[0]
            return item
    return None


def _groups(dataset: Dataset, frame: int) -> Iterator[Dataset]:
    yield from (dataset.get("PerFrameFunctionalGroupsSequence") or [])[frame : frame + 1]
    yield from (dataset.get("SharedFunctionalGroupsSequence") or [])[:1]
    yield dataset
