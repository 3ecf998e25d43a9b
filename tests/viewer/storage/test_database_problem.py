"""A record that cannot be used is called damaged only where it is, and is left alone otherwise."""

import os
import sqlite3
from contextlib import closing

import pytest

from tests.viewer.full_disk import LimitedDisk
from tests.viewer.kept_records import (
    ERRORS,
    NAMES,
    assert_all,
    contents,
    mark_eight,
    start,
    write_all,
)
from viewer.storage import journal, sqlite_file
from viewer.storage.backups import back_up_or_repair
from viewer.storage.database_problem import DatabaseProblem, DatabaseProblemError, problem_of
from viewer.storage.journal import Journal, JournalError, verify
from viewer.storage.sqlite_file import Schema, open_database

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and modes of POSIX")
every_kind = pytest.mark.parametrize("kind", NAMES, ids=lambda kind: kind.__name__)
TABLE = Schema("CREATE TABLE IF NOT EXISTS note (words TEXT);")


@every_kind
def test_a_folder_that_may_not_be_written_to_is_left_alone(disk, kind):
    if isinstance(disk, LimitedDisk) and os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    write_all(disk.folder)
    start(disk.folder)
    before = contents(disk.folder)
    with disk.read_only():
        assert start(disk.folder) == []
        with pytest.raises(ERRORS[kind], match="may not write"):
            kind(disk.folder / NAMES[kind])
        assert contents(disk.folder) == before
    assert start(disk.folder) == []
    assert_all(disk.folder)


@every_kind
def test_a_record_in_use_is_not_damaged(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.1)
    write_all(tmp_path)
    path = tmp_path / NAMES[kind]
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert start(tmp_path) == []
        with pytest.raises(DatabaseProblemError) as caught:
            open_database(path, TABLE, busy_seconds=0.1)
        assert caught.value.problem is DatabaseProblem.BUSY
        assert "another program" in str(caught.value)
        other.rollback()
    assert path.read_bytes() == before
    assert_all(tmp_path)


def test_a_mark_that_another_program_holds_up_is_said(tmp_path):
    path = tmp_path / journal.NAME
    mark_eight(path)
    with closing(Journal(path)) as marks, closing(sqlite3.connect(path)) as other:
        marks._base.execute("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match="another program is using"):
            marks.add("opinion", "s", "", {})
        other.rollback()
        marks.add("opinion", "s", "", {})
    assert verify(path) == (9, "")


@pytest.mark.parametrize("obstacle", ["a file", "a link to nowhere"])
def test_a_missing_folder_is_said(tmp_path, obstacle):
    folder = tmp_path / "records"
    if obstacle == "a file":
        folder.write_bytes(b"a file")
    else:
        folder.symlink_to(tmp_path / "unplugged")
    assert start(folder) == []
    for kind, name in NAMES.items():
        with pytest.raises(ERRORS[kind], match=r"folder of .* is missing"):
            kind(folder / name)
    assert not (tmp_path / "unplugged").exists()


def test_a_record_that_is_a_link_to_nowhere_is_left_alone(tmp_path):
    write_all(tmp_path)
    start(tmp_path)
    path = tmp_path / journal.NAME
    path.unlink()
    path.symlink_to(tmp_path / "unplugged" / journal.NAME)
    assert start(tmp_path) == []
    assert path.is_symlink()
    with pytest.raises(JournalError):
        Journal(path)


def test_settings_that_cannot_be_read_are_not_damaged(tmp_path, monkeypatch):
    settings = tmp_path / "Whence.ini"
    settings.write_text("[view]\nwindow=auto\n")
    assert back_up_or_repair(settings, tmp_path / "none") == []

    def failing(_path):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(type(settings), "read_bytes", failing)
        assert back_up_or_repair(settings, tmp_path / "none") == []
    assert settings.read_text() == "[view]\nwindow=auto\n"
    assert {path.name for path in tmp_path.iterdir()} == {"Whence.ini", "Whence.ini.good"}


class FakeCheck:
    """A connection whose check of the file fails as a bad disk makes it fail."""

    def __init__(self, *findings):
        self.findings = findings

    def execute(self, _statement):
        return [(finding,) for finding in self.findings]


def test_a_page_that_the_disk_cannot_read_is_no_damage():
    assert sqlite_file.is_whole(FakeCheck("ok"))
    assert not sqlite_file.is_whole(FakeCheck("Page 3: btreeInitPage() returns error code 11"))
    assert not sqlite_file.is_whole(FakeCheck("Page 3: unable to get the page. error code=11"))
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite_file.is_whole(FakeCheck("Page 3: unable to get the page. error code=266"))
    assert problem_of(caught.value, None) is DatabaseProblem.UNREADABLE


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (sqlite3.SQLITE_CORRUPT_INDEX, DatabaseProblem.DAMAGED),
        (sqlite3.SQLITE_NOTADB, DatabaseProblem.DAMAGED),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, DatabaseProblem.BUSY),
        (sqlite3.SQLITE_LOCKED, DatabaseProblem.BUSY),
        (sqlite3.SQLITE_FULL, DatabaseProblem.FULL),
        (sqlite3.SQLITE_IOERR_SHMSIZE, DatabaseProblem.FULL),
        (sqlite3.SQLITE_READONLY_DIRECTORY, DatabaseProblem.FORBIDDEN),
        (sqlite3.SQLITE_IOERR_READ, DatabaseProblem.UNREADABLE),
        (sqlite3.SQLITE_CANTOPEN, DatabaseProblem.UNREADABLE),
        (sqlite3.SQLITE_NOMEM, DatabaseProblem.UNREADABLE),
    ],
)
def test_only_what_sqlite_calls_damaged_is(tmp_path, code, problem):
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    assert problem_of(error, tmp_path / "a.sqlite") is problem
    gone = problem_of(error, tmp_path / "gone" / "a.sqlite")
    asked_the_folder = code & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
    if asked_the_folder and code != sqlite3.SQLITE_IOERR_SHMSIZE:
        assert gone is DatabaseProblem.MISSING_FOLDER
