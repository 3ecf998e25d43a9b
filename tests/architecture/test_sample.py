"""The sample series is what its generator draws, and what its header says."""

import numpy as np
import pydicom
import pytest

from resources.sample import make_sample


@pytest.fixture(scope="module")
def shipped():
    return sorted(make_sample.SERIES.glob("*.dcm"))


@pytest.mark.slow
def test_drawing_it_again_gives_the_same_bytes(shipped, tmp_path):
    make_sample.write(tmp_path)
    drawn = sorted(tmp_path.iterdir())
    assert [p.name for p in drawn] == [p.name for p in shipped]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(drawn, shipped, strict=True))


def test_it_is_small(shipped):
    assert sum(p.stat().st_size for p in shipped) < 2_000_000


def test_header_says_what_it_is(shipped):
    headers = [pydicom.dcmread(p, stop_before_pixels=True) for p in shipped]
    first = headers[0]
    assert str(first.PatientName) == "Whence^Sample"
    assert first.ContrastBolusAgent == "SYNTHETIC"
    assert "synthetic" in first.SeriesDescription
    assert len({h.SOPInstanceUID for h in headers}) == len(headers) == make_sample.SLICES
    assert len({h.SeriesInstanceUID for h in headers}) == 1
    steps = np.diff([float(h.ImagePositionPatient[2]) for h in headers])
    assert np.allclose(steps, make_sample.SLICE_MM)


def test_the_lesion_is_on_the_left_and_its_ring_is_bright(shipped):
    x, y, z = make_sample.LESION_LPS_MM
    datasets = [pydicom.dcmread(p) for p in shipped]
    ds = min(datasets, key=lambda d: abs(float(d.ImagePositionPatient[2]) - z))
    left, top, _ = (float(v) for v in ds.ImagePositionPatient)
    spacing = float(ds.PixelSpacing[0])
    column, row = round((x - left) / spacing), round((y - top) / spacing)
    assert column > ds.Columns / 2
    assert row < ds.Rows / 2
    near = ds.pixel_array[row - 16 : row + 17, column - 16 : column + 17]
    mirrored = ds.pixel_array[
        row - 16 : row + 17, ds.Columns - column - 17 : ds.Columns - column + 16
    ]
    assert np.percentile(near, 95) > 1.3 * np.percentile(mirrored, 95)
    assert near[14:19, 14:19].mean() < 0.7 * mirrored[14:19, 14:19].mean()
