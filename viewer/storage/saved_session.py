"""Stores the session between starts: what was open, how it was shown, unfinished notes.

One row of a small SQLite file, replaced a few times a second at most. It holds the paths that were
opened, keys of series and slices (hashes), and the reader's unfinished notes; no name, no pixel.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ml.core.errors import WhenceError
from ml.core.messages import verbatim
from viewer.i18n.translate import mark, tr
from viewer.state.window_placement import WindowPlacement
from viewer.storage.backups import shred_copies
from viewer.storage.database_problem import error_words
from viewer.storage.sqlite_file import Schema, open_database

NAME = "left-off.sqlite"
SCHEMA = Schema("CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY, told TEXT NOT NULL);")
SAVED = "SELECT told FROM place"
NOT_OPENED = mark("your place cannot be saved for now: {}")
NOT_KEPT = mark("your place was not saved: {}")


class SavedSessionError(WhenceError):
    """Where the reader is cannot be kept."""


@dataclass(frozen=True, slots=True)
class SavedViewport:
    """One viewport.

    Attributes:
        series: Key of the series that was acquired; empty for none.
        plane: Which way it was cut; empty for slices as they were acquired.
        slice: Key of the slice, for a series that has become longer.
        index: Of the slice, from 0.
        window: Centre and width, if they were known.
        turns: Quarter turns clockwise.
        flipped: Whether left and right were exchanged.
        inverted: Whether black and white were.
    """

    series: str = ""
    plane: str = ""
    slice: str = ""
    index: int = 0
    window: tuple[float, float] | None = None
    turns: int = 0
    flipped: bool = False
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class SavedSecondWindow:
    """The second window.

    Attributes:
        open: Whether it was.
        layout: Of its viewports.
        full: Whether one of them filled it.
        front: The place of the one that was active last.
        panes: Its viewports, in reading order.
        stand: Where it stood; `None` if it was never open.
    """

    open: bool = False
    layout: str = "1x1"
    full: bool = False
    front: int = 0
    panes: tuple[SavedViewport, ...] = ()
    stand: WindowPlacement | None = None


@dataclass(frozen=True, slots=True)
class SavedSession:
    """Where the reader was.

    Attributes:
        paths: What was opened.
        layout: Of the viewports in the main window.
        full: Whether one of them filled it.
        active: The place of the one that was active last.
        panes: Its viewports, in reading order.
        drafts: Unfinished notes, by key of the slice.
        frame: The main window's place and size, as Qt packs them, in base64.
        second: The other window.
        on_second: Whether the active viewport was there.
    """

    paths: tuple[str, ...] = ()
    layout: str = "1x1"
    full: bool = False
    active: int = 0
    panes: tuple[SavedViewport, ...] = ()
    drafts: dict[str, str] = field(default_factory=dict)
    frame: str = ""
    second: SavedSecondWindow = SavedSecondWindow()
    on_second: bool = False


class SavedSessionFile:
    """The file, or nothing but memory; used from one thread.

    Writing takes a fraction of a millisecond and is done at once, on the GUI thread, as in
    `viewer.storage.journal` and for the same reason.

    Args:
        path: The file; `None` to forget everything at the end.

    Raises:
        SavedSessionError: The file cannot be opened.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        try:
            self._base = open_database(path, SCHEMA)
            self._base.execute(SAVED).fetchone()  # what cannot be read now is not to be replaced
        except sqlite3.Error as error:
            raise SavedSessionError(
                verbatim(tr(NOT_OPENED).format(error_words(error, path)))
            ) from error

    def save(self, session: SavedSession) -> None:
        """Replace what was saved before.

        Raises:
            SavedSessionError: The disk is full or the file is gone.
        """
        text = json.dumps(asdict(session))
        self._change("INSERT OR REPLACE INTO place VALUES (1, ?)", text)

    def load(self) -> SavedSession | None:
        """What was saved; `None` where there is nothing, or nothing that this version knows."""
        try:
            row = self._base.execute(SAVED).fetchone()
        except sqlite3.Error:
            return None
        return _parsed(row[0]) if row else None

    def forget(self) -> None:
        """Delete what was saved, and leave nothing of it in the file or in its copies.

        Raises:
            SavedSessionError: It could not be deleted.
        """
        self._change("DELETE FROM place")
        with suppress(sqlite3.Error):
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            if self._path is not None:
                shred_copies(self._path)
        except OSError as error:
            raise SavedSessionError(
                verbatim(tr(NOT_KEPT).format(error_words(error, self._path)))
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _change(self, statement: str, *values: str) -> None:
        try:
            with self._base:
                self._base.execute(statement, values)
        except sqlite3.Error as error:
            raise SavedSessionError(
                verbatim(tr(NOT_KEPT).format(error_words(error, self._path)))
            ) from error


def _parsed(text: str) -> SavedSession | None:
    try:
        fields: dict[str, Any] = json.loads(text)
        panes = tuple(_pane(pane) for pane in fields.pop("panes"))
        drafts = {str(key): str(note) for key, note in fields.pop("drafts").items()}
        paths = tuple(map(str, fields.pop("paths")))
        second = _second(fields.pop("second", {}))
        return SavedSession(paths=paths, panes=panes, drafts=drafts, second=second, **fields)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _pane(fields: dict[str, Any]) -> SavedViewport:
    window = fields.pop("window")
    pair = (float(window[0]), float(window[1])) if window is not None else None
    return SavedViewport(window=pair, **fields)


def _second(fields: dict[str, Any]) -> SavedSecondWindow:
    panes = tuple(_pane(pane) for pane in fields.pop("panes", ()))
    placement = fields.pop("stand", None)
    return SavedSecondWindow(
        panes=panes, stand=_placement(placement) if placement is not None else None, **fields
    )


def _placement(fields: dict[str, Any]) -> WindowPlacement:
    left, top, width, height = map(int, fields["area"])
    x, y, wide, high = map(int, fields["screen_area"])
    areas = ((x, y, wide, high), (left, top, width, height))
    return WindowPlacement(str(fields["screen"]), *areas, bool(fields["maximised"]))
