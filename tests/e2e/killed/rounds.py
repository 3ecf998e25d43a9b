"""Kills readings at random moments, and looks at what is left."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from tests.synthetic.series import write_series
from viewer.storage import backups, journal
from viewer.storage.saved_session import NAME as LEFT_OFF
from viewer.storage.saved_session import SavedSessionFile

ROOT = Path(__file__).resolve().parents[3]
LOST_SECONDS = 1.0
"""No more than the last second's work may be lost."""
MARKS = ("key image", "opinion", "measured")
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
START_SECONDS = 60


@dataclass
class Told:
    """What one process told before it was killed, and when that was."""

    lines: list = field(default_factory=list)
    killed: float = 0.0

    @property
    def places(self):
        """Time and place of everything that was done."""
        return [(line["time"], line["place"]) for line in self.lines if "place" in line]

    def count(self):
        """Marks that were made."""
        return Counter(line["did"] for line in self.lines if line.get("did") in MARKS)


def differences(one, other):
    """What differs between two places, for a message that can be read."""
    found = {k: (one[k], other[k]) for k in one if k != "panes" and one[k] != other[k]}
    panes = zip(one["panes"], other["panes"], strict=True) if not found.get("layout") else ()
    for at, (pane, before) in enumerate(panes):
        found |= {f"{at} {k}": (pane[k], before[k]) for k in pane if pane[k] != before[k]}
    return found


def write_study(folder):
    """Two small series of one study's shape."""
    rng = np.random.default_rng(5)
    for name in ("one", "two"):
        pictures = [rng.integers(0, 900, (48, 40)).astype(np.uint16) for _ in range(12)]
        write_series(folder / name, pictures, orientation=AXIAL, spacing=(1.0, 1.0))
    return folder


class Rounds:
    """One reader's files, and process after process that works on them.

    Args:
        room: An empty folder.
        seed: Of everything that is left to chance.
    """

    def __init__(self, room, seed=0):
        self.room, self.random = room, random.Random(seed)
        self.study = write_study(room / "study")
        self.marks = Counter()
        self.lost = Counter()
        self.rounds = 0

    @property
    def records(self):
        """Folder of the reader's records."""
        return self.room / "share" / "whence"

    def kill_one(self):
        """One round: start, go on, be killed; then check. Raises `AssertionError`."""
        before = self.kept()
        told = self._killed(self.random.random())
        self._check_start(told, before)
        self._check_journal(told)
        self._check_place(told, before)
        self.rounds += 1
        return told

    def kept(self):
        """Where the reader was, as the file has it."""
        path = self.records / LEFT_OFF
        if not path.is_file():
            return None
        assert backups.sound_database(path), "the place is damaged"
        with closing(SavedSessionFile(path)) as file:
            place = file.load()
        if place is None:
            return None
        plain = json.loads(json.dumps(asdict(place)))
        plain.pop("frame")
        return plain

    def _killed(self, chance):
        told = Told()
        environment = {
            **os.environ,
            "XDG_DATA_HOME": str(self.room / "share"),
            "XDG_CONFIG_HOME": str(self.room / "config"),
            "QT_QPA_PLATFORM": "offscreen",
            "WHENCE_NO_INDEX": "1",
        }
        command = [sys.executable, "-m", "tests.e2e.killed.reading", str(self.study)]
        ready = threading.Event()

        def listen(stream):
            for line in stream:
                if line.endswith("\n"):  # a line that was cut off was not told
                    told.lines.append(json.loads(line))
                    if told.lines[-1].get("did") == "read":
                        ready.set()

        with subprocess.Popen(
            [*command, str(self.random.randrange(2**31))],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            listener = threading.Thread(target=listen, args=(process.stdout,))
            listener.start()
            if chance < 0.15:  # on the way to the first picture
                time.sleep(chance / 0.15 * 3)
            elif ready.wait(START_SECONDS):
                time.sleep(self.random.uniform(0.0, 2.5))
            else:
                process.kill()
                raise AssertionError(f"it did not start: {process.stderr.read()}")
            assert process.poll() is None, f"it ended by itself: {process.stderr.read()}"
            told.killed = time.monotonic()
            process.kill()
            process.wait()
            listener.join()
        return told

    def _check_start(self, told, before):
        """Nothing was damaged by the kill before, and the reader is where the file says."""
        for line in told.lines:
            assert not line.get("repaired"), f"damaged: {line['repaired']}"
            if line.get("did") == "opened" and before is not None and before["paths"]:
                assert line["offered"], "going on was not offered"
                changed = differences(line["place"], self._expected(before, line["place"]))
                assert not changed, f"the reader is elsewhere: {changed}"
            if line.get("did") == "read" and before is not None:
                pane = line["place"]["panes"][line["place"]["active"]]
                draft = before["drafts"].get(pane["slice"], line["note"])
                assert line["note"].strip() == draft.strip(), (line["note"], draft)

    def _expected(self, place, now):
        """The place as it may be after the kill.

        Of its notes some may have been given with an opinion. A grey scale that was not known yet,
        as no slice had been decoded, is the automatic one now.
        """
        with closing(sqlite3.connect(self.records / journal.NAME)) as base:
            query = "SELECT slice, body FROM entries WHERE kind = 'opinion'"
            given = {(key, json.loads(body).get("note")) for key, body in base.execute(query)}
        drafts = {
            key: text
            for key, text in place["drafts"].items()
            if key in now["drafts"] or (key, text.strip()) not in given
        }
        shown = now["panes"] + place["panes"][len(now["panes"]) :]  # a pane that is gone shows
        panes = [
            {**pane, "window": pane["window"] or other["window"]}
            for pane, other in zip(place["panes"], shown, strict=False)
        ]
        return {**place, "drafts": drafts, "panes": panes}

    def _check_journal(self, told):
        """The chain is whole, and every mark that was on screen is in it."""
        path = self.records / journal.NAME
        if not path.is_file():
            assert not told.count()
            return
        assert backups.sound_database(path), "the journal is damaged"
        rows, wrong = journal.verify(path)
        assert not wrong, f"{wrong} after {rows} rows"
        with closing(sqlite3.connect(path)) as base:
            query = "SELECT kind, COUNT(*) FROM entries GROUP BY kind"
            now = Counter({kind: n for kind, n in base.execute(query) if kind in MARKS})
        told_now = self.marks + told.count()
        missing = told_now - now
        self.lost.update(missing)
        assert not missing, f"lost: {missing}"
        self.marks = now

    def _check_place(self, told, before):
        """The file has a place at which the reader was within the last second, or a later one."""
        places = told.places
        if not places:
            return
        kept = self.kept()
        until = [time for time, _ in places[1:]] + [told.killed]
        allowed = [
            place
            for (_, place), end in zip(places, until, strict=True)
            if end >= told.killed - LOST_SECONDS
        ]
        if kept in allowed:
            return
        if places[0][0] >= told.killed - LOST_SECONDS and kept == before:
            return
        # what was done last may be kept before it is told: then nothing that was told is kept
        assert kept not in [place for _, place in places], "more than a second was lost"
        assert kept != before, "nothing was kept"


def main(kills=50, seed=0):
    """Play so many rounds, and say how it went."""
    with tempfile.TemporaryDirectory() as room:
        rounds = Rounds(Path(room), seed)
        done = Counter()
        for number in range(kills):
            told = rounds.kill_one()
            done.update(line["did"] for line in told.lines if "did" in line)
            last = told.lines[-1].get("did", "start") if told.lines else "start"
            sys.stdout.write(f"{number + 1}: killed after “{last}”; all is there\n")
            sys.stdout.flush()
        words = ", ".join(f"{n} {what}" for what, n in done.most_common())
        sys.stdout.write(f"{kills} kills; done meanwhile: {words}\n")
        sys.stdout.write(f"marks lost: {sum(rounds.lost.values())}; damaged files: 0\n")
