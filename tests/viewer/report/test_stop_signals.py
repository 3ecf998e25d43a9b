"""A command that is asked to end does so in order, and says so by its exit code."""

import os
import signal
import time

import pytest

import main as whence
from ml.core.types import Outcome, Verdict
from tests.synthetic.series import make_series
from tests.viewer.report.test_batch import Fake
from viewer.report import stop_signals as module
from viewer.report.stop_signals import stop_signals

PRESENT = [getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals to oneself")


@pytest.fixture(autouse=True)
def nothing_ignored():
    """The tests may run where a shell ignores these, as behind nohup or in the background."""
    before = {number: signal.getsignal(number) for number in PRESENT}
    for number in PRESENT:
        default = number == signal.SIGINT
        signal.signal(number, signal.default_int_handler if default else signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", PRESENT)
def test_a_signal_interrupts_once_and_is_remembered(number):
    before = signal.getsignal(number)
    with stop_signals() as stopped:
        assert [stopped()] == [False]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        signal.raise_signal(number)  # the same wish, twice
        assert stopped()
    assert signal.getsignal(number) is before


def test_who_insists_interrupts_again(monkeypatch):
    monkeypatch.setattr(module, "INSIST_SECONDS", 0.0)
    with stop_signals():
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM)
            time.sleep(0.001)


def test_what_the_parent_wants_ignored_is_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with stop_signals() as stopped:
            signal.raise_signal(signal.SIGHUP)
            assert not stopped()
    finally:
        signal.signal(signal.SIGHUP, before)


class Networks(Fake):
    """They read everything, until somebody ends the command."""

    ending: int | None = None

    def __call__(self, items):
        if self.calls >= 6 and self.ending is not None:
            signal.raise_signal(self.ending)
        for item in items:
            self.calls += 1
            yield Verdict(item.uid, Outcome.ABSENT, 0.1, None, None, "", "m")


@pytest.fixture
def annotate(qapp, tmp_path, monkeypatch):
    study, out = tmp_path / "study", tmp_path / "out"
    for name in ("one", "two"):
        make_series(study / name, slices=6)
    monkeypatch.setattr("viewer.report.batch.with_guess", lambda series: series)

    def run(*arguments, ending=None):
        networks = Networks()
        networks.ending = ending
        monkeypatch.setattr(whence, "_open_cascade", lambda _: networks)
        return whence.main(["annotate", str(study), "-o", str(out), *arguments]), out

    return run


@pytest.mark.parametrize("number", PRESENT)
def test_a_batch_that_is_ended_leaves_a_table_and_goes_on_later(annotate, capsys, number):
    code, out = annotate(ending=number)
    assert code == 130
    assert "1 read, 0 not analysed, 0 failed" in capsys.readouterr().out
    assert len((out / "results.csv").read_text().splitlines()) == 2
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]
    code, _ = annotate()
    assert (code, "1 read" in capsys.readouterr().out) == (0, True)


def test_exit_codes_say_how_it_went(annotate, tmp_path, capsys):
    assert annotate()[0] == 0
    assert annotate()[0] == 0
    (tmp_path / "study" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert annotate()[0] == 3
    (tmp_path / "study" / "broken.png").unlink()
    assert whence.main(["annotate", str(tmp_path / "none"), "-o", str(tmp_path / "out")]) == 2
    assert "whence:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["", "-o", "out"], ["study", "-o", ""], ["study", "-o", " "]]
)
def test_an_empty_path_is_not_the_current_folder(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        whence.main(["annotate", *arguments])
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "is empty" in told
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())


ODD_PATHS = ("circle", "circle/below", "x" * 300, "y/" * 2500, "file/below")


@pytest.mark.parametrize("odd", ODD_PATHS)
@pytest.mark.parametrize("as_out", [True, False])
def test_paths_that_lead_nowhere_are_told_in_a_line(annotate, capsys, tmp_path, odd, as_out):
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "file").write_bytes(b"x")
    place = str(tmp_path / odd)
    paths = [str(tmp_path / "study"), "-o", place] if as_out else [place, "-o", str(tmp_path / "o")]
    annotate()
    capsys.readouterr()
    assert whence.main(["annotate", *paths]) == 2
    told = capsys.readouterr().err
    assert told.startswith("whence: ")
    assert told.count("\n") == 1


@pytest.mark.parametrize("odd", ["a\x1b[31mred", "b\x07bell", "c\u202eltr", "d\rover"])
def test_no_name_steers_the_terminal(annotate, capsys, tmp_path, odd):
    annotate()
    capsys.readouterr()
    study = str(tmp_path / "study")
    whence.main(["annotate", study, "-o", str(tmp_path / odd), "--identity"])
    whence.main(["annotate", str(tmp_path / f"{odd}none"), "-o", str(tmp_path / odd), "--identity"])
    told = "".join(capsys.readouterr())
    assert "\ufffd" in told or odd[1] == "\r"
    assert not [c for c in told if c != "\n" and not c.isprintable()]


def test_memory_that_runs_out_is_no_fault_of_whence(annotate, monkeypatch, capsys, tmp_path):
    annotate()
    capsys.readouterr()

    def exhausted(_):
        raise MemoryError

    monkeypatch.setattr(whence, "_open_cascade", exhausted)
    arguments = ["annotate", str(tmp_path / "study"), "-o", str(tmp_path / "other")]
    assert whence.main(arguments) == 2
    assert capsys.readouterr().err == (
        "whence: memory ran out; close other programs, and run again\n"
    )


def test_the_help_lists_the_exit_codes(capsys):
    with pytest.raises(SystemExit):
        whence.main(["annotate", "--help"])
    told = capsys.readouterr().out
    assert all(f"\n  {code} " in told for code in (0, 1, 2, 3, 130))
