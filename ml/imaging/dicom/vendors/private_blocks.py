"""Finds private elements by their creator.

A maker reserves a block of a private group by its name in (gggg,0010-00FF); its elements are then
(gggg,xx00-xxFF). Which block it gets depends on what else was written: most writers take 10, and an
archive that adds elements of its own may move it. Source: DICOM PS3.5 7.8.1.
"""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset

FIRST, LAST = 0x10, 0xFF


def creator_tags(*groups: int) -> frozenset[int]:
    """Every tag that may name the creator of a block in these groups, (gggg,0010-00FF)."""
    return frozenset(group << 16 | block for group in groups for block in range(FIRST, LAST + 1))


def block_of(creator_tag: int, element: int) -> int:
    """The tag of an element in the block that a creator's element reserves."""
    return creator_tag & 0xFFFF0000 | (creator_tag & 0xFF) << 8 | element


def private_value(dataset: Dataset, group: int, creator: str, element: int) -> Any:
    """The value of a private element; `None` where nobody has written it.

    Args:
        dataset: The header.
        group: An odd group.
        creator: The maker's name for the block, without regard to case and blanks.
        element: Within the block, 0 to 0xFF.
    """
    for tag in sorted(creator_tags(group).intersection(map(int, dataset.keys()))):
        if str(dataset[tag].value).strip().upper() != creator.upper():
            continue
        found = block_of(tag, element)
        if found in dataset:
            return dataset[found].value
    return None
