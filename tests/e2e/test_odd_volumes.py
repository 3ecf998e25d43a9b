"""`annotate` reads every volume that has a field that is wrong, and tells what it doubts."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conformance.odd_volumes import odd_volume_cases

ROOT = Path(__file__).parents[2]


def test_a_folder_of_odd_volumes_is_annotated(tmp_path):
    cases = odd_volume_cases(tmp_path / "in")
    done = subprocess.run(
        [sys.executable, "main.py", "annotate", tmp_path / "in", "-o", tmp_path / "out"],
        capture_output=True, text=True, cwd=ROOT, timeout=300, check=False,
        env={**os.environ, "HOME": str(tmp_path), "WHENCE_NO_INDEX": "1"},
    )  # fmt: skip
    assert done.returncode == 3, done.stderr  # none looks like a head, so none is analysed
    assert "0 failed" in done.stdout
    assert "0 files passed over" in done.stdout
    records = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (tmp_path / "out").glob("*/results.json")
    ]
    assert len(records) == sum(len(case.made) for case in cases)
    for record in records:
        slices = len(record["slices"])
        assert record["counts"]["unreadable"] == 0
        assert slices == len(cases[0].made[0].values)
    told = ["; ".join(record["warnings"]) for record in records]
    for case in cases:
        assert any(case.doubt in each for each in told)
    doubted = [case for case in cases if case.doubt]
    assert sum(len(record["warnings"]) > 1 for record in records) == len(doubted)
