"""A copy has the same pixels; equal headers alone make none."""

import numpy as np
import pytest

from ml.imaging.decode import decode
from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.scan import open_series, scan
from tests.synthetic.dicom import save
from tests.synthetic.mr import mr, write
from tests.synthetic.scanned import warned

DIFFER = "other files have the same headers and other pixels; both are shown"


def defaced(slice_):
    """The same header, with pixels set to 0."""
    pixels = np.frombuffer(slice_.PixelData, np.uint8).copy()
    pixels[: len(pixels) // 3] = 0
    slice_.PixelData = pixels.tobytes()
    return slice_


def made(count=4):
    return [mr(i, SOPInstanceUID=f"1.{i}") for i in range(count)]


def values(series):
    return [decode(series, i).values for i in range(len(series.slices))]


def folders(tmp_path, changed):
    """Two folders; in the second, the slices that are named have other pixels."""
    write(tmp_path / "a", made())
    write(tmp_path / "b", [defaced(d) if i in changed else d for i, d in enumerate(made())])
    return tmp_path


@pytest.mark.parametrize("changed", [[0, 1, 2, 3], [2]])
def test_two_folders_with_equal_headers_and_other_pixels_are_both_kept(tmp_path, changed):
    found, problems = open_series([folders(tmp_path, changed)])
    assert problems == ()
    assert [[s.path.parent.name for s in series.slices] for series in found] == [
        ["a"] * 4, ["b"] * 4,
    ]  # fmt: skip
    assert len({ref.uid for series in found for ref in series.slices}) == 8
    assert [series.part for series in found] == ["version 1", "version 2"]
    assert all(warned(series, DIFFER) for series in found)
    first, second = map(values, found)
    differ = [i for i in range(4) if not np.array_equal(first[i], second[i])]
    assert differ == changed


def test_equal_folders_stay_one(tmp_path):
    for name in "abc":
        write(tmp_path / name, made())
    (series,), _ = open_series([tmp_path])
    assert len(series.slices) == 4
    assert warned(series, "8 files are copies of another and left out")
    assert not warned(series, DIFFER)


def test_a_copy_of_a_version_is_a_copy(tmp_path):
    folders(tmp_path, [0, 1, 2, 3])
    write(tmp_path / "c", [defaced(d) for d in made()])
    found, _ = open_series([tmp_path])
    assert [len(series.slices) for series in found] == [4, 4]
    assert any(warned(series, "4 files are copies") for series in found)


def test_an_element_that_is_not_read_makes_no_version(tmp_path):
    write(
        tmp_path / "a",
        [mr(i, SOPInstanceUID=f"1.{i}", InstanceCreationTime="10") for i in range(3)],
    )
    write(
        tmp_path / "b",
        [mr(i, SOPInstanceUID=f"1.{i}", InstanceCreationTime="11") for i in range(3)],
    )
    (series,), _ = open_series([tmp_path])
    assert warned(series, "3 files are copies")


def test_a_version_beside_its_original_is_kept_and_told(tmp_path):
    write(tmp_path, made())
    save(tmp_path / "other", defaced(made()[2]))
    found, _ = open_series([tmp_path])
    assert sum(len(series.slices) for series in found) == 5
    assert all(warned(series, DIFFER) for series in found)


def test_the_index_changes_nothing(tmp_path):
    folders(tmp_path / "study", [1])
    results = []
    for _ in range(2):
        *_, last = scan([tmp_path / "study"], index=Index(tmp_path / "index"))
        results.append([(s.uid, s.warnings, s.slices) for s in last.series])
    assert len(results[0]) == 2
    assert results[0] == results[1]
