"""Backs up settings and records at each start, and restores damaged ones.

At each start a sound file is copied beside itself (`.good`); a damaged one is set aside
(`.damaged`) and the copy takes its place. Nothing is thrown away.
"""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ml.core import atomic_files
from ml.core.errors import WriteError
from ml.core.private_files import SIDE_FILES, tighten_database_files
from viewer.i18n.translate import tr
from viewer.storage.sqlite_file import copy_to, is_whole, reading

log = logging.getLogger(__name__)

GOOD, DAMAGED = ".good", ".damaged"
INI_LINE = re.compile(r"\s*([;#].*|\[[^\]]+\]|[^=\[]+=.*)?\s*")


@dataclass(frozen=True, slots=True)
class Repair:
    """The repair of one damaged file.

    Attributes:
        name: Of the file.
        restored: Whether a good copy took its place; else it starts empty.
    """

    name: str
    restored: bool

    @property
    def words(self) -> str:
        """For the reader."""
        outcome = tr("the last good copy was restored") if self.restored else tr("it starts empty")
        return tr("{} was damaged: {}. The damaged file is kept beside it.").format(
            self.name, outcome
        )


def sound_settings(path: Path) -> bool:
    """Whether a settings file is text of groups, comments and `key=value`, and not empty."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    lines = text.splitlines()
    return any(lines) and "\0" not in text and all(INI_LINE.fullmatch(line) for line in lines)


def sound_database(path: Path) -> bool:
    """Whether SQLite finds its file whole (`PRAGMA quick_check`)."""
    if path.stat().st_size == 0:
        return False
    try:
        with reading(path) as base:
            return is_whole(base)
    except sqlite3.DatabaseError:
        return False


def back_up_or_repair(settings: Path, records: Path) -> list[Repair]:
    """Look at the settings and every database; copy what is sound, repair what is not.

    Args:
        settings: The settings file; it need not exist.
        records: Folder with databases (`*.sqlite`, `*.sqlite3`, `*.db`); it need not exist.

    Returns:
        One entry for each damaged file.
    """
    files: list[tuple[Path, Callable[[Path], bool], Callable[[Path, Path], None]]] = []
    if _present(settings):
        files.append((settings, sound_settings, _copy))
    files += [(path, sound_database, copy_to) for path in _databases(records)]
    repairs: list[Repair] = []
    for path, sound, copy in files:
        good = path.with_name(path.name + GOOD)
        for copy_of in (GOOD, DAMAGED):  # an earlier Whence may have left them to every reader
            tighten_database_files(path.with_name(path.name + copy_of))
        try:
            if path.is_file() and sound(path):
                atomic_files.write(good, partial(copy, path), private=True)
            else:
                repairs.append(_repair(path, good, sound))
        except (OSError, WriteError, sqlite3.Error) as error:
            log.warning("%s could not be looked after: %s", path.name, type(error).__name__)
    return repairs


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _present(path: Path) -> bool:
    return path.is_file() or path.with_name(path.name + GOOD).is_file()


def _databases(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        return []
    kinds = ("*.sqlite", "*.sqlite3", "*.db")
    names = {path.name for kind in kinds for path in folder.glob(kind)}
    names |= {p.name.removesuffix(GOOD) for kind in kinds for p in folder.glob(kind + GOOD)}
    return [folder / name for name in sorted(names)]


def _repair(path: Path, good: Path, sound: Callable[[Path], bool]) -> Repair:
    if path.is_file():
        path.replace(path.with_name(path.name + DAMAGED))
    for suffix in SIDE_FILES:
        stray = path.with_name(path.name + suffix)
        if stray.is_file():
            stray.replace(path.with_name(path.name + DAMAGED + suffix))
    tighten_database_files(path.with_name(path.name + DAMAGED))
    restored = good.is_file() and sound(good)
    if restored:
        atomic_files.write(path, partial(_copy, good), private=True)
    log.warning("%s was damaged; restored: %s", path.name, restored)
    return Repair(path.name, restored)
