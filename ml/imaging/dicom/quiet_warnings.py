"""Silences warnings of other libraries, safely for several threads at once.

`warnings.catch_warnings` alone is not safe between threads: the filters that the first one
restores are not those that the last one saved.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

_lock = threading.Lock()
_inside = 0
_saved = ExitStack()


@contextmanager
def quiet() -> Iterator[None]:
    """Ignore warnings until the last thread that asked for it is done.

    What matters about a file is an error, and is judged where it is used.
    """
    global _inside  # the filters are one for the process, and so is this
    with _lock:
        if not _inside:
            _saved.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                _saved.close()
