"""A guess from pixels is made of fluid and fat, holds at any scale, and refuses nothing."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series
from ml.imaging.sequence_type.from_pixels import appearance, guessed, slice_appearance, with_guess
from ml.imaging.types.sequence_kind import LIKELY, Recognition, SequenceKind
from tests.synthetic.mr import mr, write

T1 = {"scalp": 160, "brain": 80, "fluid": 25}
T2 = {"scalp": 90, "brain": 60, "fluid": 200}
GARBLED = "77777777"
FLAIR = {"scalp": 75, "brain": 80, "fluid": 10}


def head(scalp, brain, fluid, size=128, seed=0):
    """A head of sorts: scalp, skull, brain, two ventricles."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    r = np.hypot(x / 0.8, y / 0.95)
    shown = np.select([r < 0.82, r < 0.88, r < 1], [brain, 5, scalp], 1).astype(float)
    for side in (-1, 1):
        shown[np.hypot((x + 0.17 * side) / 0.13, y / 0.42) < 1] = fluid
    return np.abs(shown + np.random.default_rng(seed).normal(0, 0.06 * brain, shown.shape))


def kind(values):
    found = slice_appearance(values)
    return appearance([found] if found else []).kind


@pytest.mark.parametrize(
    ("tissues", "expected"),
    [(T1, SequenceKind.T1), (T2, SequenceKind.T2), (FLAIR, SequenceKind.UNKNOWN)],
)
@given(scale=st.floats(0.01, 40), shift=st.floats(0, 50), turned=st.integers(0, 3))
@settings(max_examples=20, deadline=None)
def test_at_any_scale_and_any_way_up(tissues, expected, scale, shift, turned):
    assert kind(np.rot90(head(**tissues) + shift, turned) * scale) is expected


@pytest.mark.parametrize("values", [np.zeros((64, 64)), np.full((64, 64), np.nan), np.ones((3, 3))])
def test_nothing_is_said_of_nothing(values):
    assert slice_appearance(values) is None
    assert appearance([]) == Recognition()


def silent(tmp_path, tissues, **tags):
    slices = [mr(i, rows=128, columns=128, SeriesDescription="", **tags) for i in range(6)]
    for number, each in enumerate(slices):
        each.PixelData = head(**tissues, seed=number).round().astype(np.uint16).tobytes()
    folder = write(tmp_path, slices)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(GARBLED.encode(), b"garbage!"))
    (series,), _ = open_series([folder])
    return series


def test_a_silent_header_gets_a_guess_that_refuses_nothing(tmp_path):
    series = silent(tmp_path, T2)
    assert series.sequence.kind is SequenceKind.UNKNOWN
    guess = guessed(series, decode)
    assert (guess.kind, guess.from_pixels, guess.label) == (SequenceKind.T2, True, "looks like T2")
    assert guess.confidence < LIKELY
    doubted = with_guess(series, guess)
    assert doubted.refusal == ""
    assert "may be T2: fluid looks bright" in doubted.warnings[-1]
    assert with_guess(series, guessed(silent(tmp_path / "t1", T1), decode)).warnings == (
        series.warnings
    )


def test_a_header_that_speaks_is_believed_and_doubted(tmp_path):
    assert guessed(silent(tmp_path / "t1", T1, ProtocolName="AX T1 POST"), decode) is None
    assert guessed(silent(tmp_path / "flair", T2, ProtocolName="FLAIR"), decode) is None
    series = silent(tmp_path / "t2", T2, ProtocolName="AX T1 POST")
    doubted = with_guess(series, guessed(series, decode))
    assert doubted.sequence.kind is SequenceKind.T1_CONTRAST
    assert "its header says T1 with contrast, but it may be T2" in doubted.warnings[-1]


@pytest.mark.parametrize(
    "tags",
    [
        {"EchoTime": GARBLED, "RepetitionTime": GARBLED, "ImageType": ["\x01", "ZZ"]},
        {"EchoTime": "-5", "RepetitionTime": "0", "ScanningSequence": "ZZ"},
        {"ProtocolName": "#@!~ 12 34", "SequenceName": "xx", "ContrastBolusAgent": "\x00\x00"},
        {"ScanningSequence": "SE", "EchoTime": "1e99", "InversionTime": "nan"},
    ],
)
def test_scrambled_tags_leave_the_pixels_to_speak(tmp_path, tags):
    series = silent(tmp_path, T2, **tags)
    assert series.sequence.kind is SequenceKind.UNKNOWN
    assert guessed(series, decode).kind is SequenceKind.T2


def test_an_inverted_slice_is_looked_at_as_it_is_shown(tmp_path):
    series = silent(tmp_path, {k: 255 - v for k, v in T2.items()})
    assert guessed(series, decode) is None or guessed(series, decode).kind is not SequenceKind.T2


def test_colour_says_nothing(tmp_path):
    rgb = np.zeros((40, 40, 3), np.uint8)
    rgb[..., 0] = np.arange(40) * 6
    Image.fromarray(rgb).save(tmp_path / "a.png")
    (series,), _ = open_series([tmp_path])
    assert guessed(series, decode) is None


@pytest.mark.slow
def test_real_heads_with_contrast_are_not_taken_for_t2(shared):
    """By patient; docs/appearance.md has the figures for all of them."""
    folder = shared / "data" / "volumes" / "brain-tumor-progression"
    said = []
    for path in sorted(Path(folder).glob("*/P*_Scan_T1.nii.gz")):
        (series,), _ = open_series([path])
        guess = guessed(series, decode)
        said.append(None if guess is None else guess.kind)
    assert len(said) == 12
    assert SequenceKind.T2 not in said
    assert said.count(SequenceKind.T1) >= 9
