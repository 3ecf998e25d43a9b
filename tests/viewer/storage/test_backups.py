"""Damaged settings and records come back, and nothing is thrown away."""

import sqlite3
from contextlib import closing

import pytest
from PySide6.QtCore import QSettings

from viewer.storage.backups import back_up_or_repair, sound_settings


@pytest.fixture
def settings(tmp_path):
    path = tmp_path / "Whence.ini"
    written = QSettings(str(path), QSettings.Format.IniFormat)
    written.setValue("view/window", "auto")
    written.setValue("view/geometry", b"\x00\x01\xff")
    written.setValue("名/字", "张 伟; [x] = \n")
    written.sync()
    return path


@pytest.fixture
def records(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "reading.sqlite")) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE marks (uid TEXT)")
        base.executemany("INSERT INTO marks VALUES (?)", [(f"1.2.{i}",) for i in range(500)])
        base.commit()
    return folder


def count(folder):
    with closing(sqlite3.connect(folder / "reading.sqlite")) as base:
        return base.execute("SELECT count(*) FROM marks").fetchone()[0]


def test_what_qt_writes_is_sound(settings):
    assert sound_settings(settings)


@pytest.mark.parametrize("damage", [b"", b"\0" * 300, b"\xff\xfe[view", b"[view]\nwindow\n"])
def test_damaged_settings_come_back(settings, records, damage):
    whole = settings.read_bytes()
    assert back_up_or_repair(settings, records) == []
    settings.write_bytes(damage)
    repairs = back_up_or_repair(settings, records)
    assert [r.restored for r in repairs] == [True]
    assert "last good copy" in repairs[0].words
    assert settings.read_bytes() == whole
    assert settings.with_name("Whence.ini.damaged").read_bytes() == damage
    assert back_up_or_repair(settings, records) == []


def test_without_a_copy_settings_start_empty(settings, records):
    settings.write_bytes(b"\0\0")
    (repair,) = back_up_or_repair(settings, records)
    assert not repair.restored
    assert "starts empty" in repair.words
    assert not settings.exists()


def test_settings_that_vanished_come_back(settings, records):
    back_up_or_repair(settings, records)
    settings.unlink()
    assert [r.restored for r in back_up_or_repair(settings, records)] == [True]
    assert sound_settings(settings)


@pytest.mark.parametrize("where", [0, 100, 4096])
def test_damaged_records_come_back(settings, records, where):
    assert back_up_or_repair(settings, records) == []
    base = records / "reading.sqlite"
    content = bytearray(base.read_bytes())
    content[where : where + 200] = b"\x5a" * 200
    base.write_bytes(content)
    repairs = back_up_or_repair(settings, records)
    assert [(r.name, r.restored) for r in repairs] == [("reading.sqlite", True)]
    assert count(records) == 500
    assert (records / "reading.sqlite.damaged").read_bytes() == bytes(content)


def test_a_good_copy_holds_what_is_still_in_the_journal(settings, records):
    with closing(sqlite3.connect(records / "reading.sqlite")) as base:
        base.execute("INSERT INTO marks VALUES ('late')")
        base.commit()
        assert back_up_or_repair(settings, records) == []
    (records / "reading.sqlite").write_bytes(b"broken")
    back_up_or_repair(settings, records)
    assert count(records) == 501


def test_a_start_without_files_has_nothing_to_do(tmp_path):
    assert back_up_or_repair(tmp_path / "none.ini", tmp_path / "none") == []
