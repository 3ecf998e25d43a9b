"""Writes the log file, without patient data.

Our own messages are written so that they hold none. What other packages say may quote a file's
header, so of those only the place and the severity are kept.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import cast

from ml.core.errors import WhenceError
from ml.core.messages import Message
from ml.core.private_files import make_folder, opener
from ml.core.release import released

OURS = frozenset({"viewer", "ml", "main", "whence"})
LOG_NAME = "whence.log"
LOG_BYTES, LOG_FILES = 1_000_000, 3
LEFT_OUT = "(text left out: it may quote a file)"
DEEPEST = 60
"""Frames reported of one error; recursion errors have a thousand."""

log = logging.getLogger("whence")


def frames_of(error: BaseException) -> Iterator[str]:
    """Each frame as `file:line in function`, the file by its last two parts only."""
    frames = traceback.extract_tb(error.__traceback__)
    if len(frames) > DEEPEST:
        yield f"  … {len(frames) - DEEPEST} frames left out"
    for frame in frames[-DEEPEST:]:
        path = "/".join(Path(frame.filename).parts[-2:])
        yield f"  {path}:{frame.lineno} in {frame.name}"


def describe_error(error: BaseException) -> str:
    """An error and what led to it: types, files and lines.

    The message is given for a `WhenceError` only, without what it quotes; any other may quote a
    file, a path or a name.
    """
    lines: list[str] = []
    visited: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in visited:
        visited.add(id(current))
        words = released(current.message) if isinstance(current, WhenceError) else LEFT_OUT
        if lines:
            lines.append("while or because of:")
        lines += [f"{type(current).__module__}.{type(current).__qualname__}: {words}"]
        lines += frames_of(current)
        current = current.__cause__ or current.__context__
    return "\n".join(lines)


def redacted(record: logging.LogRecord) -> str:
    """What a record says, without what is not ours and the messages of errors that are not ours."""
    ours = record.name.partition(".")[0] in OURS
    words = _words(record) if ours else f"line {record.lineno} {LEFT_OUT}"
    if record.exc_info and record.exc_info[1] is not None:
        words += "\n" + describe_error(record.exc_info[1])
    return words


def _words(record: logging.LogRecord) -> str:
    """What a record of ours says; of the messages among its values, what may leave."""
    if not isinstance(record.args, tuple) or not record.args:
        return record.getMessage()
    values = (released(v) if isinstance(v, Message) else v for v in record.args)
    return str(record.msg) % tuple(values)


class RedactingFormatter(logging.Formatter):
    """One line for each record: time to the millisecond, severity, place, words of ours."""

    def format(self, record: logging.LogRecord) -> str:
        """Put time, severity and place before what may be said."""
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.created))
        prefix = f"{stamp}.{int(record.msecs):03d} {record.levelname} {record.name}"
        return f"{prefix}: {redacted(record)}"


class LogFile(RotatingFileHandler):
    """A log file that says once on standard error that the disk is full, and not at each record."""

    _said = False

    def _open(self) -> TextIOWrapper:
        """Open the file so that only its owner may read it; also after it was rotated."""
        file = open(  # noqa: SIM115  # as long as the handler
            self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=opener
        )
        return cast("TextIOWrapper", file)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Leave a record out that cannot be written; what it says stands in no other place."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._said and sys.stderr is not None:
            self._said = True
            sys.stderr.write(f"{LOG_NAME}: {error.strerror}\n")


def start_log(folder: Path) -> Path | None:
    """Write the log into a folder from now on.

    Returns:
        The file, or `None` where the folder cannot be written to; the log then goes to standard
        error, from warnings up.
    """
    handler: logging.Handler
    path: Path | None = folder / LOG_NAME
    try:
        make_folder(folder)
        handler = LogFile(
            folder / LOG_NAME,
            maxBytes=LOG_BYTES,
            backupCount=LOG_FILES - 1,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError:
        handler, path = logging.StreamHandler(), None
        handler.setLevel(logging.WARNING)
    handler.setFormatter(RedactingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    return path


def catch_threads() -> None:
    """Log errors that end a thread, and errors that cannot be raised."""

    def from_thread(failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            log.error("a thread ended", exc_info=failure.exc_value)

    def unraisable(failure: sys.UnraisableHookArgs) -> None:
        if failure.exc_value is not None:
            log.error("an error that could not be raised", exc_info=failure.exc_value)

    threading.excepthook = from_thread
    sys.unraisablehook = unraisable
