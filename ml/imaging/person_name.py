"""Person names in their three groups: alphabetic, ideographic and phonetic.

Source: DICOM PS3.5 section 6.2.1.
"""

from __future__ import annotations

GROUPS = 3


def name_groups(text: str) -> tuple[str, str, str]:
    """The groups of one name, components in the order of the file; empty where absent."""
    parts = [_words(part) for part in text.split("=")[:GROUPS]]
    alphabetic, ideographic, phonetic = (*parts, "", "", "")[:GROUPS]
    return alphabetic, ideographic, phonetic


def shown_name(text: str) -> str:
    """A name for the screen: its first group, the others behind it in brackets.

    Args:
        text: As in the file, such as `Yamada^Tarou=山田^太郎=やまだ^たろう`.
    """
    first, *others = [group for group in name_groups(text) if group] or [""]
    return f"{first} ({', '.join(others)})" if others else first


def _words(group: str) -> str:
    return " ".join(word for part in group.split("^") if (word := part.strip()))
