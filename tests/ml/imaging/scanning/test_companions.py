"""Files in which macOS keeps its notes on others are passed over, whatever they are called."""

import os
import struct
import zipfile

import pytest

from ml.core.errors import NothingFoundError
from ml.imaging.formats.registry import FORMATS
from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.scan import open_series, scan
from ml.imaging.types.file_type import DICOM_ENDINGS
from tests.synthetic.nifti import nifti, volume
from tests.synthetic.series import make_series

ENDINGS = [ending for row in FORMATS for ending in row.endings] + [*DICOM_ENDINGS, ".zip", ".img"]


def apple_double(magic=0x00051607):
    """An AppleDouble file (RFC 1740) with Finder info and an empty resource fork."""
    entries = struct.pack(">3I3I", 9, 50, 32, 2, 82, 286)
    head = struct.pack(">II16sH", magic, 0x00020000, b"Mac OS X        ", 2) + entries
    return head + bytes(32) + bytes(286)


COMPANIONS = {
    "AppleDouble": apple_double(),
    "AppleSingle": apple_double(0x00051600),
    "empty": b"",
    "cut short": apple_double()[:3],
}


@pytest.mark.parametrize("data", COMPANIONS.values(), ids=COMPANIONS)
def test_companions_of_every_kind_say_nothing(tmp_path, data):
    (tmp_path / "v.nii").write_bytes(nifti(volume()))
    for ending in ENDINGS:
        (tmp_path / f"._v{ending}").write_bytes(data)
    (tmp_path / "._DICOMDIR").write_bytes(data)
    for _ in range(2):
        *_, last = scan([tmp_path], index=Index(tmp_path / "cache" / "i.sqlite"))
        assert [series.description for series in last.series] == ["v.nii"]
        assert not last.problems


def test_companions_beside_dicom_say_nothing(tmp_path):
    make_series(tmp_path / "in", slices=3)
    for path in list((tmp_path / "in").iterdir()):
        path.with_name("._" + path.name).write_bytes(apple_double())
    (series,), problems = open_series([tmp_path])
    assert len(series.slices) == 3
    assert not problems


def test_companions_are_known_by_their_bytes_under_any_name(tmp_path):
    (tmp_path / ".AppleDouble").mkdir()
    (tmp_path / ".AppleDouble" / "v.dcm").write_bytes(apple_double())
    (tmp_path / "v.nii").write_bytes(nifti(volume()))
    _, problems = open_series([tmp_path])
    assert not problems


def test_companions_in_an_archive_say_nothing(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("t1/v.nii", nifti(volume()))
        archive.writestr("__MACOSX/t1/._v.nii", apple_double())
    found, problems = open_series([tmp_path / "a.zip"])
    assert len(found) == 1
    assert not problems


def test_an_image_is_read_even_if_its_name_is_that_of_a_companion(tmp_path):
    (tmp_path / "._v.nii").write_bytes(nifti(volume()))
    assert len(open_series([tmp_path])[0]) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_of_such_a_name_says_nothing(tmp_path):
    (tmp_path / "v.nii").write_bytes(nifti(volume()))
    os.mkfifo(tmp_path / "._v.nii")
    assert not open_series([tmp_path])[1]


def test_companions_alone_are_no_image(tmp_path):
    (tmp_path / "._v.nii").write_bytes(apple_double())
    with pytest.raises(NothingFoundError, match=r"no image in 1 files\. Choose"):
        open_series([tmp_path])
