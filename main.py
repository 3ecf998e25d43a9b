"""Whence: the one entry. No argument opens the desk; a path opens that study."""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ml.core.named_paths import path_argument
from ml.core.readable_text import readable, say
from ml.core.version import VERSION
from ml.imaging.decoders import ENTRY as DECODER_ENTRY
from ml.processes.another_start import another
from ml.worker import ENTRY

if TYPE_CHECKING:  # what a command needs is imported when it runs
    from collections.abc import Callable, Iterator

    from ml.core.types import Check
    from ml.inference.cascade import Cascade
    from ml.worker.classifier import WorkerClassifier

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before any thread pool: see docs/adr

ROOT = Path(__file__).resolve().parent
SAMPLE = ROOT / "resources" / "sample" / "series"
BUNDLES = ROOT / "resources" / "bundles"
CODECS = ROOT / "resources" / "codecs"
ICON = ROOT / "resources" / "icons" / "whence.svg"
LICENCES = ROOT.parent / "licences" / "LICENCES.md"
"""The licence report, beside the installed application's own folder."""
FROM_SOURCE = (
    "dataset",
    "train",
    "evaluate",
    "crossval",
    "compare",
    "ablate",
    "leave-out",
    "examine",
    "document",
)
"""Commands of `ml.research`, which the installed application leaves out."""
RESEARCH_PACKAGES = ("sklearn", "scipy", "matplotlib", "timm")
"""Modules that these commands need and `make run` does not install."""
COMMANDS = ("annotate", "demo", "doctor", *FROM_SOURCE)
HELP = ("-h", "--help", "--version")
EXIT_CODES = """exit code:
  0    every slice of every series was read, in this run or before
  1    a fault of Whence
  2    FOLDER, OUT or the networks cannot be used; the words say why
  3    a series failed, was read in part or was not analysed, or a file is no readable image;
       see results.csv
  130  stopped by Ctrl+C, SIGTERM or SIGHUP; results.csv holds what was finished"""


def _frozen() -> bool:
    """Whether this is the installed application."""
    return bool(getattr(sys, "frozen", False))


def _installed(modules: tuple[str, ...]) -> bool:
    """Whether Python finds every one of some top-level modules, without importing them."""
    from importlib.util import find_spec

    return all(find_spec(module) is not None for module in modules)


def main(arguments: list[str]) -> int:
    """Run one subcommand, or the desk; expected errors become one line and exit code 2."""
    from ml.core.errors import WhenceError
    from ml.core.release import released

    if arguments == [ENTRY]:
        return _serve_networks()
    if arguments == [DECODER_ENTRY]:
        return _serve_decoder()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not every file name is text
            stream.reconfigure(errors="backslashreplace")
    if not arguments or arguments[0] not in (*COMMANDS, *HELP):
        return _view(arguments)
    if arguments[0] in FROM_SOURCE and _frozen():
        say(f"whence: {arguments[0]} needs the source tree; see its README", file=sys.stderr)
        return 2
    options = _parser().parse_args(arguments)
    if arguments[0] in FROM_SOURCE and not _installed(RESEARCH_PACKAGES):
        say(f"whence: {arguments[0]} needs more packages: make setup-dev", file=sys.stderr)
        return 2
    try:
        result: int = options.run(options)
    except WhenceError as error:
        # only the commands that read images can quote what names a person
        privacy = not getattr(options, "identity", True)
        say(f"whence: {released(error.message, privacy=privacy)}", file=sys.stderr)
        return 2
    except MemoryError:
        say("whence: memory ran out; close other programs, and run again", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("whence: stopped; what was finished is kept, run again to go on", file=sys.stderr)
        return 130
    return result


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="whence",
        description="Brain MR: tumour present? primary or secondary? "
        "Research use only. Not for diagnostic use. A path instead of a command opens the desk.",
    )
    parser.add_argument("--version", action="version", version=f"Whence {VERSION}")
    commands = parser.add_subparsers(required=True, dest="command", metavar="COMMAND")
    annotate = commands.add_parser(
        "annotate",
        help="read a folder: results, pictures, PDF",
        description="Read every series under FOLDER. A second run reads only what is new, was "
        "changed, or failed.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    annotate.add_argument("source", type=path_argument, metavar="FOLDER")
    annotate.add_argument("-o", "--out", type=path_argument, required=True)
    annotate.add_argument("--bundles", type=path_argument, help="instead of the installed ones")
    annotate.add_argument("--identity", action="store_true", help="write names into the results")
    annotate.add_argument("--language", default="en", help="of pictures and reports, or `system`")
    annotate.set_defaults(run=_annotate)
    demo = commands.add_parser("demo", help="annotate the sample and picture the window")
    demo.add_argument("-o", "--out", type=path_argument, default=Path("out"))
    demo.set_defaults(run=_demo)
    if not _frozen():
        from ml.research import commands as research

        research.add(commands)
    doctor = commands.add_parser("doctor", help="which device, weights and codecs")
    doctor.set_defaults(run=_doctor)
    return parser


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with an option in one line, and ends with code 2."""

    def error(self, message: str) -> NoReturn:
        """End; the usage is shown by `--help`."""
        self.exit(2, f"{self.prog}: {message}\n")


def _own_bundles() -> Path:
    """Where the reader's own networks are installed."""
    from PySide6.QtCore import QStandardPaths

    place = QStandardPaths.StandardLocation.GenericDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "whence" / "bundles"


def _open_cascade(bundles: Path | None = None) -> Cascade:
    """In this process, for commands without a window."""
    from ml.inference.cascade import open_cascade

    return open_cascade(*((bundles,) if bundles else (_own_bundles(), BUNDLES)))


def _open_classifier() -> WorkerClassifier:
    """In a process of its own, so that importing torch does not hold up the window."""
    from ml.worker.classifier import WorkerClassifier

    return WorkerClassifier(another(ENTRY), (_own_bundles(), BUNDLES))


def _serve_networks() -> int:
    """Be that process."""
    from ml.worker.server import serve
    from viewer.storage.log_file import redacted

    return serve(redacted)


def _serve_decoder() -> int:
    """Be a decoder's process."""
    from ml.imaging.decoders.decoder_server import serve
    from viewer.storage.log_file import redacted

    return serve(redacted)


def _view(arguments: list[str]) -> int:
    from viewer.app.startup import Start, open_desk

    parser = OneLineParser(prog="whence", usage="whence [--safe] [PATH ...]")
    parser.add_argument("paths", nargs="*", type=path_argument, metavar="PATH")
    parser.add_argument("--safe", action="store_true", help="no graphics card, default settings")
    parser.add_argument("--dropped", action="store_true", help=argparse.SUPPRESS)  # on the icon
    # the file manager's entry
    parser.add_argument("--batch", type=path_argument, help=argparse.SUPPRESS)
    parser.add_argument("--picture", type=path_argument, help=argparse.SUPPRESS)  # for demo
    options = parser.parse_args(arguments)

    def run(paths: list[Path], start: Start) -> int:
        from ml.worker.one_off_tasks import WorkerInstaller
        from viewer.app.application import run

        picture = options.picture
        return run(
            paths,
            _open_classifier,
            sample=SAMPLE,
            installer=WorkerInstaller(another(ENTRY), _own_bundles()),
            screenshot=picture,
            ask=picture is not None,
            start=start,
        )

    start = Start(
        VERSION,
        options.safe,
        _examine,
        dropped=options.dropped,
        batch=options.batch,
        licences=LICENCES if _frozen() and LICENCES.is_file() else None,
    )
    code = open_desk(options.paths, start, ICON, run)

    from viewer.app.application import leave

    leave(code)


def _examine() -> Iterator[Check]:
    """The self-check of the desk: what needs torch is looked at in another process."""
    from ml.worker.one_off_tasks import examine
    from viewer.storage import paths

    paths.set_application_name()
    yield from examine(another(ENTRY), (_own_bundles(), BUNDLES), paths.records(), CODECS)
    yield from _examine_records()


def _examine_records() -> Iterator[Check]:
    from viewer.storage import copies_check, journal, paths
    from viewer.studies import study_database

    yield journal.check(paths.records() / journal.NAME)
    yield study_database.check(paths.records() / study_database.NAME)
    yield from copies_check.checks(paths.settings_file(), paths.records())


def _annotate(options: argparse.Namespace) -> int:
    from viewer.report.stop_signals import stop_signals

    with stop_signals() as stopped:
        return _annotate_until(options, stopped)


def _annotate_until(options: argparse.Namespace, stopped: Callable[[], bool]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # pictures and PDF need no screen
    from contextlib import suppress

    from PySide6.QtGui import QGuiApplication
    from rich.console import Console
    from rich.progress import Progress

    from viewer.i18n.language import speak
    from viewer.report.batch import BatchProgress, annotate

    application = QGuiApplication.instance() or QGuiApplication(["whence"])
    speak(application, options.language)
    console = Console(stderr=True)
    bar = Progress(console=console, disable=not console.is_terminal)
    row = bar.add_task("reading", total=None)

    def show(step: BatchProgress) -> None:
        if step.slices_total:  # the last step, after all series, has none
            bar.update(row, completed=step.slices_done, total=step.slices_total)

    bar.start()
    try:
        summary = annotate(
            options.source,
            options.out,
            lambda: _open_cascade(options.bundles),
            privacy=not options.identity,
            progress=show,
            cancelled=stopped,
        )
    finally:
        with suppress(OSError):  # the terminal may be gone
            bar.stop()
    del application
    part = f", {summary.incomplete} read in part" if summary.incomplete else ""
    counts = f"{summary.done} read{part}, {summary.refused} not analysed, {summary.failed} failed"
    table = f"{summary.table.name} in the output folder"
    if options.identity:
        table = readable(str(summary.table))
    _say(
        f"Series: {counts}, {summary.skipped} done before; {summary.passed_over} files passed over",
        f"Results: {table}",
        *(
            [
                f"Pictures of {summary.withheld} series withheld: names may be burned into them; "
                "results.csv says why, --identity writes them."
            ]
            if summary.withheld
            else []
        ),
        *(["Stopped: run again to go on."] if summary.cancelled else []),
    )
    return summary.exit_code


def _say(*lines: str) -> None:
    """Print lines; where nobody listens any more, the exit code still says how it went."""
    try:
        say(*lines)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _demo(options: argparse.Namespace) -> int:
    options.source, options.bundles, options.identity = SAMPLE, None, False
    options.language = "en"
    import subprocess

    code = _annotate(options)
    if code:
        return code
    picture = options.out / "window.png"
    program = [sys.executable] if _frozen() else [sys.executable, __file__]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    arguments = ["--safe", "--picture", str(picture), str(SAMPLE)]
    subprocess.run([*program, *arguments], check=True, env=environment)
    for report in sorted(options.out.glob("*/report.pdf")):
        say(f"Report:  {readable(str(report))}")
    say(f"Window:  {readable(str(picture))}")
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from itertools import chain

    from ml.inference.selfcheck import examine
    from viewer.storage import paths

    say(f"Whence {VERSION}. Research use only. Not for diagnostic use.")
    sound = True
    paths.set_application_name()
    checks = examine((_own_bundles(), BUNDLES), paths.records(), CODECS)
    for check in chain(checks, _examine_records()):
        sound = sound and check.sound
        say(f"{'  ' if check.sound else '! '}{check.topic}: {check.words}")
    return 0 if sound else 1


def start(arguments: list[str]) -> int:
    """As `main`, in a process of its own, on whose standard error nothing names a patient."""
    if not arguments or arguments[0] not in FROM_SOURCE:  # a researcher needs the whole of an error
        from viewer.storage import standard_error

        standard_error.guard()
    return main(arguments)


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
