"""The states of the desk, one function each."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import main as whence
from ml.core.errors import BundleError
from ml.core.messages import Message
from ml.core.types import SliceClassifier, SliceImage, Verdict
from tests.snapshots.stage import Stage
from viewer.background.image_tool import real_scan
from viewer.geometry.measurements import Measurement, MouseTool
from viewer.widgets.commands.command_palette import CommandPalette
from viewer.widgets.keys.keys_dialog import KeysDialog

HALT = 6
"""Slices that are read when the picture is taken."""

PAUSE_S = 0.05
"""Between two steps of a scan that does not end."""
WINDOW = {"en": "window", "zh_CN": "窗"}
"""What is looked for among the commands."""


class Halted:
    """A cascade that waits after some verdicts.

    Args:
        tool: The cascade.
        go_on: What it waits for.
    """

    def __init__(self, tool: SliceClassifier, go_on: threading.Event) -> None:
        self.max_batch, self.models, self.device = tool.max_batch, tool.models, tool.device
        self.close = tool.close
        self._tool, self._go_on, self._left = tool, go_on, HALT

    def __call__(self, items: Sequence[SliceImage]) -> Iterator[Verdict]:
        for verdict in self._tool(items):
            if self._left == 0:
                self._go_on.wait()
            self._left = max(self._left - 1, 0)
            yield verdict


def empty(stage: Stage) -> None:
    """Nothing open."""
    stage.open()
    stage.shoot()


def loading(stage: Stage) -> None:
    """A scan that is under way."""
    picture_taken = threading.Event()

    def slow(paths: Sequence[Path]) -> Iterator[object]:
        *_, last = real_scan(paths)
        while not picture_taken.wait(PAUSE_S):  # between steps slices are decoded
            yield dataclasses.replace(last, finished=False)
        yield last

    window = stage.open(scan=slow)
    window.open_paths([whence.SAMPLE])
    state, slices = window.state, window.session.slices
    stage.live(lambda: state.series and all(ref.uid in slices for ref in state.series.slices))
    stage.shoot(then=picture_taken.set)


def looking(stage: Stage) -> None:
    """A series on screen, not yet asked about."""
    stage.open()
    stage.sample()
    stage.shoot()


def reading(stage: Stage) -> None:
    """The cascade at work, halted where the picture is taken."""
    picture_taken = threading.Event()
    window = stage.open(open_classifier=lambda: Halted(stage.networks.open(), picture_taken))
    stage.sample()
    window.session.ask_for_verdicts()
    stage.live(lambda: len(window.session.verdicts) == HALT)
    stage.shoot(then=picture_taken.set)


def result(stage: Stage) -> None:
    """Read, with attention shown."""
    window = stage.open()
    stage.sample()
    stage.read()
    window.state.set_overlay(True)
    stage.shoot()


def refused(stage: Stage) -> None:
    """A series that the cascade must not read."""

    def plain(paths: Sequence[Path]) -> Iterator[object]:
        why = "plain T1; the networks were trained on T1 with contrast agent"
        for step in real_scan(paths):
            series = tuple(dataclasses.replace(s, refusal=why) for s in step.series)
            yield dataclasses.replace(step, series=series)

    window = stage.open(scan=plain)
    stage.sample()
    window.session.ask_for_verdicts()
    stage.shoot()


def failed(stage: Stage) -> None:
    """A network that does not open."""

    def broken() -> object:
        words = "{}: {} was altered (sha256 {}, expected {}); install the bundle again"
        given = (Message("presence"), "weights.safetensors", "0b1c2d3e4f50", "a1b2c3d4e5f6")
        raise BundleError(Message(words, *given))

    window = stage.open(open_classifier=broken)
    stage.sample()
    window.session.ask_for_verdicts()
    stage.live(lambda: window.session.classifier_note)
    stage.shoot()


def measuring(stage: Stage) -> None:
    """Measured, starred, turned and inverted."""
    window = stage.open()
    stage.sample()
    uid, marks, state = window.state.slice_uid, window.marks, window.state
    marks.measure(Measurement(uid, MouseTool.DISTANCE, ((60.0, 124.0), (84.0, 112.0))))
    marks.measure(Measurement(uid, MouseTool.ELLIPSE, ((84.0, 56.0), (106.0, 80.0))))
    marks.measure(Measurement(uid, MouseTool.ANGLE, ((152.0, 66.0), (132.0, 92.0), (154.0, 118.0))))
    marks.set_key(uid, True)
    state.set_inverted(True)
    state.set_tool(MouseTool.DISTANCE)
    stage.shoot()


def palette(stage: Stage) -> None:
    """Finding a command; and choosing keys."""
    window = stage.open()
    stage.sample()
    finder = CommandPalette(window.actions_by_name, window)
    finder.show()
    finder.line.setText(WINDOW[stage.language])
    stage.shoot(finder)


def keys(stage: Stage) -> None:
    """Choosing other keys."""
    window = stage.open()
    dialog = KeysDialog(window.keymap, window)
    dialog.show()
    stage.shoot(dialog)


def planes(stage: Stage) -> None:
    """Three planes through the series and the slice as it was acquired."""
    window = stage.open()
    stage.sample()
    window.actions_by_name["mpr"].trigger()
    stage.live(lambda: all(each.series is not None for each in window.state.shown))
    slices = window.session.slices
    stage.live(lambda: all(each.slice_uid in slices for each in window.state.shown))
    window.actions_by_name["lines"].setChecked(True)
    stage.shoot()


def studies(stage: Stage) -> None:
    """The study list, with one study that was read."""
    window = stage.open()
    stage.sample()
    stage.read()
    window.actions_by_name["studies"].trigger()
    stage.shoot()


STATES: dict[str, Callable[[Stage], None]] = {
    "empty": empty,
    "loading": loading,
    "looking": looking,
    "reading": reading,
    "result": result,
    "refused": refused,
    "failed": failed,
    "measuring": measuring,
    "planes": planes,
    "studies": studies,
    "palette": palette,
    "keys": keys,
}
