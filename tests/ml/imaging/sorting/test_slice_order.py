"""Properties of order: whatever the shuffle, the turn, the flip, the direction, the slant."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ml.imaging.sorting.group import group
from ml.imaging.types.frame_record import Header, Record
from ml.imaging.types.orientation import letters, plane
from ml.imaging.types.series import Patient
from ml.imaging.types.value_parsing import orientation as valid

AXIAL = np.array([[1.0, 0, 0], [0, 1, 0]])
CORONAL = np.array([[1.0, 0, 0], [0, 0, -1]])
SAGITTAL = np.array([[0, 1.0, 0], [0, 0, -1]])
PLANES = {"axial": AXIAL, "coronal": CORONAL, "sagittal": SAGITTAL}
TOWARDS = {"L": (1, 0, 0), "R": (-1, 0, 0), "P": (0, 1, 0), "A": (0, -1, 0), "H": (0, 0, 1),
           "F": (0, 0, -1)}  # fmt: skip
HEADER = Header("1.2", "1.1", "MR", "T1 POST", "", 1, "", Patient(), 10, 10, "1.3", (), False,
                False, {})  # fmt: skip


def turned(axes, quarters, flip):
    """An in-plane rotation by quarters, and a flip: what the file's rows and columns may be."""
    row, column = axes
    for _ in range(quarters):
        row, column = column, -row
    return np.array([-row, column]) if flip else np.array([row, column])


def slanted(axes, angles):
    """Turned in space by small angles about the three axes, in degrees."""
    for axis, angle in enumerate(np.radians(angles)):
        i, j = [(1, 2), (0, 2), (0, 1)][axis]
        turn = np.eye(3)
        turn[i, i] = turn[j, j] = np.cos(angle)
        turn[i, j], turn[j, i] = -np.sin(angle), np.sin(angle)
        axes = axes @ turn.T
    return axes


def stack(tmp_path, axes, count, step, *, first=1, rounding=6, origin=(0, 0, 0)):
    cosines = valid(tuple(np.round(axes.ravel(), rounding)))
    assert cosines is not None
    axis = np.cross(axes[0], axes[1])
    return [
        Record(
            header=HEADER, uid=f"9.{i}", path=tmp_path / f"{i}", size=1, frame=0, order=first + i,
            position=tuple(float(v) for v in np.round(np.array(origin) + axis * i * step, 3)),
            orientation=cosines, spacing_mm=(1.0, 1.0), windows=(), split=(), repeat=(),
        )
        for i in range(count)
    ]  # fmt: skip


shapes = st.fixed_dictionaries(
    {
        "name": st.sampled_from(sorted(PLANES)),
        "quarters": st.integers(0, 3),
        "flip": st.booleans(),
        "angles": st.tuples(*[st.floats(-25, 25)] * 3),
    }
)


def axes_of(shape):
    return slanted(turned(PLANES[shape["name"]], shape["quarters"], shape["flip"]), shape["angles"])


@given(
    shape=shapes,
    count=st.integers(2, 40),
    step=st.floats(0.3, 10),
    backward=st.booleans(),
    shuffle=st.randoms(use_true_random=False),
    origin=st.tuples(*[st.floats(-200, 200)] * 3),
)
@settings(max_examples=300, deadline=None)
@pytest.mark.slow
def test_any_stack_sorts_back(tmp_path_factory, shape, count, step, backward, shuffle, origin):
    folder = tmp_path_factory.getbasetemp()
    step = -step if backward else step
    records = stack(folder, axes_of(shape), count, step, origin=origin)
    shuffle.shuffle(records)
    (series,) = group(records)
    assert [s.instance_number for s in series.slices] == list(range(1, count + 1))
    assert series.slice_spacing_mm == pytest.approx(abs(step), abs=0.002)
    assert series.warnings == ()


@given(shape=shapes)
@settings(max_examples=300, deadline=None)
@pytest.mark.slow
def test_any_stack_is_labelled_as_it_lies(shape):
    """Each letter is the direction that lies nearest to what is at that edge."""
    axes = axes_of(shape)
    assume(all(np.sort(np.abs(axis))[-1] - np.sort(np.abs(axis))[-2] > 1e-3 for axis in axes))
    cosines = tuple(float(v) for v in axes.ravel())
    left, right, top, bottom = letters(cosines)
    for letter, direction in (
        (left, -axes[0]), (right, axes[0]), (top, -axes[1]), (bottom, axes[1]),
    ):  # fmt: skip
        nearest = max(TOWARDS, key=lambda name: float(np.dot(TOWARDS[name], direction)))
        assert letter[0] == nearest
    if max(abs(a) for a in shape["angles"]) < 15:
        assert plane(cosines) == shape["name"]


@given(
    count=st.integers(8, 40),
    missing=st.integers(1, 38),
    shuffle=st.randoms(use_true_random=False),
    shape=shapes,
)
@settings(max_examples=100, deadline=None)
@pytest.mark.slow
def test_a_gap_is_found_wherever_it_is(tmp_path_factory, count, missing, shuffle, shape):
    assume(missing < count - 1)
    records = stack(tmp_path_factory.getbasetemp(), axes_of(shape), count, 3.0)
    del records[missing]
    shuffle.shuffle(records)
    (series,) = group(records)
    assert [w for w in series.warnings if "1 slice seems to be missing" in w]
    assert [s.instance_number for s in series.slices] == sorted(  # type: ignore[type-var]
        s.instance_number for s in series.slices
    )


@given(count=st.integers(2, 20), shape=shapes, shuffle=st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_without_numbers_slices_lie_along_the_body(tmp_path_factory, count, shape, shuffle):
    import dataclasses

    records = [
        dataclasses.replace(record, order=None)
        for record in stack(tmp_path_factory.getbasetemp(), axes_of(shape), count, 2.0)
    ]
    shuffle.shuffle(records)
    (series,) = group(records)
    places = np.array([s.position for s in series.slices])
    axis = np.cross(series.orientation[:3], series.orientation[3:])
    steps = np.diff(places[:, int(np.abs(axis).argmax())])
    assert (steps > 0).all()


@given(seed=st.integers(0, 10_000), parts=st.integers(2, 4), count=st.integers(2, 12))
@settings(max_examples=100, deadline=None)
@pytest.mark.slow
def test_echoes_come_apart_whole_whatever_the_shuffle(tmp_path_factory, seed, parts, count):
    import dataclasses

    folder = tmp_path_factory.getbasetemp()
    records = [
        dataclasses.replace(
            record, uid=f"{record.uid}.{echo}", split=(("echo", str(echo)),),
            order=record.order * parts + echo,
        )
        for record in stack(folder, AXIAL, count, 2.0)
        for echo in range(parts)
    ]  # fmt: skip
    order = np.random.default_rng(seed).permutation(len(records))
    found = group([records[i] for i in order])
    assert [series.part for series in found] == [f"echo {echo}" for echo in range(parts)]
    for series in found:
        assert [s.position[2] for s in series.slices] == [2.0 * i for i in range(count)]
