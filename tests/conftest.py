"""What every test stands on: no screen, no thread left behind, the shared data or a reason."""

import os
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest


@pytest.fixture(scope="session")
def shared():
    """The folder that `WHENCE_SHARED` names; in CI its absence is a failure."""
    folder = Path(os.environ.get("WHENCE_SHARED", "../shared"))
    if not (folder / "data").is_dir():
        reason = f"{folder}/data is absent; set WHENCE_SHARED"
        if os.environ.get("WHENCE_REQUIRE_SHARED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
