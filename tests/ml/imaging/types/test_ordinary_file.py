"""Nothing is opened but ordinary files, wherever something else stands in their place."""

import os
import socket
from contextlib import contextmanager
from pathlib import Path

import pytest

from ml.core.errors import ImageReadError
from ml.imaging.decode import decode
from ml.imaging.dicom.dicomdir import referenced
from ml.imaging.dicom.header_reader import Headers
from ml.imaging.dicom.header_table import header_rows
from ml.imaging.dicom.pixel_data import read_stored
from ml.imaging.formats.file_content import content_of
from ml.imaging.formats.nifti import nifti_space
from ml.imaging.formats.picture import picture_size, read_picture
from ml.imaging.formats.registry import FORMATS
from ml.imaging.formats.volume import read_volume, volume_series
from ml.imaging.scanning.scan import scan
from ml.imaging.types.file_type import DICOM_ENDINGS
from ml.imaging.types.ordinary_file import open_ordinary
from tests.synthetic.mr import mr, write

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
ENDINGS = [ending for row in FORMATS for ending in row.endings] + list(DICOM_ENDINGS) + [".zip"]
READERS = [
    Headers().records, header_rows, referenced, content_of, nifti_space, picture_size,
    read_picture, volume_series, read_volume, open_ordinary, lambda path: read_stored(path, 0),
]  # fmt: skip


@contextmanager
def _pipe(path):
    os.mkfifo(path)
    yield


@contextmanager
def _socket(path):
    before = Path.cwd()
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(path.parent)  # the name of a socket may have a hundred bytes
        listening.bind(path.name)
        os.chdir(before)
        yield


@contextmanager
def _endless(path):
    path.symlink_to("/dev/zero")
    yield


@contextmanager
def _link_to_a_pipe(path):
    os.mkfifo(path.with_name("a pipe"))
    path.symlink_to("a pipe")
    yield


SPECIAL = [_pipe, _socket, _endless, _link_to_a_pipe]


@pytest.mark.parametrize("special", SPECIAL)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_scan_passes_over_what_is_no_ordinary_file_and_says_so(tmp_path, special, ending):
    folder = write(tmp_path / "study", [mr(i) for i in range(2)])
    with special(folder / f"x{ending}"):
        for dropped in ([folder], [folder / f"x{ending}", folder]):
            *_, last = scan(dropped)
            assert [len(series.slices) for series in last.series] == [2]
            (problem, *_more) = last.problems
            assert problem.path == folder / f"x{ending}"
            leads_out = special is _endless and len(dropped) == 1
            words = "is a link that leads out" if leads_out else "no ordinary file; it is not"
            assert words in problem.reason


@pytest.mark.parametrize("special", SPECIAL)
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_waits_for_what_has_no_end(tmp_path, special, reader):
    path = tmp_path / "v.nii"
    with special(path), pytest.raises(ImageReadError, match=r"v\.nii: .*no ordinary file"):
        reader(path)


def test_a_slice_that_became_a_pipe_after_the_scan_costs_itself_alone(tmp_path):
    folder = write(tmp_path / "study", [mr(i) for i in range(3)])
    *_, last = scan([folder])
    (series,) = last.series
    series.slices[1].path.unlink()
    os.mkfifo(series.slices[1].path)
    with pytest.raises(ImageReadError, match="no ordinary file"):
        decode(series, 1)
    assert decode(series, 0).values.any()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_a_file_without_length_holds_nothing(tmp_path):
    assert Path("/proc/self/status").read_bytes()
    with open_ordinary(Path("/proc/self/status")) as file:
        assert file.read() == b""
