"""Unpacks ZIP archives within limits, one entry at a time.

Entries become files in a private folder, so that every reader can seek in them (docs/adr/0015). It
is removed when the process ends, or by the next one where that was killed. The paths inside the
archive are never used: folders are numbered, and names are stripped of everything that could lead
elsewhere.
"""

from __future__ import annotations

import errno
import lzma
import os
import re
import shutil
import stat
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ml.core.folder_lock import FolderLock
from ml.core.messages import Message, message
from ml.core.private_files import make_folder, opener
from ml.imaging.formats.file_content import content, content_of
from ml.imaging.formats.pair_files import is_values_name
from ml.imaging.formats.registry import VolumeFormat
from ml.imaging.scanning.walk import FoundFile
from ml.imaging.scanning.zip_names import open_archive
from ml.imaging.types.file_type import HEAD, Content
from ml.imaging.types.ordinary_file import leads_out
from ml.imaging.types.series import Problem

PREFIX = "whence-unpacked-"
STALE_SECONDS = 2 * 86400
"""After this a folder is removed where the system cannot tell whether its process lives."""
NAME_BYTES = 200
"""File systems take names of 255 bytes; a number may come before this (ours)."""
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
"""Names that are no files on Windows, whatever their ending."""
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE)
"""Errors that every other entry would meet, too."""
CHUNK = 1 << 20
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, RuntimeError,
    ValueError,
)  # fmt: skip
"""What unpacking a damaged entry raises, found by fuzzing; bzip2's word for it is OSError."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may cost; the numbers are ours.

    Attributes:
        files: Entries, nested archives included.
        total_bytes: Unpacked, nested archives included.
        ratio: Unpacked bytes per packed byte, of an entry larger than `harmless_bytes`.
        harmless_bytes: An entry below this may have any ratio: empty slices pack a thousandfold.
        depth: Archives inside archives.
    """

    files: int = 200_000
    total_bytes: int = 32 << 30
    ratio: int = 200
    harmless_bytes: int = 64 << 20
    depth: int = 3


class TooMuchError(Exception):
    """A limit is reached; what was unpacked before stays."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class Unpacked:
    """Archives that were opened in this process, and where their files lie."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock: FolderLock | None = None
        self._opened = 0
        self._known: dict[tuple[str, int, int], tuple[FoundFile | Problem, ...]] = {}

    def files(self, archive: FoundFile) -> Iterator[FoundFile | Problem]:
        """The files of an archive; a second time without unpacking again."""
        key = (str(archive.path), archive.size, archive.modified_ns)
        if key in self._known:
            yield from self._known[key]
            return
        files = []
        for file in self._unpack(archive):
            files.append(file)
            yield file
        self._known[key] = tuple(files)

    def close(self) -> None:
        """Remove every unpacked file."""
        self._known.clear()
        folder, self._folder = self._folder, None
        lock, self._lock = self._lock, None
        if folder is not None:
            folder.cleanup()
        if lock is not None:
            lock.release()
        if folder is not None:
            folder.cleanup()  # where a file in it was locked

    def _unpack(self, archive: FoundFile) -> Iterator[FoundFile | Problem]:
        if self._folder is None:
            self._folder, self._lock = _locked_folder()
        self._opened += 1
        folder = Path(self._folder.name) / str(self._opened)
        job = _Unpacking(archive.path, folder, self._limits)
        headers: list[FoundFile] = []
        try:
            for file in job.entries(archive.path, depth=1):
                if isinstance(file, FoundFile) and _may_be_detached(file.path):
                    headers.append(file)  # the file with its values may be unpacked after it
                else:
                    yield file
        except TooMuchError as error:
            yield Problem(
                archive.path, message("{}; what was unpacked before is shown", error.reason)
            )
        except OSError as error:
            yield Problem(archive.path, message("cannot be unpacked ({})", str(error.strerror)))
        yield from headers


def _may_be_detached(path: Path) -> bool:
    """Whether a file may need another one of the archive."""
    row = content_of(path)
    header = isinstance(row, VolumeFormat) and bool(row.detached)
    return header or is_values_name(path.name)


def _locked_folder() -> tuple[tempfile.TemporaryDirectory[str], FolderLock]:
    """A new private folder, and the lock that tells other processes that this one lives."""
    while True:
        folder = tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
        lock = FolderLock(Path(folder.name), wait_seconds=0)
        if lock.held and Path(folder.name).is_dir():
            return folder, lock
        lock.release()  # another process found it before it was locked, and removes it
        folder.cleanup()


def sweep(folder: Path) -> None:
    """Remove what processes that were killed have left behind, and nothing of another user's."""
    for left in folder.glob(f"{PREFIX}*"):
        try:
            status = left.lstat()
            if not stat.S_ISDIR(status.st_mode) or not _own(status):
                continue
            lock = FolderLock(left, wait_seconds=0)
            try:
                stale = time.time() - status.st_mtime > STALE_SECONDS
                dead = lock.proven or (lock.held and stale)
                if dead:
                    shutil.rmtree(left, ignore_errors=True)
            finally:
                lock.release()
            if dead:
                shutil.rmtree(left, ignore_errors=True)  # where a file in it was locked
        except OSError:
            continue  # another process removes it at the same time


def _own(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


class _Unpacking:
    """One archive with all that is nested in it, against one account."""

    def __init__(self, archive: Path, folder: Path, limits: Limits) -> None:
        self._archive, self._target_folder, self._limits = archive, folder, limits
        self._folders: dict[str, Path] = {}
        self._files = self._bytes = 0

    def entries(self, path: Path, depth: int) -> Iterator[FoundFile | Problem]:
        try:
            with open_archive(path) as archive:
                for number, entry in enumerate(archive.infolist(), 1):
                    if not entry.filename.endswith("/"):  # is_dir fails on an empty name
                        yield from self._entry(archive, entry, number, depth)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            yield self._problem(message("the archive cannot be read ({})", type(error).__name__))

    def _entry(
        self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, number: int, depth: int
    ) -> Iterator[FoundFile | Problem]:
        self._files += 1
        if self._files > self._limits.files:
            raise TooMuchError(message("holds more than {} files", self._limits.files))
        if leads_out(entry.filename):
            yield self._problem(
                message("entry {} would leave the archive; it is not opened", number)
            )
            return
        if stat.S_ISLNK(entry.external_attr >> 16):
            yield self._problem(message("entry {} is a link; it is not followed", number))
            return
        if entry.flag_bits & 1:
            yield self._problem(
                message("entry {} is locked with a password; unpack it yourself", number)
            )
            return
        try:
            target = self._write(archive, entry, depth, number)
        except DAMAGED:
            yield self._problem(message("entry {} is damaged or packed in an unknown way", number))
            return
        except OSError as error:
            if error.errno in OF_THE_DISK:
                raise
            if error.errno is None:  # bzip2's complaints have none
                why = message("entry {} is damaged or packed in an unknown way", number)
            else:
                why = message("entry {} cannot be unpacked ({})", number, str(error.strerror))
            yield self._problem(why)
            return
        with target.open("rb") as file:
            nested = content(target, file.read(HEAD)) is Content.ARCHIVE
        if not nested:
            status = target.stat()
            yield FoundFile(target, status.st_size, status.st_mtime_ns)
        elif depth >= self._limits.depth:
            yield self._problem(
                message("entry {} is an archive inside {} others; it is not opened", number, depth)
            )
            target.unlink()
        else:
            yield from self.entries(target, depth + 1)
            target.unlink()

    def _write(
        self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int, number: int
    ) -> Path:
        """Copy an entry out, counting what comes, not what the archive promises."""
        target = self._target(entry.filename, depth, number)
        size = 0
        try:
            with archive.open(entry) as source, open(target, "xb", opener=opener) as file:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    self._bytes += len(chunk)
                    self._check(size, entry)
                    file.write(chunk)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return target

    def _check(self, size: int, entry: zipfile.ZipInfo) -> None:
        limits = self._limits
        if self._bytes > limits.total_bytes:
            raise TooMuchError(message("would unpack to more than {} MB", limits.total_bytes >> 20))
        if size > limits.harmless_bytes and size > limits.ratio * max(entry.compress_size, 1):
            raise TooMuchError(
                message(
                    "holds a file that is packed more than {}-fold, like a zip bomb", limits.ratio
                )
            )

    def _target(self, name: str, depth: int, number: int) -> Path:
        parts = PurePosixPath(name.replace("\\", "/")).parts or ("unnamed",)
        parent = f"{depth}:{'/'.join(parts[:-1])}"
        if parent not in self._folders:
            own = parts[-2] if len(parts) > 1 else self._archive.stem
            folder = self._target_folder / str(len(self._folders)) / harmless(own)
            make_folder(folder)
            self._folders[parent] = folder
        target = self._folders[parent] / harmless(parts[-1])
        return target if not target.exists() else target.with_name(f"{number}-{target.name}")

    def _problem(self, reason: Message) -> Problem:
        return Problem(self._archive, reason)


def harmless(name: str) -> str:
    """A name without separators, control characters and tricks of file systems.

    Its end stays, in at most `NAME_BYTES`; names that are devices on Windows get an underscore.
    """
    plain = re.sub(r"[^\w.+\- ]", "_", name).encode("utf-8", "replace")[-NAME_BYTES:]
    plain_name = plain.decode("utf-8", "ignore").strip(". ") or "unnamed"
    return f"_{plain_name}" if DEVICE.match(plain_name) else plain_name
