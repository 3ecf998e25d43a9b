"""Maps a slice to the grey levels or colours that desk and report show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml.core.types import SliceImage
from ml.imaging.display.window import grey

BLACK, WHITE = 0, 255


def display(
    image: SliceImage, window: tuple[float, float] | None = None, *, overlays: bool = True
) -> NDArray[np.uint8]:
    """The picture of a slice, as its file asks for it.

    A VOI LUT of the file holds until another window than the slice's own is chosen. Padding is
    black, whatever the photometric interpretation; drawings of the file are white.

    Args:
        image: The slice.
        window: Centre and width; `None` for the slice's own.
        overlays: Whether overlay planes of the file are drawn.

    Shapes:
        returns: `(rows, cols)` uint8, or `(rows, cols, 3)` for colour.
    """
    presentation = image.presentation
    if image.values.ndim == 3:
        shown = np.asarray(image.values, dtype=np.uint8)
    elif presentation.table is not None and window in (None, image.window):
        index = np.clip(
            np.rint(image.values) - presentation.table_first, 0, len(presentation.table) - 1
        )
        shown = presentation.table[index.astype(np.intp)]
        shown = WHITE - shown if presentation.invert else shown
    else:
        centre, width = window or image.window
        # LINEAR is not defined for widths under 1, which volumes in [0, 1] have.
        narrow = presentation.function == "LINEAR" and width < 1
        function = "LINEAR_EXACT" if narrow else presentation.function
        shown = grey(image.values, centre, width, presentation.invert, function)
    if presentation.padding is not None:
        shown = np.where(_as(presentation.padding, shown), BLACK, shown).astype(np.uint8)
    if overlays and presentation.drawing is not None:
        shown = np.where(_as(presentation.drawing, shown), WHITE, shown).astype(np.uint8)
    return shown


def _as(mask: NDArray[np.bool_], picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return mask[..., None] if picture.ndim == 3 else mask
