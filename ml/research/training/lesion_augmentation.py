"""Changes single lesions so that nothing but the lesion tells where it comes from.

Collections differ in sharpness, noise and dose of contrast agent. Every lesion is turned, scaled,
blurred, made noisy and given more or less contrast, so that these say nothing (ours).
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ml.inference.lesion_crop import GREY, blurred
from ml.inference.preprocessing import normalise

BLUR = 1.4
"""Greatest deviation, pixels."""
CONTRAST = (0.65, 1.5)
NOISE = 0.05
VISIBLE = 0.004
"""Difference from the surroundings from which a pixel belongs to the lesion; noise stays inside."""


def augment_lesions(units: Tensor, random: np.random.Generator) -> Tensor:
    """The network's input of one step.

    Args:
        units: Of `ml.inference.lesion_crop.lesion_alone`.
        random: Where chance comes from.

    Shapes:
        units: `(B, S, S)` float in [0, 1].
        returns: `(B, 3, S, S)` float, normalised.
    """
    count = len(units)
    lesion = _moved(units[:, None] - GREY, random)
    shares = torch.from_numpy(random.uniform(0, 1, (3, count, 1, 1, 1)).astype(np.float32))
    soft = blurred(lesion, BLUR)
    lesion = lesion + shares[0] * (soft - lesion)
    low, high = CONTRAST
    lesion = lesion * (low + (high - low) * shares[1])
    inside = blurred((lesion.abs() > VISIBLE).float(), 1.0)
    noise = torch.from_numpy(random.normal(0, 1, lesion.shape).astype(np.float32))
    noise = blurred(noise, float(random.uniform(0.5, 1.5)))
    lesion = lesion + inside * NOISE * shares[2] * noise / noise.std()
    return normalise((lesion[:, 0] + GREY).clamp(0, 1))


def _moved(lesion: Tensor, random: np.random.Generator) -> Tensor:
    """Turned by any angle, flipped and scaled; nothing is zero."""
    count = len(lesion)
    angle = random.uniform(0, 2 * math.pi, count)
    scale = random.uniform(0.85, 1.18, count)
    flip = np.where(random.random(count) < 0.5, -1.0, 1.0)
    cosine, sine, none = np.cos(angle) * scale, np.sin(angle) * scale, np.zeros(count)
    rows = np.stack([cosine * flip, -sine, none, sine * flip, cosine, none], axis=1)
    matrix = torch.from_numpy(rows.reshape(count, 2, 3).astype(np.float32))
    grid = functional.affine_grid(matrix, list(lesion.shape), align_corners=False)
    return functional.grid_sample(lesion, grid, align_corners=False)
