"""A header (`.hdr`) and its values (`.img`) are one volume, wherever they are and however named."""

import shutil
import zipfile

import numpy as np
import pytest
import SimpleITK

from ml.core.errors import NothingFoundError
from ml.imaging.decode import decode
from ml.imaging.formats.volume import files_of_volume
from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.scan import open_series, scan
from tests.ml.imaging.formats.test_nifti import check, check_values, doubts
from tests.ml.imaging.formats.test_volume import check_places
from tests.synthetic.nifti import (
    NAN,
    analyze_fields,
    by_nibabel,
    header,
    stored,
    volume,
    write_pair,
)

VALUES = volume()
NAMES = [
    ("v.hdr", "v.img"), ("V.HDR", "V.IMG"), ("v.Hdr", "v.img"), ("v.hdr.gz", "v.img.gz"),
    ("v.hdr", "v.img.gz"), ("v.hdr.gz", "v.img"), ("a.b.hdr", "a.b.img"),
]  # fmt: skip


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("names", NAMES, ids="+".join)
def test_a_pair_is_one_volume(tmp_path, names, order):
    write_pair(tmp_path, VALUES, order, names)
    (series,), problems = open_series([tmp_path])
    assert not problems
    check(series)
    files = {path.name for path in files_of_volume(tmp_path / names[0])}
    assert files == set(names)


def test_a_pair_means_what_other_readers_read(tmp_path):
    path = write_pair(tmp_path, VALUES)
    (series,), _ = open_series([tmp_path])
    check_places(series, SimpleITK.ReadImage(str(path)))
    np.testing.assert_array_equal(np.asarray(by_nibabel(path).dataobj).T, VALUES)


@pytest.mark.parametrize("dropped", [("v.hdr",), ("v.img",), ("v.img", "v.hdr")])
def test_either_file_opens_both_and_both_open_them_once(tmp_path, dropped):
    write_pair(tmp_path, VALUES)
    for _ in range(2):
        *_, last = scan(
            [tmp_path / name for name in dropped], index=Index(tmp_path / "cache" / "i.sqlite")
        )
        assert not last.problems
        (series,) = last.series
        check(series)


@pytest.mark.parametrize("order", [("v.hdr", "v.img"), ("v.img", "v.hdr")])
def test_a_pair_in_an_archive_is_read_in_any_order(tmp_path, order):
    (folder := tmp_path / "in").mkdir()
    write_pair(folder, VALUES)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in order:
            archive.write(folder / name, name)
    shutil.rmtree(folder)
    (series,), problems = open_series([tmp_path / "a.zip"])
    assert not problems
    check(series)


@pytest.mark.parametrize("offset", [0, NAN, -4, 352])
def test_values_of_a_pair_begin_at_once_unless_more_is_there(tmp_path, offset):
    write_pair(tmp_path, VALUES, vox_offset=offset)
    (series,), _ = open_series([tmp_path])
    check(series, said=["where values begin"] if offset != 0 else ())


def test_values_of_a_pair_may_begin_later(tmp_path):
    path = write_pair(tmp_path, VALUES, vox_offset=16)
    (tmp_path / "v.img").write_bytes(bytes(16) + stored(VALUES))
    (series,), _ = open_series([tmp_path])
    check(series)
    np.testing.assert_array_equal(np.asarray(by_nibabel(path).dataobj).T, VALUES)


def test_a_header_without_its_values_says_which_file_is_missing(tmp_path):
    write_pair(tmp_path, VALUES)
    (tmp_path / "v.img").unlink()
    with pytest.raises(NothingFoundError, match=r"v\.hdr: the file with its values \(v\.img\)"):
        open_series([tmp_path])


def test_values_without_their_header_say_which_file_is_missing(tmp_path):
    write_pair(tmp_path, VALUES)
    (tmp_path / "v.hdr").unlink()
    with pytest.raises(NothingFoundError, match=r"v\.img: has no header \(v\.hdr\) beside it"):
        open_series([tmp_path])
    write_pair(tmp_path, VALUES)  # and it is not remembered as nothing
    assert len(open_series([tmp_path])[0]) == 1


def test_values_that_are_a_link_out_of_the_folder_are_not_opened(tmp_path):
    (inside := tmp_path / "in").mkdir()
    write_pair(inside, VALUES)
    shutil.move(inside / "v.img", tmp_path / "v.img")
    (inside / "v.img").symlink_to(tmp_path / "v.img")
    with pytest.raises(NothingFoundError, match="outside its own folder"):
        open_series([inside / "v.hdr"])


@pytest.mark.parametrize("text", [b"#?RADIANCE\n", b"ENVI\nsamples = 3\n", b"!INTERFILE :=\n", b""])
def test_headers_of_other_kinds_are_none_of_ours(tmp_path, text):
    (tmp_path / "v.hdr").write_bytes(text)
    (tmp_path / "v.img").write_bytes(bytes(100))
    with pytest.raises(NothingFoundError, match=r"no image in 2 files\. Choose"):
        open_series([tmp_path])


@pytest.mark.parametrize("order", "<>")
def test_an_analyze_file_is_shown_and_its_sides_doubted(tmp_path, order):
    path = write_pair(tmp_path, VALUES, order, **analyze_fields())
    (series,), problems = open_series([tmp_path])
    assert not problems
    theirs = by_nibabel(path, analyze=True)
    np.testing.assert_array_equal(np.asarray(theirs.dataobj).T, VALUES)
    np.testing.assert_array_equal(
        SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path))), VALUES
    )
    assert (*series.spacing_mm[::-1], series.slice_spacing_mm) == theirs.header.get_zooms()
    check_values(series, VALUES[:, ::-1])  # nibabel's second axis runs to the front
    (said,) = doubts(series)
    assert "an Analyze file, which does not tell the sides" in said
    corner = np.diag([-1, -1, 1, 1]) @ theirs.affine @ (0, VALUES.shape[1] - 1, 0, 1)
    assert series.slices[0].position == pytest.approx(corner[:3])


def test_a_factor_of_spm_is_told(tmp_path):
    write_pair(tmp_path, VALUES, **{**analyze_fields(), "scl_slope": 0.25})
    (series,), _ = open_series([tmp_path])
    assert "SPM would multiply the values by 0.25" in doubts(series)[0]
    assert decode(series, 0).values.max() == VALUES[0].max()


def test_an_analyze_header_of_another_name_is_none(tmp_path):
    (tmp_path / "v.dat").write_bytes(header(VALUES, **analyze_fields()))
    with pytest.raises(NothingFoundError, match=r"no image in 1 files\. Choose"):
        open_series([tmp_path])
