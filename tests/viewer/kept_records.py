"""The records of a reader: written, found again, and looked after as each start does it."""

from contextlib import closing

from tests.viewer.study_records import a_study
from viewer.storage import journal, saved_session
from viewer.storage.backups import back_up_or_repair
from viewer.storage.journal import Journal, JournalError, slice_key, verify
from viewer.storage.saved_session import SavedSession, SavedSessionError, SavedSessionFile
from viewer.studies import study_database
from viewer.studies.study_database import StudyDatabase, StudyDatabaseError

ERRORS = {
    Journal: JournalError,
    SavedSessionFile: SavedSessionError,
    StudyDatabase: StudyDatabaseError,
}
NAMES = {
    Journal: journal.NAME,
    SavedSessionFile: saved_session.NAME,
    StudyDatabase: study_database.NAME,
}
SESSION = SavedSession(paths=("/a",), drafts={"s": "half a note"})


def start(records):
    """What each start does first."""
    return back_up_or_repair(records / "none.ini", records)


def mark_eight(path, first=0):
    with closing(Journal(path)) as marks:
        for number in range(first, first + 8):
            marks.add("key image", "s", slice_key(str(number)), {"on": True})


def write_all(records):
    """Eight marks, a study and a session."""
    mark_eight(records / journal.NAME)
    with closing(StudyDatabase(records / study_database.NAME)) as studies:
        studies.put(a_study("a"))
    with closing(SavedSessionFile(records / saved_session.NAME)) as file:
        file.save(SESSION)


def assert_all(records, marks=8):
    assert verify(records / journal.NAME) == (marks, "")
    with closing(StudyDatabase(records / study_database.NAME)) as studies:
        assert [study.uid for study in studies.all_studies()] == ["a"]
    with closing(SavedSessionFile(records / saved_session.NAME)) as file:
        assert file.load() == SESSION


def contents(records):
    """Bytes of each file that holds rows."""
    return {
        path.name: path.read_bytes()
        for path in sorted(records.iterdir())
        if path.suffix in (".sqlite", ".good", ".damaged")
    }
