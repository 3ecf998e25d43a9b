"""The networks' process is killed in mid-series: desk and batch say so, and ask again."""

import csv
import json
import os
import signal
import sys
from datetime import UTC, datetime

import pytest

import main as whence
from ml.core.types import Outcome
from ml.worker.classifier import WorkerClassifier
from tests.ml.worker.pretend import __file__ as pretend
from tests.synthetic.series import make_series as write_series
from tests.viewer.synthetic import fake_decode, fake_scan, make_series
from viewer.marks.marks import Marks
from viewer.report.content import build
from viewer.report.export import gather
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.widgets.panels.verdict_panel import VerdictPanel

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals"),
]
LASTS = 5
"""Slices that are read before the process is killed, each time that it starts."""


class Mortal(WorkerClassifier):
    """A real process, killed once it has read enough, and then at each start while `deadly`."""

    def __init__(self):
        super().__init__((sys.executable, pretend), ())
        self.deadly, self.answers = True, 0

    def begin(self):
        super().begin()
        if self.deadly and self.answers >= LASTS:
            os.kill(self.pid, signal.SIGKILL)

    def __call__(self, items):
        for verdict in super().__call__(items):
            self.answers += 1
            yield verdict


@pytest.fixture
def desk(qtbot):
    network = Mortal()
    session = Session(
        ViewState(), lambda: network, scan=fake_scan(make_series(count=12)), decode=fake_decode,
        warm_ms=60_000,
    )  # fmt: skip
    session.open_paths(["x"])
    qtbot.waitUntil(lambda: bool(session.library) and not session.scanning)
    yield session, network
    assert session.close()


def test_the_desk_says_what_it_could_not_ask_and_asks_again(desk, qtbot):
    session, network = desk
    panel = VerdictPanel(session, Marks(None))
    qtbot.addWidget(panel)
    with qtbot.waitSignal(session.reading_finished, timeout=120_000):
        session.ask_for_verdicts()
    series = session.state.series
    result = session.series_result(series)
    lost = [r.uid for r in series.slices if session.verdict(r.uid).outcome is Outcome.UNASKED]
    assert result.outcome is Outcome.UNASKED
    assert (result.refused, result.shortfall.unasked) == (0, len(lost))
    assert 0 < len(lost) < 12
    session.state.set_index(next(i for i, r in enumerate(series.slices) if r.uid in lost))
    panel.refresh()
    count = f"could not be asked about {len(lost)} of 12 slices: the networks' process"
    assert panel.series_box.headline.text() == "● Could not be asked"
    assert count in panel.series_box.words.text()
    assert panel.slice_box.headline.text() == "● Could not be asked"
    assert panel.slice_box.words.text().startswith("The networks' process")
    assert (panel.read_button.isHidden(), panel.read_button.text()) == (False, "Read again  (V)")
    asked = gather(session, Marks(None))
    report = build(
        asked.series, asked.verdicts, asked.result, asked.models, created=datetime.now(UTC)
    )
    assert "could not be asked" in report.statement
    assert count in report.reason
    assert dict(report.result)["Slices that could not be asked about"] == str(len(lost))
    assert dict(report.result)["Slices not analysed"] == "0"
    assert all("could not be asked: the networks' process" in line for line in report.refusals)

    network.deadly = False
    with qtbot.waitSignal(session.reading_finished, timeout=120_000):
        session.ask_for_verdicts()
    result = session.series_result(series)
    assert (result.read, result.shortfall.words) == (12, "")
    panel.refresh()
    assert panel.read_button.isHidden()


def test_a_batch_fails_the_series_and_reads_it_again(tmp_path, monkeypatch, qapp, capsys):
    study, out = tmp_path / "study", tmp_path / "out"
    write_series(study, slices=12)
    network = Mortal()
    monkeypatch.setattr("viewer.report.batch.with_guess", lambda series: series)
    monkeypatch.setattr(whence, "_open_cascade", lambda _: network)
    assert whence.main(["annotate", str(study), "-o", str(out)]) == 3
    assert "0 read, 0 not analysed, 1 failed" in capsys.readouterr().out
    (path,) = out.glob("*/results.json")
    record = json.loads(path.read_text("utf-8"))
    unasked = [s for s in record["slices"] if s["outcome"] == "could not be asked"]
    words = f"the networks could not be asked about {len(unasked)} of 12 slices: the networks' proc"
    assert 0 < len(unasked) < 12
    assert all(s["presence"] is None and "networks' process" in s["reason"] for s in unasked)
    assert record["counts"] == {
        "slices": 12, "read": 12 - len(unasked), "refused": 0, "unreadable": 0,
        "unasked": len(unasked),
    }  # fmt: skip
    assert (record["status"], record["series"]["outcome"]) == ("failed", None)
    assert record["reason"].startswith(words)
    assert [p.name for p in path.parent.iterdir()] == ["results.json"], "no report of half a series"
    with (out / "results.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["status"], row["outcome"]) == ("failed", "")
    assert row["reason"].startswith(words)

    network = Mortal()
    network.deadly = False
    assert whence.main(["annotate", str(study), "-o", str(out)]) == 0
    assert "1 read, 0 not analysed, 0 failed, 0 done before" in capsys.readouterr().out
    record = json.loads(path.read_text("utf-8"))
    assert (record["status"], record["counts"]["read"]) == ("done", 12)
