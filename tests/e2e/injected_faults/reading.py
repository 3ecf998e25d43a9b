"""A scripted reading: days on which a desk starts, looks after its records, and is marked at.

What stands in the journal for good is told at once, so that it is known after a kill.
"""

import json
import os
import random
import sqlite3
from contextlib import suppress

from tests.viewer.study_records import a_study
from tests.viewer.synthetic import make_series
from viewer.geometry.measurements import Measurement, MouseTool
from viewer.marks.marks import Impression, Judgement, Marks, Opinion
from viewer.storage import journal, saved_session
from viewer.storage.backups import back_up_or_repair
from viewer.storage.journal import Journal, JournalError
from viewer.storage.saved_session import SavedSession, SavedSessionError, SavedSessionFile
from viewer.storage.sqlite_file import reading
from viewer.studies import study_database
from viewer.studies.study_database import StudyDatabase, StudyDatabaseError

GARBAGE = b"no database at all" * 300
DAYS, ACTS = 3, 5
LAST = "SELECT count(*), max(chain) FROM entries"


class Day:
    """One start of a desk until its end.

    Args:
        records: Folder of the records.
        chance: A `random.Random` that decides what is done.
        tell: Called with each row of the journal, study and session that is kept for good.
        who: Name of the reader, which tells rows of two desks apart.
    """

    def __init__(self, records, chance, tell, who):
        self.records, self.chance, self.tell, self.who = records, chance, tell, who
        self.series = make_series(f"series of {who}", 6)
        self.waiting = []
        back_up_or_repair(records / "none.ini", records)
        path = records / journal.NAME
        try:
            self.journal = Journal(path)
        except JournalError:
            self.journal = Journal.awaiting(path)
        self._follow()
        self.studies = self._opened(StudyDatabase, study_database.NAME, StudyDatabaseError)
        self.session = self._opened(SavedSessionFile, saved_session.NAME, SavedSessionError)
        self.marks = Marks(self.journal)
        self.marks.open(self.series)

    def _opened(self, kind, name, error):
        try:
            return kind(self.records / name)
        except error:
            return kind(None)

    def _follow(self):
        """Hear of every row; one that waits in memory is told once it is in the file."""
        add = self.journal.add

        def heard(kind, series, slice_, body):
            add(kind, series, slice_, body)
            self.waiting.append([kind, series, slice_, dict(body)])
            self._tell_waiting()

        vars(self.journal)["add"] = heard

    def _tell_waiting(self):
        if not self.journal.problem:
            for row in self.waiting:
                self.tell("mark", row)
            self.waiting.clear()

    def act(self):
        """Do one thing that a reader does."""
        acts = (self._key, self._judge, self._measure, self._impress, self._undo, self._redo,
                self._save_session, self._list_study)  # fmt: skip
        self.chance.choice(acts)()

    def end(self):
        """Close everything."""
        self.journal.close()
        self._tell_waiting()
        self.studies.close()
        self.session.close()

    def _uid(self):
        return self.chance.choice(self.series.slices).uid

    def _key(self):
        uid = self._uid()
        self.marks.set_key(uid, not self.marks.is_key(uid))

    def _judge(self):
        opinion = self.chance.choice(list(Opinion))
        note = f"note {self.chance.random()} " * self.chance.randint(1, 60)
        self.marks.judge(self._uid(), Judgement(opinion, "model", "secondary", "concurrent", note))

    def _measure(self):
        points = ((self.chance.random(), 2.0), (3.0, 4.0))
        self.marks.measure(Measurement(self._uid(), MouseTool.DISTANCE, points))

    def _impress(self):
        impression = self.chance.choice(list(Impression))
        self.marks.give_impression(self.series.uid, impression, True)

    def _undo(self):
        self.marks.undo.undo()

    def _redo(self):
        self.marks.undo.redo()

    def _save_session(self):
        session = SavedSession(paths=(f"/{self.chance.random()}",), drafts={"s": "half a note"})
        with suppress(SavedSessionError):
            self.session.save(session)
            if self.session._path is not None:
                self.tell("session", session.paths[0])

    def _list_study(self):
        uid = f"study {self.who} {self.chance.randint(0, 3)}"
        with suppress(StudyDatabaseError):
            self.studies.put(a_study(uid))
            if self.studies._path is not None:
                self.tell("study", uid)


def play(records, seed, tell, who="one", damage=True):
    """Read for some days; on one of them the journal is found damaged, with a whole good copy."""
    chance = random.Random(seed)
    damaged = chance.randrange(1, DAYS) if damage else None
    for number in range(DAYS):
        if number == damaged:
            back_up_or_repair(records / "none.ini", records)
            damage_journal(records, tell)
        day = Day(records, chance, tell, who)
        for _ in range(chance.randint(2, ACTS)):
            day.act()
        day.end()


def damage_journal(records, tell):
    """Overwrite the journal, as long as its good copy holds all that it holds."""
    path = records / journal.NAME
    good = path.with_name(path.name + ".good")
    with suppress(OSError, sqlite3.Error):
        with reading(path) as now, reading(good, copy=True) as copy:
            same = now.execute(LAST).fetchone() == copy.execute(LAST).fetchone()
        if same:
            tell("damaged", "")
            path.write_bytes(GARBAGE)


def telling(pipe):
    """A function that writes what it is told into a pipe, at once."""

    def tell(what, value):
        os.write(pipe, (json.dumps([what, value], sort_keys=True) + "\n").encode())

    return tell
