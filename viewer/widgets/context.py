"""The objects that the parts of the window share, and the requests that they send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from viewer.marks.marks import Marks
from viewer.session import Session
from viewer.settings.store import Settings
from viewer.state.view_state import ViewState
from viewer.widgets.keys.keymap import KeyMap


@dataclass(frozen=True, slots=True)
class DeskContext:
    """One desk, for whatever belongs to it; built by the main window.

    Attributes:
        session: The one controller.
        state: What is looked at, and how.
        marks: What the reader marked.
        settings: What the reader set.
        keymap: Which keys call which command.
        window: The main window: parent of dialogs and of whatever ends with it.
        show_message: Shows a sentence in the message bar.
        open_paths: Opens files and folders instead of what is open.
        focus_image: Gives the keyboard to the active viewport.
    """

    session: Session
    state: ViewState
    marks: Marks
    settings: Settings
    keymap: KeyMap
    window: QWidget
    show_message: Callable[[str], None]
    open_paths: Callable[[Sequence[Path]], None]
    focus_image: Callable[[], None]


class DeskRequests(QObject):
    """The requests of the reader that other parts than the window serve.

    Signals:
        export_requested: Write the report of the series on screen into this file.
        marks_requested: Write the table of the reader's marks into this file.
        annotate_requested: Read the first folder without a reader, and write into the second.
        bundle_offered: Install the network in this folder.
        header_requested: Show the header of this file.
        studies_requested: Show or hide the study list.
        beside_requested: Open a study of the list beside what is on screen.
        read_study_requested: Read every series of the study on screen.
        jobs_requested: Show or hide the job drawer.
    """

    export_requested = Signal(Path)
    marks_requested = Signal(Path)
    annotate_requested = Signal(Path, Path)
    bundle_offered = Signal(Path)
    header_requested = Signal(Path)
    studies_requested = Signal()
    beside_requested = Signal()
    read_study_requested = Signal()
    jobs_requested = Signal()
