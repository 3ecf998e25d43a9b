"""Colours and words of outcomes, the same wherever they appear.

Blue and orange keep apart under every common colour-vision deficiency; a word or sign always
stands beside the colour.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor

from ml.core.types import Outcome
from viewer.i18n.translate import mark
from viewer.render import side_by_side

TEXT = QColor("#e6e9ee")
FAINT = QColor("#8d96a5")
PANEL = QColor("#1b1f26")
GROUND = QColor("#121519")
PICTURE = QColor("#000000")
"""Ground of the picture: black as the film, so that a black margin shows no edge."""
LINE = QColor("#2d333d")
ACCENT = QColor("#5aa9e6")
SUSPICIOUS = QColor("#f2a24b")
LOADED, UNLOADED = QColor("#39414d"), QColor("#242932")
ON_PICTURE, LETTERS, WARNING = QColor("#e6e9ee"), QColor("#5aa9e6"), QColor("#f2a24b")
"""Words, orientation letters and warnings over the picture, which is black in every theme."""
MARK = QColor("#ffe07a")
"""What the reader drew or starred."""
OUTLINE = QColor(side_by_side.OUTLINE)
"""What the machine outlined: in no colour of attention, and not the reader's."""

OUTCOME_COLOUR = {
    Outcome.ABSENT: QColor("#5aa9e6"),
    Outcome.PRIMARY: QColor("#f2a24b"),
    Outcome.SECONDARY: QColor("#e08fc0"),
    Outcome.PRESENT_SOURCE_UNSURE: QColor("#d9c27a"),
    Outcome.UNSURE: QColor("#b9a6d9"),
    Outcome.REFUSED: QColor("#8d96a5"),
    Outcome.UNREADABLE: QColor("#8d96a5"),
    Outcome.UNASKED: QColor("#f2a24b"),
}

HEADLINE = {
    Outcome.ABSENT: mark("No tumour seen"),
    Outcome.PRIMARY: mark("Tumour, looks primary"),
    Outcome.SECONDARY: mark("Tumour, looks secondary"),
    Outcome.PRESENT_SOURCE_UNSURE: mark("Tumour, source not sure"),
    Outcome.UNSURE: mark("Not sure"),
    Outcome.REFUSED: mark("Not analysed"),
    Outcome.UNREADABLE: mark("Could not be read"),
    Outcome.UNASKED: mark("Could not be asked"),
}

BADGE = {
    Outcome.ABSENT: mark("no tumour"),
    Outcome.PRIMARY: mark("primary"),
    Outcome.SECONDARY: mark("secondary"),
    Outcome.PRESENT_SOURCE_UNSURE: mark("tumour"),
    Outcome.UNSURE: mark("not sure"),
    Outcome.REFUSED: mark("not analysed"),
    Outcome.UNREADABLE: mark("could not be read"),
    Outcome.UNASKED: mark("could not be asked"),
}


_THEMED = (TEXT, FAINT, PANEL, GROUND, LINE, ACCENT, SUSPICIOUS, LOADED, UNLOADED)
_DARK = {id(c): c.name() for c in (*_THEMED, *OUTCOME_COLOUR.values())}


def use(twins: Mapping[str, str]) -> None:
    """Take another theme's colours in place, so that references to a colour stay valid.

    Args:
        twins: For each colour of the dark theme its twin; without any, the dark theme.
    """
    for colour in (*_THEMED, *OUTCOME_COLOUR.values()):
        dark = _DARK[id(colour)]
        colour.setRgb(QColor(twins.get(dark, dark)).rgb())


def percent(probability: float | None) -> str:
    """A probability in whole percent, never rounded to certainty."""
    if probability is None:
        return "–"
    if probability < 0.01:
        return "< 1 %"
    if probability > 0.99:
        return "> 99 %"
    return f"{probability * 100:.0f} %"
