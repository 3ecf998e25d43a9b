"""A process that serves as `ml.worker.server` does, with slices that do what their name says.

python pretend.py [MODE]
"""

import faulthandler
import logging
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import numpy as np

from ml.core.errors import BundleError, ImageReadError
from ml.core.messages import NOTHING
from ml.core.types import ModelInfo, Outcome, Verdict
from ml.worker import server
from tests.synthetic.validations import VALIDATED
from viewer.storage.log_file import redacted

MODE = sys.argv[1] if len(sys.argv) > 1 else ""
MODELS = (
    ModelInfo("presence", "pretend 1", "0123456789ab", VALIDATED, NOTHING, 0.5, "# Card\nn’est"),
)
NAME = "Mustermann^Erika"


class Pretend(server.Services):
    def open(self, folders):
        if MODE == "slow":
            time.sleep(60)
        if MODE == "dies":
            os.kill(os.getpid(), 9)
        if MODE == "no bundle":
            raise BundleError("no presence bundle in here")
        yield MODELS, "cpu", 4

    def read(self, items):
        for item in items:
            getattr(self, f"_{item.uid}", lambda: None)()
            attention = item.values.astype(np.float32) / 7
            attention.setflags(write=False)
            yield Verdict(item.uid, Outcome.UNSURE, 0.1 + 0.2, None, attention, "why", "m")

    def _segv(self):
        faulthandler._sigsegv()  # type: ignore[attr-defined]

    def _kill(self):
        os.kill(os.getpid(), 9)

    def _leaves(self):
        os._exit(7)

    def _hang(self):
        time.sleep(60)

    def _prints(self):
        sys.stdout.write(NAME + "\n")
        sys.stdout.flush()
        os.write(1, b"\x00" * 100)

    def _asks(self):
        if sys.stdin.read():
            raise ValueError("there was something")

    def _breaks(self):
        raise ValueError(f"Invalid value for VR PN: {NAME}")

    def _expected(self):
        raise ImageReadError("001.dcm", "truncated")

    def _logs(self):
        logging.getLogger("ml.inference.cascade").info("ours says this")
        logging.getLogger("pydicom").warning("theirs says %s", NAME)


if __name__ == "__main__":
    server.Services = Pretend  # type: ignore[misc]
    sys.exit(server.serve(redacted))
