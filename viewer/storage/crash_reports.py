"""Catches errors that nobody caught, and writes crash reports without patient data."""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from ml.core import atomic_files
from ml.core.private_files import opener
from ml.core.types import RESEARCH_USE
from viewer.storage.log_file import LOG_NAME, describe_error

log = logging.getLogger(__name__)
qt_log = logging.getLogger("whence.qt")

FAULT_NAME = "fault.txt"
"""What the interpreter writes when the process dies below Python."""
LOG_LINES = 200
SAFE_QT_CATEGORIES = ("qt.qpa", "qt.widgets", "qt.core.qobject")
"""Categories whose text is about windows and never about a file."""


def facts(version: str, safe: bool) -> str:
    """The machine and the program, in lines; no names of people, hosts or folders."""
    torch = sys.modules.get("torch")
    lines = (
        f"Whence {version}{', safe mode' if safe else ''}",
        f"System: {platform.system()} {platform.release()}, {platform.machine()}",
        f"Python {platform.python_version()}, Qt {qt_version}",
        f"torch {getattr(torch, '__version__', 'not loaded')}",
        f"Processors: {os.cpu_count()}",
        f"Time: {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
    )
    return "\n".join(lines)


def report_text(fault: str, version: str, safe: bool, log_file: Path | None) -> str:
    """Compose a crash report.

    Args:
        fault: The error, from `describe_error`, or what a fault left behind.
        version: Of Whence.
        safe: Whether this was safe mode.
        log_file: The log, which is free of patient data, too.
    """
    parts = [
        "Whence crash report. It holds no patient data: no names, no identifiers, no pixels, "
        "no file names.",
        RESEARCH_USE,
        "",
        facts(version, safe),
        "",
        fault,
        "",
    ]
    if log_file is not None and log_file.is_file():
        lines = log_file.read_text(encoding="utf-8", errors="replace").splitlines()
        parts += [f"Last lines of {LOG_NAME}:", *lines[-LOG_LINES:]]
    return "\n".join(parts) + "\n"


def write_report(folder: Path, text: str) -> Path:
    """Write a report under the time of day.

    Raises:
        WriteError: The folder cannot be written to.
    """
    path = folder / f"whence-report-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    atomic_files.write_text(path, text, private=True)
    return path


class CrashWatch(QObject):
    """Catches every uncaught exception.

    Signals:
        crashed: Words on an error that reached the event loop; arrives on the GUI thread.
    """

    crashed = Signal(str)

    def install(self) -> None:
        """Watch errors in slots and events, and Qt's own messages."""
        sys.excepthook = self._on_error
        qInstallMessageHandler(_from_qt)

    def remove(self) -> None:
        """Stop watching."""
        sys.excepthook = sys.__excepthook__
        qInstallMessageHandler(None)

    def _on_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("an error nobody caught", exc_info=error)
        self.crashed.emit(describe_error(error))


def _from_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    category = context.category or ""
    words = (
        text if category.startswith(SAFE_QT_CATEGORIES) else "(text left out: it may quote a file)"
    )
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    qt_log.log(levels.get(kind, logging.WARNING), "%s: %s", category, words)
    if kind == QtMsgType.QtFatalMsg:
        sys.__stderr__ and sys.__stderr__.write(f"Qt: {text}\n")


class FaultFile:
    """Where the interpreter leaves its frames when the process dies below Python."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FAULT_NAME
        self._file: IO[str] | None = None

    def left_behind(self) -> str:
        """The fault that the process before this one recorded; empty if it ended well."""
        try:
            return self._path.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""

    def begin(self) -> None:
        """Watch this process; without a writable folder, faults go to standard error."""
        try:
            self._file = open(  # noqa: SIM115  # as long as the process
                self._path, "w", encoding="utf-8", opener=opener
            )
        except OSError:
            if sys.__stderr__ is not None:
                faulthandler.enable()
            return
        faulthandler.enable(self._file)

    def end(self) -> None:
        """This process ends well: leave nothing behind."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._path.unlink(missing_ok=True)
            self._file = None


def restart(arguments: list[str], launch: Callable[[str, list[str]], object]) -> None:
    """Start Whence again with arguments, by a function such as `QProcess.startDetached`."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, sys.argv[0]]
    launch(program[0], [*program[1:], *arguments])
