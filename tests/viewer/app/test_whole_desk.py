"""The desk as one: a damaged record costs that record only, and closing ends every thread."""

import os
from contextlib import closing

import pytest

from tests.viewer.full_disk import LimitedDisk
from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.app.desk import Desk
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.storage import journal, saved_session
from viewer.storage.backups import back_up_or_repair
from viewer.storage.journal import Journal, verify
from viewer.studies import study_database

NAMES = (journal.NAME, study_database.NAME, saved_session.NAME)


@pytest.fixture
def build(qtbot):
    def build(records):
        scan = fake_scan(make_series("a"))
        session = Session(ViewState(), FakeClassifier, scan=scan, decode=fake_decode)
        desk = Desk(session, records, expecting=True)
        qtbot.addWidget(desk.window)
        desk.show()
        return desk

    return build


@pytest.mark.parametrize("damaged", NAMES)
def test_a_damaged_record_is_said_and_the_others_are_kept(build, tmp_path, damaged):
    (tmp_path / damaged).write_bytes(b"\x55" * 8192)
    desk = build(tmp_path)
    assert "cannot be" in desk.window.messages.text
    assert desk.close()
    kept = {name for name in NAMES if (tmp_path / name).read_bytes()[:6] == b"SQLite"}
    assert kept == set(NAMES) - {damaged}


def test_closing_ends_every_thread_and_keeps_what_was_open(build, tmp_path, qtbot):
    desk = build(tmp_path)
    desk.window.open_paths([tmp_path])
    qtbot.waitUntil(lambda: desk.window.state.slice_uid in desk.session.slices)
    desk.studies.show()
    assert desk.close()
    file = saved_session.SavedSessionFile(tmp_path / saved_session.NAME)
    assert file.load().paths == (str(tmp_path),)
    file.close()


def keys_in(path):
    with closing(Journal(path)) as file:
        return [entry.slice for entry in file.of() if entry.kind == "key image"]


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_full_disk_is_said_and_marks_are_saved_once_there_is_room(build, tmp_path, qtbot):
    disk = LimitedDisk(tmp_path / "disk")
    first = build(disk.folder)
    first.window.open_paths([tmp_path])
    qtbot.waitUntil(lambda: first.window.state.slice_uid in first.session.slices)
    uids = [ref.uid for ref in first.window.state.series.slices[:4]]
    first.window.marks.set_key(uids[0], True)
    assert first.close()
    before = (disk.folder / journal.NAME).read_bytes()
    with disk.full():
        assert back_up_or_repair(tmp_path / "none.ini", disk.folder) == []
        desk = build(disk.folder)
        assert "Marks cannot be saved for now: there is no space left" in desk.window.messages.text
        desk.window.open_paths([tmp_path])
        qtbot.waitUntil(lambda: desk.window.state.slice_uid in desk.session.slices)
        marks, said = desk.window.marks, []
        marks.failed.connect(said.append)
        assert marks.is_key(uids[0]), "earlier marks are shown if they can be read"
        marks.set_key(uids[1], True)
        assert marks.is_key(uids[1])
        assert "not saved yet" in said[-1]
        assert (disk.folder / journal.NAME).read_bytes() == before
        said.clear()
    marks.set_key(uids[2], True)
    assert said == []
    assert [marks.is_key(uid) for uid in uids] == [True, True, True, False]
    assert desk.close()
    assert not list(disk.folder.glob("*.damaged*"))
    assert verify(disk.folder / journal.NAME)[1] == ""
    assert keys_in(disk.folder / journal.NAME) == [journal.slice_key(uid) for uid in uids[:3]]
