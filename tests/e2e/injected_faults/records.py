"""Strikes at scripted readings, has the next start look after the records, counts what is gone.

python -m tests.e2e.injected_faults.records FOLDER KIND COUNT SEED, started by `interposed`
"""

import json
import logging
import os
import random
import shutil
import signal
import sys
import traceback
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.e2e.injected_faults import reading
from tests.e2e.injected_faults.interposed import FOR_GOOD, WriteFault
from viewer.storage import backups, journal, saved_session
from viewer.storage.backups import back_up_or_repair
from viewer.storage.journal import Journal, slice_key, verify
from viewer.storage.saved_session import SavedSessionFile
from viewer.studies import study_database
from viewer.studies.study_database import StudyDatabase

PLACES = 25
"""How many changes of one script are struck, evenly spread over all that it makes."""
LOST = ("marks lost", "sound files set aside", "half-written results believed")


class Player:
    """A process that reads, and what it told.

    Args:
        records: Folder of the records.
        seed: Of the script.
        fault: What strikes it.
        who: Name of the reader.
        damage: Whether the journal is found damaged on some day.
    """

    def __init__(self, records, seed, fault, who="one", damage=True):
        reading_end, writing_end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            code = 99
            try:
                os.close(reading_end)
                fault.arm()
                tell = reading.telling(writing_end)
                reading.play(records, seed, tell, who, damage)
                tell("changes", fault.seen)
                code = 0
            except BaseException:  # noqa: BLE001  # whatever it is, it is shown
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writing_end)
        self._pipe = reading_end

    def end(self):
        """Wait for it: its exit code (negative for a signal), and what it told by kind."""
        with os.fdopen(self._pipe, "rb") as pipe:
            lines = pipe.read().decode().splitlines(keepends=True)
        _, status = os.waitpid(self.pid, 0)
        told = {"mark": [], "session": [], "study": [], "damaged": [], "changes": [0]}
        for line in lines:
            if line.endswith("\n"):  # what was cut off was not told
                what, value = json.loads(line)
                told[what].append(value)
        return os.waitstatus_to_exitcode(status), told


def check(records, *tolds):
    """Start as on the next day, and count what should not be."""
    back_up_or_repair(records / "none.ini", records)
    counted = Counter(dict.fromkeys(LOST, 0))
    _check_marks(records, tolds, counted)
    _check_copies(records, tolds, counted)
    _check_rest(records, tolds, counted)
    left = [path.name for path in records.iterdir() if backups.TEMPORARY.fullmatch(path.name)]
    assert not left, left
    return counted


def _check_marks(records, tolds, counted):
    path = records / journal.NAME
    with closing(Journal(path)) as file:
        rows = [[e.kind, e.series, e.slice, dict(e.body)] for e in file.of()]
        for told in tolds:
            missing = Counter(map(_text, told["mark"])) - Counter(map(_text, rows))
            counted[LOST[0]] += sum(missing.values())
        file.add("key image", "s", slice_key("after"), {"on": True})
    assert verify(path) == (len(rows) + 1, ""), verify(path)
    allowed = sum(len(told["mark"]) + 1 for told in tolds)  # one may be kept and not told
    counted[LOST[2]] += max(len(rows) - allowed, 0)


def _check_copies(records, tolds, counted):
    """Set aside is only what the script has damaged, or what was left of it."""
    for name in (journal.NAME, study_database.NAME, saved_session.NAME):
        for copy in backups.copies_set_aside(records / name):
            content = copy.read_bytes()
            planted = name == journal.NAME and any(told["damaged"] for told in tolds)
            if content and not (planted and reading.GARBAGE.startswith(content)):
                counted[LOST[1]] += not copy.name.endswith(("-shm", "-wal"))


def _check_rest(records, tolds, counted):
    sessions = [text for told in tolds for text in told["session"]]
    with closing(SavedSessionFile(records / saved_session.NAME)) as file:
        place = file.load()
    if sessions and place is None:
        counted[LOST[0]] += 1
    with closing(StudyDatabase(records / study_database.NAME)) as studies:
        known = {study.uid for study in studies.all_studies()}
    counted[LOST[0]] += len({uid for told in tolds for uid in told["study"]} - known)


def _text(row):
    return json.dumps(row, sort_keys=True)


def fresh(folder):
    """An empty folder of records."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def struck(room, kind, count, seed):
    """Strike so often, at other places of other scripts each time; what was counted."""
    counted, chance = Counter(), random.Random(f"{kind} {seed}")
    records = room / "records"
    while counted["faults"] < count:
        script = chance.randrange(1 << 30)
        code, told = Player(fresh(records), script, WriteFault("", 0, records)).end()
        assert code == 0
        total = told["changes"][-1]
        counted["scripts"] += 1
        counted["changes"] += total
        start, step = chance.randint(1, max(total // PLACES, 1)), max(total // PLACES, 1)
        for number in range(start, total + 1, step):
            if counted["faults"] == count:
                break
            lasting = chance.choice((1, 5, 40, FOR_GOOD))
            fault = WriteFault(kind, number, records, lasting)
            code, told = Player(fresh(records), script, fault).end()
            wanted = -signal.SIGKILL if kind == "kill" else 0
            where = f"{kind} at change {number} for {lasting} of script {script}"
            assert code == wanted, f"exit code {code}: {where}"
            found = check(records, told)
            if any(found.values()):
                sys.stderr.write(f"{where}: {dict(found)}\n")
            counted.update(found)
            counted["faults"] += 1
    return counted


def together(room, count, seed):
    """Two desks at once on the same records, every other time with one that is killed."""
    counted, chance = Counter(), random.Random(f"together {seed}")
    records = room / "records"
    while counted["faults"] < count:
        fresh(records)
        if counted["faults"] % 3 == 0:  # both find a journal that is damaged
            _, before = Player(records, 1, WriteFault("", 0, records), "before", False).end()
            back_up_or_repair(records / "none.ini", records)
            before["damaged"].append("")
            reading.damage_journal(records, lambda *_: None)
        else:
            before = {"mark": [], "session": [], "study": [], "damaged": []}
        killed = counted["faults"] % 2 == 1
        faults = [
            WriteFault("kill", chance.randint(1, 300), records) if killed else
            WriteFault("", 0, records),
            WriteFault("", 0, records),
        ]  # fmt: skip
        players = [
            Player(records, chance.randrange(1 << 30), fault, f"desk {number}", damage=False)
            for number, fault in enumerate(faults)
        ]
        tolds = [before]
        for player in players:
            code, told = player.end()
            assert code in ((0, -signal.SIGKILL) if killed else (0,)), code
            tolds.append(told)
        found = check(records, *tolds)
        if any(found.values()):
            sys.stderr.write(f"two desks, round {counted['faults']}: {dict(found)}\n")
        counted.update(found)
        counted["faults"] += 1
    return counted


def main(folder, kind, count, seed):
    """Strike so often; prints what was counted."""
    logging.disable(logging.ERROR)
    if kind == "together":
        counted = together(folder, count, seed)
    else:
        counted = struck(folder, kind, count, seed)
    sys.stdout.write(json.dumps(counted) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
