"""What to do where there is no picture can be read however small the viewport is."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from viewer.widgets.viewport.hint_card import FLAGS, LOWEST, WIDEST, card
from viewer.widgets.viewport.slice_view import LEAST
from viewer.widgets.viewport.viewport_grid import EMPTY
from viewer.widgets.window.session_display import DROP_TITLE, DROP_WORDS

HINTS = ((DROP_TITLE, DROP_WORDS), EMPTY)


@pytest.fixture
def font(qapp):
    font = qapp.font()
    font.setPixelSize(13)
    return font


@pytest.mark.parametrize("hint", HINTS)
@pytest.mark.parametrize("width", [LEAST, 160, 239, 240, 320, 520, 900])
def test_every_word_is_whole_and_on_the_card(font, hint, width):
    area = QRectF(0, 0, width, 376)
    laid = card(area, font, *hint)
    assert area.contains(laid.box)
    for place, letters, text in ((laid.title, laid.font, hint[0]), (laid.words, font, hint[1])):
        needed = QFontMetricsF(letters).boundingRect(place, FLAGS, text)
        assert laid.box.contains(needed), "else words are cut"
        assert max(map(QFontMetricsF(letters).horizontalAdvance, text.split())) <= laid.box.width()
    assert laid.title.bottom() < laid.words.top()


def test_a_large_viewport_has_a_card_with_air(font):
    laid = card(QRectF(0, 0, 900, 700), font, *HINTS[0])
    assert (laid.box.width(), laid.box.height()) == (WIDEST, LOWEST)
    assert laid.box.center() == QRectF(0, 0, 900, 700).center()
    assert laid.font.pixelSize() == 20
