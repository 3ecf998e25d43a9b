"""Starts the process: paths, log, repair and splash first, then the heavy imports."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from viewer.i18n.translate import mark, tr
from viewer.storage import paths as storage_paths

if TYPE_CHECKING:
    from ml.core.types import Check
    from viewer.widgets.window.splash import Splash

log = logging.getLogger(__name__)

NOTHING_KEPT = mark(
    "Settings, records and the log cannot be saved because their folder is not writable. "
    "Everything else works. Help > Self-check names the folder."
)


@dataclass(slots=True)
class Start:
    """The results of the start-up, for the support dialogs.

    Attributes:
        version: Of Whence.
        safe: Safe mode: no graphics card, default settings, which are not kept.
        examine: Makes the self-check, on any thread; torch is imported there.
        dropped: A path was dropped on the icon; a folder is offered as a batch.
        batch: A folder to offer as a batch, without opening it.
        licences: The licence report of the installed application; `None` from the source.
        log_file: `None` where no log can be kept.
        words: What the reader should know at once.
        splash: What is on screen until the window is.
        application: Kept, since a thread may outlive the desk (see `WorkerThread.close`).
    """

    version: str
    safe: bool
    examine: Callable[[], Iterator[Check]]
    dropped: bool = False
    batch: Path | None = None
    licences: Path | None = None
    log_file: Path | None = None
    words: list[str] = field(default_factory=list)
    splash: Splash | None = None
    application: object = None


def safe_environment() -> dict[str, str]:
    """The environment that disables graphics cards; set it before Qt and torch are imported."""
    return {
        "CUDA_VISIBLE_DEVICES": "-1",
        "WHENCE_DEVICE": "cpu",
        "QT_XCB_GL_INTEGRATION": "none",
        "QT_OPENGL": "software",
    }


def open_desk(
    paths: list[Path],
    start: Start,
    icon: Path,
    run: Callable[[list[Path], Start], int],
) -> int:
    """Show the splash, look after settings and records, then run the desk.

    Args:
        paths: Files and folders to open.
        start: Filled in on the way.
        icon: For the splash.
        run: Imports the desk and runs it until it is closed.

    Returns:
        Exit code.
    """
    if start.safe:
        os.environ.update(safe_environment())
    storage_paths.set_application_name()
    if start.dropped and len(paths) == 1 and paths[0].is_dir():
        start.batch = paths[0]
    from viewer.i18n.language import KEY as LANGUAGE
    from viewer.i18n.language import speak
    from viewer.render.fonts import ensure_ideographs
    from viewer.settings.schema import BY_KEY, GRAPHICS_CARD, current_value
    from viewer.settings.store import InMemorySettings, Settings
    from viewer.widgets.window.splash import begin, show_splash

    start.application = application = begin()
    settings: Settings = InMemorySettings() if start.safe else QSettings()
    speak(application, str(current_value(settings, BY_KEY[LANGUAGE])))
    if not current_value(settings, BY_KEY[GRAPHICS_CARD]):
        os.environ["WHENCE_DEVICE"] = "cpu"
    ensure_ideographs()
    start.splash = show_splash(icon, tr("Safe mode") if start.safe else "")
    splash_time, processor_time = time.time(), time.process_time()
    from viewer.storage import backups, log_file

    start.log_file = log_file.start_log(storage_paths.logs())
    log_file.catch_threads()
    log.info("start of version %s%s", start.version, ", safe mode" if start.safe else "")
    log.info(
        "splash shown %.0f ms before, after %.0f ms of processor time",
        (time.time() - splash_time) * 1000,
        processor_time * 1000,
    )
    with tempfile.TemporaryDirectory(prefix="whence-safe-") as empty:
        if start.safe:
            storage_paths.use_empty_settings(Path(empty))
        else:
            repairs = backups.back_up_or_repair(
                storage_paths.settings_file(), storage_paths.records()
            )
            start.words += [repair.words for repair in repairs]
            storage_paths.tighten()
        if start.log_file is None:
            start.words.append(tr(NOTHING_KEPT))
        code = run(paths, start)
    log.info("end, code %d", code)
    return code
