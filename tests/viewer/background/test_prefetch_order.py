"""The slice on screen is decoded first, then those that the reader is scrolling towards."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.errors import ImageReadError
from tests.viewer.synthetic import fake_decode, make_series
from viewer.background.image_tool import (
    WORKERS,
    Decoded,
    ImageTool,
    Scanned,
    ScanRequest,
    SliceRequest,
    Unreadable,
)
from viewer.background.prefetch_order import AHEAD, NEIGHBOURS, ahead, outward


def test_outward():
    assert outward(5, 3) == [3, 4, 2, 1, 0]


def test_neighbours_then_the_direction_of_travel():
    order = ahead(300, 50, 1)
    assert order[: 2 * NEIGHBOURS + 1] == [50, 51, 49, 52, 48]
    assert order[5 : AHEAD + 3] == list(range(53, 151))
    assert order[AHEAD + 3] == 47
    assert ahead(300, 50, -3)[:8] == [50, 49, 51, 48, 52, 47, 46, 45]


@given(st.integers(1, 400), st.data(), st.integers(-3, 3))
def test_every_slice_once_and_the_visible_first(count, data, travel):
    index = data.draw(st.integers(0, count - 1))
    order = ahead(count, index, travel)
    assert sorted(order) == list(range(count))
    assert order[0] == index
    if not travel:
        assert order == outward(count, index)


def requests(count=WORKERS):
    series = make_series(count=max(count, 3))
    return [SliceRequest(series, index) for index in range(count)]


@pytest.fixture
def tool_of():
    tools = []

    def make(decode, scan=None):
        tools.append(ImageTool(scan or (lambda _paths: iter(())), decode))
        return tools[-1]

    yield make
    for tool in tools:
        tool.close()


def test_slices_of_one_step_are_decoded_side_by_side(tool_of):
    """Each waits until the other has begun; one after the other they would wait for ever."""
    together = threading.Barrier(2, timeout=20)

    def decode(series, index):
        together.wait()
        return fake_decode(series, index)

    results = list(tool_of(decode)(requests(2)))
    assert [type(r) for r in results] == [Decoded, Decoded]


def test_results_come_in_the_order_of_the_requests(tool_of):
    second = threading.Event()

    def decode(series, index):
        if index == 0:
            assert second.wait(20)
        else:
            second.set()
        return fake_decode(series, index)

    assert [r.uid for r in tool_of(decode)(requests(2))] == ["s.0", "s.1"]


def test_one_bad_slice_never_costs_the_others(tool_of):
    def decode(series, index):
        if index == 0:
            raise ImageReadError("a", "is broken")
        return fake_decode(series, index)

    bad, good = tool_of(decode)(requests(2))
    assert isinstance(bad, Unreadable)
    assert "broken" in bad.reason
    assert isinstance(good, Decoded)


def test_a_scan_among_slices_keeps_its_place(tool_of):
    from tests.viewer.synthetic import fake_scan

    items = [*requests(1), ScanRequest(1, (Path(),))]
    results = list(tool_of(fake_decode, fake_scan(make_series()))(items))
    assert [type(r) for r in results] == [Decoded, Scanned]


def test_what_is_visible_is_decoded_where_it_is_asked_for(tool_of):
    seen = []

    def decode(series, index):
        seen.append(threading.current_thread())
        return fake_decode(series, index)

    list(tool_of(decode)(requests(1)))
    assert seen == [threading.current_thread()]


def test_closing_leaves_no_worker_behind(tool_of):
    tool = tool_of(fake_decode)
    list(tool(requests(2)))
    tool.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("decode")]
