import numpy as np
import pytest
from numpy.typing import NDArray

from ml.inference.lesion_crop import GREY, enhancing_mm2, lesion_alone, window_of

FIELD, SIZE = 96.0, 96


def _head(
    spacing: float, lesion: float = 250, outside: float = 20
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """A head of 160 mm with a lesion of 20 mm; `outside` fills what no outline covers."""
    side = round(200 / spacing)
    rows, columns = (np.mgrid[:side, :side] + 0.5) * spacing
    head = (rows - 100) ** 2 + (columns - 100) ** 2 < 80**2
    mask = (rows - 90) ** 2 + (columns - 120) ** 2 < 10**2
    values = np.where(head, 100.0, outside / 100).astype(np.float32)
    values[mask] = lesion
    return values, np.asarray(mask)


def test_a_lesion_has_the_same_size_whatever_the_pixels() -> None:
    areas = []
    for spacing in (0.5, 1.0, 1.5):
        values, mask = _head(spacing)
        seen = lesion_alone(values, spacing, mask, FIELD, SIZE)
        assert seen is not None
        areas.append(enhancing_mm2(seen, FIELD))
        assert seen.max() == pytest.approx(2.5 / 3, abs=0.03)
    assert max(areas) < 1.15 * min(areas)
    assert areas[1] == pytest.approx(np.pi * 100, rel=0.2)


def test_nothing_of_the_surroundings_is_seen() -> None:
    values, mask = _head(1.0)
    other = values.copy()
    far = np.hypot(*np.meshgrid(np.arange(200) - 90, np.arange(200) - 120, indexing="ij")) > 25
    other[far & (values > 50)] = 160
    first, second = (lesion_alone(v, 1.0, mask, FIELD, SIZE) for v in (values, other))
    assert first is not None
    assert second is not None
    assert np.abs(first - second).max() < 0.02
    assert np.abs(first[:20, :20] - GREY).max() < 1e-6


def test_where_nothing_enhances_there_is_nothing_to_see() -> None:
    values, mask = _head(1.0, lesion=100)
    assert lesion_alone(values, 1.0, mask, FIELD, SIZE) is None


def test_who_drew_the_outline_does_not_matter() -> None:
    """With oedema or without, and with what an enhancing rim encloses."""
    values, mask = _head(1.0)
    rows, columns = np.nonzero(mask)
    distance = np.hypot(*np.meshgrid(np.arange(200) - rows.mean(), np.arange(200) - columns.mean(),
                                     indexing="ij"))  # fmt: skip
    values[distance < 5] = 40  # necrosis
    tight, wide = (lesion_alone(values, 1.0, distance < radius, FIELD, SIZE) for radius in (10, 16))
    assert tight is not None
    assert wide is not None
    middle = np.s_[40:56, 40:56]
    assert np.abs(tight[middle] - wide[middle]).max() < 0.05
    assert tight[48, 48] < GREY - 0.1


def test_an_empty_outline_or_one_without_surroundings_is_not_asked_about() -> None:
    values, mask = _head(1.0)
    assert lesion_alone(values, 1.0, np.zeros_like(mask), FIELD, SIZE) is None
    assert lesion_alone(np.zeros_like(values), 1.0, mask, FIELD, SIZE) is None


def test_the_window_is_where_the_lesion_is() -> None:
    _, mask = _head(1.0)
    top, left, height, width = window_of(mask, 1.0, FIELD)
    assert (height, width) == (96, 96)
    assert abs(top + 48 - 90) <= 1
    assert abs(left + 48 - 120) <= 1
