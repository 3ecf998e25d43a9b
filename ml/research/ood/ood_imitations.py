"""Makes OOD images that the networks must refuse, from slices or from photographs.

Real T2, FLAIR and CT are hardly among the public collections (`ml.research.ood.ood_examples` has
what
there is), so imitations stand in: the grey values of T1 turned round inside the head, with black
air, as in T2; grey matter brighter than white, and dark water, as in FLAIR; a flat brain in a
white skull, as in CT; and any other contrast, by a curve drawn at random (after SynthSeg, Billot
et al. 2023).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from ml.imaging.formats.volume import read_volume
from ml.inference.preprocessing import Preprocessing, to_bytes
from ml.research.data.examples import Example

Grey = NDArray[np.uint8]
FLAIR = ((0.0, 0.15, 0.3, 0.5, 0.7, 0.9, 1.0), (0.0, 0.05, 0.55, 0.8, 0.5, 0.35, 0.3))
"""Greys of T1 and what becomes of them: water stays dark, grey matter outshines white (ours)."""
UNLIKE_T1 = 0.5
"""A curve that goes up with T1's greys more nearly than this correlation is drawn again (ours)."""


def evaluation_imitations(examples: Sequence[Example], seed: int = 1) -> dict[str, list[Grey]]:
    """Imitations for the evaluation, by kind: one of each for each example.

    Args:
        examples: Of the test set; an imitation stays comparable with its slice.
        seed: Of every draw.

    Shapes:
        returns: each `(S, S)` uint8.
    """
    random = np.random.default_rng(seed)
    kinds: dict[str, Callable[[Grey], Grey]] = {
        "noise": lambda unit: random.integers(0, 256, unit.shape).astype(np.uint8),
        "inverted": lambda unit: 255 - unit,
        "like_t2": _like_t2,
        "like_flair": lambda unit: _curved(unit, *FLAIR),
        "like_ct": lambda unit: _like_ct(unit, random),
        "tiles": lambda unit: _tiles(unit, random),
        "photograph": lambda unit: _photograph(len(unit), random),
    }
    return {name: [make(e.unit) for e in examples] for name, make in kinds.items()}


def fitting_imitations(units: Sequence[Grey], seed: int = 6) -> dict[str, list[Grey]]:
    """The inputs that the probe is fitted on: other contrasts of slices of the training set.

    Args:
        units: Of training patients.
        seed: Of every draw.

    Shapes:
        units: each `(S, S)`.
        returns: each `(S, S)`, one of each kind per slice.
    """
    random = np.random.default_rng(seed)
    return {
        "any contrast": [_any_contrast(unit, random) for unit in units],
        "like T2": [_like_t2(unit) for unit in units],
        "like FLAIR": [_curved(unit, *FLAIR) for unit in units],
        "like CT": [_like_ct(unit, random) for unit in units],
    }


def plain_t1(shared: Path, preprocessing: Preprocessing) -> list[Grey]:
    """Slices of a whole head without contrast agent, where the collections are there.

    Shapes:
        returns: each `(size, size)` uint8; the middle half of each volume.
    """
    units = []
    for path in sorted((shared / "data" / "volumes" / "normal-t1-plain").glob("*.nii.gz")):
        volume = read_volume(path)
        middle = volume[len(volume) // 4 : 3 * len(volume) // 4]
        units += [to_bytes(v[::-1], preprocessing) for v in middle]
    return units


def _head(unit: Grey) -> NDArray[np.bool_]:
    filled: NDArray[np.bool_] = ndimage.binary_fill_holes(
        ndimage.binary_opening(unit > 25, iterations=1)
    )
    return filled


def _like_t2(unit: Grey) -> Grey:
    head = _head(unit)
    soft = ndimage.gaussian_filter(head.astype(np.float32), 1)
    turned: Grey = np.round((255 - unit.astype(np.float32)) * soft).astype(np.uint8)
    return turned


def _curved(unit: Grey, greys: Sequence[float], become: Sequence[float]) -> Grey:
    """Greys inside the head by a curve, black air."""
    soft = ndimage.gaussian_filter(_head(unit).astype(np.float32), 1)
    curved: Grey = np.round(255 * np.interp(unit / 255.0, greys, become) * soft).astype(np.uint8)
    return curved


def _any_contrast(unit: Grey, random: np.random.Generator) -> Grey:
    """Greys inside the head by a random curve that is not T1's."""
    even = np.linspace(0, 1, 50)
    while True:
        greys = np.concatenate([[0.0], np.sort(random.uniform(0, 1, 4)), [1.0]])
        become = random.uniform(0, 1, 6)
        if np.corrcoef(np.interp(even, greys, become), even)[0, 1] < UNLIKE_T1:
            break
    curved = _curved(unit, greys.tolist(), become.tolist())
    return np.round(curved * (255.0 / max(int(curved.max()), 1))).astype(np.uint8)


def _like_ct(unit: Grey, random: np.random.Generator) -> Grey:
    head = _head(unit)
    depth = ndimage.distance_transform_edt(head) / len(unit)
    brain = 95 + 0.12 * (unit.astype(np.float32) - 128) + random.normal(0, 4, unit.shape)
    skull = (depth > 0.02) & (depth < 0.055)
    scalp = (depth > 0) & (depth <= 0.02)
    out = np.where(skull, 250.0, np.where(scalp, 80.0, np.where(head, brain, 0.0)))
    flat: Grey = np.clip(ndimage.gaussian_filter(out, 0.6), 0, 255).astype(np.uint8)
    return flat


def _tiles(unit: Grey, random: np.random.Generator) -> Grey:
    """The slice cut into sixteen tiles, shuffled and turned: all of its texture, none of a head."""
    side = len(unit) // 4
    rows = [unit[i * side : (i + 1) * side] for i in range(4)]
    tiles = [row[:, j * side : (j + 1) * side] for row in rows for j in range(4)]
    turned = [np.rot90(tiles[i], int(random.integers(4))) for i in random.permutation(16)]
    out = np.zeros_like(unit)
    out[: 4 * side, : 4 * side] = np.block([turned[4 * i : 4 * i + 4] for i in range(4)])
    return out


def _photograph(size: int, random: np.random.Generator) -> Grey:
    """A part of one of the two photographs that scikit-learn carries."""
    from sklearn.datasets import load_sample_image

    name = ("china.jpg", "flower.jpg")[int(random.integers(2))]
    picture = Image.fromarray(load_sample_image(name)).convert("L")
    side = int(random.integers(160, 400))
    left, top = (int(random.integers(0, full - side)) for full in picture.size)
    part = picture.crop((left, top, left + side, top + side))
    return np.asarray(part.resize((size, size), Image.Resampling.BILINEAR))
