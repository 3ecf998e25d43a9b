"""Pixels and orientation letters are rotated and flipped together."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from ml.imaging.types.orientation import letters
from viewer.render.pose import Pose

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
POSES = [Pose(t, f) for t, f in itertools.product(range(4), (False, True))]


def on_screen(values, pose):
    """The same with numpy: turned clockwise, then flipped."""
    turned = np.rot90(values, -pose.turns)
    return turned[:, ::-1] if pose.flipped else turned


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_a_pixel_lands_where_numpy_puts_it(pose):
    values = np.arange(12).reshape(3, 4)
    transform, extent = pose.transform(3, 4, (2.0, 0.5))
    shown = on_screen(values, pose)
    tall, wide = extent.height() / shown.shape[0], extent.width() / shown.shape[1]
    assert {tall, wide} == {2.0, 0.5}
    for row, column in np.ndindex(3, 4):
        place = transform.map(QPointF(column + 0.5, row + 0.5))
        assert shown[int(place.y() / tall), int(place.x() / wide)] == values[row, column]


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_letters_go_with_the_pixels(pose):
    values = np.full((3, 3), "", object)
    values[1, 0], values[1, 2], values[0, 1], values[2, 1] = "R", "L", "A", "P"
    shown = on_screen(values, pose)
    edges = (shown[1, 0], shown[1, 2], shown[0, 1], shown[2, 1])
    assert letters(pose.cosines(AXIAL)) == edges


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_a_turn_is_clockwise_as_seen(pose):
    values = np.arange(9).reshape(3, 3)
    assert (on_screen(values, pose.turned()) == np.rot90(on_screen(values, pose), -1)).all()
    assert (on_screen(values, pose.mirrored()) == on_screen(values, pose)[:, ::-1]).all()


def test_what_is_not_the_files_way_is_said():
    assert Pose().words == ""
    assert Pose(1, True).words == "turned 90°, flipped"
