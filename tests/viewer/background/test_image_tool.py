"""The tool of the `io` thread: the first image comes at once, the rest as fast as possible."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ml.imaging.decode import decode as real_decode
from ml.imaging.scanning.scan import open_series
from ml.imaging.types.series import ScanStep
from tests.synthetic.mr import mr, write
from tests.viewer.synthetic import fake_decode, make_series
from viewer.background import image_tool
from viewer.background.image_tool import (
    Decoded,
    ImageTool,
    ImportRequest,
    ScanRequest,
    SliceRequest,
    Unreadable,
)
from viewer.session import Session
from viewer.state.view_state import ViewState

ROOT = Path(__file__).resolve().parents[3]


def part(count):
    """The series as it is known after so many of its 20 files; the first is not its first slice."""
    whole = make_series()
    order = [13, *(i for i in range(20) if i != 13)]
    known = sorted(order[:count])
    return type(whole)(
        **{
            **{name: getattr(whole, name) for name in whole.__slots__},
            "slices": tuple(whole.slices[i] for i in known),
        }
    )


@pytest.fixture
def tool():
    tools = []

    def make(scan=lambda _paths: iter(()), decode=fake_decode, **more):
        tools.append(ImageTool(scan, decode, **more))
        return tools[-1]

    yield make
    for tool in tools:
        tool.close()


def test_the_first_image_is_told_at_once(tool):
    def scan(_paths):
        yield ScanStep(1, (), (), False)
        for files in range(2, 6):
            yield ScanStep(files, (part(1),), (), False)
        yield ScanStep(6, (part(20),), (), True)

    reads = tool(scan)
    (first,) = reads([ScanRequest(1, ())])
    assert first.step.files == 2
    (rest,) = reads([ScanRequest(1, ())])
    assert rest.step.finished
    (again,) = reads([ScanRequest(2, ())])
    assert again.step.files == 2


@pytest.mark.slow
def test_the_import_request_starts_a_decoder(tool):
    """In a process of its own: here one may run already."""
    code = (
        "import sys\n"
        "from viewer.background.image_tool import ImageTool, ImportRequest\n"
        "tool = ImageTool()\n"
        "assert 'ml.imaging.scanning.scan' not in sys.modules\n"
        "assert list(tool([ImportRequest()])) == []\n"
        "from ml.imaging.decoders.decoder_pool import decoders\n"
        "assert len(decoders().pids) == 1\n"
        "assert 'imagecodecs' not in sys.modules\n"
        "assert 'ml.imaging.scanning.scan' in sys.modules and 'SimpleITK' not in sys.modules\n"
        "tool.close()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    assert list(tool()([ImportRequest()])) == []


@pytest.mark.parametrize("seconds", [0.0, 1.5 * image_tool.QUICK_SECONDS])
def test_slices_that_take_time_are_decoded_side_by_side(tool, seconds):
    threads, now = [], [0.0]

    def decode(series, index):
        threads.append(threading.current_thread() is threading.main_thread())
        now[0] += seconds
        return fake_decode(series, index)

    reads, series = tool(decode=decode, clock=lambda: now[0]), make_series()
    list(reads([SliceRequest(series, 0)]))
    results = list(reads([SliceRequest(series, i) for i in (1, 2)]))
    assert [r.uid for r in results if isinstance(r, Decoded)] == ["s.1", "s.2"]
    here = seconds == 0.0
    assert threads == [True, here, here]


@pytest.fixture
def desk(qtbot):
    """A session on a scan that tells of one slice, then waits, then of all."""
    done, go_on = [], threading.Event()

    def scan(_paths):
        yield ScanStep(1, (part(1),), (), False)
        done.append("scan")
        go_on.wait(5)
        yield ScanStep(20, (part(20),), (), True)

    def decode(series, index):
        done.append(series.slices[index].uid)
        return fake_decode(series, index)

    session = Session(ViewState(), scan=scan, decode=decode, warm_ms=60_000)
    session.done, session.go_on = done, go_on  # type: ignore[attr-defined]
    session.open_paths(["x"])
    qtbot.waitUntil(lambda: "s.13" in session.slices)
    yield session
    go_on.set()
    assert session.close()


def test_the_first_image_is_decoded_before_the_scan_goes_on(desk, qtbot):
    qtbot.waitUntil(lambda: "scan" in desk.done)
    assert desk.done[:2] == ["s.13", "scan"]
    assert desk.state.slice_uid == "s.13"


def test_the_whole_series_is_shown_from_its_middle(desk, qtbot):
    desk.go_on.set()
    qtbot.waitUntil(lambda: not desk.scanning)
    assert desk.state.slice_uid == "s.10"


def test_a_reader_who_scrolls_stays_where_they_are(desk, qtbot):
    desk.state.step(1)  # there is but one slice yet
    desk.go_on.set()
    qtbot.waitUntil(lambda: not desk.scanning)
    assert desk.state.slice_uid == "s.13"


@pytest.mark.parametrize("error", [RuntimeError, KeyError, MemoryError, AssertionError, TypeError])
def test_whatever_a_decoder_raises_costs_its_slice(tmp_path, error, caplog):
    (series,), _ = open_series(
        [write(tmp_path, [mr(i, SOPInstanceUID=f"1.{i}") for i in range(4)])]
    )

    def failing(series, index):
        if index == 1:
            raise error("Mustermann")
        return real_decode(series, index)

    tool = ImageTool(decode=failing)
    try:
        results = list(tool([SliceRequest(series, i) for i in range(4)]))
    finally:
        tool.close()
    assert [type(result) for result in results] == [Decoded, Unreadable, Decoded, Decoded]
    assert "Mustermann" not in str(results[1].reason)
