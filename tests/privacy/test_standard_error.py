"""What libraries print and what nobody caught names no patient on standard error."""

import logging
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from ml.imaging.formats import nifti_header, picture  # noqa: F401  # they load the libraries
from tests.privacy.people import PEOPLE, found
from tests.privacy.planted import SIDE

ROOT = Path(__file__).resolve().parents[2]
ANNA = PEOPLE[0]


def run(tmp_path, *arguments, code=None):
    program = ["-c", code] if code else ["main.py"]
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    return subprocess.run(
        [sys.executable, *program, *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, env=environment, timeout=120, check=False,
    )  # fmt: skip


def nifti(**fields):
    """The header of a NIfTI file with numbers that somebody typed; no volume follows."""
    header = bytearray(352)
    places = {"sizeof_hdr": ("<i", 0), "dim": ("<8h", 40), "datatype": ("<h", 70),
              "bitpix": ("<h", 72), "pixdim": ("<8f", 76), "vox_offset": ("<f", 108),
              "magic": ("<4s", 344)}  # fmt: skip
    usual = {"sizeof_hdr": (348,), "dim": (3, SIDE, SIDE, 3, 1, 1, 1, 1), "datatype": (4,),
             "bitpix": (16,), "pixdim": (1,) * 8, "vox_offset": (352,),
             "magic": (b"n+1\0",)}  # fmt: skip
    for name, values in {**usual, **fields}.items():
        form, place = places[name]
        struct.pack_into(form, header, place, *values)
    return bytes(header)


@pytest.mark.parametrize(
    "fields",
    [{"vox_offset": (float(ANNA.born) + 4,)}, {"magic": (b"Kim\0",)}, {"datatype": (1951,)}],
    ids=lambda fields: next(iter(fields)),
)
def test_numbers_of_a_header_are_not_printed_by_a_library(tmp_path, fields):
    (folder := tmp_path / "in").mkdir()
    (folder / "a.nii").write_bytes(nifti(**fields))
    done = run(tmp_path, "annotate", folder, "-o", tmp_path / "out")
    assert done.returncode == 2, done.stderr
    assert "no image" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_what_nobody_caught_quotes_nothing(tmp_path):
    code = f"""
import sys, threading, warnings, logging, main
from viewer.report import batch
def broken(*_, **__):
    warnings.warn({ANNA.sentence!r})
    logging.getLogger("library").error({ANNA.sentence!r})
    thread = threading.Thread(target=lambda: open({ANNA.sentence!r}))
    thread.start(); thread.join()
    raise FileNotFoundError({ANNA.sentence!r})
batch.annotate = broken
sys.exit(main.start(["annotate", {ANNA.sentence!r}, "-o", {str(tmp_path)!r}]))
"""
    done = run(tmp_path, code=code)
    assert done.returncode == 1, done.stderr
    assert "a fault of Whence" in done.stderr
    assert "builtins.FileNotFoundError" in done.stderr
    assert "in broken" in done.stderr
    assert found(done.stderr + done.stdout) == []


def test_no_library_that_reads_images_prints_by_itself():
    printing = {
        name
        for name, one in logging.Logger.manager.loggerDict.items()
        if name.startswith(("nibabel", "pydicom", "PIL"))
        for handler in getattr(one, "handlers", ())
        if isinstance(handler, logging.StreamHandler)
    }
    assert printing == set()
