"""What the text header of NRRD and MetaImage declares, looked at before ITK believes it.

ITK's readers write past their arrays where a header declares more axes than they have room for,
which ends the process (found by fuzzing: `NDims = 65536`). So a header that cannot be true never
reaches them.

Source: teem.sourceforge.net/nrrd/format.html; ITK's MetaIO documentation.
"""

from __future__ import annotations

import re
from pathlib import Path

from ml.errors import ImageReadError

HEAD = 1 << 16
MOST_AXES = 5
"""Three of space, time, and components."""
LONGEST_AXIS = 1 << 24
AXES = re.compile(rb"^[ \t]*(?:NDims[ \t]*=|dimension:)([^\r\n]*)", re.MULTILINE | re.IGNORECASE)
SIZES = re.compile(rb"^[ \t]*(?:DimSize[ \t]*=|sizes:)([^\r\n]*)", re.MULTILINE | re.IGNORECASE)


def refuse_untrue(path: Path) -> None:
    """Check the number and length of axes.

    Raises:
        ImageReadError: They are not stated, contradict each other, or cannot be true.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise ImageReadError(path.name, f"cannot be opened ({error.strerror})") from error
    axes, sizes = _whole_numbers(AXES, head), _whole_numbers(SIZES, head)
    if len(axes) != 1 or not 2 <= axes[0] <= MOST_AXES or len(sizes) != axes[0]:
        raise ImageReadError(path.name, "does not state its axes clearly; copy the file again")
    if not all(1 <= size <= LONGEST_AXIS for size in sizes):
        raise ImageReadError(path.name, "claims a size that cannot be true; copy the file again")


def _whole_numbers(field: re.Pattern[bytes], head: bytes) -> list[int]:
    """The numbers of a field that is stated once; none where it is not, or is not whole."""
    found = field.findall(head)
    words = found[0].split() if len(found) == 1 else []
    return [int(w) for w in words] if all(w.isdigit() and len(w) < 12 for w in words) else []
