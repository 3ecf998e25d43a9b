"""Keeps patient data off standard error: what libraries warn of, and what nobody caught."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

from viewer.storage.log_file import OURS, RedactingFormatter, catch_threads, describe_error

FAULT = "whence: a fault of Whence. These lines quote no file and name nobody:"


def guard() -> None:
    """Say on standard error only what names nobody, from now on.

    Python prints warnings and errors as they are, and they may quote a header or a path. Of other
    packages nothing is said: what is wrong with a file stands in the results.
    """
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(RedactingFormatter())
    handler.addFilter(lambda record: record.name.partition(".")[0] in OURS)
    logging.getLogger().addHandler(handler)
    logging.captureWarnings(True)
    catch_threads()
    sys.excepthook = _say


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    elif sys.stderr is not None:
        sys.stderr.write(f"{FAULT}\n{describe_error(error)}\n")
