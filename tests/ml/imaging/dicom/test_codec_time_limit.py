"""A codec that hangs or fails costs its slice, and neither the others nor the desk."""

import threading
import time

import numpy as np
import pytest

from ml.core.errors import ImageReadError
from ml.imaging.decode import decode
from ml.imaging.dicom import codec_time_limit, codecs
from ml.imaging.dicom.codec_time_limit import CodecStuckError, in_time
from ml.imaging.scanning.scan import open_series
from tests.synthetic.mr import mr, write
from viewer.background.image_tool import Decoded, ImageTool, SliceRequest, Unreadable


@pytest.fixture
def hung(monkeypatch):
    """Lets codecs that hang go on at the end."""
    monkeypatch.setattr(codec_time_limit, "CODEC_SECONDS", 0.3)
    monkeypatch.setattr(codec_time_limit, "_given_up", set())
    gate = threading.Event()
    yield gate
    gate.set()


def test_what_comes_back_comes_back(hung):
    assert in_time(b"", lambda: 3) == 3
    with pytest.raises(ValueError, match="cut short"):
        in_time(b"", lambda: int("cut short"))


def test_what_hung_once_is_not_waited_for_again(hung):
    with pytest.raises(CodecStuckError):
        in_time(b"bad", lambda: hung.wait(20))
    began = time.monotonic()
    with pytest.raises(CodecStuckError, match="before"):
        in_time(b"bad", lambda: hung.wait(20))
    assert time.monotonic() - began < 0.2
    assert in_time(b"good", lambda: 1) == 1


def test_a_frame_on_which_its_codec_hangs_costs_itself_alone(tmp_path, hung, monkeypatch):
    made = []
    for i in range(4):
        d = mr(i, SOPInstanceUID=f"1.{i}")
        d.compress("1.2.840.10008.1.2.5")
        made.append(d)
    (series,), _ = open_series([write(tmp_path, made)])
    whole = [decode(series, i).values for i in range(4)]
    real, calls = codecs._rle, []

    def rle(source, runner):
        calls.append(source)
        if source == bad:
            hung.wait(20)
        return real(source, runner)

    bad = next(iter_frames(made[1]))
    monkeypatch.setattr(codecs, "_rle", rle)
    decode.__globals__["_cached"].cache_clear()
    decode.__globals__["_percentiles_of"].cache_clear()
    for i in (0, 2, 3):
        assert np.array_equal(decode(series, i).values, whole[i])
    with pytest.raises(ImageReadError, match="cannot be decoded"):
        decode(series, 1)


def iter_frames(dataset):
    from pydicom.encaps import generate_frames

    return generate_frames(dataset.PixelData, number_of_frames=1)


@pytest.mark.parametrize("error", [RuntimeError, KeyError, MemoryError, AssertionError, TypeError])
def test_whatever_a_decoder_raises_costs_its_slice(tmp_path, error, caplog):
    (series,), _ = open_series(
        [write(tmp_path, [mr(i, SOPInstanceUID=f"1.{i}") for i in range(4)])]
    )

    def failing(series, index):
        if index == 1:
            raise error("Mustermann")
        return decode(series, index)

    tool = ImageTool(decode=failing)
    try:
        results = list(tool([SliceRequest(series, i) for i in range(4)]))
    finally:
        tool.close()
    assert [type(result) for result in results] == [Decoded, Unreadable, Decoded, Decoded]
    assert "Mustermann" not in str(results[1].reason)
