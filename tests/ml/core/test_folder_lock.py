"""One process at a time has a folder, by its lock or, as on Windows, that of a file in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from ml.core import folder_lock
from ml.core.folder_lock import LOCK_FILE, FolderLock

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import sys
from pathlib import Path
from ml.core import folder_lock
folder_lock.CAN_LOCK_FOLDERS = sys.argv[2] == "True"
lock = folder_lock.FolderLock(Path(sys.argv[1]), wait_seconds=0)
print(lock.held, lock.proven, flush=True)
sys.stdin.readline()
"""
COUNT = """
import sys
from pathlib import Path
from ml.core import folder_lock
folder_lock.CAN_LOCK_FOLDERS = sys.argv[2] == "True"
folder = Path(sys.argv[1])
for _ in range(40):
    with folder_lock.locked(folder, wait_seconds=600) as alone:
        assert alone
        number = int((folder / "number").read_text())
        (folder / "number").write_text(str(number + 1))
"""


@pytest.fixture(params=[True, False], ids=["folder", "file in it"])
def of_folders(request, monkeypatch):
    if request.param and not folder_lock.CAN_LOCK_FOLDERS:
        pytest.skip("this system cannot lock folders")
    monkeypatch.setattr(folder_lock, "CAN_LOCK_FOLDERS", request.param)
    return request.param


def started(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def held(folder):
    lock = FolderLock(folder, wait_seconds=0)
    try:
        return lock.held, lock.proven
    finally:
        lock.release()


def test_a_folder_is_held_until_it_is_released(tmp_path, of_folders):
    lock = FolderLock(tmp_path, wait_seconds=0)
    assert (lock.held, lock.proven) == (True, True)
    assert (tmp_path / LOCK_FILE).exists() is not of_folders
    assert held(tmp_path) == (False, False)
    lock.release()
    lock.release()
    assert list(tmp_path.iterdir()) == []
    assert held(tmp_path) == (True, True)


@pytest.mark.slow
def test_a_kill_releases_it(tmp_path, of_folders):
    with started(HOLD, tmp_path, of_folders) as process:
        assert process.stdout.readline() == "True True\n"
        assert held(tmp_path) == (False, False)
        process.kill()
        process.wait()
    assert held(tmp_path) == (True, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_processes_that_want_it_at_once_take_turns(tmp_path, of_folders):
    (tmp_path / "number").write_text("0")
    processes = [started(COUNT, tmp_path, of_folders) for _ in range(3)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert (tmp_path / "number").read_text() == "120"


def test_what_cannot_be_locked_is_had_without_proof(tmp_path, of_folders, monkeypatch):
    assert held(tmp_path / "missing") == (True, False)
    monkeypatch.setattr(folder_lock, "CAN_LOCK_FOLDERS", False)
    (tmp_path / LOCK_FILE).mkdir()  # as where no file can be made
    assert held(tmp_path) == (True, False)
