"""A person's name as people write it."""

from __future__ import annotations


def person(name: str) -> str:
    """Turn a DICOM name (PS3.5 6.2.1.1) into words.

    Args:
        name: Up to three groups, alphabetic, ideographic and phonetic, separated by `=`; parts
            of a group by `^`.

    Returns:
        The alphabetic group, and the ideographic one in brackets.
    """
    groups = [" ".join(group.replace("^", " ").split()) for group in name.split("=")]
    first, ideographic = groups[0], groups[1] if len(groups) > 1 else ""
    if first and ideographic:
        return f"{first} ({ideographic})"
    return first or ideographic
