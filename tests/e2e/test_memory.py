"""Scrolling through study after study needs no more memory than the slice store may take.

`python -m benchmarks.memory` does the same with fifty studies and ten thousand steps.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.memory import ROOM_MB, growth, write_studies

ROOT = Path(__file__).resolve().parents[2]
STUDIES, STEPS = 9, 270


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory")
@pytest.mark.parametrize("way", ["one by one", "all at once"])
def test_memory_stays(way, tmp_path):
    write_studies(tmp_path, STUDIES, 30)
    command = [sys.executable, "-m", "benchmarks.memory", "--play", way, str(tmp_path), str(STEPS)]
    environment = {**os.environ, "WHENCE_NO_INDEX": "1", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert len(told["used"]) == STUDIES
    assert max(told["held"]) <= told["store"][0]
    assert growth(told) < ROOM_MB
