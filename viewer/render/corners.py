"""Composes the text in the corners of the image."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ml.core.messages import NOTHING
from ml.imaging.confidentiality import (
    may_be_dated,
    may_be_described,
    may_be_named,
    may_be_numbered,
    may_be_titled,
    modality_term,
    series_title,
)
from ml.imaging.types.series import Series
from viewer.i18n.translate import mark, tr, translated
from viewer.render.names import person

HIDDEN = mark("identity hidden")
"""Shown in the corner instead of the patient's identity."""
UNITS = {
    "TR": "ms",
    "TE": "ms",
    "TI": "ms",
    "Field strength": "T",
    "Slice thickness": "mm",
    "Contrast": "",
}


class Detail(StrEnum):
    """How much text the corners show, in the order in which the key cycles."""

    FULL = "full"
    SHORT = "short"
    NONE = "none"

    @property
    def next(self) -> Detail:
        """The next value, in a circle."""
        values = list(Detail)
        return values[(values.index(self) + 1) % len(values)]


@dataclass(frozen=True, slots=True)
class Corners:
    """Lines for each corner, top line first."""

    top_left: tuple[str, ...] = ()
    top_right: tuple[str, ...] = ()
    bottom_left: tuple[str, ...] = ()
    bottom_right: tuple[str, ...] = ()


def date_text(date: str) -> str:
    """`YYYYMMDD` as `YYYY-MM-DD`; anything else unchanged."""
    if len(date) == 8 and date.isdigit():
        return f"{date[:4]}-{date[4:6]}-{date[6:]}"
    return date


def with_unit(value: str, unit: str) -> str:
    """A plain number with its unit; anything else unchanged."""
    try:
        return f"{float(value):g} {unit}".strip()
    except ValueError:
        return value


def number_text(value: float) -> str:
    """A window value in few digits, whatever its size."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def corner_texts(
    series: Series,
    index: int,
    window: tuple[float, float] | None,
    zoom: float | None,
    privacy: bool,
    detail: Detail = Detail.FULL,
) -> Corners:
    """Compose the corner texts.

    Args:
        series: The series on screen.
        index: The slice on screen, from 0.
        window: Centre and width, if known.
        zoom: Screen pixels per image pixel, if known.
        privacy: Leave out identity and dates.
        detail: How much text; lossy compression is always stated.

    Returns:
        Lines for each corner.
    """
    details = may_be_described(series.details, privacy=privacy)
    lossy = translated(details.get("Lossy compression", NOTHING))
    if detail is Detail.NONE:
        return Corners(bottom_left=(lossy,) if lossy else ())
    slices = tr("slice {} / {}").format(index + 1, len(series.slices))
    grey = "" if window is None else f"C {number_text(window[0])}  W {number_text(window[1])}"
    named = tuple(line for line in series_lines(series, privacy=privacy) if line)
    if detail is Detail.SHORT:
        return Corners(
            (tr(HIDDEN),) if privacy else (),
            named,
            (lossy,) if lossy else (),
            tuple(line for line in (grey, slices) if line),
        )
    place = may_be_numbered(series.number, privacy=privacy)
    number = "" if place is None else tr("series {}").format(place)
    technique = tuple(
        f"{tr(name)} {with_unit(translated(details[name], privacy=privacy), unit)}"
        for name, unit in UNITS.items()
        if details.get(name)
    )
    technique += (lossy,) if lossy else ()
    step = series.slice_spacing_mm
    spacing = "" if step is None else tr("{:.2g} mm apart").format(step)
    scale = "" if zoom is None else tr("zoom {:.2g}x").format(zoom)
    modality = translated(modality_term(series.modality), privacy=privacy)
    return Corners(
        _patient_lines(series, privacy),
        tuple(line for line in (modality, *named, number) if line),
        technique,
        tuple(line for line in (slices, spacing, scale, grey) if line),
    )


def series_lines(series: Series, *, privacy: bool) -> tuple[str, str]:
    """What a series is called, and what sets it apart from others of the same file series."""
    title = series_title(series, privacy=privacy)
    return translated(title, privacy=privacy), translated(series.part, privacy=privacy)


def series_name(series: Series, *, privacy: bool) -> str:
    """Title and part of a series in one line; empty where neither is stated."""
    return " · ".join(line for line in series_lines(series, privacy=privacy) if line)


def _patient_lines(series: Series, privacy: bool) -> tuple[str, ...]:
    """Patient and study."""
    who = may_be_named(series.patient, privacy=privacy)
    if who is None:
        return (tr(HIDDEN),)
    born = date_text(who.birth_date)
    lines = (
        person(who.name),
        who.patient_id,
        "  ".join(part for part in (born and tr("born {}").format(born), who.sex) if part),
        translated(
            may_be_titled(series.study_description, NOTHING, privacy=privacy), privacy=privacy
        ),
        date_text(may_be_dated(series.date, privacy=privacy)),
    )
    return tuple(line for line in lines if line)
