"""Writes a DICOM person name as people write names."""

from __future__ import annotations


def person(name: str) -> str:
    """Format a DICOM person name (PS3.5 6.2.1.1).

    Args:
        name: Up to three groups, alphabetic, ideographic and phonetic, separated by `=`; parts
            of a group by `^`.

    Returns:
        The first group that is present, and the others in brackets.
    """
    groups = (" ".join(group.replace("^", " ").split()) for group in name.split("="))
    first, *others = [group for group in groups if group] or [""]
    return f"{first} ({', '.join(others)})" if others else first
