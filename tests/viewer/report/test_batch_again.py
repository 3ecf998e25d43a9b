"""What a second run believes of the first: only what is whole and of the same images."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from ml.core.errors import ImageReadError, WriteError
from ml.core.messages import message
from ml.imaging.scanning.scan import open_series
from ml.processes.worker_process import WorkerEndedError
from tests.viewer.report.test_batch import Fake, desk, make_series
from viewer.report import batch, out_folder, result_files, slice_reading
from viewer.report import content as report_content

__all__ = ["desk"]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A report that costs nothing."""
    monkeypatch.setattr(
        batch, "write_report", lambda path, _: path.write_bytes(b"%PDF" + bytes(100))
    )


@pytest.fixture
def files(desk, tmp_path):
    """The files of the first series are there, and hold something."""
    made = [tmp_path / f"{i}.dcm" for i in range(7)]
    for number, path in enumerate(made):
        path.write_bytes(bytes([number]) * 100)
    desk.series = (desk.series[0],)
    return made


def edit(path, change):
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def test_files_that_hold_something_else_are_read_again(desk, files):
    assert desk.run().done == 1
    assert desk.run().skipped == 1
    status = files[3].stat()
    files[3].write_bytes(b"\xff" * 100)
    os.utime(files[3], ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (desk.run().done, desk.run().skipped) == (1, 1)
    files[2].unlink()
    assert desk.run().done == 1


@pytest.mark.parametrize("when", ["while it is read", "while it is drawn"])
def test_files_that_change_meanwhile_are_read_again(desk, files, when, monkeypatch):
    spoiled = []

    def spoil():
        if not spoiled:
            spoiled.append(files[1].write_bytes(b"\xff" * 100))

    class Spoiling(Fake):
        def __call__(self, items):
            spoil()
            return super().__call__(items)

    if when == "while it is read":
        desk.classifier = Spoiling()
    else:
        build = report_content.build
        monkeypatch.setattr(batch, "build", lambda *a, **k: (spoil(), build(*a, **k))[1])
    summary = desk.run()
    assert (summary.done, summary.failed) == (0, 1)
    assert "changed while they were read" in desk.rows()[0]["reason"]
    assert [p.name for p in (desk.out / desk.series[0].key).iterdir()] == ["results.json"]
    assert (desk.run().done, desk.run().skipped) == (1, 1)


def test_what_the_scan_read_counts_as_well(desk, files):
    desk.run()
    desk.series = (replace(desk.series[0], spacing_mm=(9.0, 9.0)),)
    assert desk.run().done == 1


def test_files_that_were_copied_again_unchanged_are_not(desk, files):
    desk.run()
    for path in files:
        os.utime(path, (1, 1))
    assert desk.run().skipped == 1


CHANGES = {
    "the verdict": lambda r: r["series"].update(outcome="absent"),
    "a probability": lambda r: r["slices"][0].update(presence=0.0),
    "the status": lambda r: r.update(status="refused"),
    "the seal": lambda r: r.update(seal="0" * 64),
    "no seal": lambda r: r.pop("seal"),
    "a file less": lambda r: r["files"].popitem(),
    "another schema": lambda r: r.update(schema=1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_edited_result_is_believed_by_nobody(desk, change):
    desk.run()
    path = desk.out / desk.series[0].key / "results.json"
    edit(path, change)
    series, desk.series = desk.series, desk.series[1:]
    desk.run()
    (row,) = [r for r in desk.rows() if r["series_key"] == series[0].key]
    assert (row["status"], row["outcome"]) == ("failed", "")
    assert "changed or damaged" in row["reason"]
    desk.series = series
    summary = desk.run()
    assert (summary.done, summary.skipped) == (1, 1)
    assert desk.record()["series"]["outcome"] == "secondary"


@pytest.mark.slow
def test_a_result_that_is_cut_anywhere_is_read_again(desk):
    desk.series = desk.series[:1]
    desk.run()
    folder = desk.out / desk.series[0].key
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        for part in (b"", whole[: len(whole) // 2], whole[:-1], None):
            if path.suffix == ".json" and part == whole[:-1]:
                continue  # the line end
            if part is None:
                path.unlink()
            else:
                path.write_bytes(part)
            assert desk.run().done == 1, (path.name, part and len(part))
    (folder / "results.json").write_text("[" * 100_000)
    assert desk.run().done == 1


def test_a_result_without_end_is_not_read_into_memory(desk, monkeypatch):
    desk.series = desk.series[:1]
    desk.run()
    results = desk.out / desk.series[0].key / "results.json"
    size = results.stat().st_size
    monkeypatch.setattr(result_files, "MOST_BYTES", size)
    assert result_files.read_results(results.parent) is not None
    with results.open("a") as more:
        more.write(" ")
    assert result_files.read_results(results.parent) is None
    assert desk.run().done == 1


IO_ERROR = OSError(5, "Input/output error")


@pytest.mark.parametrize(
    "error",
    [
        WorkerEndedError(message("the networks' process was ended by the system")),
        MemoryError(),
        RuntimeError("CUDA out of memory"),
        BrokenPipeError(32, "Broken pipe"),
        EOFError(),
        AssertionError(),
    ],
    ids=lambda e: type(e).__name__,
)
def test_networks_that_cannot_be_asked_fail_the_series_and_are_asked_again(desk, error):
    broken = Fake()
    broken_call = Fake.__call__

    class Broken(Fake):
        def __call__(self, items):
            for item in items:
                if item.uid == "1.2.3.4":
                    raise error
            return broken_call(self, items)

    whole, desk.classifier = broken, Broken()
    summary = desk.run()
    assert (summary.done, summary.refused, summary.failed, summary.exit_code) == (1, 0, 1, 3)
    record = desk.record()
    assert (record["status"], record["series"]["outcome"]) == ("failed", None)
    assert record["reason"].startswith("the networks could not be asked about 1 of 7 slices: ")
    assert record["reason"].endswith("; run again")
    said = {s["uid"][-7:]: (s["outcome"], s["presence"]) for s in record["slices"]}
    assert [o for o, p in said.values() if p is None] == ["could not be asked"]
    assert (record["counts"]["read"], record["counts"]["unasked"]) == (6, 1)
    row = next(r for r in desk.rows() if r["series_key"] == desk.series[0].key)
    assert (row["status"], row["outcome"], row["slices"]) == ("failed", "", "7")
    assert "could not be asked" in row["reason"]
    assert [p.name for p in (desk.out / desk.series[0].key).iterdir()] == ["results.json"]
    desk.classifier = whole
    summary = desk.run()
    assert (summary.done, summary.skipped, desk.record()["status"]) == (1, 1, "done")


def test_an_answer_that_is_missing_fails_the_series(desk):
    class Silent(Fake):
        def __call__(self, items):
            return [v for v in super().__call__(items) if v.uid != "1.2.3.4"]

    desk.classifier = Silent()
    assert desk.run().failed == 1
    assert desk.record()["reason"] == (
        "the networks could not be asked about 1 of 7 slices: the networks gave no answer; "
        "run again"
    )


@pytest.mark.parametrize("cause", [IO_ERROR, MemoryError(), PermissionError(13, "forbidden")])
def test_a_file_that_cannot_be_reached_fails_the_series(desk, monkeypatch, cause):
    decode = vars(slice_reading)["decode"]

    def gone(series, index):
        if series.slices[index].uid == "1.2.3.4":
            raise ImageReadError(
                "4.dcm", message("can no longer be read; was it moved?")
            ) from cause
        return decode(series, index)

    monkeypatch.setattr(slice_reading, "decode", gone)
    assert desk.run().failed == 1
    assert "its file could not be read: can no longer be read" in desk.record()["reason"]
    monkeypatch.setattr(slice_reading, "decode", decode)
    assert (desk.run().done, desk.run().skipped) == (1, 2)


@pytest.mark.parametrize("cause", [OSError("truncated"), OSError(22, "Invalid argument")])
def test_a_file_that_is_damaged_is_told_and_not_read_again(desk, monkeypatch, cause):
    decode = vars(slice_reading)["decode"]

    def damaged(series, index):
        if series.slices[index].uid == "1.2.3.4":
            raise ImageReadError("4.dcm", message("is cut short")) from cause
        return decode(series, index)

    monkeypatch.setattr(slice_reading, "decode", damaged)
    first = desk.run()
    assert (first.done, first.incomplete, desk.record()["counts"]["unreadable"]) == (1, 1, 1)
    calls = desk.classifier.calls
    again = desk.run()
    assert (again.skipped, again.incomplete, desk.classifier.calls) == (1, 1, calls)


def test_results_that_were_removed_during_the_run_are_counted_as_failed(desk):
    def remove(step):
        if step.series_done == 1 and step.slices_done == 3:
            for path in (desk.out / desk.series[0].key).iterdir():
                path.unlink()
            (desk.out / desk.series[0].key).rmdir()
            for path in desk.out.iterdir():
                path.unlink()
            desk.out.rmdir()

    summary = desk.run(progress=remove)
    assert (summary.done, summary.failed, summary.exit_code) == (1, 1, 3)
    rows = {r["series_key"]: r for r in desk.rows() if r["series_key"]}
    assert len(rows) == 2
    assert "removed during the run" in rows[desk.series[0].key]["reason"]
    assert (desk.run().done, desk.run().skipped) == (1, 2)


def test_results_that_cannot_be_written_fail_their_series_only(desk):
    desk.out.mkdir()
    (desk.out / desk.series[0].key).write_text("a file of the same name")
    summary = desk.run()
    assert (summary.done, summary.failed, summary.exit_code) == (1, 1, 3)
    assert (
        "cannot be written"
        in desk.rows()[[r["status"] for r in desk.rows()].index("failed")]["reason"]
    )
    assert (desk.out / desk.series[0].key).read_text() == "a file of the same name"


def test_two_series_of_one_uid_leave_no_verdict_over_both(desk, tmp_path):
    desk.series = (make_series(tmp_path), make_series(tmp_path, description="another"))
    summary = desk.run()
    assert (summary.done, summary.failed) == (0, 1)
    (row,) = [r for r in desk.rows() if r["series_key"]]
    assert (row["status"], "same UID" in row["reason"]) == ("failed", True)


def test_a_run_that_is_stopped_by_the_keyboard_leaves_a_table(desk):
    class Stopped(Fake):
        def __call__(self, items):
            if self.calls > 8:
                raise KeyboardInterrupt
            return list(super().__call__(items))

    desk.classifier = Stopped()
    summary = desk.run()
    assert (summary.cancelled, summary.done, summary.exit_code) == (True, 1, 130)
    assert [r["status"] for r in desk.rows()] == ["done", "failed"]
    assert desk.classifier.closed


def test_only_one_run_at_a_time_writes_into_a_folder(desk):
    said = []

    def second(step):
        if step.slices_done and not said:
            with pytest.raises(WriteError, match="another run") as caught:
                desk.run()
            said.append(caught)

    assert desk.run(progress=second).done == 2
    assert said


def test_a_folder_that_cannot_be_written_to_is_told_before_anything_is_read(desk, tmp_path):
    desk.out = tmp_path / "file" / "out"
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WriteError, match="choose another folder"):
        desk.run()
    assert desk.classifier.calls == 0


def test_the_next_run_removes_what_was_left_half_made_and_only_that(desk):
    desk.run()
    first, second = (desk.out / s.key for s in desk.series)
    theirs = [
        desk.out / "notes.txt", desk.out / ".abcdefgh.csv", desk.out / "0123456789" / "report.pdf",
        first / "my.png", desk.out / "0123456789" / ".abcdefgh.json", second / "remark.txt",
    ]  # fmt: skip
    for path in theirs:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    gone = desk.out / "aaaaaaaaaa"
    half_made = [
        desk.out / ".12345678.csv", second / ".whence-unfinished", second / ".12345678.png",
        second / "key9_slice001.png", gone / ".whence-unfinished", gone / "report.pdf",
        gone / ".12345678.pdf",
    ]  # fmt: skip
    gone.mkdir()
    (second / "results.json").unlink()
    for path in half_made:
        path.write_text("series_key,fi" if path.suffix == ".csv" else "half")
    (first / ".whence-unfinished").touch()
    before = (first / "results.json").read_bytes()
    desk.series = ()
    desk.run()
    assert not [path for path in half_made if path.exists()]
    assert [path.read_text() for path in theirs] == ["mine"] * len(theirs)
    assert not gone.exists()
    assert not (first / ".whence-unfinished").exists()
    assert (first / "results.json").read_bytes() == before
    assert not (second / "report.pdf").exists()


def picture(path, value=0):
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (32, 32), value).save(path)


@pytest.mark.parametrize(
    ("source", "out"),
    [("study", "study/out"), ("all/study", "all"), ("study", "link/out"), ("study", "study/a")],
    ids=["out in source", "source in out", "by a link", "out beside images"],
)
def test_results_and_images_may_lie_in_one_another(desk, tmp_path, monkeypatch, source, out):
    monkeypatch.setattr(batch, "open_series", open_series)
    monkeypatch.setattr(batch, "with_guess", lambda series: series)
    for name in ("a/1.png", "a/2.png", "b/1.png"):
        picture(tmp_path / source / name)
    (tmp_path / "link").symlink_to(tmp_path / source, target_is_directory=True)
    monkeypatch.setattr(Fake, "__call__", lambda self, items: list(map(fake_verdict, items)))

    def run():
        return batch.annotate(tmp_path / source, tmp_path / out, lambda: desk.classifier)

    first, again = run(), run()
    assert (first.done, first.passed_over) == (2, 0)
    assert (again.skipped, again.done, again.passed_over) == (2, 0, 0)


def fake_verdict(item):
    from ml.core.types import Outcome, Verdict

    return Verdict(item.uid, Outcome.ABSENT, 0.1, None, None, message("x"), "m")


def test_a_key_picture_is_known_wherever_it_lies(tmp_path):
    ours = tmp_path / "old" / "0123456789"
    picture(ours / "key1_slice003.png")
    assert not out_folder.is_own_picture(ours / "key1_slice003.png")
    (ours / "results.json").touch()
    assert out_folder.is_own_picture(ours / "key1_slice003.png")
    assert not out_folder.is_own_picture(ours / "other.png")
    assert not out_folder.is_own_picture(Path("key1_slice003.png"))
