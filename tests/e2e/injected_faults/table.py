"""Runs all kinds of faults at once, and says in a table what they cost."""

import json
from pathlib import Path

from tests.e2e.injected_faults import interposed

SUBJECTS = {"records": "a reading", "batches": "a batch"}
KINDS = {"full": "disk full", "kill": "killed", "together": "two processes at once"}
COLUMNS = ("marks lost", "sound files set aside", "half-written results believed")


def inject(folder, count, seed):
    """Strike so often with each kind at each subject; what was counted, by subject and kind.

    Raises:
        ChildProcessError: One of them failed; what it says is on standard error.
    """
    library = interposed.build(folder)
    started = {}
    for subject in SUBJECTS:
        for kind in KINDS:
            room = folder / f"{subject}-{kind}"
            room.mkdir()
            module = f"{__package__}.{subject}"
            started[subject, kind] = interposed.start(library, module, room, kind, count, seed)
    told = {each: process.communicate()[0] for each, process in started.items()}
    failed = [each for each, process in started.items() if process.returncode]
    if failed:
        raise ChildProcessError(f"{failed} failed")
    return {each: json.loads(text.splitlines()[-1]) for each, text in told.items()}


def table_of(counted):
    """What was counted, as a table in Markdown."""
    lines = [f"| fault | faults injected | {' | '.join(COLUMNS)} |", "|---|---|---|---|---|"]
    for (subject, kind), found in counted.items():
        cells = [str(found.get(column, "–")) for column in COLUMNS]
        words = f"{KINDS[kind]}, {SUBJECTS[subject]}"
        lines.append(f"| {words} | {found['faults']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def cost_of(counted):
    """Everything that should not have happened, added up."""
    return sum(found.get(column, 0) for found in counted.values() for column in COLUMNS)


def room_for(name):
    """Where faults are injected fastest: in memory, where the system has such a folder."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() else name
