"""Codecs that crash, loop and take all memory: desk and batch read everything else and say why."""

import csv
import json
import time

import pytest

import main
from ml.core.types import Outcome
from tests.ml.imaging.decoders.faulty import NO_ANSWER, compressed, faulty_pool, pictures
from tests.viewer.synthetic import FakeClassifier
from viewer.session import Session
from viewer.state.view_state import ViewState

FAULTS = {1: "segv", 3: "loop", 5: "memory", 6: "gil"}
WORDS = {
    1: "its decoder crashed (SIGSEGV)",
    3: NO_ANSWER,
    5: "its decoder asked for more than 0.25 GB of memory",
    6: NO_ANSWER,
}


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "in"
    compressed(folder / "bad", FAULTS, count=8)
    compressed(folder / "sound", {}, count=4)
    pictures(folder / "pictures", {2: "segv"})
    return folder


@pytest.fixture(autouse=True)
def codecs(monkeypatch):
    with faulty_pool(monkeypatch) as pool:
        yield pool


def test_a_batch_reads_all_but_the_file_that_ends_its_decoder(
    study, tmp_path, monkeypatch, qapp, capsys
):
    out = tmp_path / "out"
    monkeypatch.setattr(main, "_open_cascade", lambda _=None: FakeClassifier())
    assert main.main(["annotate", str(study), "-o", str(out), "--identity"]) == 3
    assert (
        "2 read, 1 read in part, 0 not analysed, 0 failed, 0 done before; 1 files passed over"
        in (capsys.readouterr().out)
    )
    with (out / "results.csv").open(newline="", encoding="utf-8") as file:
        (passed_over,) = [row for row in csv.DictReader(file) if row["file"]]
    assert "crashed (SIGSEGV)" in str(passed_over)
    assert "2.png" in str(passed_over)
    records = [json.loads(path.read_text("utf-8")) for path in out.glob("*/results.json")]
    (bad,) = [record for record in records if len(record["slices"]) == 8]
    for index, said in enumerate(bad["slices"]):
        assert (said["outcome"] == "could not be read") == (index in FAULTS)
        assert WORDS.get(index, "") in str(said)
    assert bad["status"] == "incomplete"
    assert bad["counts"]["unreadable"] == len(FAULTS)
    assert "4 of 8 slices could not be read: its decoder did not answer" in bad["reason"]
    (sound,) = [r for r in records if len(r["slices"]) == 4 and r is not bad]
    assert all(said["presence"] is not None for said in sound["slices"])


def test_a_batch_fails_a_series_whose_decoder_the_system_ended(tmp_path, monkeypatch, qapp, capsys):
    """The file says nothing about it: the next run reads the series again."""
    study = compressed(tmp_path / "in", {2: "killed"})
    monkeypatch.setattr(main, "_open_cascade", lambda _=None: FakeClassifier())
    assert main.main(["annotate", str(study), "-o", str(tmp_path / "out")]) == 3
    assert "0 read, 0 not analysed, 1 failed" in capsys.readouterr().out
    (path,) = (tmp_path / "out").glob("*/results.json")
    record = json.loads(path.read_text("utf-8"))
    assert record["status"] == "failed"
    assert "was ended by the system" in path.read_text("utf-8")


def test_the_desk_shows_all_but_the_slices_that_end_their_decoder(study, qtbot):
    desk = Session(ViewState(), FakeClassifier, warm_ms=60_000)
    try:
        desk.open_paths([study / "bad"])
        qtbot.waitUntil(lambda: bool(desk.library) and not desk.scanning, timeout=120_000)
        with qtbot.waitSignal(desk.reading_finished, timeout=240_000):
            desk.ask_for_verdicts()
        said = [desk.verdict(ref.uid) for ref in desk.state.series.slices]
        for index, verdict in enumerate(said):
            assert (verdict.outcome is Outcome.UNREADABLE) == (index in FAULTS)
            assert WORDS.get(index, "") in str(verdict.reason)
    finally:
        assert desk.close()


def test_closing_the_desk_does_not_wait_for_a_codec_that_is_stuck(tmp_path, qtbot, codecs):
    desk = Session(ViewState(), FakeClassifier, warm_ms=60_000)
    desk.open_paths([compressed(tmp_path, dict.fromkeys(range(4), "loop"))])
    qtbot.waitUntil(lambda: bool(desk.library) and bool(codecs.pids), timeout=120_000)
    qtbot.wait(1000)
    began = time.monotonic()
    assert desk.close()
    assert time.monotonic() - began < 3
