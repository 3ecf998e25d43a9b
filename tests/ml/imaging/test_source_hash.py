"""The hash of a series' source changes with every byte that is read, and with nothing else."""

import os
from dataclasses import replace

import numpy as np
import pytest

from ml.core.messages import message
from ml.imaging.scanning.scan import open_series
from ml.imaging.source_hash import source_hash
from tests.synthetic.series import write_series

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def dicom(folder):
    pictures = [np.full((16, 16), 40 * i, np.uint16) for i in range(3)]
    write_series(folder, pictures, orientation=AXIAL, spacing=(1.0, 1.0))


def detached(folder):
    folder.mkdir()
    header = (
        "ObjectType = Image\nNDims = 3\nDimSize = 8 8 3\nElementSpacing = 1 1 1\n"
        "ElementType = MET_SHORT\nElementByteOrderMSB = False\nElementDataFile = values.raw\n"
    )
    (folder / "volume.mhd").write_text(header)
    (folder / "values.raw").write_bytes(np.arange(192, dtype="<i2").tobytes())


@pytest.fixture(params=[dicom, detached])
def folder(request, tmp_path):
    request.param(tmp_path / "study")
    return tmp_path / "study"


def hash_of(folder):
    ((series,), _) = open_series([folder])
    return source_hash(series)


def test_every_file_counts_even_under_its_old_size_and_time(folder):
    before = hash_of(folder)
    for path in sorted(folder.iterdir()):
        status, whole = path.stat(), path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        ((series,), _) = open_series([folder])
        assert source_hash(series) != before, path.name
        path.write_bytes(whole)
    assert hash_of(folder) == before


def test_times_do_not_count(folder):
    before = hash_of(folder)
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    assert hash_of(folder) == before


def test_slices_and_a_refusal_count(folder):
    ((series,), _) = open_series([folder])
    before = source_hash(series)
    assert source_hash(replace(series, refusal=message("not axial"))) != before
    assert source_hash(replace(series, slices=series.slices[1:])) != before
    assert source_hash(replace(series, slices=series.slices[::-1])) != before


def test_a_file_that_is_gone_counts_as_absent(folder):
    ((series,), _) = open_series([folder])
    before = source_hash(series)
    series.slices[0].path.unlink()
    absent = source_hash(series)
    assert absent != before
    if hasattr(os, "mkfifo"):
        os.mkfifo(series.slices[0].path)
        assert source_hash(series) == absent  # and nobody waits for the pipe
