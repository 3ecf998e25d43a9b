"""What every test stands on: no screen, no haste, no thread left, the shared data or a reason."""

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ["WHENCE_NO_INDEX"] = "1"  # the user's own index is not for tests
if "PYTEST_XDIST_WORKER" in os.environ:  # else the threads of one worker wait for the other's
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(threads, "1")
if "--headed" not in sys.argv:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from tests.fast_tests import FastTests

PATIENT_MS = 60_000
"""For so long a test waits for what should happen: other work on the machine is no fault."""
WAITS = ("waitUntil", "waitSignal", "waitSignals", "waitActive", "waitExposed", "waitCallback")
for wait in WAITS:
    getattr(QtBot, wait).__kwdefaults__["timeout"] = PATIENT_MS
settings.register_profile("whence", deadline=None)  # how long an example takes is no property
settings.load_profile("whence")


def pytest_addoption(parser):
    parser.addoption("--headed", action="store_true", help="show windows on the real screen")


def pytest_configure(config):
    config.pluginmanager.register(FastTests())
    # Qt's offscreen platform says this of every window with a size limit; it means nothing.
    config.addinivalue_line("qt_log_ignore", "does not support propagateSizeHints")


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


@pytest.fixture(autouse=True)
def no_thread_left():
    """Fail a test that leaves a worker thread running."""
    yield
    worker_thread = sys.modules.get("viewer.background.worker_thread")
    if worker_thread is None:
        return
    left = [thread for thread in worker_thread.alive() if thread.running]
    names = [thread.name for thread in left]
    for thread in left:
        thread.close(5000)
    assert not names, f"threads left running: {names}"
