"""A repair or a backup that is killed at any step loses nothing, and the next start ends it."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ml.core import folder_lock
from viewer.storage import journal
from viewer.storage.backups import back_up_or_repair
from viewer.storage.journal import Journal, slice_key, verify

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="fork and SIGKILL"),
]
ROOT = Path(__file__).resolve().parents[3]
MARKS = 8
STALE = b"damaged before" * 300
BROKEN = b"no database at all" * 400
WAL = b"rest of a write-ahead log"

# One process for all steps: importing takes longer than a repair. Each step is a fork of it.
KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from viewer.storage.backups import back_up_or_repair

STEPS = {"open", "os.rename", "os.remove", "os.chmod", "sqlite3.connect", "shutil.copyfile"}
before, room = Path(sys.argv[1]), Path(sys.argv[2])
for last in range(1, 500):
    records = room / str(last)
    shutil.copytree(before, records)
    child = os.fork()
    if child == 0:
        count = 0
        def step(event, arguments):
            global count
            if event in STEPS:
                count += 1
                if count == last:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(step)
        back_up_or_repair(records / "none.ini", records)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        assert status == 0, status
        break
else:
    raise SystemExit("it never ended")
"""


def marks(path, first, count):
    with closing(Journal(path)) as file:
        for number in range(first, first + count):
            file.add("key image", "s", slice_key(str(number)), {"on": True})


def damaged(records):
    """A damaged journal with a good copy, and a copy of an earlier damage."""
    path = records / journal.NAME
    marks(path, 0, MARKS)
    back_up_or_repair(records / "none.ini", records)
    path.write_bytes(BROKEN)
    path.with_name(f"{path.name}-wal").write_bytes(WAL)
    path.with_name(f"{path.name}.damaged").write_bytes(STALE)


def empty(records):
    """A journal of zero bytes with a good copy."""
    damaged(records)
    path = records / journal.NAME
    path.write_bytes(b"")
    path.with_name(f"{path.name}-wal").unlink()


def sound(records):
    """A sound journal that continues its good copy."""
    path = records / journal.NAME
    marks(path, 0, MARKS - 3)
    back_up_or_repair(records / "none.ini", records)
    marks(path, MARKS - 3, 3)
    path.with_name(f"{path.name}.damaged").write_bytes(STALE)


@pytest.mark.parametrize("state", [damaged, empty, sound])
def test_a_kill_at_any_step_loses_nothing(tmp_path, state):
    before, room = tmp_path / "before", tmp_path / "room"
    before.mkdir(mode=0o700)
    state(before)
    subprocess.run([sys.executable, "-c", KILLED, before, room], cwd=ROOT, check=True)
    rounds = sorted(room.iterdir())
    assert len(rounds) > 5, "it was killed at several steps"
    left_behind = 0
    for records in rounds:
        left_behind += any(path.name.startswith(".") for path in records.iterdir())
        back_up_or_repair(records / "none.ini", records)
        assert verify(records / journal.NAME) == (MARKS, ""), records.name
        files = {path.name: path.read_bytes() for path in records.iterdir()}
        assert files[f"{journal.NAME}.damaged"] == STALE
        assert not [name for name in files if name.startswith(".")]
        if state is damaged:
            assert BROKEN in files.values()
            assert WAL in files.values()
        assert back_up_or_repair(records / "none.ini", records) == []
        modes = {path.stat().st_mode & 0o077 for path in records.iterdir()}
        assert modes == {0}, records.name
    assert left_behind, "some kill left a temporary file, so that its removal was tried"


TWO = """
import sys
from pathlib import Path
from viewer.storage.journal import Journal, slice_key
journal = Journal(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    journal.add("key image", sys.argv[2], slice_key(str(number)), {"on": True})
journal.close()
"""


def run_at_once(code, *arguments):
    """Processes that begin when all of them are ready, and end well."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, *some],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for some in arguments
    ]  # fmt: skip
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0


@pytest.mark.parametrize("desks", [2, 4])
def test_desks_that_mark_at_once_keep_every_mark_and_the_chain(tmp_path, desks):
    path, each = tmp_path / journal.NAME, 150
    run_at_once(TWO, *([path, f"desk {number}", str(each)] for number in range(desks)))
    assert verify(path) == (desks * each, "")
    with closing(Journal(path)) as file:
        for number in range(desks):
            slices = [entry.slice for entry in file.of(f"desk {number}")]
            assert slices == [slice_key(str(n)) for n in range(each)]


def test_two_desks_of_one_process_keep_the_chain(tmp_path):
    path = tmp_path / journal.NAME
    with closing(Journal(path)) as first, closing(Journal(path)) as second:
        for number in range(6):
            (first if number % 2 else second).add("opinion", "s", slice_key(str(number)), {})
    assert verify(path) == (6, "")


STARTING = """
import sys
from pathlib import Path
from viewer.storage.backups import back_up_or_repair
from viewer.storage.journal import Journal
path = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
back_up_or_repair(path.with_name("none.ini"), path.parent)
journal = Journal(path)
for number in range(10):
    journal.add("key image", sys.argv[2], str(number), {})
journal.close()
"""


@pytest.mark.parametrize("state", [damaged, empty])
@pytest.mark.parametrize("attempt", range(3))
def test_desks_that_start_at_once_repair_a_file_once(tmp_path, state, attempt):
    state(tmp_path)
    path = tmp_path / journal.NAME
    run_at_once(STARTING, *([path, f"desk {number}"] for number in range(3)))
    assert verify(path) == (MARKS + 30, "")
    assert path.with_name(f"{path.name}.damaged").read_bytes() == STALE
    assert not [other for other in tmp_path.iterdir() if other.name.startswith(".")]
    assert len([other for other in tmp_path.glob("*.damaged-?") if other.stat().st_size]) == (
        state is damaged
    )


@pytest.mark.parametrize("of_folders", [True, False], ids=["folder", "file in it"])
def test_whoever_keeps_the_lock_for_too_long_is_not_waited_for(tmp_path, monkeypatch, of_folders):
    monkeypatch.setattr(folder_lock, "CAN_LOCK_FOLDERS", of_folders)
    monkeypatch.setattr(folder_lock, "WAIT_SECONDS", 0.05)
    damaged(tmp_path)
    with folder_lock.locked(tmp_path) as first, folder_lock.locked(tmp_path) as second:
        assert (first, second) == (True, False)
        assert back_up_or_repair(tmp_path / "none.ini", tmp_path) == []
        assert (tmp_path / journal.NAME).read_bytes() == BROKEN
    (repair,) = back_up_or_repair(tmp_path / "none.ini", tmp_path)
    assert repair.restored
    with folder_lock.locked(tmp_path / "none") as alone:
        assert alone
