"""Where the reader left off, kept: what was open and how it was shown, down to an unfinished note.

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
from viewer.i18n.translate import mark, tr
from viewer.state.window_placement import WindowPlacement
from viewer.storage.sqlite_file import Schema, open_database

NAME = "left-off.sqlite"
SCHEMA = Schema("CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY, told TEXT NOT NULL);")
NOT_OPENED = mark(
    "where you leave off cannot be kept: its file cannot be opened ({}); see Help > Self-check, or "
    "start with --safe"
)
NOT_KEPT = mark("where you are could not be kept ({}); free some space, or start Whence again")


class SavedSessionError(WhenceError):
    """Where the reader is cannot be kept."""


@dataclass(frozen=True, slots=True)
class Pane:
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
class Second:
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
    panes: tuple[Pane, ...] = ()
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
    panes: tuple[Pane, ...] = ()
    drafts: dict[str, str] = field(default_factory=dict)
    frame: str = ""
    second: Second = Second()
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
        try:
            self._base = open_database(path, SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise SavedSessionError(tr(NOT_OPENED).format(error)) from error

    def keep(self, place: SavedSession) -> None:
        """Keep this instead of what was kept.

        Raises:
            SavedSessionError: The disk is full or the file is gone.
        """
        told = json.dumps(asdict(place))
        self._change("INSERT OR REPLACE INTO place VALUES (1, ?)", told)

    def last(self) -> SavedSession | None:
        """What was kept; `None` where there is nothing, or nothing that this version knows."""
        try:
            row = self._base.execute("SELECT told FROM place").fetchone()
        except sqlite3.Error:
            return None
        return _understood(row[0]) if row else None

    def forget(self) -> None:
        """Keep nothing, and leave nothing behind.

        Raises:
            SavedSessionError: It could not be forgotten.
        """
        self._change("DELETE FROM place")
        with suppress(sqlite3.Error):
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _change(self, statement: str, *values: str) -> None:
        try:
            with self._base:
                self._base.execute(statement, values)
        except sqlite3.Error as error:
            raise SavedSessionError(tr(NOT_KEPT).format(error)) from error


def _understood(text: str) -> SavedSession | None:
    try:
        told: dict[str, Any] = json.loads(text)
        panes = tuple(_pane(each) for each in told.pop("panes"))
        drafts = {str(key): str(note) for key, note in told.pop("drafts").items()}
        paths = tuple(map(str, told.pop("paths")))
        second = _second(told.pop("second", {}))
        return SavedSession(paths=paths, panes=panes, drafts=drafts, second=second, **told)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _pane(told: dict[str, Any]) -> Pane:
    window = told.pop("window")
    pair = (float(window[0]), float(window[1])) if window is not None else None
    return Pane(window=pair, **told)


def _second(told: dict[str, Any]) -> Second:
    panes = tuple(_pane(each) for each in told.pop("panes", ()))
    stand = told.pop("stand", None)
    return Second(panes=panes, stand=_stand(stand) if stand is not None else None, **told)


def _stand(told: dict[str, Any]) -> WindowPlacement:
    left, top, width, height = map(int, told["area"])
    x, y, wide, high = map(int, told["screen_area"])
    place = ((x, y, wide, high), (left, top, width, height))
    return WindowPlacement(str(told["screen"]), *place, bool(told["maximised"]))
