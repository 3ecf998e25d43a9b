"""Text headers that claim what cannot be true are refused before room is made for it."""

import numpy as np
import pytest
import SimpleITK

from ml.core.errors import ImageReadError
from ml.imaging.formats.registry import by_name
from ml.imaging.scanning.scan import open_series, scan


def volume(path):
    image = SimpleITK.GetImageFromArray(np.arange(60, dtype=np.int16).reshape(3, 4, 5))
    SimpleITK.WriteImage(image, str(path))
    return path


@pytest.mark.parametrize("name", ["v.mha", "v.nrrd"])
def test_true_headers_pass(tmp_path, name):
    (series,), _ = open_series([volume(tmp_path / name)])
    assert (len(series.slices), series.rows, series.columns) == (3, 4, 5)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("v.mha", b"NDims = 3", b"NDims = 65536", "does not state its axes unambiguously"),
        ("v.mha", b"NDims = 3", b"NDims = 6", "does not state its axes unambiguously"),
        ("v.mha", b"NDims = 3", b"NDims = 1", "does not state its axes unambiguously"),
        ("v.mha", b"NDims = 3", b"NDims = -3", "does not state its axes unambiguously"),
        ("v.mha", b"NDims = 3", b"NDims = 3\nNDims = 4", "does not state its axes unambiguously"),
        ("v.mha", b"DimSize = 5 4 3", b"DimSize = 5 4", "does not state its axes unambiguously"),
        ("v.mha", b"DimSize = 5 4 3", b"DimSize = 5 4 0", "an impossible size"),
        ("v.mha", b"DimSize = 5 4 3", b"DimSize = 5 4 4294967295", "an impossible size"),
        (
            "v.mha",
            b"DimSize = 5 4 3",
            b"DimSize = 5 4 1e9",
            "does not state its axes unambiguously",
        ),
        ("v.nrrd", b"dimension: 3", b"dimension: 17", "does not state its axes unambiguously"),
        ("v.nrrd", b"sizes: 5 4 3", b"sizes: 5 4 99999999", "an impossible size"),
    ],
)
def test_untrue_headers_are_refused_in_words(tmp_path, name, old, new, said):
    path = volume(tmp_path / name)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))
    with pytest.raises(ImageReadError, match=said):
        by_name(path.name).load().read_space(path)
    *_, last = scan([path])
    assert last.series == ()
    assert said in last.problems[0].reason


def test_a_file_that_is_gone(tmp_path):
    with pytest.raises(ImageReadError, match="cannot be opened"):
        by_name("v.mha").load().read_space(tmp_path / "v.mha")
