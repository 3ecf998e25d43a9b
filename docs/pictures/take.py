"""Takes pictures of the desk in each of its states, by the desk itself.

    python docs/pictures/take.py [FOLDER] [--scale 2]

They go into FOLDER (default: beside this file), named `desk-STATE@SCALE.png`. The sample, the
shipped networks and the offscreen platform are used; nothing is drawn by hand.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
LIMIT_S = 120.0


def main() -> None:
    """Take every picture at one scale; Qt knows one scale per process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--scale", default="1", help="logical pixels become this many")
    parser.add_argument("--only", default="", help="one state")
    parser.add_argument("--theme", default="dark")
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = options.scale
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    options.folder.mkdir(parents=True, exist_ok=True)
    light = "" if options.theme == "dark" else f"-{options.theme}"
    for name, state in STATES.items():
        if options.only in ("", name):
            path = options.folder / f"desk-{name}{light}@{options.scale}x.png"
            state(Stage(path, options.theme))
            print(path)
    from viewer.app import leave

    leave(0)


class Stage:
    """One window, set up for one picture."""

    def __init__(self, path: Path, theme: str) -> None:
        from PySide6.QtWidgets import QApplication

        from viewer.widgets.theme import dress

        self.path = path
        self.app = QApplication.instance() or QApplication(["whence"])
        assert isinstance(self.app, QApplication)
        dress(self.app, theme)

    def open(self, **session_arguments: object):  # noqa: ANN201  # imported late
        """Build the window; arguments as of `Session`."""
        import main as whence
        from viewer.session import Session
        from viewer.state import ViewState
        from viewer.widgets.main_window import MainWindow

        opener = session_arguments.pop("open_classifier", whence._open_classifier)
        self.session = Session(ViewState(), opener, **session_arguments)
        self.window = MainWindow(self.session, whence.SAMPLE)
        self.window.show()
        return self.window

    def live(self, until: Callable[[], object] | None = None, seconds: float = 0.4) -> None:
        """Let the window live until something holds, then for a moment more."""
        end = time.monotonic() + LIMIT_S
        while until is not None and not until():
            self.app.processEvents()
            if time.monotonic() > end:
                raise SystemExit(f"{self.path.name}: waited too long")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()

    def shoot(self) -> None:
        """Take the picture and clear the stage."""
        self.window.grab().save(str(self.path))
        self.end()

    def end(self) -> None:
        """Clear the stage."""
        self.window.close()
        self.session.close()
        self.live(seconds=0.1)

    def sample(self) -> None:
        """Open the sample and wait for its picture."""
        import main as whence

        self.window.open_paths([whence.SAMPLE])
        session = self.session
        self.live(lambda: not session.scanning and session.state.slice_uid in session.slices)

    def read(self) -> None:
        """Have the series read to its end, and go to the most suspicious slice."""
        series = self.session.state.series
        assert series is not None
        self.session.ask_for_verdicts()
        self.live(lambda: self.session.reading is None and self.session.series_result(series))
        result = self.session.series_result(series)
        assert result is not None
        if result.key_slices:
            places = [ref.uid for ref in series.slices]
            self.session.state.set_index(places.index(result.key_slices[0]))


def empty(stage: Stage) -> None:
    """Nothing open."""
    stage.open()
    stage.live()
    stage.shoot()


def loading(stage: Stage) -> None:
    """A scan that is under way."""
    from viewer.work.reader import real_scan

    def slow(paths: Sequence[Path]) -> Iterator[object]:
        *_, last = real_scan(paths)
        yield dataclasses.replace(last, finished=False)
        time.sleep(2)
        yield last

    window = stage.open(scan=slow)
    import main as whence

    window.open_paths([whence.SAMPLE])
    stage.live(lambda: window.state.slice_uid in window.session.slices)
    stage.shoot()


def looking(stage: Stage) -> None:
    """A series on screen, not yet asked about."""
    stage.open()
    stage.sample()
    stage.live()
    stage.shoot()


def reading(stage: Stage) -> None:
    """The cascade at work."""
    window = stage.open()
    stage.sample()
    window.session.ask_for_verdicts()
    stage.live(lambda: len(window.session.verdicts) > 4, 0.05)
    stage.shoot()


def result(stage: Stage) -> None:
    """Read, with attention shown."""
    window = stage.open()
    stage.sample()
    stage.read()
    window.state.set_overlay(True)
    stage.live()
    stage.shoot()


def refused(stage: Stage) -> None:
    """A series that the cascade must not read."""
    from viewer.work.reader import real_scan

    def plain(paths: Sequence[Path]) -> Iterator[object]:
        why = "plain T1; the networks were trained on T1 with contrast agent"
        for step in real_scan(paths):
            series = tuple(dataclasses.replace(s, refusal=why) for s in step.series)
            yield dataclasses.replace(step, series=series)

    window = stage.open(scan=plain)
    stage.sample()
    window.session.ask_for_verdicts()
    stage.live()
    stage.shoot()


def failed(stage: Stage) -> None:
    """A network that does not open."""
    from ml.errors import BundleError

    def broken() -> object:
        raise BundleError(
            "presence: the weights were altered (sha256 0b1c2d3e4f50, expected a1b2c3d4e5f6); "
            "install the bundle again"
        )

    window = stage.open(open_classifier=broken)
    stage.sample()
    window.session.ask_for_verdicts()
    stage.live(lambda: window.session.classifier_note)
    stage.shoot()


def measuring(stage: Stage) -> None:
    """Measured, starred, turned and inverted."""
    from viewer.measure import Measurement, Tool

    window = stage.open()
    stage.sample()
    uid, marks, state = window.state.slice_uid, window.marks, window.state
    marks.measure(Measurement(uid, Tool.DISTANCE, ((60.0, 124.0), (84.0, 112.0))))
    marks.measure(Measurement(uid, Tool.ELLIPSE, ((98.0, 56.0), (122.0, 82.0))))
    marks.measure(Measurement(uid, Tool.ANGLE, ((150.0, 66.0), (128.0, 92.0), (152.0, 118.0))))
    marks.set_key(uid, True)
    state.set_inverted(True)
    state.set_tool(Tool.DISTANCE)
    stage.live()
    stage.shoot()


def palette(stage: Stage) -> None:
    """Finding a command; and choosing keys."""
    from viewer.widgets.command_palette import CommandPalette

    window = stage.open()
    stage.sample()
    finder = CommandPalette(window.actions_by_name, window)
    finder.show()
    finder.line.setText("window")
    stage.live()
    finder.grab().save(str(stage.path))
    finder.close()
    stage.end()


def keys(stage: Stage) -> None:
    """Choosing other keys."""
    from viewer.widgets.keys_dialog import KeysDialog

    window = stage.open()
    dialog = KeysDialog(window.keymap, window)
    dialog.show()
    stage.live()
    dialog.grab().save(str(stage.path))
    dialog.close()
    stage.end()


def listed(stage: Stage):  # noqa: ANN201  # imported late
    """A desk whose list holds the sample, read, and two studies that were opened before."""
    from dataclasses import replace
    from datetime import UTC, datetime, timedelta

    from ml.imaging.series import Patient
    from ml.protocol import Outcome
    from viewer.app import open_drawer
    from viewer.job_list import JobList
    from viewer.studies.records import Answer, Asked, Status
    from viewer.studies.register import Register
    from viewer.study_desk import StudyDesk

    window = stage.open()
    jobs = JobList(window)
    register = Register(None)
    desk = StudyDesk(window, register, jobs)
    drawer = open_drawer(window, jobs)
    stage.sample()
    desk.read_shown()
    stage.live(lambda: not jobs.going_on)
    (sample,) = desk.clerk.studies.values()
    answers = (
        Answer(Asked.READ, Outcome.ABSENT, 0.04, model_id="m"),
        Answer(Asked.REFUSED, reason="plain T1; the networks were trained on T1 with contrast"),
    )
    for number, answer in enumerate(answers, 1):
        series = replace(sample.series[0], uid=f"{number}", answer=answer)
        opened = datetime.now(UTC) - timedelta(days=number)
        who = Patient(f"Whence^Sample {number}", f"SAMPLE-{number}")
        words = {"opened": opened.isoformat(timespec="milliseconds"), "patient": who}
        study = replace(sample, uid=f"{number}", status=Status.VIEWED, **words)
        desk.clerk._keep(replace(study, series=(series,)))
    desk.clerk.listed.emit()
    stage.desk, stage.drawer = desk, drawer
    return window


def studies(stage: Stage) -> None:
    """The study list, unfolded, in triage order."""
    from viewer.studies.order import Column

    listed(stage)
    stage.desk.show()
    stage.desk.page.order_by(Column.CASCADE)
    stage.desk.page.tree.expand(stage.desk.page.model.index(0, 0))
    stage.live()
    stage.desk.close()
    stage.shoot()


def jobs(stage: Stage) -> None:
    """The job drawer over the desk."""
    listed(stage)
    stage.drawer.toggle()
    stage.live()
    stage.desk.close()
    stage.shoot()


STATES = {
    "empty": empty,
    "loading": loading,
    "looking": looking,
    "reading": reading,
    "result": result,
    "refused": refused,
    "failed": failed,
    "measuring": measuring,
    "palette": palette,
    "keys": keys,
    "studies": studies,
    "jobs": jobs,
}

if __name__ == "__main__":
    main()
