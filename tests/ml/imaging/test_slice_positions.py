"""Where slices are along their normal, whatever the file says of it."""

from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from ml.imaging.scanning.scan import open_series
from ml.imaging.slice_positions import HEAD_MM, slice_positions_mm
from ml.imaging.types.series import Series, SliceRef
from tests.synthetic.mr import enhanced, mr
from tests.synthetic.scanned import one
from tests.synthetic.volumes import write_volume

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
LEANING = (1.0, 0.0, 0.0, 0.0, np.cos(0.4), np.sin(0.4))


def series(positions, orientation=AXIAL, spacing=None):
    slices = tuple(SliceRef(str(i), Path("a"), i, p) for i, p in enumerate(positions))
    return Series(
        "u", "s", "d", "MR", slices, 4, 4, slice_spacing_mm=spacing, orientation=orientation
    )


def test_gaps_repeats_and_order_stay_what_they_are():
    heights = [30.0, 24.0, 24.0, 6.0, 0.0]
    found = slice_positions_mm(series([(7.0, 3.0, z) for z in heights]))
    np.testing.assert_allclose(np.array(found) - found[-1], heights)


def test_positions_are_along_the_normal_of_leaning_slices():
    across = np.cross(LEANING[:3], LEANING[3:])
    points = [tuple(step * across + (0, 0, 9)) for step in (0.0, 2.5, 5.0)]
    found = slice_positions_mm(series(points, LEANING))
    np.testing.assert_allclose(np.diff(found), 2.5)


@pytest.mark.parametrize(
    ("positions", "orientation"),
    [
        ([None] * 4, AXIAL),
        ([None] * 4, None),
        ([(0.0, 0.0, 0.0)] * 3 + [None], AXIAL),
        ([(0.0, 0.0, z) for z in (0.0, 1.0, 2.0, 3.0)], None),
        ([(0.0, 0.0, z) for z in (0.0, 1.0, 2.0, np.nan)], AXIAL),
    ],
)
def test_slices_in_unknown_places_cover_a_head_or_lie_as_stated(positions, orientation):
    assert slice_positions_mm(series(positions, orientation)) == tuple(
        i * HEAD_MM / 4 for i in range(4)
    )
    stated = slice_positions_mm(series(positions, orientation, spacing=3.0))
    assert stated == (0.0, 3.0, 6.0, 9.0)


def test_a_single_slice_has_a_place():
    assert slice_positions_mm(series([None])) == (0.0,)


def test_files_frames_and_volumes_tell_their_places(tmp_path):
    files = one(tmp_path / "files", [mr(i, step=4.0) for i in (0, 1, 2, 5)])
    assert np.abs(np.diff(slice_positions_mm(files))).tolist() == [4.0, 4.0, 12.0]
    frames = [{"place": 2 * i, "pixels": i, "number": i + 1, "index": (1, i + 1)} for i in range(4)]
    many = one(tmp_path / "frames", [enhanced(frames)])
    assert np.ptp(np.abs(np.diff(slice_positions_mm(many)))) == pytest.approx(0.0)
    image = SimpleITK.GetImageFromArray(np.zeros((5, 12, 12), np.int16))
    image.SetSpacing((1.0, 1.0, 3.5))
    (tmp_path / "volume").mkdir()
    (volume,), _ = open_series([write_volume(tmp_path / "volume" / "v.nii.gz", image)])
    np.testing.assert_allclose(np.abs(np.diff(slice_positions_mm(volume))), 3.5, rtol=1e-5)
