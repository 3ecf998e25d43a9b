"""Backs up settings and records at each start, and restores damaged ones.

At each start a sound file is copied beside itself (`.good`); a damaged one is set aside
(`.damaged`) and the copy takes its place. A file that cannot be looked at, because the disk is full
or another program uses it, is not touched. Nothing is ever thrown away: a copy that was set aside
is not replaced, and neither is a good copy by a file that does not continue it (docs/adr/0069).
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path

from ml.core import atomic_files
from ml.core.errors import WriteError
from ml.core.folder_lock import locked
from ml.core.private_files import SIDE_FILES, tighten_database_files
from viewer.i18n.translate import tr
from viewer.storage.database_problem import DatabaseProblem, problem_of
from viewer.storage.sqlite_file import GOOD, copy_to, is_whole, reading, size_of

log = logging.getLogger(__name__)

DAMAGED = ".damaged"
DATABASES = (".sqlite", ".sqlite3", ".db")
INI_LINE = re.compile(r"\s*([;#].*|\[[^\]]+\]|[^=\[]+=.*)?\s*")
TEMPORARY = re.compile(
    r"\.[a-z0-9_]{8}\.(good|ini|conf|sqlite|sqlite3|db)(-wal|-shm|-journal)?", re.ASCII
)
"""What `atomic_files` writes to; left behind only where the process was killed."""
CONTINUED = {
    "entries": (
        "SELECT number, chain FROM entries ORDER BY number DESC LIMIT 1",
        "SELECT 1 FROM entries WHERE number = ? AND chain = ?",
    ),
    "study": ("SELECT uid FROM study", "SELECT 1 FROM study WHERE uid = ?"),
}
"""By table: rows of a good copy, and how to find each in the file that shall replace it.

The last row of a hash chain stands for all rows before it. Rows that the reader deletes are deleted
from the copies as well, so that they are never missed here.
"""


Identity = tuple[int, int, int] | None
"""Inode, bytes and time of a file; `None` where there is none."""


class Condition(Enum):
    """What a look at a file says."""

    SOUND = auto()
    DAMAGED = auto()
    EMPTY = auto()  # gone, or of zero bytes
    UNKNOWN = auto()  # it cannot be looked at now


@dataclass(frozen=True, slots=True)
class Repair:
    """The repair of one file.

    Attributes:
        name: Of the file.
        restored: Whether a good copy took its place; else it starts empty.
        kept: Name of the copy that was set aside; empty where nothing was.
        damaged: Whether the file was; otherwise it had lost what its good copy holds.
    """

    name: str
    restored: bool
    kept: str = ""
    damaged: bool = True

    @property
    def words(self) -> str:
        """For the reader."""
        if not self.damaged and not self.restored:
            return tr(
                "{} lacks something that its last good copy holds. That copy is kept as {}."
            ).format(self.name, self.kept)
        outcome = tr("the last good copy was restored") if self.restored else tr("it starts empty")
        if not self.damaged:
            return tr("{} was empty: {}.").format(self.name, outcome)
        return tr("{} was damaged: {}. The damaged file is kept as {}.").format(
            self.name, outcome, self.kept
        )


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of file is looked at and copied."""

    look: Callable[[Path], Condition]
    look_at_copy: Callable[[Path], Condition]
    copy: Callable[[Path, Path], None]
    continues: Callable[[Path, Path], bool]


def look_at_settings(path: Path) -> Condition:
    """Whether a settings file is text of groups, comments and `key=value`."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Condition.EMPTY
    except OSError:
        return Condition.UNKNOWN
    except UnicodeDecodeError:
        return Condition.DAMAGED
    if not text:
        return Condition.EMPTY
    lines = text.splitlines()
    sound = any(lines) and "\0" not in text and all(INI_LINE.fullmatch(line) for line in lines)
    return Condition.SOUND if sound else Condition.DAMAGED


def sound_settings(path: Path) -> bool:
    """Whether a settings file can be read as settings, and is not empty."""
    return look_at_settings(path) is Condition.SOUND


def look_at_database(path: Path, *, copy: bool = False) -> Condition:
    """What SQLite says of a file (`PRAGMA quick_check`).

    Args:
        path: The file.
        copy: As of `sqlite_file.reading`.
    """
    try:
        # the log first: a desk that makes the file just now fills it before its log
        rest = size_of(path.with_name(path.name + "-wal"))
        if not os.path.lexists(path) or path.stat().st_size == 0:
            return Condition.DAMAGED if rest else Condition.EMPTY  # SQLite would delete the log
        with reading(path, copy=copy) as base:
            return Condition.SOUND if is_whole(base) else Condition.DAMAGED
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.Error) and problem_of(error, path) is DatabaseProblem.DAMAGED:
            return Condition.DAMAGED
        log.warning("%s cannot be looked at: %s", path.name, type(error).__name__)
        return Condition.UNKNOWN


def sound_database(path: Path) -> bool:
    """Whether SQLite can open a file and finds it whole."""
    return look_at_database(path) is Condition.SOUND


def back_up_or_repair(settings: Path, records: Path) -> list[Repair]:
    """Look at the settings and every database; copy what is sound, repair what is damaged.

    Args:
        settings: The settings file; it need not exist.
        records: Folder with databases (`*.sqlite`, `*.sqlite3`, `*.db`); it need not exist.

    Returns:
        One entry for each file about which something was done.
    """
    with locked(records) as alone:  # two desks that start at once must not repair one file twice
        return _look_after_all(settings, records) if alone else []


def _look_after_all(settings: Path, records: Path) -> list[Repair]:
    files: list[tuple[Path, _Kind]] = [(settings, SETTINGS)]
    files += [(path, DATABASE) for path in databases(records)]
    repairs: list[Repair] = []
    for folder in {settings.parent, records}:
        _remove_temporaries(folder)
    for path, kind in files:
        try:
            for copy in (path.with_name(path.name + GOOD), *copies_set_aside(path)):
                tighten_database_files(copy)  # an earlier Whence may have left them to every reader
            repair = _look_after(path, kind)
        except (OSError, WriteError, sqlite3.Error) as error:
            log.warning("%s could not be looked after: %s", path.name, type(error).__name__)
        else:
            repairs += [repair] if repair is not None else []
    return repairs


def copies_set_aside(path: Path) -> list[Path]:
    """The copies of a file that were set aside, with their side files: `.damaged`, `.good-2`."""
    ends = re.compile(
        rf"{re.escape(path.name)}({re.escape(DAMAGED)}(-\d+)?|{re.escape(GOOD)}-\d+)"
        rf"({'|'.join(SIDE_FILES)})?"
    )
    return [other for other in _listed(path.parent) if ends.fullmatch(other.name)]


def every_copy(path: Path) -> list[Path]:
    """Whatever stands beside a file and may hold its rows, also what a kill left behind."""
    good = path.with_name(path.name + GOOD)
    own = [good.with_name(good.name + side) for side in ("", *SIDE_FILES)]
    left = [other for other in _listed(path.parent) if TEMPORARY.fullmatch(other.name)]
    return [copy for copy in (*own, *copies_set_aside(path), *left) if copy.is_file()]


def shred_copies(path: Path) -> None:
    """Overwrite and remove every copy of a file, for what the reader wants forgotten.

    Raises:
        OSError: One of them could not be overwritten or removed.
    """
    for copy in every_copy(path):
        with copy.open("r+b") as old:
            old.write(b"\0" * copy.stat().st_size)
            old.flush()
            os.fsync(old.fileno())
        copy.unlink()


def _look_after(path: Path, kind: _Kind) -> Repair | None:
    """Copy a file, repair it, or leave it alone.

    Raises:
        OSError: The disk is full or may not be written to; the file and its copies stay.
        WriteError: As above.
        sqlite3.Error: As above.
    """
    good = path.with_name(path.name + GOOD)
    before = _identity(path)
    condition = kind.look(path)
    good_condition = kind.look_at_copy(good)
    if Condition.UNKNOWN in (condition, good_condition):
        return None
    if condition is Condition.SOUND:
        return _back_up(path, good, good_condition, kind)
    if condition is Condition.DAMAGED or good_condition is not Condition.EMPTY:
        return _repair(path, good, before, condition, good_condition)
    return None


def _back_up(path: Path, good: Path, good_condition: Condition, kind: _Kind) -> Repair | None:
    """Replace the good copy; one that holds more than the file is kept under a name of its own."""
    kept = ""
    if good_condition is Condition.DAMAGED:
        good.replace(_free_name(path.with_name(path.name + DAMAGED)))
    elif good_condition is Condition.SOUND and not kind.continues(good, path):
        kept = good.replace(_free_name(good)).name
        log.warning("%s does not continue its good copy, which is kept", path.name)
    atomic_files.write(good, partial(kind.copy, path), private=True)
    atomic_files.sync_folder(path.parent)
    return Repair(path.name, False, kept, damaged=False) if kept else None


def _repair(
    path: Path,
    good: Path,
    before: Identity,
    condition: Condition,
    good_condition: Condition,
) -> Repair:
    """Put the good copy in the place of a file that is damaged or gone.

    The copy is written in full before the file is moved, so that a full disk leaves everything as
    it was. A kill in between leaves the file, or its copies; the next start goes on from there.

    Raises:
        FileExistsError: The file is not as it was `before` it was looked at: another desk has it.
    """
    damaged = condition is Condition.DAMAGED or good_condition is Condition.DAMAGED
    restored = good_condition is Condition.SOUND
    kept = ""

    def fill(temporary: Path) -> None:
        nonlocal kept
        shutil.copyfile(good, temporary)
        atomic_files.sync_file(temporary)
        kept = _set_aside(path, before)

    if restored:
        atomic_files.write(path, fill, private=True)
    else:
        kept = _set_aside(path, before)
    if good_condition is Condition.DAMAGED:
        kept = good.replace(_free_name(path.with_name(path.name + DAMAGED))).name
    atomic_files.sync_folder(path.parent)
    log.warning("%s was damaged or gone; restored: %s", path.name, restored)
    return Repair(path.name, restored, kept, damaged)


def _set_aside(path: Path, before: Identity) -> str:
    """Move a file and its side files to names that are free; returns the first one's name.

    Raises:
        FileExistsError: It is not as it was `before`.
    """
    if _identity(path) != before:
        raise FileExistsError(f"{path.name} is another process's by now")
    own = [path.with_name(path.name + suffix) for suffix in ("", *SIDE_FILES)]
    present = [other for other in own if other.is_file()]
    aside = _free_name(path.with_name(path.name + DAMAGED), *present)
    for old in present:  # the file first: its write-ahead log alone shows what is left to do
        new = aside.with_name(aside.name + old.name.removeprefix(path.name))
        old.replace(new)
        tighten_database_files(new)
    return aside.name if present else ""


def _free_name(first: Path, *moved: Path) -> Path:
    """A name that stands for no copy: `.damaged`, `.damaged-2` and so on.

    Args:
        first: The first name to try; a good copy is kept from `.good-2` on.
        moved: A file with its side files, or what is left of them; without any, one file.
    """
    stem = first.name.removesuffix(DAMAGED)
    ends = [other.name.removeprefix(stem) for other in moved] or [""]
    number = 2 if first.name.endswith(GOOD) else 1
    while True:
        name = first.with_name(f"{first.name}-{number}" if number > 1 else first.name)
        if not any(size_of(name.with_name(name.name + end)) for end in ends):
            return name
        number += 1


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _continues(good: Path, path: Path) -> bool:
    """Whether a database holds every row that its good copy holds."""
    with reading(good, copy=True) as old, reading(path) as new:
        tables = {name for (name,) in old.execute("SELECT name FROM sqlite_master")}
        known = {name for (name,) in new.execute("SELECT name FROM sqlite_master")}
        for table in tables & CONTINUED.keys():
            rows, find = CONTINUED[table]
            for row in old.execute(rows):
                if table not in known or new.execute(find, row).fetchone() is None:
                    return False
    return True


def databases(folder: Path) -> list[Path]:
    """Databases of a folder, those too of which only a good copy is there."""
    names = {path.name.removesuffix(GOOD) for path in _listed(folder)}
    return [
        folder / name
        for name in sorted(names)
        if Path(name).suffix in DATABASES and not TEMPORARY.fullmatch(name)
    ]


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # missing or forbidden: whoever opens a record says so
        return []


def _remove_temporaries(folder: Path) -> None:
    """Remove what a process that was killed left behind: copies that were not finished."""
    for path in _listed(folder):
        if TEMPORARY.fullmatch(path.name):
            try:
                path.unlink()
            except OSError as error:
                log.warning("a temporary file stays: %s", error.strerror)


def _identity(path: Path) -> Identity:
    """Tells a file from another that took its place."""
    try:
        known = path.stat()
    except FileNotFoundError:
        return None
    return known.st_ino, known.st_size, known.st_mtime_ns


SETTINGS = _Kind(look_at_settings, look_at_settings, _copy, lambda _good, _path: True)
DATABASE = _Kind(look_at_database, partial(look_at_database, copy=True), copy_to, _continues)
