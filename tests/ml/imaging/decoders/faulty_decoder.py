"""A decoder as the shipped one, but for codecs that do what the end of a file says.

python faulty_decoder.py

What follows the end marker of a picture or frame is ignored by every codec, so that a file without
the fault is decoded as ever. None of this is in the application.
"""

import ctypes
import faulthandler
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

from ml.imaging.decoders import decoder_server
from ml.imaging.formats import picture_codecs
from ml.processes import serving
from viewer.storage.log_file import redacted

LIMIT = 2**28
MARK = b"!fault:"


def segv():
    faulthandler._sigsegv()  # type: ignore[attr-defined]


def abort():
    os.abort()


def loop():
    while True:
        pass


def gil():
    """Keeps the interpreter to itself: no other thread of this process gets a turn."""
    ctypes.PyDLL(None).sleep(600)


def memory():
    held = []
    while True:
        held.append(bytearray(2**24))


def killed():
    os.kill(os.getpid(), 9)


def spoils():
    """Damages memory in a way that shows at the next file."""
    server: Any = decoder_server
    server.decoded = lambda *_: segv()


FAULTS = {f.__name__.encode(): f for f in (segv, abort, loop, gil, memory, killed, spoils)}


def fail(source):
    _, mark, name = source[-32:].rpartition(MARK)
    if mark:
        FAULTS[name.strip(b"\0")]()


def faulty(function, source_of):
    def call(what, *more):
        answer = function(what, *more)
        fail(source_of(what))
        return answer

    return call


if __name__ == "__main__":
    server: Any = decoder_server
    server.memory_limit = lambda: LIMIT
    serving.ALIVE_SECONDS = 0.5
    server.decoded = faulty(server.decoded, bytes)
    for name in ("size", "values"):
        setattr(picture_codecs, name, faulty(getattr(picture_codecs, name), Path.read_bytes))
    sys.exit(decoder_server.serve(redacted))
