"""Lines go round a region, and the ends of its diameters lie on them."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ml.core.diameters import diameters
from tests.ml.core.hand_made_regions import block, region
from viewer.render.outlines import SEGMENTS, outline_path


def points_of(path):
    elements = [path.elementAt(i) for i in range(path.elementCount())]
    return np.array([(e.y, e.x) for e in elements])


def test_the_border_of_a_block_is_where_the_block_is():
    path = outline_path([block(10, 20, 4, 6)])
    assert path.boundingRect() == QRectF(20, 10, 6, 4)
    assert outline_path([]).isEmpty()


@pytest.mark.parametrize("seed", range(5))
def test_each_end_of_a_line_meets_another_and_diameters_end_on_them(seed):
    random = np.random.default_rng(seed)
    mask = random.random((9, 12)) < 0.6
    mask[4, 6] = True
    own = region(mask, 30, 40)
    points = points_of(outline_path([own]))
    _, counts = np.unique(points, axis=0, return_counts=True)
    assert (counts % 2 == 0).all()  # closed: no line ends in the open
    longest, _ = diameters(own.mask, (1.0, 1.0))
    line = longest.moved(own.top, own.left)
    for end in (line.start, line.end):
        assert np.abs(points - end).sum(axis=1).min() == pytest.approx(0)


def test_a_hole_has_a_border_of_its_own():
    ring = np.ones((5, 5), dtype=bool)
    ring[2, 2] = False
    points = points_of(outline_path([region(ring)])).tolist()
    assert [2.0, 2.5] in points
    assert not outline_path([region(ring)]).contains(QPointF(-1, -1))


def test_every_mixed_cell_has_lines_and_no_other():
    assert set(SEGMENTS) == set(range(1, 15))
