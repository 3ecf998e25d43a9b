"""The desk settles slices as their neighbours are read, and ends where a batch does."""

from dataclasses import replace

import numpy as np
import pytest

from ml.core.settling import REACH, settle
from ml.core.types import Outcome, SettlingRule, Verdict
from ml.imaging.slice_positions import slice_positions_mm
from tests.viewer.session.test_session import build, opened
from tests.viewer.synthetic import FakeClassifier, fake_decode, make_series
from viewer.marks.marks import Marks
from viewer.report import slice_reading
from viewer.report.content import build as report_content
from viewer.report.export import gather
from viewer.report.slice_reading import read_slices
from viewer.storage.journal import Journal
from viewer.widgets.panels.result_box import PROVISIONAL
from viewer.widgets.panels.verdict_panel import VerdictPanel

assert build is not None  # a fixture, imported to be found

RULE = SettlingRule(6.0, (0.2,), (0.9,), -0.2, 0.5, (0.6, 0.4))
REACHED = int(RULE.sigma_mm * REACH / 5.0)
"""Slices of the series, 5 mm apart, that count on either side."""


class Settling(FakeClassifier):
    """Hot slices are few: one alone, and a run of five."""

    max_batch = 1
    hot = (3, *range(11, 16))
    models = (
        replace(FakeClassifier.models[0], settling=RULE, band=(0.6, 0.4)),
        FakeClassifier.models[1],
    )

    def __call__(self, items):
        for item in items:
            self.seen.append(item.uid)
            number = int(item.uid.rpartition(".")[2])
            odds = 2.0 if number in self.hot else -3.0 + 0.01 * number
            presence = 1 / (1 + np.exp(-odds))
            outcome = Outcome.SECONDARY if odds > 0 else Outcome.ABSENT
            attention = np.zeros(item.values.shape, np.float32)
            yield Verdict(
                item.uid, outcome, presence, 0.9 if odds > 0 else None, attention, "", "m",
                evidence=(odds,),
            )  # fmt: skip


def as_said(verdicts):
    return [(v.uid, v.outcome, v.presence, v.source, v.reason, v.settled) for v in verdicts]


def on_desk(session):
    series = session.state.series
    return [session.verdict(ref.uid, series) for ref in series.slices]


def test_the_desk_ends_where_a_batch_does(build, qtbot, monkeypatch):
    session = opened(qtbot, build(make_series(), classifier=Settling()))
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    series = session.state.series
    monkeypatch.setattr(slice_reading, "decode", fake_decode)
    unattended = read_slices(series, Settling(), lambda _: None, lambda: False)
    assert as_said(on_desk(session)) == as_said(unattended)
    assert all(v.settled for v in unattended)
    outcomes = [v.outcome for v in unattended]
    assert outcomes[3] is Outcome.ABSENT  # hot alone, but none of its neighbours is
    assert outcomes[13] is Outcome.SECONDARY
    assert 13 in session.suspicious(series)
    assert 3 not in session.suspicious(series)
    assert session.series_result(series).key_slices[0] == "s.13"


def test_a_slice_is_provisional_until_its_neighbours_are_read(build, qtbot):
    session = opened(qtbot, build(make_series(), classifier=Settling()))
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    series, alone = session.state.series, dict(session.verdicts._verdicts)
    session.verdicts.clear()
    told = []
    session.verdicts_changed.connect(told.append)
    order = [13, *range(13 - REACHED, 13), *range(14, 14 + REACHED)]
    for number in order:
        said = session.verdict("s.13", series)
        assert said is None or (said.settled, said.presence) == (
            False, alone["s.13", "m"].presence,
        )  # fmt: skip
        session.verdicts.put(alone[f"s.{number}", "m"])
    said = session.verdict("s.13", series)
    assert said.settled
    assert not session.is_provisional(said)
    before = session.verdict("s.12", series)
    assert session.is_provisional(before)
    session.verdicts.put(alone["s.2", "m"])  # out of reach
    assert session.verdict("s.13", series).presence == said.presence
    assert session.verdict("s.12", series) is before


def test_a_slice_that_failed_keeps_no_neighbour_waiting(build, qtbot):
    from ml.core.errors import ImageReadError

    def decode(series, index):
        if index == 12:
            raise ImageReadError("s12.dcm", "truncated")
        return fake_decode(series, index)

    session = opened(qtbot, build(make_series(), classifier=Settling(), decode=decode))
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    said = on_desk(session)
    assert said[12].outcome is Outcome.UNREADABLE
    assert all(v.settled for v in said)
    raw = [session.verdicts.get(ref.uid, "m") for ref in session.state.series.slices]
    raw[12] = replace(said[12], settled=False)
    expected = settle(raw, slice_positions_mm(session.state.series), session.models)
    assert as_said(said) == as_said(expected)


def test_what_is_on_screen_is_told_that_it_was_settled(build, qtbot):
    session = opened(qtbot, build(make_series(), classifier=Settling()))
    told = []
    session.verdicts_changed.connect(
        lambda uid: told.append((uid, v.settled) if (v := session.verdict(uid)) else (uid, None))
    )
    shown = session.state.slice_uid
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    states = [settled for uid, settled in told if uid == shown]
    assert states[0] is False
    assert states[-1] is True


@pytest.fixture
def marks(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    yield Marks(journal)
    journal.close()


def test_reading_that_was_stopped_leaves_provisional_slices_that_say_so(build, qtbot, marks):
    session = opened(qtbot, build(make_series(), classifier=Settling()))
    panel = VerdictPanel(session, marks)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(session.verdicts_changed, check_params_cb=lambda uid: uid == "s.10"):
        session.ask_for_verdicts()
    session.cancel()
    panel.refresh()
    verdict = session.verdict("s.10")
    assert session.is_provisional(verdict)
    assert panel.slice_box.words.text().endswith(PROVISIONAL)
    assert panel.slice_box.headline.text().startswith("○")
    request = gather(session, marks)
    from datetime import datetime

    content = report_content(
        request.series, request.verdicts, request.result, request.models, created=datetime.now()
    )
    counts = dict(content.result)["Slices settled by their neighbours"]
    assert "the others are provisional" in counts
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    panel.refresh()
    assert PROVISIONAL not in panel.slice_box.words.text()
    assert panel.slice_box.headline.text().startswith("●")


def test_key_slices_have_their_maps_though_their_neighbours_chose_them(monkeypatch):
    monkeypatch.setattr(slice_reading, "decode", fake_decode)
    series, network = make_series(), Settling()
    network.hot = (0, 2, 17, 19, *range(8, 14))
    said = read_slices(series, network, lambda _: None, lambda: False)
    keys = sorted(said, key=lambda v: -v.presence)[:3]
    assert {v.uid for v in keys} <= {f"s.{i}" for i in range(8, 14)}
    assert [v.uid for v in said if v.attention is not None] == sorted(
        (v.uid for v in keys), key=lambda uid: int(uid[2:])
    )


def test_networks_without_a_settling_rule_are_never_provisional(build, qtbot):
    session = opened(qtbot, build(make_series(), classifier=FakeClassifier()))
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    assert not any(session.is_provisional(v) for v in on_desk(session))
