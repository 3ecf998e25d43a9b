"""Whatever a session writes below a home is its owner's alone; a start tightens what was not."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.fresh_home.reader_session import modes
from tests.synthetic.series import write_series

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
ROOT = Path(__file__).resolve().parents[3]
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SHARED = {".config", ".local", ".local/share", ".cache", "tmp"}
"""Folders that other programs use as well."""
OF_OTHERS = (".cache/fontconfig", ".cache/qtshadercache", ".cache/mesa", ".cache/nvidia")
OURS = {
    ".config/whence", ".config/whence/Whence.ini", ".config/whence/QtProject.conf",
    ".local/share/whence", ".local/share/whence/journal.sqlite",
    ".local/share/whence/studies.sqlite", ".local/share/whence/left-off.sqlite",
    ".local/share/whence/log", ".local/share/whence/log/whence.log",
    ".cache/whence", ".cache/whence/index.sqlite",
}  # fmt: skip


@pytest.fixture
def study(tmp_path):
    """A series in an archive, which must be unpacked to be read."""
    rng = np.random.default_rng(5)
    folder = tmp_path / "DOE_JANE_19510203"
    pictures = [rng.integers(0, 900, (48, 40)).astype(np.uint16) for _ in range(6)]
    write_series(folder / "one", pictures, orientation=AXIAL, spacing=(1.0, 1.0))
    with zipfile.ZipFile(folder / "study.zip", "w") as packed:
        for path in sorted((folder / "one").iterdir()):
            packed.write(path, path.name)
    return folder / "study.zip"


def play(home, study):
    """One session; the modes while it ran, and once it had ended."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    own.pop("WHENCE_NO_INDEX", None)
    environment = {
        **own, "HOME": str(home), "TMPDIR": str(home / "tmp"), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.fresh_home.reader_session", study],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), modes(home)


def opened_to_others(told):
    return {
        path: oct(mode)
        for path, mode in told.items()
        if mode & 0o077 and path not in SHARED and not path.startswith(OF_OTHERS)
    }


def test_every_file_of_a_session_is_its_owners_alone(tmp_path, study):
    home = tmp_path / "home"
    while_open, once_closed = play(home, study)
    assert set(while_open) >= OURS
    assert any(path.startswith("tmp/whence-unpacked-") for path in while_open)
    assert any(path.startswith(".local/share/whence/journal.sqlite-") for path in while_open)
    assert opened_to_others(while_open) == {}
    assert opened_to_others(once_closed) == {}

    left = [home / path for path in once_closed if Path(path).parts[0] in (".config", ".local")]
    for path in left:  # as an earlier Whence left them
        path.chmod(0o755 if path.is_dir() else 0o644)
    while_open, once_closed = play(home, study)
    assert set(while_open) >= {str(path.relative_to(home)) for path in left if path.is_dir()}
    assert opened_to_others(while_open) == {}
    assert opened_to_others(once_closed) == {}
