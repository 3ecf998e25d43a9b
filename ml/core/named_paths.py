"""Paths as arguments and links name them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def path_argument(text: str) -> Path:
    """The path that an argument of the command line names; a type of `argparse`.

    Raises:
        argparse.ArgumentTypeError: It is empty, as an unset variable of a script makes it; to
            Python an empty path is the current folder.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("is empty; name a file or folder (. is the current one)")
    return Path(text)


def real_path(path: Path) -> Path:
    """The place of a file or folder without links, absolute.

    A circle of links, or what is not there, is left as it is named: `Path.resolve` raises
    `RuntimeError` for a circle before Python 3.13. Whoever opens the path is told by the system.

    Args:
        path: Of any bytes but 0.
    """
    return Path(os.path.realpath(path))
