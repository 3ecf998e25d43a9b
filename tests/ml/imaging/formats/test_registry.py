"""A format is its module and one row: everything else follows the registry."""

from pathlib import Path

import numpy as np
import pytest

from ml.core.errors import ImageReadError, NothingFoundError
from ml.imaging.api import file_kinds
from ml.imaging.decode import decode
from ml.imaging.formats import registry
from ml.imaging.formats.file_content import content
from ml.imaging.formats.registry import FORMATS, VolumeFormat
from ml.imaging.formats.volume import read_volume
from ml.imaging.formats.volume_geometry import Space
from ml.imaging.formats.volume_reader import VolumeReader
from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.scan import open_series, scan
from ml.imaging.types.file_type import DICOM_ENDINGS
from viewer.widgets.dialogs.open_filter import open_filter

SIZE = (5, 4, 3)
VALUES = np.arange(60, dtype="<i2").reshape(SIZE[::-1])


def read_space(path):
    magic, *size = path.read_bytes()[:7]
    if magic != ord("F"):
        raise ImageReadError(path.name, "is no fake")
    i, j, k = size[3:]
    return Space((i, j, k), (0.5, 0.7, 3.0), np.zeros(3), np.eye(3), item_bytes=2)


def read_values(path, space, _time):
    return np.frombuffer(path.read_bytes()[7:], "<i2").reshape(1, *space.size[::-1])


FAKE = VolumeFormat(
    name="Fake",
    endings=(".fake",),
    signatures=(b"FAKE",),
    load=lambda: VolumeReader(read_space, read_values),
)


def write(path):
    path.write_bytes(b"FAKE" + bytes(SIZE) + VALUES.tobytes())
    return path


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr(registry, "FORMATS", (*FORMATS, FAKE))


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize("name", ["head.fake", "HEAD.FAKE", "without an ending"])
def test_a_format_that_is_one_row_is_read(tmp_path, name):
    (tmp_path / "deep").mkdir()
    path = write(tmp_path / "deep" / name)
    (tmp_path / "deep" / "notes.txt").write_text("nothing")
    (series,), problems = open_series([tmp_path])
    assert not problems
    assert series.description == name
    assert (len(series.slices), series.rows, series.columns) == SIZE[::-1]
    assert (series.spacing_mm, series.slice_spacing_mm) == ((0.7, 0.5), 3.0)
    for index, values in enumerate(VALUES):
        np.testing.assert_array_equal(decode(series, index).values, values)
    np.testing.assert_array_equal(read_volume(path), VALUES)


@pytest.mark.usefixtures("fake")
def test_its_own_words_are_told_when_it_is_damaged(tmp_path):
    (tmp_path / "a.fake").write_bytes(b"none of it")
    *_, last = scan([tmp_path])
    assert [problem.reason for problem in last.problems] == ["is no fake"]


@pytest.mark.usefixtures("fake")
def test_the_desk_offers_it_among_the_files_to_open():
    assert ("Fake", (".fake",)) in file_kinds()
    assert "Fake (*.fake)" in open_filter().split(";;")


@pytest.mark.usefixtures("fake")
def test_a_folder_without_images_names_it_among_the_formats_to_choose(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(NothingFoundError, match=r"holds DICOM, NIfTI, .*, TIFF or Fake files$"):
        open_series([tmp_path])


def test_the_desk_offers_every_format_and_all_files_first():
    everything, *kinds = open_filter().split(";;")
    assert "(*)" in everything
    assert [kind.partition(" ")[0] for kind in kinds] == ["DICOM", *(row.name for row in FORMATS)]
    assert "NIfTI (*.nii *.nii.gz *.hdr *.img)" in kinds


def test_a_file_that_was_nothing_is_read_once_its_format_is(tmp_path, monkeypatch):
    """Else the index of an older version would hide it."""
    write(tmp_path / "head.fake")
    *_, before = scan([tmp_path], index=Index(tmp_path / "cache" / "index.sqlite"))
    assert not before.series
    monkeypatch.setattr(registry, "FORMATS", (*FORMATS, FAKE))
    *_, after = scan([tmp_path], index=Index(tmp_path / "cache" / "index.sqlite"))
    assert [series.description for series in after.series] == ["head.fake"]


def test_no_two_formats_claim_the_same_file():
    endings = [*DICOM_ENDINGS, *(ending for row in FORMATS for ending in row.endings)]
    assert len(endings) == len(set(endings))
    signatures = [signature for row in FORMATS for signature in row.signatures]
    assert not [(a, b) for a in signatures for b in signatures if a != b and a.startswith(b)]


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_bytes_are_believed_before_names(row):
    for signature in row.signatures:
        assert content(Path("a.nii.gz"), signature) is row
    for ending in row.endings:
        assert content(Path("A" + ending.upper()), b"") is row
