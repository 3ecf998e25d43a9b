"""Writes docs/performance.md; each benchmark owns one section of it."""

from __future__ import annotations

from pathlib import Path

from ml.core import atomic_files

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def write_section(name: str, text: str) -> None:
    """Put a section between its own marks, and leave what others wrote as it is.

    Args:
        name: Of the benchmark; stands in the marks.
        text: Markdown, with its heading.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Performance\n"
    before, mark, rest = page.partition(begin)
    after = rest.partition(end)[2] if mark else "\n"
    lead = before if mark else before.rstrip() + "\n\n"
    atomic_files.write_text(PAGE, f"{lead}{begin}\n{text.strip()}\n{end}{after}")
