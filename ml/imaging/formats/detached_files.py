"""Finds the files that a header names for its values: beside it or below it, nowhere else.

A header from elsewhere could name any file that its reader may read, and its bytes would come out
as a picture. So a name is no path that leads out, in its words or by a link.
"""

from __future__ import annotations

import re
from pathlib import Path

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.types.ordinary_file import is_below, leads_out, open_ordinary

MOST_FILES = 65536
LONGEST_LIST = 1 << 22
OUTSIDE = message(
    "names a file outside its own folder for its values; it is not opened. Put the file beside "
    "the header, and name it there without a path"
)
UNCLEAR = message("does not say clearly which files hold its values; copy the file again")
PATTERN = re.compile(r"(%0?\d{0,2}d)")
ROW = re.compile(r"(\S*%\S*)((?:\s+-?[0-9]{1,9}){2,4})")
"""A numbered row of files: the pattern of their names, the first and the last number, the step, and
in NRRD the number of axes in each."""


def beside(header: Path, name: str) -> Path:
    """A file that a header names.

    Args:
        header: The file that names it.
        name: Relative to the folder of the header.

    Raises:
        ImageReadError: It would lie outside that folder.
    """
    path = header.parent / name
    try:
        inside = not leads_out(name) and is_below(path, header.parent)
    except (OSError, RuntimeError, ValueError):  # links in a circle, or a name with a zero byte
        inside = False
    if not inside:
        raise ImageReadError(header.name, OUTSIDE)
    return path


def listed(header: Path, end: int) -> tuple[Path, ...]:
    """The files that a header names line by line after its end.

    Raises:
        ImageReadError: It names none, or one outside its folder.
    """
    with open_ordinary(header) as file:
        file.seek(end)
        lines = file.read(LONGEST_LIST).decode("utf-8", "surrogateescape").splitlines()
    names = [line.strip() for line in lines if line.strip()][:MOST_FILES]
    if not names:
        raise ImageReadError(header.name, UNCLEAR)
    return tuple(beside(header, name) for name in names)


def counted(header: Path, pattern: str, limits: list[str]) -> tuple[Path, ...]:
    """The files of a numbered row.

    Args:
        header: The file that names them.
        pattern: Of their names, such as `slice%03d.raw`.
        limits: First and last number, and the step if it is not 1.

    Raises:
        ImageReadError: The row has no end, the pattern holds no number, or a file would lie
            outside the folder of the header.
    """
    fields = PATTERN.findall(pattern)
    first, last, step = (*map(int, limits), 1)[:3]
    if len(fields) != 1 or step == 0 or not 0 <= (last - first) // step < MOST_FILES:
        raise ImageReadError(header.name, UNCLEAR)
    numbers = range(first, last + (1 if step > 0 else -1), step)
    return tuple(beside(header, pattern.replace(fields[0], fields[0] % n)) for n in numbers)
