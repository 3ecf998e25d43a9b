import csv
import errno
import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ml.core.errors import BundleError, ImageReadError, NothingFoundError, WriteError
from ml.core.messages import NOTHING, message, verbatim
from ml.core.types import (
    RESEARCH_USE,
    ModelInfo,
    Outcome,
    SettlingRule,
    SliceImage,
    Verdict,
)
from ml.imaging.types.series import Patient, Problem, Series, SliceRef
from tests.synthetic.validations import DEMONSTRATION, VALIDATED
from viewer.report import batch, key_slices, slice_reading

NAME = "ZEBEDEE^QUENTIN"


def make_series(tmp_path, uid="1.2.3", count=7, **more):
    refs = tuple(SliceRef(f"{uid}.{i}", tmp_path / f"{i}.dcm", 0) for i in range(count))
    base = {
        "description": f"T1 ZEBEDEE\n{uid}", "modality": "MR", "slices": refs, "rows": 64,
        "columns": 48, "patient": Patient(NAME, "PID-77", "19500101", "M"),
        "warnings": ("slice spacing is uneven",),
    }  # fmt: skip
    return Series(uid=uid, study_uid="9", **(base | more))


class Fake:
    max_batch = 3
    device = "fake"

    def __init__(self, fingerprint="aaaaaaaaaaaa"):
        self.calls = 0
        self.closed = False
        self.poison: set[str] = set()
        self.models = (
            ModelInfo("presence", "p 1", fingerprint, VALIDATED, "Small.", 0.5),
            ModelInfo("source", "s 1", "bbbbbbbbbbbb", DEMONSTRATION, NOTHING, 0.5),
        )

    def __call__(self, items):
        for item in items:
            if item.uid in self.poison:
                raise RuntimeError(NAME)
            self.calls += 1
            score = int(item.uid.rsplit(".", 1)[1]) / 8 + 0.1
            attention = np.full(item.values.shape, score, np.float32)
            source = 0.9 if score >= 0.5 else None
            outcome = Outcome.SECONDARY if source else Outcome.ABSENT
            yield Verdict(item.uid, outcome, score, source, attention, "", "m")

    def close(self):
        self.closed = True


@pytest.fixture
def desk(qapp, tmp_path, monkeypatch):
    """A folder with two series and one broken file, behind a stand-in for the scan."""

    class Desk:
        series = (make_series(tmp_path), make_series(tmp_path, "1.2.4"))
        problems = (Problem(tmp_path / "broken.dcm", "cut short"),)
        bad: frozenset[str] = frozenset()
        out = tmp_path / "out"
        classifier = Fake()

        def run(self, **more):
            return batch.annotate(tmp_path / "in", self.out, lambda: self.classifier, **more)

        def rows(self):
            with (self.out / "results.csv").open(newline="", encoding="utf-8") as file:
                return list(csv.DictReader(file))

        def record(self, index=0):
            path = self.out / self.series[index].key / "results.json"
            return json.loads(path.read_text(encoding="utf-8"))

    desk = Desk()

    def decode(series, index):
        uid = series.slices[index].uid
        if uid in desk.bad:
            raise ImageReadError("ZEBEDEE.dcm", message("pixel data are cut short"))
        values = np.arange(series.rows * series.columns, dtype=np.float32)
        return SliceImage(uid, values.reshape(series.rows, -1), (1.0, 1.0), (1500.0, 3000.0))

    monkeypatch.setattr(batch, "open_series", lambda paths: (desk.series, desk.problems))
    monkeypatch.setattr(key_slices, "decode", decode)
    monkeypatch.setattr(slice_reading, "decode", decode)
    return desk


def test_leaves_results_pictures_report_and_one_line_per_series(desk):
    steps = []
    summary = desk.run(progress=steps.append)
    assert (summary.done, summary.failed, summary.passed_over) == (2, 0, 1)
    assert desk.classifier.closed
    assert steps[-1].series_done == 2
    names = sorted(p.name for p in (desk.out / desk.series[0].key).iterdir())
    assert names == [
        "key1_slice007.png", "key2_slice006.png", "key3_slice005.png", "report.pdf", "results.json",
    ]  # fmt: skip
    record = desk.record()
    assert record["note"] == RESEARCH_USE
    assert record["series"]["outcome"] == "secondary"
    assert record["series"]["presence"] == pytest.approx(0.725)
    assert [s["index"] for s in record["slices"]] == list(range(7))
    rows = desk.rows()
    assert [r["status"] for r in rows] == ["done", "done", "failed"]
    assert (rows[2]["file"], rows[2]["reason"]) == ("file 1", "cut short")
    lines = (desk.out / "results.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4


def test_privacy_leaves_no_name_anywhere(desk, tmp_path):
    desk.problems = (Problem(tmp_path / "Zebedee_Q_01.dcm", "cut short"),)
    desk.bad = frozenset({"1.2.3.0"})
    desk.classifier.poison = {"1.2.4.1"}
    assert desk.run().failed == 1
    for path in desk.out.rglob("*"):
        assert "zebedee" not in path.name.lower()
        if path.is_file():
            data = path.read_bytes().lower()
            assert b"zebedee" not in data
            assert b"pid-77" not in data
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (poppler-utils)")
    report = desk.out / desk.series[0].key / "report.pdf"
    text = subprocess.run(["pdftotext", report, "-"], capture_output=True, check=True).stdout
    assert b"zebedee" not in text.lower()
    assert b"hidden (privacy mode)" in text


@pytest.mark.slow
def test_without_privacy_the_description_stands_on_one_line(desk):
    desk.run(privacy=False)
    assert {r["description"] for r in desk.rows()[:2]} == {"T1 ZEBEDEE 1.2.3", "T1 ZEBEDEE 1.2.4"}
    desk.run(privacy=True)
    assert {r["description"] for r in desk.rows()} == {""}
    assert desk.record()["description"] is None
    desk.series = (make_series(desk.out.parent, description="=cmd()"),)
    desk.run(privacy=False)
    assert "'=cmd()" in {r["description"] for r in desk.rows()}


@pytest.mark.slow
@pytest.mark.parametrize("privacy", [True, False])
def test_parts_of_a_series_are_named_in_the_table_and_the_report(desk, privacy):
    parts = [message("time {}", verbatim(str(n))) for n in (1, 2)]
    desk.series = tuple(
        make_series(desk.out.parent, f"1.2.{n}", part=part) for n, part in enumerate(parts)
    )
    desk.run(privacy=privacy)
    assert [row["part"] for row in desk.rows()[:2]] == ["time 1", "time 2"]
    for series, part in zip(desk.series, parts, strict=True):
        report = desk.out / series.key / "report.pdf"
        text = subprocess.run(["pdftotext", report, "-"], capture_output=True, check=True).stdout
        assert part in text.decode()


@pytest.mark.slow
def test_rerun_skips_until_networks_or_slices_change(desk, tmp_path):
    desk.run()
    first = desk.classifier.calls
    summary = desk.run()
    assert (summary.skipped, summary.done, desk.classifier.calls) == (2, 0, first)
    assert len(desk.rows()) == 3
    desk.classifier = Fake("cccccccccccc")
    assert desk.run().done == 2
    desk.series = (make_series(tmp_path, count=5), desk.series[1])
    assert (desk.run().done, len(desk.record()["slices"])) == (1, 5)
    assert not (desk.out / desk.series[0].key / "key1_slice007.png").exists()


def test_bad_slices_are_told_and_the_rest_is_read(desk):
    desk.bad = frozenset({"1.2.3.0"})
    for summary in (desk.run(), desk.run()):
        assert (summary.done + summary.skipped, summary.incomplete) == (1, 1)
        assert summary.exit_code == 3
    record = desk.record()
    bad = {s["index"]: s["reason"] for s in record["slices"] if s["outcome"] == "could not be read"}
    assert bad == {0: "pixel data are cut short"}
    assert record["counts"] == {
        "slices": 7, "read": 6, "refused": 0, "unreadable": 1, "unasked": 0
    }  # fmt: skip
    (row,) = [r for r in desk.rows() if r["status"] == "incomplete"]
    assert row["reason"] == "1 of 7 slices could not be read: pixel data are cut short"


def test_bad_slices_keep_a_series_from_being_called_free_of_tumour(desk, tmp_path):
    desk.series = (make_series(tmp_path, count=3),)
    desk.problems = ()
    assert (desk.run().exit_code, desk.record()["series"]["outcome"]) == (0, "absent")
    desk.classifier = Fake("cccccccccccc")
    desk.bad = frozenset({"1.2.3.1"})
    assert (desk.run().exit_code, desk.record()["series"]["outcome"]) == (3, "not sure")


def test_a_refused_series_is_said_to_be_refused(desk, tmp_path):
    desk.series = (make_series(tmp_path, refusal="plain T2"), desk.series[1])
    summary = desk.run()
    assert (summary.refused, summary.done) == (1, 1)
    again = desk.run()
    assert (again.refused, again.skipped, again.exit_code) == (1, 1, 3)
    row = next(r for r in desk.rows() if r["series_key"] == desk.series[0].key)
    assert (row["status"], row["reason"], row["presence"]) == ("refused", "plain T2", "")


def test_numbers_that_are_none_are_no_answer(desk, monkeypatch):
    nan = float("nan")
    read = Fake.__call__

    def sick(self, items):
        return [replace(v, presence=nan) for v in read(self, items)]

    monkeypatch.setattr(Fake, "__call__", sick)
    assert desk.run().failed == 2
    assert desk.record()["reason"] == (
        "the networks could not be asked about 7 of 7 slices: the networks returned no number; "
        "run again"
    )


def test_pictures_that_fail_fail_their_series_only(desk, monkeypatch):
    draw = key_slices._picture

    def sometimes(series, index, verdict, choice, outlined, *, overlays):
        if series.uid == "1.2.3":
            raise ValueError(NAME)
        return draw(series, index, verdict, choice, outlined, overlays=overlays)

    monkeypatch.setattr(key_slices, "_picture", sometimes)
    summary = desk.run()
    assert (summary.failed, summary.done) == (1, 1)
    assert desk.record()["reason"] == "pictures or report: ValueError"
    monkeypatch.setattr(key_slices, "_picture", draw)
    assert (desk.run().done, desk.run().skipped) == (1, 2)


@pytest.mark.parametrize("where", ["fsync", "write"])
def test_a_full_disk_stops_the_run_and_leaves_nothing_half_written(desk, monkeypatch, where):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    if where == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WriteError, match="free some space"):
        desk.run()
    left = [p for p in desk.out.rglob("*") if p.is_file()]
    assert left == ([] if where == "fsync" else [desk.out / "results.csv"])
    assert where == "fsync" or [r["status"] for r in desk.rows()] == ["failed", "failed"]
    assert desk.classifier.closed


def test_results_of_older_decision_rules_are_written_anew(desk):
    desk.run()
    path = next(desk.out.rglob("results.json"))
    record = json.loads(path.read_text())
    del record["decision_rules"]
    path.write_text(json.dumps(record))
    summary = desk.run()
    assert (summary.skipped, summary.done) == (1, 1)


def test_cancelling_drops_the_series_at_hand(desk):
    summary = desk.run(cancelled=lambda: desk.classifier.calls > 8)
    assert (summary.cancelled, summary.done) == (True, 1)
    assert [r["status"] for r in desk.rows()] == ["done", "failed"]
    assert desk.run().skipped == 1


def test_nothing_found_and_a_bundle_that_does_not_open(desk, tmp_path):
    with pytest.raises(WriteError, match="another folder"):
        batch.annotate(tmp_path, tmp_path, lambda: desk.classifier)

    def broken():
        raise BundleError("weights are missing")

    with pytest.raises(BundleError):
        batch.annotate(tmp_path / "in", desk.out, broken)
    desk.series, desk.problems = (), ()
    with pytest.raises(NothingFoundError):
        desk.run()


def test_results_say_whether_slices_were_settled(desk):
    desk.run()
    assert {row["settled"] for row in desk.rows()} == {""}
    assert {said["settled"] for said in desk.record()["slices"]} == {None}
    rule = SettlingRule(20.0, (0.5,), (0.5,), 0.0, 0.5, (1.0, 0.0))

    class Settling(Fake):
        def __call__(self, items):
            for verdict in super().__call__(items):
                odds = float(np.log(verdict.presence / (1 - verdict.presence)))
                yield replace(verdict, evidence=(odds,))

    desk.classifier = Settling("cccccccccccc")
    presence, source = desk.classifier.models
    desk.classifier.models = (replace(presence, settling=rule), source)
    desk.run()
    record = desk.record()
    assert {said["settled"] for said in record["slices"]} == {True}
    assert record["series"]["settled"] is True
    assert record["models"][0]["settling"]["sigma_mm"] == 20.0
    read = [row for row in desk.rows() if row["series_key"]]
    assert {row["settled"] for row in read} == {"yes"}
    scores = [said["presence"] for said in record["slices"]]
    assert 0.1 < scores[0] < max(scores) < 6 / 8 + 0.1  # drawn to one another
