"""Simulated lesions for the demonstration of the source network.

Brain metastases cannot be had in number, so they are drawn into slices of real heads at
tumour-free places. What is drawn follows textbook descriptions (Fink and Fink, "Imaging of
brain metastases", Surg Neurol Int 2013;4:S209; Delattre et al., Arch Neurol 1988;45:741):

- *secondary*: one to four round, sharply bordered lesions of 3 to 9 % of the head's width,
  solid or ring-enhancing, near the surface of the hemisphere (grey-white junction), each
  with a dark halo (oedema) wider than the lesion;
- *primary*: one irregular lesion of 14 to 30 % of the head's width, deep, with a thick,
  uneven enhancing border and a dark, mottled core, and a narrow halo.

Both kinds pass through the same painting code, blurring and noise, so that the painting
itself tells nothing of the class. What the network learns is the description above and no
more: it has seen no metastasis.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Painted = tuple[NDArray[np.uint8], NDArray[np.bool_]]


def implant(unit: NDArray[np.uint8], secondary: bool, random: np.random.Generator) -> Painted:
    """Draw lesions of one kind into a tumour-free slice.

    Args:
        unit: The network's grey input.
        secondary: Metastases, else one primary tumour.
        random: Where chance comes from.

    Returns:
        The slice with lesions, and where they are.

    Shapes:
        unit: `(S, S)` uint8.
        returns: `(S, S)` uint8 and `(S, S)` bool.
    """
    image = unit.astype(np.float32)
    size = image.shape[0]
    head = image > 25
    reference = float(np.percentile(image[head], 60)) if head.any() else 120.0
    everywhere = np.zeros(image.shape, dtype=bool)
    for _ in range(int(random.integers(1, 5)) if secondary else 1):
        radius = (
            size * float(random.uniform(0.03, 0.09) if secondary else random.uniform(0.14, 0.3)) / 2
        )
        angle = random.uniform(0, 2 * np.pi)
        distance = size * float(
            random.uniform(0.2, 0.33) if secondary else random.uniform(0.05, 0.24)
        )
        centre = (size / 2 + distance * np.sin(angle), size / 2 + distance * np.cos(angle) * 0.8)
        ratio = _distance(size, centre, radius, 0.08 if secondary else 0.3, random)
        halo = float(random.uniform(1.8, 2.8) if secondary else random.uniform(1.15, 1.6))
        border = float(random.uniform(0.3, 0.5) if secondary else random.uniform(0.2, 0.5))
        ring = bool(random.random() < (0.6 if secondary else 0.85))
        bright = reference * float(random.uniform(1.25, 1.9))
        dark = reference * float(random.uniform(0.45, 0.8))
        soft = np.clip((halo - ratio) / 0.5, 0, 1) * float(random.uniform(0.12, 0.35))
        image *= 1 - soft
        inside = np.clip((1 - ratio) * radius / 1.5 + 0.5, 0, 1)
        core = np.clip((1 - border - ratio) * radius / 1.5 + 0.5, 0, 1) if ring else 0 * inside
        texture = 1 + (0.08 if secondary else 0.2) * _smooth(size, 6, random)
        lesion = (bright * (1 - core) + dark * core) * texture
        image = image * (1 - inside) + lesion * inside
        everywhere |= ratio < 1
    image += random.normal(0, 2.0, image.shape).astype(np.float32) * head
    picture = Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))
    softened = picture.filter(ImageFilter.GaussianBlur(float(random.uniform(0.2, 0.6))))
    return np.asarray(softened), everywhere


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
