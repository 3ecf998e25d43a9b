"""Preprocesses slices for the networks, and brings their maps back to the slice's grid.

One module for training, evaluation, batch and desk; its parameters travel in the bundle and
enter the model fingerprint.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a slice is made ready.

    Attributes:
        size: Side of the square input in pixels; 256 in the paper (bilinear, section III.A).
        low: Percentile of the head's values that becomes black.
        high: Percentile of the head's values that becomes white.
        crop: Whether the head's bounding square is cut out first, so that the field of view
            and the black margin, which differ between data sources, tell nothing.
        field_mm: Where not 0, the network is fed single lesions in a field of this side
            (`ml.inference.lesion_crop`), and none of the above but `size` counts.
    """

    size: int = 256
    low: float = 1.0
    high: float = 99.0
    crop: bool = True
    field_mm: float = 0.0

    def as_dict(self) -> dict[str, float | int | bool]:
        """For `model.json`."""
        return asdict(self)


def squared(
    values: NDArray[np.generic], spacing: tuple[float, float], smooth: bool = True
) -> NDArray[np.generic]:
    """Resample a slice so that its pixels are square, of the smaller of both sides.

    Networks know heads as they are; in pixels that are not square a head is stretched.

    Args:
        values: The slice, or its mask.
        spacing: Millimetres between rows and between columns; zeros where unknown.
        smooth: Bilinear; otherwise the nearest pixel, for masks.

    Shapes:
        values: `(rows, cols)`.
        returns: the same where pixels are square or unknown.
    """
    between_rows, between_columns = spacing
    finest = min(spacing)
    if finest <= 0 or abs(between_rows - between_columns) < 1e-3 * finest:
        return values
    rows, columns = values.shape
    size = (round(columns * between_columns / finest), round(rows * between_rows / finest))
    resampling = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
    return np.asarray(
        Image.fromarray(np.asarray(values, dtype=np.float32)).resize(size, resampling)
    )


def bounding_square(values: NDArray[np.generic]) -> tuple[int, int, int]:
    """Top, left and side of a square around the head; may reach beyond the image.

    Shapes:
        values: `(rows, cols)`.
    """
    image = np.asarray(values, dtype=np.float32)
    ceiling = float(np.percentile(image, 99))
    floor = float(np.percentile(image, 5))
    head = image > floor + 0.12 * (ceiling - floor)
    rows = np.flatnonzero(head.mean(axis=1) > 0.02)
    columns = np.flatnonzero(head.mean(axis=0) > 0.02)
    if rows.size < 8 or columns.size < 8:
        height, width = image.shape
        side = max(height, width)
        return (height - side) // 2, (width - side) // 2, side
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    side = round(max(bottom - top, right - left) * 1.06)
    return (top + bottom - side) // 2, (left + right - side) // 2, side


def square(values: NDArray[np.generic], preprocessing: Preprocessing) -> tuple[int, int, int]:
    """The square that `preprocessing` reads: around the head, or around the whole slice.

    Shapes:
        values: `(rows, cols)`.
    """
    if preprocessing.crop:
        return bounding_square(values)
    height, width = values.shape
    side = max(height, width)
    return (height - side) // 2, (width - side) // 2, side


def cut(values: NDArray[np.generic], box: tuple[int, int, int]) -> NDArray[np.float32]:
    """Cut a square out of a slice, padding with its lowest value.

    Shapes:
        values: `(rows, cols)`.
        returns: `(side, side)` float32.
    """
    top, left, side = box
    image = np.asarray(values, dtype=np.float32)
    out = np.full((side, side), float(image.min()), dtype=np.float32)
    height, width = image.shape
    y0, y1, x0, x1 = max(top, 0), min(top + side, height), max(left, 0), min(left + side, width)
    out[y0 - top : y1 - top, x0 - left : x1 - left] = image[y0:y1, x0:x1]
    return out


def to_unit(values: NDArray[np.generic], preprocessing: Preprocessing) -> NDArray[np.float32]:
    """Crop, stretch to [0, 1] by the head's percentiles, resize (bilinear, antialiased).

    Shapes:
        values: `(rows, cols)` of any number type.
        returns: `(size, size)` float32 in [0, 1].
    """
    patch = cut(values, square(values, preprocessing))
    floor = float(np.percentile(patch, 5))
    head = patch[patch > floor + 0.05 * (float(np.percentile(patch, 99)) - floor)]
    if head.size < 16:
        head = patch.ravel()
    low, high = (float(v) for v in np.percentile(head, [preprocessing.low, preprocessing.high]))
    low = min(low, floor)
    unit = np.clip((patch - low) / max(high - low, 1e-6), 0, 1)
    tensor = torch.from_numpy(unit)[None, None]
    resized = functional.interpolate(
        tensor,
        size=(preprocessing.size, preprocessing.size),
        mode="bilinear",
        align_corners=False,
        antialias=True,
    )
    return resized[0, 0].clamp(0, 1).numpy()


def to_bytes(values: NDArray[np.generic], preprocessing: Preprocessing) -> NDArray[np.uint8]:
    """What `to_unit` gives in 256 steps, as examples are kept.

    Shapes:
        values: `(rows, cols)` of any number type.
        returns: `(size, size)` uint8.
    """
    grey: NDArray[np.uint8] = np.round(to_unit(values, preprocessing) * 255).astype(np.uint8)
    return grey


def shrink(unit: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    """A small copy, for comparing pictures: `(S, S)` uint8 to `(side, side)` float32."""
    grey = torch.from_numpy(unit).float()[None, None]
    small = functional.interpolate(grey, (side, side), mode="bilinear", antialias=True)
    return small[0, 0].numpy()


def normalise(unit: Tensor) -> Tensor:
    """Three equal channels, ImageNet's mean and deviation.

    Shapes:
        unit: `(B, S, S)` float in [0, 1].
        returns: `(B, 3, S, S)` float.
    """
    mean = torch.tensor(IMAGENET_MEAN, device=unit.device).view(1, 3, 1, 1)
    deviation = torch.tensor(IMAGENET_STD, device=unit.device).view(1, 3, 1, 1)
    return (unit[:, None] - mean) / deviation


def back_to_slice(
    attention: NDArray[np.float32], values: NDArray[np.generic], preprocessing: Preprocessing
) -> NDArray[np.float32]:
    """Put a map of the network's input back where it was cut out; zero elsewhere.

    Shapes:
        attention: `(size, size)` in [0, 1].
        values: the slice, `(rows, cols)`.
        returns: `(rows, cols)` float32 in [0, 1], not writeable.
    """
    top, left, side = square(values, preprocessing)
    grown = functional.interpolate(
        torch.from_numpy(np.ascontiguousarray(attention))[None, None],
        size=(side, side),
        mode="bilinear",
        align_corners=False,
    )[0, 0].numpy()
    height, width = values.shape
    out = np.zeros((height, width), dtype=np.float32)
    y0, y1, x0, x1 = max(top, 0), min(top + side, height), max(left, 0), min(left + side, width)
    out[y0:y1, x0:x1] = grown[y0 - top : y1 - top, x0 - left : x1 - left]
    out.flags.writeable = False
    return out
