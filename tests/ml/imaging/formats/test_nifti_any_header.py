"""Any header, one form of which is broken, gives what the whole one gives; and no header gives
anything but a volume or words."""

import math
import struct

import nibabel
import numpy as np
import pytest
import SimpleITK
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ml.imaging.decode import decode
from ml.imaging.formats.nifti_placement import SIZES_APART
from ml.imaging.formats.volume_geometry import LARGEST_MM, SMALLEST_MM
from ml.imaging.scanning.scan import open_series, scan
from tests.ml.imaging.formats.test_volume import check_places
from tests.synthetic.nifti import PLACES, by_nibabel, header, stored, volume

VALUES = volume((3, 5, 4))
SIZE = np.array(VALUES.shape[::-1])
NAN, INFINITE = float("nan"), float("inf")
ANYTHING = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
unit = st.floats(-1, 1, allow_subnormal=False)
length = st.floats(0.5, 7)
place = st.floats(-200, 200)


@st.composite
def placed(draw):
    """A volume anywhere, turned anyhow, as an affine in RAS."""
    turn = np.array(draw(st.tuples(unit, unit, unit, unit)))
    assume(np.linalg.norm(turn) > 0.1)
    turn /= np.linalg.norm(turn)
    affine = np.eye(4)
    affine[:3, :3] = nibabel.quaternions.quat2mat(turn)
    affine[:3, :3] *= draw(st.tuples(length, length, length))
    affine[:3, :3] *= (1, 1, draw(st.sampled_from((1, -1))))
    affine[:3, 3] = draw(st.tuples(place, place, place))
    return affine


def whole(affine, folder, name="whole.nii", sform=1):
    """A file in which both forms say the same, as far as a quaternion can; by nibabel."""
    image = nibabel.Nifti1Image(VALUES.T, affine)
    image.set_sform(affine, sform)
    image.set_qform(affine, 1)
    image.header.set_xyzt_units("mm")
    (path := folder / name).parent.mkdir(exist_ok=True)
    nibabel.save(image, path)
    return path


def broken(path, changes):
    """The same file with other fields."""
    data = bytearray(path.read_bytes())
    for field, value in changes.items():
        form, at = PLACES[field]
        several = value if isinstance(value, (tuple, list)) else (value,)
        struct.pack_into("<" + form, data, at, *several)
    out = path.with_name("broken.nii")
    out.write_bytes(data)
    return out


no_number = st.sampled_from((NAN, INFINITE, -INFINITE))
bad_quaternion = st.one_of(
    st.tuples(no_number, unit, unit),
    st.tuples(*[st.floats(0.6, 9)] * 3),
    st.tuples(*[st.floats(-1e30, -2)] * 3),
)
bad_sform = st.one_of(
    st.just((0.0,) * 12),
    st.tuples(no_number, *[unit] * 11),
    st.tuples(*[unit] * 4).map(lambda row: row * 3),
    st.tuples(*[st.floats(1e7, 1e30)] * 12),
)


@given(affine=placed(), quaternion=bad_quaternion)
@ANYTHING
def test_a_broken_quaternion_changes_nothing_beside_a_sform(tmp_path, affine, quaternion):
    path = whole(affine, tmp_path)
    (series,), _ = open_series([broken(path, {"quatern": quaternion})])
    assert series.spacing_known
    assert not series.warnings[1:]
    check_places(series, SimpleITK.ReadImage(str(path)))
    np.testing.assert_allclose(by_nibabel(tmp_path / "broken.nii").affine, affine, atol=1e-3)


@given(affine=placed(), rows=bad_sform)
@ANYTHING
def test_a_broken_sform_changes_nothing_beside_a_quaternion(tmp_path, affine, rows):
    path = whole(affine, tmp_path)
    (series,), _ = open_series([broken(path, {"srow": rows})])
    assert series.spacing_known
    assert any("its qform is shown" in each for each in series.warnings)
    alone = whole(affine, tmp_path, "alone.nii", sform=0)
    check_places(series, SimpleITK.ReadImage(str(alone)))


@given(affine=placed(), factor=st.floats(0.2, 5), axis=st.integers(0, 2))
@ANYTHING
def test_voxel_sizes_that_differ_are_never_measured_by(tmp_path, affine, factor, axis):
    assume(abs(factor - 1) > 2 * SIZES_APART)
    path = whole(affine, tmp_path)
    pixdim = [1, *np.linalg.norm(affine[:3, :3], axis=0), 0, 0, 0, 0]
    pixdim[1 + axis] *= factor
    (series,), _ = open_series([broken(path, {"pixdim": pixdim, "qform_code": 0})])
    assert not series.spacing_known
    assert any("two voxel sizes" in each for each in series.warnings)


@given(
    affine=placed(), offset=st.one_of(st.floats(-1e4, 347), st.just(NAN), st.just(348.0)),
    gap=st.sampled_from((0, 4)),
)  # fmt: skip
@ANYTHING
def test_wherever_values_are_said_to_begin_none_is_taken_from_the_header(
    tmp_path, affine, offset, gap
):
    path = whole(affine, tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[:348] + bytes(gap) + data[352:])
    (series,), _ = open_series([broken(path, {"vox_offset": offset})])
    shown = {int(v) for i in range(len(series.slices)) for v in decode(series, i).values.ravel()}
    assert shown == {int(v) for v in VALUES.ravel()}
    assert any("where values begin" in each for each in series.warnings)


wild = st.floats(width=32)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "dim": st.tuples(*[st.integers(-2, 8)] * 8),
        "datatype": st.integers(-10, 2000),
        "pixdim": st.tuples(*[wild] * 8),
        "vox_offset": wild,
        "scl_slope": wild,
        "scl_inter": wild,
        "xyzt_units": st.integers(0, 255),
        "qform_code": st.integers(-1, 5),
        "sform_code": st.integers(-1, 5),
        "quatern": st.tuples(*[wild] * 3),
        "qoffset": st.tuples(*[wild] * 3),
        "srow": st.tuples(*[wild] * 12),
        "magic": st.sampled_from((b"n+1\0", b"ni1\0", b"n+2\0", b"\0\0\0\0")),
        "sizeof_hdr": st.sampled_from((348, 540, 0, 1543569408)),
    },
)


@given(fields=FIELDS, order=st.sampled_from("<>"))
@settings(ANYTHING, max_examples=300)
def test_any_header_is_a_volume_or_words(tmp_path, fields, order):
    """Where it is trusted, nibabel and SimpleITK see it where it is shown, if they see it alike."""
    path = tmp_path / "v.nii"
    path.write_bytes(header(VALUES, order, **fields) + bytes(4) + stored(VALUES, order))
    *_, last = scan([path])
    if not last.series:
        (problem,) = last.problems
        assert problem.path == path
        assert "fault" not in problem.reason
        return
    series = last.series[0]
    assert all(math.isfinite(v) and v > 0 for v in series.spacing_mm)
    if not series.spacing_known:
        assert series.warnings[1:]
        return
    spacing = (*series.spacing_mm, series.slice_spacing_mm or 0)
    assert all(np.isfinite(each.position).all() for each in series.slices)
    assert max(spacing) <= LARGEST_MM
    count = (series.rows, series.columns, len(series.slices))
    assert max(n * v for n, v in zip(count, spacing, strict=True)) >= SMALLEST_MM
    theirs = list(others(path, fields))
    alike = len(theirs) == 2 and np.allclose(theirs[0], theirs[1], rtol=1e-3)
    if alike and not series.warnings[1:]:
        assert sorted(theirs[0]) == pytest.approx(sorted(spacing)[-3:], rel=SIZES_APART, abs=1e-3)


def is_tame(fields):
    """Whether ITK comes back: it looks for ever for the axes of numbers that are none, or vast."""
    said = [fields.get(name, 0) for name in ("pixdim", "quatern", "qoffset", "srow")]
    return all(math.isfinite(v) and abs(v) < 1e6 for v in np.ravel(np.hstack(said)))


def others(path, fields):
    """Voxel sizes in millimetres, by each of two readers that reads the file as three axes."""
    try:
        if is_tame(fields):
            image = SimpleITK.ReadImage(str(path))
            if image.GetSize() == tuple(SIZE):
                yield image.GetSpacing()
        loaded = by_nibabel(path)
        if loaded.shape == tuple(SIZE) and loaded.header.get_xyzt_units()[0] in ("mm", "unknown"):
            yield tuple(nibabel.affines.voxel_sizes(loaded.affine))
    except Exception:  # noqa: BLE001 - whatever they raise, they do not read it
        return
