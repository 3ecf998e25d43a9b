"""What the reader did is kept, and what was done to the file is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.viewer.killing import kill_after
from viewer.storage.journal import Journal, JournalError, slice_key, verify

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "records" / "journal.sqlite"
    journal = Journal(path)
    for number in range(5):
        journal.add("key image", "series-a", slice_key(f"1.{number}"), {"on": True})
    journal.add("opinion", "series-b", slice_key("2.0"), {"opinion": "agree", "note": "é 王"})
    journal.close()
    return path


def test_it_is_read_back_in_order(path):
    journal = Journal(path)
    entries = list(journal.of("series-a"))
    assert [e.slice for e in entries] == [slice_key(f"1.{n}") for n in range(5)]
    (other,) = journal.of("series-b")
    assert other.body == {"opinion": "agree", "note": "é 王"}
    assert verify(path) == (6, "")
    journal.close()


def test_it_goes_on_where_it_was(path):
    journal = Journal(path)
    journal.add("opinion", "series-b", slice_key("2.0"), {"opinion": ""})
    journal.close()
    assert verify(path) == (7, "")


@pytest.mark.parametrize(
    ("change", "sound", "words"),
    [
        ("UPDATE entries SET body = '{\"on\": false}' WHERE number = 3", 2, "row 3 was altered"),
        ("UPDATE entries SET time = '2001' WHERE number = 1", 0, "row 1 was altered"),
        ("DELETE FROM entries WHERE number = 2", 1, "row 2 is missing"),
        ("UPDATE entries SET slice = 'x' WHERE number = 6", 5, "row 6 was altered"),
        (
            "INSERT INTO entries SELECT 7, time, kind, series, slice, body, chain FROM entries "
            "WHERE number = 6",
            6,
            "row 7 was altered",
        ),
    ],
)
def test_a_change_is_found(path, change, sound, words):
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(change)
    assert verify(path) == (sound, words)


def test_no_uid_stands_in_the_file(path):
    data = path.read_bytes()
    assert b"series-a" in data
    assert b"1.3" not in data


def test_what_is_no_journal_is_said_plainly(tmp_path):
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"this is no database, whatever it is called" * 100)
    with pytest.raises(JournalError, match="cannot be saved"):
        Journal(path)
    assert verify(path)[1].startswith("cannot be read")


KILLED = """
import os, sys
from pathlib import Path
from viewer.storage.journal import Journal, slice_key
journal = Journal(Path(sys.argv[1]))
for number in range(10_000):
    journal.add("key image", "s", slice_key(str(number)), {"on": True})
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 40])
@pytest.mark.slow
def test_a_kill_loses_nothing_that_was_marked(tmp_path, after):
    path = tmp_path / "journal.sqlite"
    last = kill_after(KILLED, path, after)
    count, wrong = verify(path)
    assert wrong == ""
    assert count >= last + 1
