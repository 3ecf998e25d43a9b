"""The session scans, decodes and has series read, and survives errors and closing."""

import threading
import time
from dataclasses import replace

import pytest

from ml.core.errors import ImageReadError
from ml.core.series_verdict import series_verdict
from ml.core.types import Outcome
from ml.imaging.types.series import ScanStep
from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.report.export import shown_words
from viewer.session import Session
from viewer.state.reading_mode import ReadingMode
from viewer.state.stores import SliceStore
from viewer.state.view_state import ViewState


@pytest.fixture
def build(qtbot):
    sessions = []

    def make(*series, classifier=None, decode=fake_decode, **more):
        opener = None if classifier is None else lambda: classifier
        more.setdefault("warm_ms", 60_000)
        session = Session(ViewState(), opener, scan=fake_scan(*series), decode=decode, **more)
        session.messages = []  # type: ignore[attr-defined]
        session.message.connect(session.messages.append)  # type: ignore[attr-defined]
        sessions.append(session)
        return session

    yield make
    for session in sessions:
        assert session.close()


def opened(qtbot, session):
    session.open_paths(["x"])
    qtbot.waitUntil(lambda: bool(session.library) and not session.scanning)
    qtbot.waitUntil(lambda: session.state.slice_uid in session.slices)
    return session


def test_opens_decodes_everything_and_sets_the_window(build, qtbot):
    session = opened(qtbot, build(make_series()))
    qtbot.waitUntil(lambda: len(session.slices) == 20)
    assert session.state.window == (50.0, 100.0)
    assert session.state.index == 10


def test_reader_first_shows_nothing_until_asked(build, qtbot):
    network = FakeClassifier()
    session = opened(qtbot, build(make_series(), classifier=network))
    assert session.verdict(session.state.slice_uid) is None
    assert network.seen == []
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    result = session.series_result(session.state.series)
    assert (result.outcome, result.read) == (Outcome.SECONDARY, 20)
    assert network.seen[0] == "s.10"
    assert sorted(network.seen) == sorted(ref.uid for ref in session.state.series.slices)
    assert session.suspicious(session.state.series) == list(range(14, 20))


def test_a_series_is_joined_anew_only_where_a_verdict_was_added(build, qtbot, monkeypatch):
    joined = []

    def join(verdicts, *rest):
        joined.append(len(verdicts))
        return series_verdict(verdicts, *rest)

    monkeypatch.setattr("viewer.session.visible_verdicts.series_verdict", join)
    session = opened(qtbot, build(make_series(), classifier=FakeClassifier()))
    series = session.state.series
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    before = session.series_result(series)
    joined.clear()
    assert session.series_result(series) is before
    assert not joined
    hot = replace(session.verdicts.get("s.3", "m"), presence=0.99)
    session.verdicts.put(hot)
    assert session.series_result(series).key_slices[0] == "s.3"
    assert session.series_result(replace(series, slices=series.slices[:14])).read == 14
    assert joined == [20, 14]
    session.reopen_classifier()
    assert session.series_result(series) is None


def test_concurrent_reads_without_being_asked(build, qtbot):
    session = build(make_series(), classifier=FakeClassifier())
    session.state.set_mode(ReadingMode.CONCURRENT)
    with qtbot.waitSignal(session.reading_finished):
        session.open_paths(["x"])
    assert session.verdict("s.0") is not None


def test_reading_survives_a_store_smaller_than_the_series(build, qtbot):
    store = SliceStore(24 * 32 * 2 * 3)
    session = opened(qtbot, build(make_series(), classifier=FakeClassifier(), slices=store))
    with qtbot.waitSignal(session.reading_finished, timeout=10_000):
        session.ask_for_verdicts()
    assert session.series_result(session.state.series).read == 20


def test_refused_series_is_not_read(build, qtbot):
    network = FakeClassifier()
    session = opened(qtbot, build(make_series(refusal="plain T2"), classifier=network))
    session.ask_for_verdicts()
    assert session.messages == ["Not analysed: plain T2"]
    assert network.seen == []


def test_usable_series_is_preferred(build, qtbot):
    session = opened(qtbot, build(make_series("a", refusal="plain T2"), make_series("b")))
    assert session.state.series.uid == "b"


def test_no_network_is_said_plainly(build, qtbot):
    session = opened(qtbot, build(make_series()))
    session.ask_for_verdicts()
    assert "No network" in session.messages[0]


def test_unreadable_slice_is_counted_not_waited_for(build, qtbot):
    def decode(series, index):
        if index == 4:
            raise ImageReadError("s4.dcm", "truncated")
        return fake_decode(series, index)

    session = opened(qtbot, build(make_series(), classifier=FakeClassifier(), decode=decode))
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    result = session.series_result(session.state.series)
    assert (result.read, result.shortfall.unreadable) == (19, 1)
    assert "truncated" in session.verdict("s.4").reason


def test_failed_batch_is_counted(build, qtbot, caplog):
    class Broken(FakeClassifier):
        def __call__(self, items):
            raise RuntimeError("out of memory")

    session = opened(qtbot, build(make_series(count=6), classifier=Broken()))
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    result = session.series_result(session.state.series)
    assert (result.outcome, result.shortfall.unasked) == (Outcome.UNASKED, 6)
    assert "out of memory" in result.reason


@pytest.mark.slow
def test_cancel_then_go_on(build, qtbot):
    class Slow(FakeClassifier):
        max_batch = 1

        def __call__(self, items):
            time.sleep(0.02)
            yield from super().__call__(items)

    network = Slow()
    session = opened(qtbot, build(make_series(), classifier=network))
    session.ask_for_verdicts()
    qtbot.waitUntil(lambda: len(session.verdicts) > 2)
    session.cancel()
    assert session.reading is None
    qtbot.wait(60)
    known = len(session.verdicts)
    assert known < 20
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    assert len(session.verdicts) == 20
    assert len(network.seen) <= 22


def test_late_verdicts_land_on_their_own_series(build, qtbot):
    network = FakeClassifier()
    session = opened(qtbot, build(make_series("a"), make_series("b"), classifier=network))
    session.ask_for_verdicts()
    session.select_series("b")
    assert session.verdict(session.state.slice_uid) is None
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    for (uid, _), verdict in session.verdicts._verdicts.items():
        assert uid == verdict.uid


def test_network_that_does_not_open_is_said(qtbot, build):
    def opener():
        raise ImageReadError("bundle", "altered")

    session = Session(
        ViewState(), opener, scan=fake_scan(make_series()), decode=fake_decode, warm_ms=60_000
    )
    opened(qtbot, session)
    session.ask_for_verdicts()
    qtbot.waitUntil(lambda: "altered" in session.classifier_note)
    assert session.reading is None
    assert session.close()


def test_closing_twice_still_says_that_a_thread_is_left(qtbot):
    gate, opening = threading.Event(), threading.Event()

    def opener():
        opening.set()
        gate.wait(20)
        return FakeClassifier()

    session = Session(
        ViewState(), opener, scan=fake_scan(make_series()), decode=fake_decode, warm_ms=60_000
    )
    opened(qtbot, session)
    session.ask_for_verdicts()
    assert opening.wait(5)
    assert [session.close(), session.close()] == [False, False]
    gate.set()
    assert session._reading.close()


def test_nothing_is_told_of_what_is_looked_at_once_it_is_closed(build, qtbot):
    session = opened(qtbot, build(make_series()))
    settled = []
    session.state.index_settled.connect(settled.append)
    session.state.step(3)
    assert session.close()
    qtbot.wait(250)
    assert settled == []


def test_each_verdict_knows_the_mode_in_which_it_was_seen(build, qtbot):
    session = opened(qtbot, build(make_series("a"), make_series("b"), classifier=FakeClassifier()))
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    session.state.set_mode(ReadingMode.CONCURRENT)
    with qtbot.waitSignal(session.reading_finished):
        session.select_series("b")
    mode_seen = session.verdicts.mode_seen
    assert {mode_seen(f"a.{i}", "m") for i in range(20)} == {ReadingMode.READER_FIRST}
    assert {mode_seen(f"b.{i}", "m") for i in range(20)} == {ReadingMode.CONCURRENT}
    assert "reader first" in shown_words(session, session.library[0])
    assert "concurrent" in shown_words(session, session.library[1])


def test_what_was_read_but_not_shown_was_not_seen(build, qtbot):
    session = opened(qtbot, build(make_series(), classifier=FakeClassifier()))
    with qtbot.waitSignal(session.reading_finished):
        session._reading.read(session.state.series)
    assert len(session.verdicts) == 20
    assert session.verdicts.mode_seen("s.0", "m") is None
    session.ask_for_verdicts()
    assert session.verdicts.mode_seen("s.0", "m") is ReadingMode.READER_FIRST


def test_another_network_shows_nothing_of_the_one_before(build, qtbot):
    networks = [FakeClassifier(), FakeClassifier()]
    networks[1].models = networks[1].models[:1]  # type: ignore[assignment]
    session = opened(qtbot, build(make_series(), classifier=networks[0]))
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    session._reading._open = lambda: networks[1]
    session.reopen_classifier()
    assert session.verdict("s.0") is None
    assert session.series_result(session.state.series) is None
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    assert len(networks[1].seen) == 20
    assert len(session.models) == 1


def test_half_a_series_does_not_decide_the_grey_scale(qtbot):
    """The middle of what a scan has found so far may be an empty slice."""
    half = make_series("a", 4, windows=())
    whole = make_series("a", 20, windows=())

    go_on = threading.Event()

    def scan(paths):
        yield ScanStep(4, (half,), (), False)
        go_on.wait(20)
        yield ScanStep(20, (whole,), (), True)

    def decode(series, index):
        image = fake_decode(series, index)
        return replace(image, window=(float(len(series.slices)), 7.0))

    session = Session(ViewState(), None, scan=scan, decode=decode)
    session.open_paths(["x"])
    qtbot.waitUntil(lambda: session.state.window == (4.0, 7.0))
    go_on.set()
    qtbot.waitUntil(lambda: not session.scanning and len(session.slices) == 20)
    assert session.state.window == (20.0, 7.0)
    assert {session.slices.get(f"a.{i}").window[0] for i in range(20)} == {20.0}
    assert session.close()


@pytest.mark.parametrize("scrolled", [False, True])
def test_a_series_that_grew_before_the_scan_ended_is_shown_from_its_middle(build, qtbot, scrolled):
    session = opened(qtbot, build(make_series("a", 1)))
    whole = make_series("a", 20)
    session.hanging.follow((whole,), False)
    assert session.state.index == 0, "what is on screen does not jump"
    if scrolled:
        session.state.set_index(3)
    session.hanging.follow((whole,), True)
    assert session.state.index == (3 if scrolled else 10)


def test_a_window_that_the_reader_chose_stays_when_the_series_grows(build, qtbot):
    half, whole = make_series("a", 4, windows=()), make_series("a", 20, windows=())
    session = opened(qtbot, build(half))
    session.state.set_window(300, 20)
    session.hanging.follow((whole,), True)
    qtbot.waitUntil(lambda: len(session.slices) == 20)
    assert session.state.window == (300, 20)
