"""Pictures in a folder are a series of one size, in the order in which people count."""

import numpy as np
import pytest
from PIL import Image

from ml.core.errors import ImageReadError
from ml.imaging.decode import decode
from ml.imaging.display.display import display
from ml.imaging.scanning.scan import open_series


def one(folder):
    (series,), problems = open_series([folder])
    assert problems == ()
    return series


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [(np.uint8, "png"), (np.uint16, "png"), (np.uint8, "tif"), (np.uint16, "tif"),
     (np.int32, "tif"), (np.float32, "tiff")],
)  # fmt: skip
def test_values_keep_their_depth(tmp_path, kind, suffix):
    values = (np.arange(72).reshape(8, 9) * (3 if kind is np.uint8 else 700)).astype(kind)
    if kind is np.float32:
        values /= values.max()
    Image.fromarray(values).save(tmp_path / f"a.{suffix}")
    found = decode(one(tmp_path), 0)
    assert found.values.dtype == kind
    np.testing.assert_array_equal(found.values, values)
    assert found.window[1] <= np.ptp(values)


def test_big_endian_tiff(tmp_path):
    values = (np.arange(72).reshape(8, 9) * 700).astype(">u2")
    Image.frombytes("I;16B", (9, 8), values.tobytes()).save(tmp_path / "a.tif")
    found = decode(one(tmp_path), 0).values
    assert found.dtype == np.uint16
    np.testing.assert_array_equal(found, values)


def test_every_page_of_a_tiff_is_a_slice(tmp_path):
    pages = [Image.fromarray(np.full((8, 9), n, np.uint8)) for n in (5, 6, 7)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    series = one(tmp_path)
    assert [int(decode(series, i).values[0, 0]) for i in range(3)] == [5, 6, 7]
    assert len({r.uid for r in series.slices}) == 3


def test_colour_is_shown_and_refused_and_grey_in_three_channels_is_grey(tmp_path):
    red = np.zeros((8, 9, 3), np.uint8)
    red[..., 0] = 200
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    Image.fromarray(red).save(tmp_path / "a" / "a.png")
    Image.fromarray(np.full((8, 9, 3), 77, np.uint8)).save(tmp_path / "b" / "b.png")
    series = one(tmp_path / "a")
    np.testing.assert_array_equal(display(decode(series, 0)), red)
    assert "colour" in series.refusal
    grey = one(tmp_path / "b")
    assert decode(grey, 0).values.shape == (8, 9)
    assert grey.refusal == ""


def test_a_picture_is_shown_the_way_up_that_its_exif_says(tmp_path):
    values = np.arange(72, dtype=np.uint8).reshape(8, 9)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(values).save(tmp_path / "a.png", exif=exif)
    series = one(tmp_path)
    assert (series.rows, series.columns) == (9, 8)
    np.testing.assert_array_equal(decode(series, 0).values, np.rot90(values, -1))


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif"])
def test_a_picture_cut_short_is_an_error_in_words(tmp_path, suffix):
    noise = np.random.default_rng(0).integers(0, 256, (80, 90)).astype(np.uint8)
    for name in ("a", "b"):
        Image.fromarray(noise).save(tmp_path / f"{name}.{suffix}")
    path = tmp_path / f"b.{suffix}"
    path.write_bytes(path.read_bytes()[:3000])
    found, problems = open_series([tmp_path])
    said = [p.reason for p in problems]
    for series in found:
        for index in range(len(series.slices)):
            try:
                decode(series, index)
            except ImageReadError as error:
                said.append(error.reason)
    assert len(said) == 1
    assert "not a picture that can be read" in said[0]
