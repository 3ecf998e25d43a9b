"""No record is lost: on full disks, in forbidden folders, beside copies of an earlier start."""

import os
import stat
from contextlib import closing

import pytest

from tests.viewer.kept_records import (
    ERRORS,
    NAMES,
    assert_all,
    contents,
    mark_eight,
    start,
    write_all,
)
from viewer.storage import copies_check, journal, saved_session, sqlite_file
from viewer.storage.backups import shred_copies
from viewer.storage.journal import Journal, JournalError, slice_key, verify
from viewer.storage.saved_session import SavedSessionFile
from viewer.studies import study_database
from viewer.studies.study_database import StudyDatabase

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and modes of POSIX")
every_kind = pytest.mark.parametrize("kind", NAMES, ids=lambda kind: kind.__name__)


@pytest.mark.parametrize("backed_up", [True, False], ids=["with good copies", "without"])
def test_a_day_with_a_full_disk_costs_no_record(disk, backed_up):
    records = disk.folder / "records"
    start(records)
    write_all(records)
    if backed_up:
        assert start(records) == []
    before = contents(records)
    with disk.full():
        assert start(records) == []
        for kind, name in NAMES.items():
            with pytest.raises(ERRORS[kind], match="no space left"):
                kind(records / name)
        for check in (journal.check, study_database.check):
            name = journal.NAME if check is journal.check else study_database.NAME
            answer = check(records / name)
            assert not answer.sound
            assert "free some disk space" in answer.words
        assert contents(records) == before
    assert start(records) == []
    assert not [name for name in contents(records) if "damaged" in name]
    assert_all(records)


def test_what_a_killed_desk_left_survives_a_full_disk(disk, tmp_path):
    """The rows stand in the write-ahead log only."""
    records = disk.folder / "records"
    records.mkdir()
    source = tmp_path / journal.NAME
    with closing(Journal(source)) as marks:
        for number in range(8):
            marks.add("key image", "s", slice_key(str(number)), {"on": True})
        for end in ("", "-wal"):
            target = records / (journal.NAME + end)
            target.write_bytes(source.with_name(source.name + end).read_bytes())
    with disk.full():
        assert start(records) == []
        with pytest.raises(JournalError, match="no space left"):
            Journal(records / journal.NAME)
    assert start(records) == []
    assert verify(records / journal.NAME) == (8, "")


def test_a_first_start_on_a_full_disk_leaves_nothing_to_repair(disk):
    records = disk.folder / "records"
    with disk.full():
        for _ in range(2):
            assert start(records) == []
            for kind, name in NAMES.items():
                with pytest.raises(ERRORS[kind]):
                    kind(records / name)
            assert journal.check(records / journal.NAME).words == "nothing marked yet"
            assert study_database.check(records / study_database.NAME).sound
    assert start(records) == []
    write_all(records)
    assert_all(records)


def test_marks_made_on_a_full_disk_are_saved_once_there_is_room(disk):
    path = disk.folder / "records" / journal.NAME
    mark_eight(path)
    with disk.full():
        awaiting = Journal.awaiting(path)
        for number in range(3):
            assert not awaiting.reopened()
            awaiting.add("key image", "s", slice_key(f"new {number}"), {"on": True})
        assert "no space left" in awaiting.problem
        assert [entry.slice for entry in awaiting.of()] == [
            *(slice_key(str(number)) for number in range(8)),
            *(slice_key(f"new {number}") for number in range(3)),
        ]
    assert awaiting.reopened()
    assert awaiting.problem == ""
    awaiting.add("key image", "s", slice_key("last"), {"on": True})
    assert len(list(awaiting.of())) == 12
    awaiting.close()
    assert verify(path) == (12, "")


def test_closing_makes_a_last_attempt(disk):
    path = disk.folder / "records" / journal.NAME
    mark_eight(path)
    with disk.full():
        awaiting = Journal.awaiting(path)
        awaiting.add("key image", "s", slice_key("new"), {"on": True})
    awaiting.close()
    assert verify(path) == (9, "")


def test_a_disk_that_fills_up_during_a_reading_refuses_the_mark(disk):
    path = disk.folder / "records" / journal.NAME
    mark_eight(path)
    with closing(Journal(path)) as marks:

        def mark_on():
            for number in range(5000):
                marks.add("opinion", "s", slice_key(str(number)), {"note": "x" * 500})

        with disk.full(), pytest.raises(JournalError, match="no space left"):
            mark_on()
        count = len(list(marks.of()))
        marks.add("opinion", "s", slice_key("again"), {"note": "y"})
    assert verify(path) == (count + 1, "")


@every_kind
def test_a_damaged_record_waits_for_room_to_be_restored(disk, kind):
    records = disk.folder / "records"
    write_all(records)
    start(records)
    path = records / NAMES[kind]
    path.write_bytes(b"no database at all" * 400)
    before = contents(records)
    with disk.full():
        assert start(records) == []
        assert contents(records) == before
        with pytest.raises(ERRORS[kind]):
            kind(path)
    (repair,) = start(records)
    assert repair.restored
    assert (records / f"{path.name}.damaged").read_bytes() == before[path.name]
    assert_all(records)


def test_an_empty_record_never_takes_the_place_of_a_copy(tmp_path):
    """Such as one that an earlier version left behind on a full disk."""
    write_all(tmp_path)
    start(tmp_path)
    path = tmp_path / journal.NAME
    kept = path.with_name(path.name + ".damaged")
    path.rename(kept)
    before = kept.read_bytes()
    path.touch()
    with pytest.raises(JournalError, match="not been restored"):
        Journal(path)
    assert "not been restored" in journal.check(path).words
    (repair,) = start(tmp_path)
    assert repair.restored
    assert "was empty" in repair.words
    assert kept.read_bytes() == before
    assert_all(tmp_path)


def test_an_empty_record_without_a_copy_is_just_new(tmp_path):
    path = tmp_path / journal.NAME
    kept = path.with_name(path.name + ".damaged")
    kept.write_bytes(b"marks")
    path.touch()
    assert start(tmp_path) == []
    mark_eight(path)
    assert start(tmp_path) == []
    assert kept.read_bytes() == b"marks"


def test_every_damaged_copy_is_kept(tmp_path):
    path = tmp_path / journal.NAME
    mark_eight(path)
    start(tmp_path)
    bad = [bytes([65 + number]) * 9000 for number in range(3)]
    names = [f"{path.name}.damaged", f"{path.name}.damaged-2", f"{path.name}.damaged-3"]
    for content, name in zip(bad, names, strict=True):
        path.write_bytes(content)
        path.with_name(path.name + "-wal").write_bytes(content[:50])
        (repair,) = start(tmp_path)
        assert (repair.restored, repair.kept) == (True, name)
        assert name in repair.words
    for content, name in zip(bad, names, strict=True):
        assert (tmp_path / name).read_bytes() == content
        assert (tmp_path / f"{name}-wal").read_bytes() == content[:50]
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert verify(path) == (8, "")
    words = [check.words for check in copies_check.checks(tmp_path / "none.ini", tmp_path)]
    assert len(words) == 3
    for name, line in zip(names, words, strict=True):
        assert str(tmp_path / name) in line
        assert "last changed 2" in line
        assert f"rename it to {path.name}" in line


def test_a_damaged_good_copy_is_set_aside_too(tmp_path):
    path = tmp_path / journal.NAME
    mark_eight(path)
    good = path.with_name(path.name + ".good")
    good.write_bytes(b"not good" * 900)
    assert start(tmp_path) == []
    assert path.with_name(path.name + ".damaged").read_bytes() == b"not good" * 900
    assert sqlite_file.size_of(good) > 0
    path.unlink()
    good.write_bytes(b"not good either" * 900)
    (repair,) = start(tmp_path)
    assert not repair.restored
    assert (tmp_path / repair.kept).read_bytes() == b"not good either" * 900
    assert Journal(path).problem == ""


@pytest.mark.parametrize("rows", [0, 3, 20])
def test_a_good_copy_of_another_history_is_kept(tmp_path, rows):
    """A journal that lacks the copy's last row does not replace it, however long it is."""
    path = tmp_path / journal.NAME
    mark_eight(path)
    start(tmp_path)
    good = path.with_name(path.name + ".good")
    before = good.read_bytes()
    path.rename(tmp_path / "elsewhere")
    good.rename(tmp_path / "good elsewhere")
    with closing(Journal(path)) as other:
        for number in range(rows):
            other.add("opinion", "other", slice_key(str(number)), {"opinion": "agree"})
    (tmp_path / "good elsewhere").rename(good)
    (repair,) = start(tmp_path)
    assert (repair.restored, repair.kept) == (False, f"{good.name}-2")
    assert "lacks something" in repair.words
    assert (tmp_path / repair.kept).read_bytes() == before
    assert stat.S_IMODE((tmp_path / repair.kept).stat().st_mode) == 0o600
    assert start(tmp_path) == []
    (line,) = (check.words for check in copies_check.checks(tmp_path / "none.ini", tmp_path))
    assert repair.kept in line


def test_a_good_copy_gives_way_to_its_own_continuation(tmp_path):
    path = tmp_path / journal.NAME
    for first in (0, 8, 16):
        mark_eight(path, first)
        assert start(tmp_path) == []
    with sqlite_file.reading(path.with_name(path.name + ".good"), copy=True) as good:
        assert good.execute("SELECT count(*) FROM entries").fetchone()[0] == 24
    assert {p.name for p in tmp_path.iterdir() if "-" not in p.name} == {
        path.name, f"{path.name}.good",
    }  # fmt: skip


def test_what_is_forgotten_is_in_no_copy_and_none_is_missed(tmp_path):
    write_all(tmp_path)
    start(tmp_path)
    for name in (study_database.NAME, saved_session.NAME):
        for end in (".good-2", ".damaged-7", ".damaged-7-wal"):
            (tmp_path / f"{name}{end}").write_bytes(b"half a note, a study")
    (tmp_path / ".abcd_123.good").write_bytes(b"half a note, a study")
    with closing(StudyDatabase(tmp_path / study_database.NAME)) as studies:
        studies.forget_all()
    with closing(SavedSessionFile(tmp_path / saved_session.NAME)) as file:
        file.forget()
    everything = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"half a note" not in everything
    assert start(tmp_path) == []
    shred_copies(tmp_path / "none.sqlite")


def test_what_a_kill_left_is_removed(tmp_path):
    write_all(tmp_path)
    left = [".abcd_123.good", ".abcd_123.good-journal", ".x0000000.sqlite", ".x0000000.ini"]
    for name in left:
        (tmp_path / name).write_bytes(b"half a copy")
    others = [".hidden", ".abcd_123.txt", ".ABCD_123.good", "abcd_123.good"]
    for name in others:
        (tmp_path / name).write_bytes(b"of somebody else")
    start(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert not names & set(left)
    assert names >= set(others)
