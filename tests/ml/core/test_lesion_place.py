"""A place is named from the orientation alone, and only as far as it is known."""

import pytest

from ml.core.lesion_place import HeadBox, Place, head_square
from tests.ml.core.hand_made_regions import AXIAL

FLIPPED = (-1.0, 0.0, 0.0, 0.0, -1.0, 0.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SQUARE = (10, 20, 100)  # rows 10 to 110, columns 20 to 120


def place(row, column, position=50.0, orientation=AXIAL, stretch=(0.0, 100.0)):
    return HeadBox(orientation, (1.0, 1.0), SQUARE, stretch).place(row, column, position)


@pytest.mark.parametrize(
    ("row", "column", "position", "words"),
    [
        (20, 110, 90, "left, anterior third, upper third"),
        (100, 30, 5, "right, posterior third, lower third"),
        (60, 70, 50, "near the midline, middle third in depth, middle third in height"),
    ],
)  # fmt: skip
def test_corners_of_an_axial_head(row, column, position, words):
    assert place(row, column, position).words == words


def test_sides_follow_the_orientation_and_not_the_screen():
    """Turned by half a circle: left is where right was, front where back was, feet where head."""
    there = place(20, 110, orientation=FLIPPED)
    assert (there.side, there.depth) == ("right", "posterior third")


def test_a_coronal_slice_tells_depth_by_its_position():
    there = place(20, 110, 95, orientation=CORONAL)
    assert there.words == "left, posterior third, upper third"


@pytest.mark.parametrize("stretch", [None, (50.0, 50.0)])
def test_a_lone_slice_tells_no_height(stretch):
    known = place(20, 110)
    assert place(20, 110, stretch=stretch) == Place(known.side, known.depth)


def test_parts_of_words_are_translated_one_by_one():
    words = place(20, 110, 90).words
    assert words.template == "{}, {}"


def test_the_square_of_a_series_is_none_of_its_smallest_nor_the_widest():
    squares = [(0, 0, side) for side in (10, 40, 80, 90, 100, 100, 101, 400)]
    assert head_square(squares)[2] == 100
    assert head_square([]) is None
