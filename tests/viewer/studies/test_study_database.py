"""The study list on disk: whole after a kill, and gone when it is forgotten."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.types import Outcome
from tests.viewer.killing import kill_after
from tests.viewer.study_records import READ, REFUSED, a_series, a_study
from viewer.app import study_list
from viewer.storage.backups import back_up_or_repair
from viewer.studies.study_database import NAME, StudyDatabase, StudyDatabaseError, check
from viewer.studies.study_record import Answer, ReadingState, Status

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "records" / NAME


@pytest.fixture
def open_study_database(path):
    databases = []

    def build():
        databases.append(StudyDatabase(path))
        return databases[-1]

    yield build
    for database in databases:
        database.close()


def test_it_is_read_back_as_it_was(open_study_database):
    answers = (READ, REFUSED, Answer(ReadingState.FAILED, reason="cut short"), Answer())
    series = [
        a_series(str(i), answer, Status(i % 3), number=None) for i, answer in enumerate(answers)
    ]
    older = a_study("a", *series, status=Status.REPORTED, opened="2024-01-01")
    newer = a_study("b", name="王^小明", paths=(Path("/x/é 王"), Path("/y")), opened="2024-01-02")
    first = open_study_database()
    for study in (older, newer):
        first.put(study)
    first.close()
    assert open_study_database().all_studies() == [newer, older]


def test_a_study_is_replaced_whole(open_study_database):
    database = open_study_database()
    database.put(a_study("a", a_series("1"), a_series("2")))
    changed = a_study("a", a_series("2", READ), status=Status.READ)
    database.put(changed)
    assert database.all_studies() == [changed]


words = st.text(alphabet=["a", "\0", "'", "王", "\n", "\ud800", "\U0001f9e0", "é"], max_size=9)


@given(words, words, words)
def test_whatever_a_header_says_can_be_kept(name, description, reason):
    database = StudyDatabase(None)
    series = a_series("1", Answer(ReadingState.REFUSED, Outcome.REFUSED, reason=reason))
    study = a_study("a", series, name=name, description=description)
    database.put(study)
    (back,) = database.all_studies()
    assert back.series[0].answer.state is ReadingState.REFUSED
    if not any(0xD800 <= ord(c) < 0xE000 for c in name + description + reason):
        assert back == study
    database.close()


def test_a_folder_whose_name_is_no_text_can_be_kept():
    database = StudyDatabase(None)
    study = a_study("a", paths=(Path(os.fsdecode(b"/data/\xff\xfe")),))
    database.put(study)
    assert database.all_studies() == [study]
    database.close()


def test_what_was_waited_for_is_stopped_at_the_next_start(open_study_database):
    first = open_study_database()
    waiting, reading = Answer(ReadingState.WAITING), Answer(ReadingState.READING, done=3, total=20)
    first.put(a_study("a", a_series("1", waiting), a_series("2", reading), a_series("3", READ)))
    first.close()
    (study,) = open_study_database().all_studies()
    assert [s.answer.state for s in study.series] == [
        ReadingState.STOPPED,
        ReadingState.STOPPED,
        ReadingState.READ,
    ]


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_nobody_else_may_read_it(open_study_database, path):
    open_study_database()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def everything_below(folder):
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


SECRETS = (b"Mustermann", b"PID-gone", b"/data/gone", b"Brain gone")


def filled(database):
    for number in range(40):
        database.put(a_study(f"s{number}", name=f"Other^{number}"))
    database.put(a_study("gone", name="Mustermann^Erika"))
    for number in range(40, 60):
        database.put(a_study(f"s{number}", name=f"Other^{number}"))


def copies(path, tmp_path):
    """Leave a good and a damaged copy behind, as starts and a power cut do."""
    back_up_or_repair(tmp_path / "settings.ini", path.parent)
    damaged = path.with_name(path.name + ".damaged")
    damaged.write_bytes(b"Mustermann^Erika PID-gone")
    damaged.with_name(damaged.name + "-wal").write_bytes(b"Mustermann^Erika")


def test_forgetting_one_study_leaves_no_byte_of_it(open_study_database, path, tmp_path):
    database = open_study_database()
    filled(database)
    copies(path, tmp_path)
    before = everything_below(path.parent)
    assert all(secret in before for secret in SECRETS)
    database.forget("gone")
    after = everything_below(path.parent)
    assert not [secret for secret in SECRETS if secret in after]
    assert len(database.all_studies()) == 60
    assert b"Other^7" in after


def test_forgetting_everything_leaves_no_byte_of_it(open_study_database, path, tmp_path):
    database = open_study_database()
    filled(database)
    copies(path, tmp_path)
    database.forget_all()
    after = everything_below(path.parent)
    assert not [s for s in (*SECRETS, b"Other", b"series s", b"19500101") if s in after]
    assert database.all_studies() == []
    database.close()
    assert b"Other" not in everything_below(path.parent)


@pytest.mark.slow
def test_while_another_program_reads_it_forgetting_says_so(open_study_database, path):
    database = open_study_database()
    filled(database)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM study").fetchone()
        with pytest.raises(StudyDatabaseError, match="close other Whence windows"):
            database.forget_all()


def test_a_damaged_file_comes_back_from_the_last_good_copy(open_study_database, path, tmp_path):
    database = open_study_database()
    database.put(a_study("kept"))
    database.close()
    assert back_up_or_repair(tmp_path / "settings.ini", path.parent) == []
    path.write_bytes(b"this is no database" * 500)
    with pytest.raises(StudyDatabaseError, match="cannot be opened"):
        StudyDatabase(path)
    assert not check(path).sound
    (repair,) = back_up_or_repair(tmp_path / "settings.ini", path.parent)
    assert repair.restored
    assert [s.uid for s in open_study_database().all_studies()] == ["kept"]
    assert check(path).words == "1 study, intact"


def test_damage_that_opening_does_not_see_is_said(open_study_database, path):
    database = open_study_database()
    filled(database)
    database.close()
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 6] = b"\x55" * (4096 * 5)
    path.write_bytes(data)
    with pytest.raises(StudyDatabaseError):
        StudyDatabase(path).all_studies()
    assert not check(path).sound


def test_a_list_of_a_newer_whence_is_left_alone(open_study_database, path):
    open_study_database().close()
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA user_version = 99")
    with pytest.raises(StudyDatabaseError, match="newer"):
        StudyDatabase(path)


def test_without_a_file_nothing_was_opened(tmp_path):
    assert check(tmp_path / NAME).words == "nothing opened yet"


KILLED = """
import sys
from pathlib import Path
from tests.viewer.study_records import a_series, a_study
from viewer.studies.study_database import StudyDatabase
database = StudyDatabase(Path(sys.argv[1]))
for number in range(10_000):
    database.put(a_study(f"s{number}", *(a_series(f"{number}.{i}") for i in range(8))))
    if number % 5 == 4:
        database.forget(f"s{number - 2}")
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [0, 3, 4, 11, 29])
@pytest.mark.slow
def test_a_kill_at_any_moment_loses_nothing_and_damages_nothing(path, after):
    path.parent.mkdir()
    last = kill_after(KILLED, path, after)
    assert check(path).sound
    with closing(StudyDatabase(path)) as database:
        studies = {s.uid: s for s in database.all_studies()}
    newest = max(int(uid[1:]) for uid in studies)
    assert newest >= last, "what was told to be kept is kept"
    gone = {n - 2 for n in range(4, newest + 1, 5)}
    wanted = {f"s{n}" for n in range(newest + 1) if n not in gone}
    under_way = {f"s{newest - 2}"} if newest % 5 == 4 else set()
    assert wanted <= set(studies) <= wanted | under_way
    assert all(len(s.series) == 8 for s in studies.values())


def test_a_full_disk_is_said_and_the_list_stays(open_study_database, path):
    database = open_study_database()
    database.put(a_study("a"))
    database._base.execute("PRAGMA max_page_count = 1")
    big = a_study("big", description="x" * 400_000)
    with pytest.raises(StudyDatabaseError, match="free some disk space"):
        database.put(big)
    assert "a" in {s.uid for s in database.all_studies()}


def test_no_pixel_and_no_slice_stands_in_it(open_study_database, path):
    open_study_database().put(a_study("a"))
    with closing(sqlite3.connect(path)) as base:
        columns = {
            r[1] for t in ("study", "series") for r in base.execute(f"PRAGMA table_info({t})")
        }
    assert columns == {
        *("uid", "name", "patient_id", "birth_date", "sex", "description", "date", "paths"),
        *("opened", "status", "study", "place", "number", "part", "label", "slices", "asked"),
        *("outcome", "presence", "reason", "model_id", "done", "total"),
    }


def test_many_studies_are_kept_all_or_none(open_study_database):
    database = open_study_database()
    broken = a_study("b", a_series("1"), a_series("1"))
    with pytest.raises(StudyDatabaseError):
        database.put(a_study("a"), broken)
    assert database.all_studies() == []


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_the_good_copy_is_for_the_same_eyes(open_study_database, path, tmp_path):
    open_study_database().put(a_study("a"))
    back_up_or_repair(tmp_path / "settings.ini", path.parent)
    good = path.with_name(path.name + ".good")
    assert stat.S_IMODE(good.stat().st_mode) == 0o600


def test_a_list_that_cannot_be_read_costs_the_list_only(open_study_database, path):
    database = open_study_database()
    filled(database)
    database.close()
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 6] = b"\x55" * (4096 * 5)
    path.write_bytes(data)
    with pytest.raises(StudyDatabaseError, match="list cannot be"):
        study_list.open_study_database(path)
