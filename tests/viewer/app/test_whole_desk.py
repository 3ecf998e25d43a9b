"""The desk as one: a damaged record costs that record only, and closing ends every thread."""

import pytest

from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.app.desk import Desk
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.storage import journal, saved_session
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
