"""Frames become stacks by what the headers say, whatever the order of files; doubts in words."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.imaging.decode import decode
from ml.imaging.group import group
from ml.imaging.orientation import letters
from ml.imaging.record import Header, Record
from ml.imaging.scan import open_series
from ml.imaging.sequence import Kind
from ml.imaging.series import Patient
from tests.factories import AXIAL

CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
HEADER = Header(
    "1.2", "1.1", "MR", "AX T1 POST", "", 1, "", Patient(), 8, 9, "1.3", ("ORIGINAL",), False,
    False, {},
)  # fmt: skip


def frames(count=6, *, orientation=AXIAL, step=2.0, lean=(0, 0, 0), first=1, **more):
    """Records of one stack, numbered in the direction of `step`."""
    axis = np.cross(orientation[:3], orientation[3:]) * step + np.array(lean)
    return [
        Record(
            header=HEADER, uid=f"9.{first}.{i}", path=Path(f"/x/{i}"), size=100, frame=0,
            order=first + i, position=tuple(float(v) for v in axis * i), orientation=orientation,
            spacing_mm=(1.0, 1.0), windows=(), split=(), repeat=(),
        )
        for i in range(count)
    ]  # fmt: skip


def turned(angles):
    """Cosines after turns about three axes."""
    a, b, c = np.radians(angles)
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    turn = x @ y @ z
    return tuple(float(v) for v in (*turn[:, 0], *turn[:, 1]))


@given(
    angles=st.tuples(*[st.floats(-180, 180)] * 3),
    flip=st.tuples(st.sampled_from([1, -1]), st.sampled_from([1, -1])),
    step=st.sampled_from([3.0, -3.0, 0.7]),
    seed=st.integers(0, 999),
)
@settings(max_examples=150, deadline=None)
def test_any_shuffle_of_any_stack_sorts_back(angles, flip, step, seed):
    cosines = turned(angles)
    cosines = tuple(v * flip[i // 3] for i, v in enumerate(cosines))
    stack = frames(7, orientation=cosines, step=step)
    random.Random(seed).shuffle(stack)
    (series,) = group(stack)
    assert [s.instance_number for s in series.slices] == [1, 2, 3, 4, 5, 6, 7]
    assert series.slice_spacing_mm == pytest.approx(abs(step), abs=1e-6)
    left, right, top, bottom = letters(series.orientation)
    opposite = str.maketrans("RLAPFH", "LRPAHF")
    assert (left.translate(opposite), top.translate(opposite)) == (right, bottom)
    axis = int(np.abs(cosines[:3]).argmax())
    assert right[0] == ("RL", "AP", "FH")[axis][cosines[axis] > 0]


@given(seed=st.integers(0, 999), what=st.sampled_from(["echo", "time", "b-value", "stack"]))
@settings(max_examples=20, deadline=None)
def test_stacks_in_one_series_come_apart(seed, what):
    mixed = [replace(r, split=((what, "1"),)) for r in frames()]
    mixed += [replace(r, split=((what, "2"),)) for r in frames(first=20)]
    random.Random(seed).shuffle(mixed)
    one, two = group(mixed)
    assert (one.part, two.part) == (f"{what} 1", f"{what} 2")
    assert (one.uid, two.uid) == ("1.2", "1.2/2")
    assert [s.instance_number for s in two.slices] == [20, 21, 22, 23, 24, 25]


def test_a_repeat_is_told_apart_by_what_explains_it_and_by_nothing_else():
    every = [
        replace(r, repeat=(("echo time", echo), ("acquisition time", str(r.order))))
        for first, echo in ((1, "10"), (20, "80"))
        for r in frames(first=first)
    ]
    one, two = group(every)
    assert (one.part, two.part) == ("echo time 10", "echo time 80")
    assert not any("position" in warning for s in (one, two) for warning in s.warnings)


def test_unexplained_whole_repeats_are_taken_in_turn_and_doubted():
    found = group([*frames(), *frames(first=7), *frames(first=13)])
    assert [s.part for s in found] == ["repeat 1 of 3", "repeat 2 of 3", "repeat 3 of 3"]
    assert all(any("no attribute tells why" in w for w in s.warnings) for s in found)


def test_a_film_of_one_place_stays_together():
    stack = [replace(r, position=(0.0, 0.0, 0.0)) for r in frames(5)]
    (series,) = group(stack)
    assert len(series.slices) == 5
    assert any("4 slices share a position" in w for w in series.warnings)


def test_a_localiser_comes_apart_by_orientation_despite_rounding():
    near = tuple(v + 0.004 for v in AXIAL[:1]) + AXIAL[1:]
    records = frames(3) + [
        replace(r, uid=f"{r.uid}n") for r in frames(3, first=9, orientation=near)
    ]
    records = [replace(r, position=(0.0, 0.0, float(i))) for i, r in enumerate(records)]
    made = group([*records, *frames(2, orientation=CORONAL, first=30)])
    assert sorted(len(s.slices) for s in made) == [2, 6]


def test_a_turning_series_stays_one():
    stack = [
        replace(frames(1, orientation=turned((0, 0, a)), first=i + 1)[0], position=(0.0, 0.0, 0.0))
        for i, a in enumerate(range(0, 180, 15))
    ]
    (series,) = group(stack)
    assert len(series.slices) == 12
    assert any("orientation of its own" in w for w in series.warnings)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: [r for r in s if r.order != 4], "1 slice seems to be missing"),
        (lambda s: [replace(r, order=None) for r in s], "instance numbers are missing or equal"),
        (lambda s: [replace(r, order=1) for r in s], "instance numbers are missing or equal"),
        (lambda s: [replace(r, position=None) for r in s], "slice positions are missing"),
        (lambda s: [replace(r, spacing_mm=None) for r in s], "pixel spacing is not stated"),
        (lambda s: [replace(r, orientation=None) for r in s], "orientation is not stated"),
        (lambda s: [*s, s[2]], "1 file is a copy of another"),
        (lambda s: [*s, replace(s[2], order=99)], "share one SOP Instance UID"),
        (
            lambda s: [replace(r, header=replace(HEADER, series_uid="")) for r in s],
            "no Series Instance UID",
        ),
        (
            lambda s: [
                replace(r, header=replace(HEADER, frame_of_reference=str(r.order))) for r in s
            ],
            "several frames of reference",
        ),
        (lambda _: frames(8, lean=(0, 0.5, 0)), "the stack leans by 14.0 degrees"),
    ],
)
def test_every_doubt_is_in_words(change, said):
    (series,) = group(change(frames(8)))
    assert any(said in warning for warning in series.warnings), series.warnings


@given(seed=st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_without_numbers_the_order_does_not_hang_on_files(seed):
    stack = [replace(r, order=None) for r in frames(8, step=-2.0)]
    random.Random(seed).shuffle(stack)
    (series,) = group(stack)
    heights = [s.position[2] for s in series.slices]
    assert heights == sorted(heights)


def test_slices_keep_uids_of_their_own():
    stack = [replace(r, uid="same") for r in frames()]
    (series,) = group(stack)
    assert len({s.uid for s in series.slices}) == 6


def test_a_siemens_mosaic_is_cut_into_its_slices(shared):
    (series,), problems = open_series([shared / "data" / "dicom" / "mosaic"])
    assert problems == ()
    assert len(series.slices) == 25
    assert series.slice_spacing_mm == pytest.approx(5.2, abs=1e-6)
    assert series.sequence.kind is Kind.DWI
    assert series.refusal.startswith("DWI")
    slices = [decode(series, i).values for i in range(25)]
    assert {s.shape for s in slices} == {(128, 128)}
    assert len({s.tobytes() for s in slices}) == 25


def test_enhanced_frames_come_apart_and_lie_where_they_say(shared):
    folder = shared / "data" / "dicom" / "enhanced-multiframe" / "In"
    philips, _ = open_series([folder / "Philips"])
    assert [len(s.slices) for s in philips] == [32, 32]
    assert {s.part for s in philips} == {"echo time 0", "echo time 1.52"}
    siemens, _ = open_series([folder / "Siemens"])
    assert [s.part for s in siemens] == ["time 1", "time 2", "time 3", "time 4"]
