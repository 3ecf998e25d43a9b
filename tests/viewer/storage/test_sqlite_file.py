"""Every record is the owner's alone, and files are opened with the same care."""

import dataclasses
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from viewer.storage import backups, sqlite_file
from viewer.storage.backups import back_up_or_repair
from viewer.storage.journal import Journal, slice_key, verify
from viewer.storage.saved_session import SavedSession, SavedSessionFile
from viewer.storage.sqlite_file import Schema, copy_to, is_whole, open_database, reading
from viewer.studies.study_database import StudyDatabase

posix = pytest.mark.skipif(os.name != "posix", reason="modes of files")
RECORDS = {
    "journal.sqlite": Journal,
    "left-off.sqlite": SavedSessionFile,
    "studies.sqlite": StudyDatabase,
}
every_record = pytest.mark.parametrize("name", RECORDS)
TABLE = Schema("CREATE TABLE IF NOT EXISTS note (words TEXT);")


def modes(folder):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in sorted(folder.iterdir())}


@pytest.fixture
def records(tmp_path):
    """Where records go, under a umask that takes nothing away."""
    before = os.umask(0)
    yield tmp_path / "records"
    os.umask(before)


def written(name, path):
    """A record with something in it, still open, so that its side files are there."""
    record = RECORDS[name](path)
    if isinstance(record, Journal):
        record.add("opinion", "series", slice_key("1"), {"note": "said in confidence"})
    if isinstance(record, SavedSessionFile):
        record.save(SavedSession(drafts={"a": "not finished"}))
    return record


@posix
@every_record
def test_a_new_record_is_its_owners(records, name):
    with closing(written(name, records / name)):
        assert modes(records) == {name: 0o600, f"{name}-wal": 0o600, f"{name}-shm": 0o600}
        assert stat.S_IMODE(records.stat().st_mode) == 0o700


@posix
@every_record
def test_an_older_record_becomes_its_owners(records, name):
    records.mkdir()
    record = written(name, records / name)
    for path in (records, *records.iterdir()):
        path.chmod(0o777 if path.is_dir() else 0o666)
    with closing(record), closing(RECORDS[name](records / name)):  # type: ignore[type-var]
        assert set(modes(records)) == {name, f"{name}-wal", f"{name}-shm"}
        assert set(modes(records).values()) == {0o600}
        assert stat.S_IMODE(records.stat().st_mode) == 0o700


@posix
def test_a_look_at_an_older_record_tightens_it_too(records):
    written("journal.sqlite", records / "journal.sqlite").close()
    (records / "journal.sqlite").chmod(0o644)
    assert verify(records / "journal.sqlite") == (1, "")
    assert set(modes(records).values()) == {0o600}


@posix
@every_record
def test_copies_are_their_owners_at_every_moment(records, name, monkeypatch):
    written(name, records / name).close()
    (records / name).chmod(0o644)
    seen = []

    def look(function):
        def wrapped(*arguments):
            seen.append(modes(records))
            result = function(*arguments)
            seen.append(modes(records))
            return result

        return wrapped

    monkeypatch.setattr(backups, "copy_to", look(copy_to))
    monkeypatch.setattr(Path, "replace", look(Path.replace))
    back_up_or_repair(records / "none.ini", records)
    assert any(len(modes) > 1 for modes in seen), "the temporary file was looked at"
    assert {mode for modes in seen for mode in modes.values()} == {0o600}
    assert modes(records)[f"{name}.good"] == 0o600


@posix
@every_record
def test_what_a_repair_leaves_is_its_owners(records, name):
    path = records / name
    written(name, path).close()
    back_up_or_repair(records / "none.ini", records)
    path.write_bytes(b"no database" * 500)
    (records / f"{name}-wal").write_bytes(b"stray")
    for file in records.iterdir():
        file.chmod(0o666)
    (repair,) = back_up_or_repair(records / "none.ini", records)
    assert repair.restored
    left = modes(records)
    assert {name, f"{name}.good", f"{name}.damaged", f"{name}.damaged-wal"} <= set(left)
    assert set(left.values()) == {0o600}


@posix
def test_copies_of_an_earlier_whence_are_tightened(records):
    written("journal.sqlite", records / "journal.sqlite").close()
    for end in (".good", ".damaged", ".damaged-wal"):
        (records / f"journal.sqlite{end}").write_bytes(b"old")
        (records / f"journal.sqlite{end}").chmod(0o644)
    back_up_or_repair(records / "none.ini", records)
    assert set(modes(records).values()) == {0o600}


@pytest.mark.parametrize("path", [None, "a.sqlite"])
def test_every_file_has_the_same_pragmas(tmp_path, path):
    with closing(open_database(tmp_path / path if path else None, TABLE)) as base:
        asked = {
            name: base.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "secure_delete", "foreign_keys", "busy_timeout")
        }
        mode = base.execute("PRAGMA journal_mode").fetchone()[0]
    assert asked == {
        "synchronous": 1, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 5000,
    }  # fmt: skip
    assert mode == ("wal" if path else "memory")


def test_a_file_remembers_its_version_and_a_newer_one_is_refused(tmp_path):
    path = tmp_path / "a.sqlite"
    with closing(open_database(path, Schema(TABLE.tables, 2))) as base:
        assert base.execute("PRAGMA user_version").fetchone()[0] == 2
    open_database(path, Schema(TABLE.tables, 2)).close()
    for older in (Schema(TABLE.tables, 1), TABLE):
        with pytest.raises(sqlite3.DatabaseError, match="newer Whence"):
            open_database(path, older)


def test_what_is_no_database_is_refused_and_stays(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"a letter" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        open_database(path, TABLE)
    assert path.read_bytes() == b"a letter" * 1000


def test_reading_changes_nothing(tmp_path):
    path = tmp_path / "a.sqlite"
    open_database(path, TABLE).close()
    with reading(path) as base:
        assert is_whole(base)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            base.execute("INSERT INTO note VALUES ('x')")
    with pytest.raises(sqlite3.OperationalError), reading(tmp_path / "none.sqlite"):
        pass
    assert not (tmp_path / "none.sqlite").exists()


def test_opening_again_leaves_the_locks_of_this_process(tmp_path):
    """To close any handle of a file drops all its locks: the opener takes none but SQLite's."""
    path = tmp_path / "a.sqlite"
    with closing(open_database(path, TABLE)) as base:
        base.execute("BEGIN IMMEDIATE")
        with closing(open_database(path, TABLE)) as other:
            other.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_file_that_another_desk_makes_just_now_is_neither_damaged_nor_lost(
    tmp_path, monkeypatch, after
):
    """Between any two looks at sizes, another desk makes the file and its write-ahead log."""
    path, looks, size_of = tmp_path / "records.sqlite3", [], sqlite_file.size_of
    made = []

    def looked(other):
        size = size_of(other)
        looks.append(other.name)
        if len(looks) == after:
            made.append(sqlite_file.open_database(path, TABLE))
            made[0].execute("INSERT INTO note VALUES ('x')")
            made[0].commit()
        return size

    monkeypatch.setattr(backups, "size_of", looked)
    assert backups.look_at_database(path) is not backups.Condition.DAMAGED
    monkeypatch.setattr(sqlite_file, "size_of", looked)
    assert not sqlite_file.is_unrestored(path)
    for connection in made:
        connection.close()


def test_a_file_that_changed_since_it_was_looked_at_is_not_set_aside(tmp_path, monkeypatch):
    path = tmp_path / "records.sqlite3"
    path.write_bytes(b"no database" * 400)
    look = backups.DATABASE.look

    def looked(at):
        found = look(at)
        at.unlink()
        sqlite_file.open_database(at, TABLE).close()  # another desk repaired it meanwhile
        return found

    kind = dataclasses.replace(backups.DATABASE, look=looked)
    monkeypatch.setattr(backups, "DATABASE", kind)
    backups.back_up_or_repair(tmp_path / "none.ini", tmp_path)
    assert backups.look_at_database(path) is backups.Condition.SOUND
    assert backups.copies_set_aside(path) == []
