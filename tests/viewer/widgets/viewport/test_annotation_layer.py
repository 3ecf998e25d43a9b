"""Words over the picture are read on its ground, and keep out of each other's way."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from tests.viewer.widgets.style.test_theme import contrast
from viewer.render.corners import Corners
from viewer.widgets.viewport.annotation_layer import MARGIN, TAG, AnnotationLayer
from viewer.widgets.viewport.text_style import CARD, CARD_FAINT, INVERTED, PLAIN

pytest_plugins = ("tests.viewer.desk",)
LONG = Corners(
    ("A patient with a rather long name", "ID 12345678901", "born 1950-01-01  F", "Brain MR"),
    ("MR", "T1 post contrast, a long description", "sagittal reformat", "series 12"),
    ("TR 550 ms", "TE 10 ms", "Field strength 1.5 T", "Slice thickness 5 mm", "lossy JPEG 10:1"),
    ("5 mm apart", "zoom 3.6x", "C 600  W 1200", "slice 16 / 24"),
)


@pytest.fixture
def holder(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def layer(holder):
    layer = AnnotationLayer(holder)
    layer.letters = ("A", "P", "L", "R")
    return layer


def boxes(layer):
    """Where each line of the corners stands, by corner."""
    metrics, area = layer.fontMetrics(), QRectF(layer.rect())
    tall, areas = metrics.lineSpacing(), []
    for place, lines in enumerate(
        (layer.corners.top_left, layer.corners.top_right,
         layer.corners.bottom_left, layer.corners.bottom_right)
    ):  # fmt: skip
        upper, left = place < 2, place % 2 == 0
        for number, line in enumerate(lines):
            wide = metrics.horizontalAdvance(line)
            x = MARGIN if left else area.width() - MARGIN - wide
            y = MARGIN + number * tall if upper else (
                area.height() - MARGIN - (len(lines) - number) * tall
            )  # fmt: skip
            areas.append((place, QRectF(x, y, wide, tall)))
    return areas


@pytest.mark.parametrize("ink", [PLAIN, INVERTED], ids=["plain", "inverted"])
@pytest.mark.slow
def test_every_ink_is_read_on_its_ground(ink):
    for colour in (ink.words, ink.letters):
        assert contrast(colour.name(), ink.ground.name()) >= 4.5
    assert contrast(CARD_FAINT.name(), CARD.name()) >= 4.5


def test_ground_and_ink_follow_the_inversion(desk):
    view = desk.view
    assert view.annotation.text_style is PLAIN
    desk.actions_by_name["invert"].setChecked(True)
    assert view.annotation.text_style is INVERTED
    assert view.canvas.backgroundBrush().color() == INVERTED.ground
    desk.actions_by_name["invert"].setChecked(False)
    assert view.canvas.backgroundBrush().color() == PLAIN.ground


@pytest.mark.parametrize("wide", [120, 170, 260, 380, 700])
@pytest.mark.parametrize("tall", [120, 150, 240, 500])
def test_no_corner_runs_into_another(layer, wide, tall):
    layer.resize(wide, tall)
    layer.set_corners([LONG])
    placed = boxes(layer)
    assert any(place == 3 for place, _ in placed) or wide < 200, "where the reader is, is said"
    for place, one in placed:
        for other_place, other in placed:
            if place != other_place:
                assert not one.intersects(other)


def test_pills_stand_below_the_corners_that_are_in_their_way(layer, qtbot, monkeypatch):
    painted = []
    monkeypatch.setattr(
        layer, "_paint_tag", lambda _painter, text, y, _colour: painted.append((text, y))
    )
    layer.resize(360, 360)
    layer.set_corners([Corners((), ("A series", "axial reformat of it"), (), ())])
    layer.tag, layer.key = "attention, not a lesion border", True
    layer.parentWidget().resize(400, 400)
    layer.parentWidget().show()
    layer.grab()
    said = [(text, y) for text, y in painted if text]
    assert len(said) == 2
    lowest = max(box.bottom() for place, box in boxes(layer) if place < 2)
    assert said[0][1] >= lowest
    assert said[1][1] >= said[0][1] + TAG
