"""The desk as a process: sample in, picture out, torch never loaded."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from pathlib import Path
from tests.viewer.synthetic import FakeClassifier
from viewer.app import run
sample = Path("resources/sample/series")
code = run([sample], FakeClassifier, sample=sample, screenshot=Path(sys.argv[1]), ask=True)
sys.exit(code or "torch" in sys.modules)
"""


def test_sample_is_read_and_pictured(tmp_path):
    picture = tmp_path / "window.png"
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(picture)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert "Traceback" not in done.stderr
