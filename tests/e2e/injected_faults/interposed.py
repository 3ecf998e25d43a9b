"""Builds the library that strikes at writes, and arms it in a process that was started with it."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("faulty_writes.c")
KINDS = {"": 0, "full": 1, "kill": 2}
FOR_GOOD = 1 << 40


def can_build():
    """Whether this system can have the library."""
    return sys.platform == "linux" and shutil.which("cc") is not None


def build(folder):
    """The library, compiled into a folder."""
    library = folder / "faulty_writes.so"
    command = ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-o", library, SOURCE, "-ldl"]
    subprocess.run(command, check=True)
    return library


def start(library, module, *arguments):
    """Start a module as a process whose changes to files can be struck."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=Path(__file__).resolve().parents[3],
        env={
            **os.environ, "LD_PRELOAD": str(library), "WHENCE_NO_INDEX": "1",
            "QT_QPA_PLATFORM": "offscreen",
        },
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


class WriteFault:
    """Strikes at the n-th change of a process below a folder.

    Args:
        kind: One of `KINDS`.
        number: At which change, from 1.
        below: The folder.
        lasting: For how many changes a disk stays full.
    """

    def __init__(self, kind, number, below, lasting=FOR_GOOD):
        self.kind, self.number, self.below, self.lasting = kind, number, below, lasting

    def arm(self):
        """From now on, in this process and for good."""
        arm = ctypes.CDLL(None).faults_arm
        arm.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_long, ctypes.c_long]
        arm(os.fsencode(self.below), KINDS[self.kind], self.number, self.lasting)

    @property
    def seen(self):
        """How many changes there were since it was armed."""
        counted = ctypes.CDLL(None).faults_counted
        counted.restype = ctypes.c_long
        return counted()
