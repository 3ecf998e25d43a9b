"""Qt for Python is a version that keeps its references.

6.12.0 on Python 3.11 loses a reference to `True` at every emit, and the interpreter aborts
after some thousands of them.
"""

import subprocess
import sys

import PySide6
import pytest

EMITS = 5_000
PROGRAM = f"""
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rung = Signal(bool)

app = QCoreApplication([])
bell, heard = Bell(), []
bell.rung.connect(heard.append)
for _ in range({EMITS}):
    bell.rung.emit(True)
assert len(heard) == {EMITS}
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the fault is Python 3.11's")
def test_version_is_below_the_faulty_one():
    assert tuple(map(int, PySide6.__version__.split(".")[:2])) < (6, 12)


def test_many_emits_leave_the_interpreter_alive():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
