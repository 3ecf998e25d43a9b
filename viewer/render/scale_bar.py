"""Chooses the length of the scale bar, and decides whether there may be one."""

from __future__ import annotations

from ml.imaging.types.series import Series

BARS_MM = (200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0)


def bar_length(mm_per_pixel: float, room: float) -> float:
    """The longest round length in millimetres that fits into `room` screen pixels."""
    return next((mm for mm in BARS_MM if mm / mm_per_pixel <= room), BARS_MM[-1])


def bar_words(mm: float) -> str:
    """The length in words."""
    return f"{mm / 10:g} cm" if mm >= 10 else f"{mm:g} mm"


def distances_known(series: Series) -> bool:
    """Whether the file states the pixel spacing, without which millimetres would be made up."""
    return series.spacing_known
