"""Simulates lesions for the demonstration of the source network.

Brain metastases cannot be had in number, so they are drawn into slices of real heads at
tumour-free places. What is drawn follows textbook descriptions (Fink and Fink, "Imaging of
brain metastases", Surg Neurol Int 2013;4:S209; Delattre et al., "Distribution of brain
metastases", Arch Neurol 1988;45:741; Osborn's Brain, chapters on meningioma, glioma, schwannoma
and pituitary adenoma):

- *metastasis*, the secondary: one to six round, sharply bordered lesions of 3 to 20 % of the
  head's width, solid or ring-enhancing, near the brain's surface (grey-white junction) or in the
  posterior fossa, most with a dark halo (oedema) out of proportion to the lesion;
- *glioma*: one irregular lesion of 16 to 40 % of the width, deep, either with a thick, uneven
  enhancing border and a dark core, or not enhancing at all, with little halo;
- *meningioma*: one smooth, evenly bright lesion of 10 to 30 % on the brain's surface;
- *cisternal tumour* (schwannoma, adenoma): one smooth, bright lesion of 8 to 18 % in the middle of
  a low slice, where the cisterns and the sella are, without a halo.

All kinds pass through the same painting or grafting (`ml.research.synthesis.grafted_lesions`),
blurring and noise, so that
the drawing itself tells nothing of the class. What the network learns is the description above and
no more: it has seen no metastasis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ml.research.synthesis.grafted_lesions import Graft, set_in
from ml.research.synthesis.skull_strip import depth_below_surface

Painted = tuple[NDArray[np.uint8], NDArray[np.bool_]]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LesionKind:
    """How one kind of lesion looks; each range is drawn from evenly.

    Attributes:
        most: Lesions in one slice, at most.
        diameter: In widths of the head.
        depth: Of the centre below the brain's surface, in widths of the head.
        roughness: How far the border leaves a circle.
        enhancing: Chance that the rim, or all of it, is brighter than the brain.
        ring: Chance of a dark core.
        rim: Thickness of a ring in radii.
        halo: Radius of the dark surroundings in radii of the lesion.
        shade: How much darker the halo is.
        texture: How uneven the lesion is.
    """

    most: int
    diameter: Range
    depth: Range
    roughness: float
    enhancing: float
    ring: float
    rim: Range
    halo: Range
    shade: Range
    texture: float


METASTASIS = LesionKind(
    6, (0.03, 0.2), (0.03, 0.16), 0.08, 1.0, 0.5, (0.2, 0.5), (1.4, 3.0), (0.1, 0.35), 0.08
)
GLIOMA = LesionKind(
    1, (0.16, 0.4), (0.1, 0.4), 0.35, 0.6, 0.8, (0.15, 0.4), (1.1, 1.6), (0.05, 0.3), 0.2
)
MENINGIOMA = LesionKind(
    1, (0.1, 0.3), (0.0, 0.04), 0.1, 1.0, 0.0, (0.5, 1.0), (1.05, 1.5), (0.05, 0.25), 0.06
)
CISTERNAL = LesionKind(
    1, (0.08, 0.18), (0.25, 0.45), 0.06, 1.0, 0.15, (0.4, 0.8), (1.0, 1.1), (0.0, 0.1), 0.08
)
LOW = 0.4
"""Levels up to which a slice shows cisterns and sella (ours; the base is 0)."""
PAINTED = 0.5
"""Share of lesions that are painted where real ones are there to be grafted."""


def implant(
    unit: NDArray[np.uint8],
    secondary: bool,
    random: np.random.Generator,
    level: float = 0.5,
    real: Sequence[Graft] = (),
    painted: float = PAINTED,
) -> Painted:
    """Draw lesions of one source into a tumour-free slice.

    Args:
        unit: The network's grey input.
        secondary: Metastases, else one primary tumour.
        random: Where chance comes from.
        level: The slice's place in its stack, 0 (base) to 1.
        real: Lesions to graft; none paints always.
        painted: Chance that nothing is grafted although it could.

    Returns:
        The slice with lesions, and where they are.

    Shapes:
        unit: `(S, S)` uint8.
        returns: `(S, S)` uint8 and `(S, S)` bool.
    """
    kind = METASTASIS if secondary else _primary(level, random)
    # one slice's lesions are of one tumour
    graft = real[int(random.integers(len(real)))] if real and random.random() > painted else None
    image = unit.astype(np.float32)
    depth, width = depth_below_surface(unit)
    depths = _without_face(depth) if level <= LOW else depth
    brain = image[depth > 0]
    tissue = float(np.median(brain)) if brain.size else 90.0
    everywhere = np.zeros(image.shape, dtype=bool)
    # half of patients with metastases have one; the rest several
    count = 1 if random.random() < 0.5 else int(random.integers(1, kind.most + 1))
    for _ in range(count):
        radius = max(width * random.uniform(*kind.diameter) / 2, 1.5)
        centre = _centre(depths, width, kind.depth, random)
        if graft is not None:
            image, mask = _graft(image, depth, (graft, centre, radius), tissue, kind, random)
            everywhere |= mask
            continue
        ratio = _distance(unit.shape[0], centre, radius, kind.roughness, random)
        ratio = np.where(depth > -1, ratio, np.inf)  # skull and scalp stay as they are
        image = _paint(image, ratio, radius, tissue, kind, random)
        everywhere |= ratio < 1
    return finish(image, unit, random), everywhere


def finish(
    image: NDArray[np.float32], unit: NDArray[np.uint8], random: np.random.Generator
) -> NDArray[np.uint8]:
    """The noise and the blur that end every drawing, also for slices that nothing was drawn into.

    Args:
        image: Drawn upon.
        unit: As it was; its air stays without noise.
        random: Where chance comes from.

    Shapes:
        image: `(S, S)` float32, 0 to 255.
        unit: `(S, S)` uint8.
        returns: `(S, S)` uint8.
    """
    noisy = image + random.normal(0, 2.0, image.shape).astype(np.float32) * (unit > 10)
    picture = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(float(random.uniform(0.2, 0.6)))))


def _primary(level: float, random: np.random.Generator) -> LesionKind:
    if level <= LOW and random.random() < 0.4:
        return CISTERNAL
    return (GLIOMA, MENINGIOMA)[int(random.random() < 0.4)]


def _graft(
    image: NDArray[np.float32],
    depth: NDArray[np.float32],
    placed: tuple[Graft, tuple[float, float], float],
    tissue: float,
    kind: LesionKind,
    random: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """A real lesion over an image, in the surroundings that its kind has; and where it lies."""
    graft, centre, radius = placed
    grey, inside = set_in(len(image), graft, centre, radius, random)
    inside = np.where(depth > -1, inside, 0)
    ratio = _distance(len(image), centre, radius, kind.roughness, random)
    ratio = np.where(depth > -1, ratio, np.inf)
    image = _halo(image, ratio, kind, random)
    painted: NDArray[np.float32] = image * (1 - inside) + grey * tissue * inside
    return painted, inside > 0.5


def _without_face(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Depth in a low slice, where orbits and nose fill the front half, which is the upper one."""
    rows = np.flatnonzero((depth > 0).any(axis=1))
    behind = depth.copy()
    if rows.size:
        behind[: (rows[0] + rows[-1]) // 2] = -np.inf
    return behind


def _centre(
    depth: NDArray[np.float32], width: float, range_: Range, random: np.random.Generator
) -> tuple[float, float]:
    depths = np.argwhere((depth >= range_[0] * width) & (depth <= range_[1] * width))
    if not len(depths):  # a slice so high that nothing is deep enough
        depths = np.argwhere(depth == depth.max())
    row, column = depths[int(random.integers(len(depths)))]
    return float(row), float(column)


def _paint(
    image: NDArray[np.float32],
    ratio: NDArray[np.float32],
    radius: float,
    tissue: float,
    kind: LesionKind,
    random: np.random.Generator,
) -> NDArray[np.float32]:
    """One lesion over an image; `ratio` is the distance from its centre in its own radii."""
    image = _halo(image, ratio, kind, random)
    enhancing = random.random() < kind.enhancing
    level = tissue * float(random.uniform(1.3, 2.1) if enhancing else random.uniform(0.55, 0.85))
    dark = tissue * float(random.uniform(0.4, 0.8))
    inside = np.clip((1 - ratio) * radius / 1.5 + 0.5, 0, 1)
    core = np.zeros_like(inside)
    if enhancing and random.random() < kind.ring:
        core = np.clip((1 - float(random.uniform(*kind.rim)) - ratio) * radius / 1.5 + 0.5, 0, 1)
    texture = 1 + kind.texture * _smooth(image.shape[0], 6, random)
    lesion = (level * (1 - core) + dark * core) * texture
    painted: NDArray[np.float32] = image * (1 - inside) + lesion * inside
    return painted


def _halo(
    image: NDArray[np.float32],
    ratio: NDArray[np.float32],
    kind: LesionKind,
    random: np.random.Generator,
) -> NDArray[np.float32]:
    """Oedema: darker around the lesion."""
    halo, shade = float(random.uniform(*kind.halo)), float(random.uniform(*kind.shade))
    shaded: NDArray[np.float32] = image * (1 - np.clip((halo - ratio) / 0.5, 0, 1) * shade)
    return shaded


def _distance(
    size: int,
    centre: tuple[float, float],
    radius: float,
    roughness: float,
    random: np.random.Generator,
) -> NDArray[np.float32]:
    """Distance from the centre in units of a radius that wavers with the angle."""
    rows, columns = np.mgrid[:size, :size]
    down, right = rows - centre[0], columns - centre[1]
    angle = np.arctan2(down, right)
    waver = np.ones_like(angle)
    for order in range(2, 7):
        phase = random.uniform(0, 2 * np.pi)
        waver += roughness / order * random.normal() * np.cos(order * angle + phase)
    distance: NDArray[np.float32] = (
        np.hypot(down, right) / (radius * np.clip(waver, 0.5, 1.6))
    ).astype(np.float32)
    return distance


def _smooth(size: int, grain: int, random: np.random.Generator) -> NDArray[np.float32]:
    coarse = random.normal(0, 1, (size // grain + 2,) * 2).astype(np.float32)
    grown = Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(grown)
