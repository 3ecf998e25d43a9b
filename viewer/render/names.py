"""A person's name as people write it."""

from __future__ import annotations


def person(name: str) -> str:
    """Turn a DICOM name (PS3.5 6.2.1.1) into words.

    Args:
        name: Up to three groups, alphabetic, ideographic and phonetic, separated by `=`; parts
            of a group by `^`.

    Returns:
        The first group that is there, and the others in brackets.
    """
    words = (" ".join(group.replace("^", " ").split()) for group in name.split("="))
    first, *others = [group for group in words if group] or [""]
    return f"{first} ({', '.join(others)})" if others else first
