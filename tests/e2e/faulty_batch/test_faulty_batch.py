"""A fault at every write, kills, and two runs at once: nothing half-written is believed.

`python -m tests.e2e.faulty_batch.scenario inject FOLDER` strikes at every write with every fault.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="fork and SIGKILL")
ROOT = Path(__file__).resolve().parents[3]
MODULE = "tests.e2e.faulty_batch"


def play(module, *arguments, before=()):
    done = subprocess.run(
        [*before, sys.executable, "-m", f"{MODULE}.{module}", *map(str, arguments)],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "WHENCE_NO_INDEX": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_no_fault_at_any_write_leaves_something_half_made_that_is_believed(tmp_path):
    struck = play("scenario", "sample", tmp_path)
    assert min(struck["full"], struck["kill"]) > 20
    assert min(struck.values()) > 5


def test_two_runs_at_once_keep_out_of_each_others_way(tmp_path):
    told = play("scenario", "together", tmp_path)
    assert told["refused"] > 0


def test_a_disk_that_is_really_full_is_survived(tmp_path):
    own = ("unshare", "--user", "--map-root-user", "--mount")
    try:
        can = subprocess.run(
            [*own, "mount", "-t", "tmpfs", "tmpfs", tmp_path], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("unshare is not installed (util-linux)")
    if can.returncode:
        pytest.skip(f"a tmpfs cannot be mounted: {can.stderr.decode().strip()}")
    told = play("real_disk", tmp_path, before=own)
    assert told["full"] >= 3
    assert told["whole"] >= 1
