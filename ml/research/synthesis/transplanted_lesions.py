"""Transplants a lesion into another patient's slice of the same level, at the same place.

Few patients have outlined lesions, and a network learns them by heart. A slice is cut to its head
(`ml.inference.preprocessing.cut`), so that two of one level lie on one another nearly enough: what
one patient
has inside an outline can take the place of what another has there. Were this done with lesions
alone, the seam would be the answer; so tumour-free slices get a part of another tumour-free slice
in the same way (after Ghiasi et al., "Simple Copy-Paste", CVPR 2021; the sham is ours).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ml.research.synthesis.enhancement import brain_grey
from ml.research.synthesis.skull_strip import depth_below_surface

SPARE = 2
"""Pixels around the outline that come along, since outlines are drawn by hand (ours)."""
SOFT = 1.5
"""Deviation of the seam, pixels (ours)."""


def transplant(
    host: NDArray[np.uint8], giver: NDArray[np.uint8], outline: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The host with the giver's pixels inside an outline, in the host's brightness.

    Args:
        host: The network's grey input.
        giver: Another slice, of about the same level.
        outline: What of the giver is taken; what would lie outside the host's head is left.

    Returns:
        The slice, and where the giver's part lies in it: nowhere, if one of the two shows no brain.

    Shapes:
        host: `(S, S)` uint8.
        giver: `(S, S)` uint8.
        outline: `(S, S)` bool.
        returns: `(S, S)` uint8 and `(S, S)` bool.
    """
    depth = depth_below_surface(host)[0]
    own = brain_grey(host, np.zeros_like(outline), depth)
    theirs = brain_grey(giver, outline, depth_below_surface(giver)[0])
    head = depth > depth.min()
    mask = outline & head
    if not np.isfinite(own / theirs):  # one of them shows no brain
        return host, np.zeros_like(outline)
    wide = ndimage.binary_dilation(outline, iterations=SPARE) & head
    part = ndimage.gaussian_filter(wide.astype(np.float32), SOFT)
    mixed = host * (1 - part) + giver * (own / theirs) * part
    return np.clip(np.round(mixed), 0, 255).astype(np.uint8), mask
