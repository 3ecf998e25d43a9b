"""The tour points at what is there, can be skipped, comes once, and takes a minute."""

import re

import pytest
from PySide6.QtCore import QPoint, QRect, QSize

from viewer.widgets.dialogs.tour import CARDS, TOUR_SEEN, Tour, beside

pytest_plugins = ("tests.viewer.desk",)
WORDS_A_MINUTE = 200


@pytest.fixture
def tour(desk):
    return desk.tour


def test_it_takes_a_minute():
    words = sum(len(f"{card.title} {card.words}".split()) for card in CARDS)
    assert words <= WORDS_A_MINUTE
    assert len(CARDS) == 5


def test_every_card_frames_a_part_that_is_in_sight(tour, desk):
    tour.begin()
    for place, card in enumerate(CARDS):
        assert tour.step == place
        assert tour.card.isVisible()
        target = card.target(tour.parts)
        corner = target.mapTo(desk, target.visibleRegion().boundingRect().center())
        assert tour._frame.geometry().contains(corner)
        if place == 0:  # the images, which hide the whole grid that holds them
            middle = target.mapTo(desk, target.rect().center())
            assert tour._frame.geometry().contains(middle)
        assert desk.rect().contains(tour.card.geometry())
        if place:  # the picture is larger than what is left of the desk beside it
            assert not tour._frame.geometry().intersects(tour.card.geometry()), card.title
        tour.card.next.click()
    assert tour.step == -1
    assert not tour.card.isVisible()
    assert not tour._frame.isVisible()


def test_it_goes_back_and_can_be_skipped(tour, desk):
    tour.begin()
    assert not tour.card.back.isVisible()
    tour.card.next.click()
    tour.card.back.click()
    assert tour.step == 0
    tour.card.skip.click()
    assert not tour.card.isVisible()
    assert desk.settings.value(TOUR_SEEN)


def test_it_comes_once_and_again_from_the_menu(tour, desk):
    tour.begin_once()
    assert tour.step == 0
    unfinished = Tour(desk.context, desk.tour.parts)
    unfinished.begin_once()
    assert unfinished.step == -1
    tour.end()
    Tour(desk.context, desk.tour.parts).begin_once()
    assert not any(card.isVisible() for card in [tour.card])
    again = Tour(desk.context, desk.tour.parts)
    again.begin_once()
    assert again.step == -1
    desk.actions_by_name["tour"].trigger()
    assert tour.step == 0


@pytest.mark.parametrize("kept", ["true", True])
def test_what_a_settings_file_keeps_is_understood(kept, desk):
    desk.settings.setValue(TOUR_SEEN, kept)
    other = Tour(desk.context, desk.tour.parts)
    other.begin_once()
    assert other.step == -1


def test_it_stays_beside_its_part_when_the_window_changes(tour, desk, qtbot):
    tour.begin()
    tour.card.next.click()
    before = tour._frame.geometry()
    desk.resize(desk.width() + 160, desk.height() + 80)
    qtbot.waitUntil(lambda: tour._frame.geometry() != before)
    assert tour._frame.geometry().contains(desk.strip.mapTo(desk, desk.strip.rect().center()))


def test_the_desk_stays_usable_meanwhile(tour, desk, qtbot):
    tour.begin()
    index = desk.state.index
    desk.actions_by_name["slice_down"].trigger()
    assert desk.state.index == index + 1


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (QRect(0, 0, 100, 500), QPoint(111, 12)),
        (QRect(700, 0, 100, 500), QPoint(388, 12)),
        (QRect(0, 0, 800, 60), QPoint(12, 71)),
        (QRect(0, 0, 800, 600), QPoint(249, 199)),
    ],
)
def test_where_a_card_stands(target, place):
    assert beside(target, QSize(300, 200), QRect(0, 0, 800, 600)) == place


def test_every_key_it_names_is_the_key_of_a_command(desk):
    keys = {key for name in desk.actions_by_name for key in desk.keymap.keys(name)} | {"Q"}
    for card in CARDS:
        for key in re.findall(r"\b(?:Ctrl\+[A-Z,]|F\d+|[A-Z])(?= |,)", card.words):
            if key not in ("A", "I"):
                assert key.rstrip() in keys, key
