"""A window is placed where it was, or nearby if the screens have changed."""

import pytest

from viewer.state.window_placement import (
    EDGE,
    TITLE,
    Screen,
    WindowPlacement,
    fitted,
    initial_placement,
    restored_placement,
)

LEFT = Screen("DP-1", (0, 0, 1920, 1160))
RIGHT = Screen("DP-2", (1920, 0, 2560, 1400))
STOOD = WindowPlacement("DP-2", RIGHT.area, (2020, 100, 1200, 900))


def on(placement, screen):
    left, top, width, height = placement.area
    x, y, wide, high = screen.area
    return (
        x <= left
        and y <= top
        and left + width + 2 * EDGE <= x + wide
        and top + height + TITLE <= y + high
    )


def test_the_same_screens_give_the_same_place():
    assert restored_placement(STOOD, [LEFT, RIGHT]) == STOOD
    maximised = WindowPlacement("DP-2", RIGHT.area, STOOD.area, maximised=True)
    assert restored_placement(maximised, [LEFT, RIGHT]) == maximised


def test_a_screen_that_moved_takes_its_window_along():
    moved = Screen("DP-2", (-2560, 40, 2560, 1400))
    assert restored_placement(STOOD, [LEFT, moved]).area == (-2460, 140, 1200, 900)


def test_a_screen_that_is_gone_gives_its_window_to_the_primary_one():
    found = restored_placement(STOOD, [LEFT])
    assert found.screen == "DP-1"
    assert found.area == (100, 100, 1200, 900)


@pytest.mark.parametrize("size", [(1024, 600), (800, 480)])
def test_a_smaller_screen_still_shows_the_whole_window(size):
    small = Screen("DP-2", (1920, 0, *size))
    found = restored_placement(
        WindowPlacement("DP-2", RIGHT.area, (4000, 1300, 1200, 900)), [LEFT, small]
    )
    assert on(found, small)


def test_of_two_screens_of_one_name_the_one_with_the_same_place_is_taken():
    twins = [Screen("LG", (0, 0, 1000, 900)), Screen("LG", (1000, 0, 1000, 900))]
    stood = WindowPlacement("LG", twins[1].area, (1100, 50, 500, 500))
    assert restored_placement(stood, twins) == stood


def test_at_first_it_fills_the_other_screen():
    assert initial_placement("DP-1", [LEFT, RIGHT]).screen == "DP-2"
    assert initial_placement("DP-1", [LEFT, RIGHT]).maximised
    assert initial_placement("DP-2", [LEFT, RIGHT]).screen == "DP-1"
    three = [LEFT, Screen("HDMI", (-1280, 0, 1280, 1000)), RIGHT]
    assert initial_placement("DP-1", three).screen == "DP-2", "the prior stands on the right"


def test_on_the_only_screen_it_takes_the_right_half():
    found = initial_placement("DP-1", [LEFT])
    assert found.area == (960 - 2 * EDGE, 0, 960, 1160 - TITLE)
    assert not found.maximised


def test_nothing_is_left_outside():
    assert fitted((-500, -500, 100, 100), LEFT.area) == (0, 0, 100, 100)
    assert fitted((9000, 9000, 100, 100), LEFT.area) == (
        1820 - 2 * EDGE,
        1160 - TITLE - 100,
        100,
        100,
    )
