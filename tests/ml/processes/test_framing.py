"""What goes through the pipe comes out the same; what is not ours is refused."""

import io
import json
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from ml.core import types
from ml.core.types import (
    Check,
    LesionRule,
    ModelInfo,
    Outcome,
    Presentation,
    RealWorld,
    Region,
    SeriesRule,
    SettlingRule,
    SliceImage,
)
from ml.core.types import Verdict as Said
from ml.processes import framing
from ml.processes.framing import FrameError, read_frame, write_frame
from ml.processes.serialization import FORMS, pack, unpack
from tests.synthetic.validations import ONE_COLLECTION

DTYPES = st.sampled_from(sorted(framing.TYPES)).map(np.dtype)
ARRAYS = arrays_of.arrays(DTYPES, arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0))


def through(value):
    """Pack, write, read and unpack."""
    stream, packed = io.BytesIO(), []
    body = {"answer": pack(value, packed)}
    write_frame(stream, body, packed)
    stream.seek(0)
    told, came = read_frame(stream)  # type: ignore[misc]
    assert not stream.read()
    return unpack(told["answer"], came)


def same(one, other):
    """Equal to the bit, types included."""
    if isinstance(one, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if is_dataclass(one):
        return type(one) is type(other) and all(
            same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(st.lists(ARRAYS, max_size=3))
@pytest.mark.slow
def test_arrays_arrive_to_the_bit_and_read_only(given_arrays):
    came = through(tuple(given_arrays))
    assert same(tuple(given_arrays), came)
    assert not any(array.flags.writeable for array in came)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
                    | st.text(st.characters(exclude_categories=["Cs"])),
                    lambda inner: st.lists(inner).map(tuple)))  # fmt: skip
@pytest.mark.slow
def test_plain_values_arrive_as_they_are(value):
    assert same(value, through(value))


def test_every_dataclass_of_the_protocol_travels():
    grid = np.arange(12, dtype=np.int16).reshape(3, 4)
    shown = Presentation(True, "SIGMOID", np.arange(4, dtype=np.uint8), -3, grid > 5, grid > 7)
    image = SliceImage("1.2#3", grid, (0.1, 0.3), (40.0, 80.5), 0.25, shown, RealWorld(2, 1, "mm"))
    verdict = Said("1.2", Outcome.PRIMARY, 0.1 + 0.2, None, grid.astype(np.float32), "", "a+b")
    rule = SeriesRule(3, 0.5, -0.25)
    model = ModelInfo("source", "n 1", "f", ONE_COLLECTION, "careful", 0.5, "# 卡", rule)
    region = Region(3, 4, grid > 5, 0.75, 0.5, -1.25)
    settling = SettlingRule(4.0, (1.0, 0.5), (0.25, 0.0), -1.0, 0.5, (0.25, 0.75))
    lesions = LesionRule(0.5, 2.0, 1.0, 0.25, 0.0, -4.0, 0.5)
    outlined = replace(verdict, regions=(region,), evidence=(0.5,), settled=True, head=(1, -2, 9))
    values = (
        image, outlined, rule, replace(model, settling=settling, lesions=lesions), settling,
        lesions, region, Check("disk", False, "full"), shown, RealWorld(1, 2, ""),
        ONE_COLLECTION, ONE_COLLECTION.tested[0],
    )  # fmt: skip
    assert same(values, through(values))
    assert {type(each).__name__ for each in values} == set(FORMS)
    assert "SliceClassifier" in vars(types)
    assert "SliceClassifier" not in FORMS


def test_views_and_foreign_byte_orders_arrive_in_plain_order():
    grid = np.arange(24, dtype=">u2").reshape(4, 6)
    for odd in (grid.T, grid[::-1, ::2], np.asfortranarray(grid), grid[0, 0]):
        came = through(np.asarray(odd))
        assert came.dtype == np.dtype("<u2")
        assert np.array_equal(came, odd)


def test_numbers_of_numpy_become_plain():
    assert same(through((np.float32(0.5), np.int64(3), np.bool_(True))), (0.5, 3, True))


@pytest.mark.parametrize("value", [object(), {1: 2}, np.array([object()]), np.array(["a"]), b"b"])
def test_nothing_else_travels(value):
    with pytest.raises(FrameError):
        through(value)


def frame(arrays, body=None, rest=b""):
    header = json.dumps({"body": body or {}, "arrays": arrays}).encode()
    return framing.LENGTH.pack(framing.MAGIC, len(header)) + header + rest


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        framing.LENGTH.pack(framing.MAGIC, framing.MOST_HEADER + 1),
        framing.LENGTH.pack(framing.MAGIC, 3) + b"not",
        framing.LENGTH.pack(framing.MAGIC, 2) + b"{}",
        framing.LENGTH.pack(framing.MAGIC, 2) + b"[]",
        frame([{"type": "|O", "shape": [1]}], rest=b"\0" * 8),
        frame([{"type": "<f4", "shape": [2**20, 2**20]}]),
        frame([{"type": "<f4", "shape": [-1]}]),
        frame([{"type": "<f4", "shape": [1.5]}]),
        frame([{"type": "<f4", "shape": None}]),
        frame([["<f4", [1]]]),
        frame(7),
    ],
)
def test_what_is_not_ours_is_refused(raw):
    with pytest.raises(FrameError):
        read_frame(io.BytesIO(raw))


@pytest.mark.parametrize("size", [0, 5, 40, -1])
def test_an_end_in_the_midst_is_an_end(size):
    stream = io.BytesIO()
    write_frame(stream, {"a": 1}, [np.zeros(100)])
    assert read_frame(io.BytesIO(stream.getvalue()[:size])) is None


@pytest.mark.parametrize(
    "told",
    [
        {"array": 0},
        {"term": "Outcome", "value": "maybe"},
        {"term": "Popen", "value": "ls"},
        {"form": "Popen", "fields": {}},
        {"form": "Check", "fields": {"a": 1}},
        {},
    ],
)
def test_what_makes_no_sense_is_refused(told):
    with pytest.raises(FrameError):
        unpack(told, [])
