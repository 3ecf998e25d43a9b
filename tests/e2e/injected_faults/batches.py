"""Strikes at batches, runs them again, and counts what is believed without being whole.

python -m tests.e2e.injected_faults.batches FOLDER KIND COUNT SEED, started by `interposed`
"""

import json
import logging
import random
import sys
import time
from collections import Counter
from pathlib import Path

from tests.e2e.faulty_batch.scenario import KILLED, WRITE_ERROR, Room, reset, run, wait
from tests.e2e.injected_faults.interposed import FOR_GOOD, WriteFault

OTHER = "b" * 12
RESUMED = 5
"""How many runs are struck that go on after one that was killed, at another change each time."""
BELIEVED = "half-written results believed"
WITH_FAILURES = 3
"""Exit code of a run over the study, in which one file is damaged."""


def prepared(room, out, earlier="", killed=0):
    """A folder of results as the run finds it.

    Args:
        room: With the study.
        out: The folder; emptied first.
        earlier: Fingerprint of the networks that have read the study before; none if empty.
        killed: At which change a run of the same networks was killed then; 0 for none.
    """
    reset(out)
    if earlier:
        assert wait(run(room.study, out, fingerprint=earlier))[0] == WITH_FAILURES
    if killed:
        assert wait(run(room.study, out, WriteFault("kill", killed, out)))[0] == KILLED
    return out


def struck(room, kind, count, seed):
    """Strike so often, at other changes of a run each time; what was counted."""
    counted, chance = Counter({BELIEVED: 0}), random.Random(f"{kind} {seed}")
    out, places, changes = room.folder / "out", [], {}
    states = [("", 0), (OTHER, 0)]
    while states:
        state = states.pop(0)
        _, total = wait(run(room.study, prepared(room, out, *state), WriteFault("", 0, out)))
        changes[state] = total
        places += [(state, number) for number in range(1, total + 1)]
        if state == (OTHER, 0):
            last = changes["", 0]
            states += [("", number) for number in chance.sample(range(1, last), RESUMED)]
    counted["changes"] = len(places)
    chance.shuffle(places)
    while counted["faults"] < count:
        (earlier, killed), number = places[counted["faults"] % len(places)]
        lasting = chance.choice((1, 5, 40, FOR_GOOD))
        fault = WriteFault(kind, number, out, lasting)
        code, seen = wait(run(room.study, prepared(room, out, earlier, killed), fault))
        where = f"{kind} at change {number} for {lasting}, after {earlier or killed or 'nothing'}"
        assert code in ((KILLED,) if kind == "kill" else (WITH_FAILURES, WRITE_ERROR)), (
            code,
            where,
        )
        assert code == KILLED or seen >= number, where
        counted.update(believed(room, out, where))
        assert wait(run(room.study, out))[0] == WITH_FAILURES, where
        counted.update(believed(room, out, where))
        assert room.check_beliefs(out) == len(room.series), where
        room.check_complete(out)
        room.check_temporary()
        counted["faults"] += 1
    return counted


def together(room, count, seed):
    """Two runs at once into one folder, with its lock and with that of a file in it."""
    counted, chance = Counter({BELIEVED: 0}), random.Random(f"together {seed}")
    out = room.folder / "out"
    for number in range(count):
        where, lock = f"two runs, round {number}", number % 2 == 0
        prepared(room, out, ("", OTHER)[number // 2 % 2])
        first = WriteFault("kill", chance.randint(1, 150), out) if number % 3 == 2 else None
        started = [run(room.study, out, first, lock=lock)]
        time.sleep(chance.uniform(0, 0.2))
        started.append(run(room.study, out, lock=lock))
        codes = [wait(each)[0] for each in started]
        assert set(codes) <= {WITH_FAILURES, WRITE_ERROR, KILLED}, (codes, where)
        counted["refused"] += codes.count(WRITE_ERROR)
        counted.update(believed(room, out, where))
        assert wait(run(room.study, out, lock=lock))[0] == WITH_FAILURES, where
        counted.update(believed(room, out, where))
        room.check_complete(out)
        counted["faults"] += 1
    return counted


def believed(room, out, where):
    """Count results that the next run would believe and that are not whole."""
    try:
        room.check_beliefs(out)
    except (AssertionError, OSError) as error:
        sys.stderr.write(f"{where}: {error}\n")
        return {BELIEVED: 1}
    return {}


def main(folder, kind, count, seed):
    """Strike so often; prints what was counted."""
    logging.disable(logging.ERROR)
    room = Room(folder)
    counted = together(room, count, seed) if kind == "together" else struck(room, kind, count, seed)
    sys.stdout.write(json.dumps(counted) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
