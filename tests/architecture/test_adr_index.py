"""The index of architecture decision records agrees with the records."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "adr"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
ROWS = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+)\) \| (.+) \| (.+) \|$", INDEX, re.MULTILINE)
RECORD = re.compile(
    r"# (?P<number>\d+)\. (?P<title>.+)\n\nStatus: (?P<status>.+)\n\n"
    r"Date: (?P<date>20\d\d-\d\d-\d\d)\n\n"
)
STATUS = re.compile(r"accepted\b.*|superseded by \d+|code removed\b.*")


def unused():
    """Numbers that the index declares unused."""
    sentence = re.search(r"The numbers (.+) were never used\.", INDEX)
    assert sentence
    numbers = set()
    for part in re.split(r", | and ", sentence[1]):
        first, _, last = part.partition(" to ")
        numbers |= set(range(int(first), int(last or first) + 1))
    return numbers


HEADS = {path.name: RECORD.match(path.read_text(encoding="utf-8")) for path in RECORDS}


def test_every_record_begins_with_title_status_and_date():
    assert len(HEADS) > 50
    assert not [name for name, head in HEADS.items() if head is None]
    assert not [name for name, head in HEADS.items() if int(head["number"]) != int(name[:4])]
    assert not [name for name, head in HEADS.items() if not STATUS.fullmatch(head["status"])]


def test_index_lists_every_record_as_it_stands():
    records = [
        (head["number"], head["title"], name, head["status"], head["date"])
        for name, head in HEADS.items()
    ]
    assert records == ROWS


def test_every_number_is_used_once_or_declared_unused():
    numbers = [int(name[:4]) for name in HEADS]
    assert len(numbers) == len(set(numbers))
    assert unused() == set(range(1, max(numbers) + 1)) - set(numbers)


def test_records_that_a_status_names_exist():
    numbers = {int(name[:4]) for name in HEADS}
    for name, head in HEADS.items():
        assert {int(n) for n in re.findall(r"\b\d+\b", head["status"])} <= numbers, name
