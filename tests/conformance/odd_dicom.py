"""DICOM files as makers write them in ways of their own; what is in them is known all the same."""

import numpy as np

from tests.conformance.cases import Case
from tests.conformance.stack import Stack
from tests.synthetic.dicom import AXIAL, as_bytes, phantom
from tests.synthetic.mr import COLUMNS, ROWS, mr
from tests.synthetic.vendor_forms import (
    big_endian_pixels,
    converted,
    directions,
    grid,
    in_upper_bits,
    padded_runs,
    without_vr,
)  # fmt: skip

SPACING = (0.8, 1.2)


def volume(first=0, count=4, step=5.0):
    """The slices of a phantom, as they are made in `tests.synthetic`."""
    values = np.stack([phantom(first + i, ROWS, COLUMNS) for i in range(count)])
    places = np.arange(count)[:, None] * np.array([0.0, 0.0, step])
    return Stack("made", values, places, np.array(AXIAL, float), (*SPACING, step))


def alone(values):
    """A single slice."""
    return Stack("made", values[None], np.zeros((1, 3)), np.array(AXIAL, float), (*SPACING, None))


def odd_dicom_cases(folder):
    """All of them, each one file."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = phantom(0, ROWS, COLUMNS)
    high = np.linspace(0, 4095, ROWS * COLUMNS).astype(int).reshape(ROWS, COLUMNS)
    found = [
        ("directions of enhanced diffusion", directions(), *(volume(4 * n) for n in range(3))),
        ("echoes of a converted file", converted("EchoTime", (10.0, 90.0)),
         *(turned(volume(4 * n)) for n in range(2))),
        ("grid of United Imaging", grid(), volume(count=9, step=4.0)),
        ("values in the upper bits of their words", in_upper_bits(high), alone(high)),
        ("runs that are padded with zeros", padded_runs(b"\0\0\0"), alone(plain)),
        ("runs that are padded with blanks", padded_runs(b"    "), alone(plain)),
        ("pixels in big endian behind a little header", big_endian_pixels(), alone(plain)),
        ("a value representation that is none",
         without_vr(mr(0), b"--", (0x0028, 0x0010), b"US"), alone(plain)),
        ("frames that are not counted", uncounted(), volume()),
    ]  # fmt: skip
    cases = []
    for number, (name, made, *stacks) in enumerate(found):
        path = folder / f"{number:02d}.dcm"
        path.write_bytes(made if isinstance(made, bytes) else as_bytes(made))
        cases.append(Case(f"odd/{name}", (path,), tuple(stacks)))
    return cases


def turned(stack):
    """The same from the other end: converted frames are numbered from above."""
    return Stack(
        "made", stack.values[::-1], stack.positions[::-1], stack.orientation, stack.spacing
    )


def uncounted():
    """Pixels of four frames, and no Number of Frames."""
    made = mr(0, SliceThickness=5)
    made.PixelData = volume().values.tobytes()
    return made
