"""docs/features.md claims nothing that no test shows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))


def rows(heading):
    """Cells of each row of the table under a heading."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_test_that_is_named_exists():
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named
    assert not named - set(re.findall(r"def (test_\w+)\(", TESTS))


def test_every_table_stake_is_there():
    stakes = rows("Table stakes")
    assert len(stakes) >= 15
    assert {row[-2] for row in stakes} == {"yes"}


@pytest.mark.parametrize(
    "heading", ["Table stakes", "Where others leave a gap", "Convenience", "What none of them has"]
)
def test_every_row_names_what_shows_it(heading):
    for row in rows(heading):
        assert row[-1].startswith("`test_"), row[0]
        assert row[-2] == "yes", row[0]
