"""Lesions of hand-made regions have the volumes, diameters and numbers that they must have."""

import math
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from ml.core.lesions import find_lesions, lesions_of, rule_features
from ml.core.types import LesionRule, ModelInfo, Outcome, Verdict
from tests.ml.core.hand_made_regions import AXIAL, block, regions_of, sphere, stack, uid
from tests.synthetic.validations import ONE_COLLECTION


@pytest.mark.parametrize("diameter", [6, 10, 20])
@pytest.mark.parametrize("steps", [(1.0, 1.0, 1.0), (2.0, 0.5, 0.5), (1.5, 0.9, 0.45)])
def test_a_sphere_has_its_volume_and_diameter(diameter, steps):
    shape = tuple(math.ceil(30 / s) for s in steps)
    middle = tuple((n // 2 + 0.5) * s for n, s in zip(shape, steps, strict=True))
    volume = sphere(shape, middle, diameter, steps)
    (lesion,) = find_lesions(stack(shape[0], steps[1:], steps[0], AXIAL), regions_of(volume))
    ideal = math.pi / 6 * diameter**3
    assert lesion.volume_mm3 == pytest.approx(volume.sum() * math.prod(steps))
    assert lesion.volume_mm3 == pytest.approx(ideal, rel=0.25 if diameter == 6 else 0.1)
    assert lesion.in_mm
    assert lesion.longest.length == pytest.approx(diameter, abs=max(steps[1:]))
    assert lesion.perpendicular.length == pytest.approx(diameter, abs=1.2 * max(steps[1:]))
    assert lesion.centre_slice == uid(shape[0] // 2)
    assert np.multiply(lesion.centre, steps[1:]) == pytest.approx(middle[1:], abs=0.01)
    assert lesion.diameter_slice in lesion.slices
    assert len(lesion.slices) == np.count_nonzero(volume.any(axis=(1, 2)))


def test_touching_spheres_are_one_lesion_and_parted_ones_are_two():
    shape, steps = (30, 40, 60), (1.0, 1.0, 1.0)
    first = sphere(shape, (15.5, 20.5, 20.5), 14, steps)
    touching = first | sphere(shape, (15.5, 20.5, 34.5), 14, steps)
    (both,) = find_lesions(stack(30), regions_of(touching))
    assert both.volume_mm3 == touching.sum()
    assert both.longest.length == pytest.approx(28, abs=1)
    assert both.perpendicular.length == pytest.approx(14, abs=1)
    second = sphere(shape, (15.5, 20.5, 40.5), 10, steps)
    apart = {
        u: (*regions_of(first).get(u, ()), *regions_of(second).get(u, ()))
        for u in regions_of(first)
    }
    one, two = find_lesions(stack(30), apart)
    assert (one.number, two.number) == (1, 2)
    assert (one.volume_mm3, two.volume_mm3) == (first.sum(), second.sum())


def test_a_missed_slice_is_bridged_and_counts_in_the_volume():
    regions = {uid(i): (block(10, 10, 6, 6),) for i in (3, 4, 6, 7)}
    (lesion,) = find_lesions(stack(12, step=2.0), regions)
    assert lesion.volume_mm3 == 5 * 36 * 2
    assert lesion.slices == (uid(3), uid(4), uid(6), uid(7))


@pytest.mark.parametrize(
    ("step", "missed", "count"),
    [(4.0, 1, 1), (4.1, 1, 2), (1.0, 2, 2), (12.0, 0, 1), (12.1, 0, 2)],
)
def test_how_far_a_lesion_may_jump(step, missed, count):
    regions = {uid(1): (block(10, 10, 6, 6),), uid(2 + missed): (block(10, 10, 6, 6),)}
    assert len(find_lesions(stack(8, step=step), regions)) == count


def test_without_positions_only_neighbours_join_and_no_volume_is_known():
    near = {uid(1): (block(1, 1, 6, 6),), uid(2): (block(1, 1, 6, 6),)}
    far = {uid(1): (block(1, 1, 6, 6),), uid(3): (block(1, 1, 6, 6),)}
    nowhere = stack(5, positions=None)
    (lesion,) = find_lesions(nowhere, near)
    assert lesion.volume_mm3 is None
    assert len(find_lesions(nowhere, far)) == 2


def test_without_spacing_diameters_are_in_pixels_and_say_so():
    (lesion,) = find_lesions(stack(3, spacing=None), {uid(1): (block(5, 5, 3, 12),)})
    assert not lesion.in_mm
    assert lesion.volume_mm3 is None
    assert lesion.longest.length == pytest.approx(12, abs=0.2)


def test_pixels_that_are_no_squares():
    (lesion,) = find_lesions(stack(3, (0.5, 2.0), 3.0), {uid(1): (block(4, 4, 20, 5),)})
    assert lesion.volume_mm3 == 20 * 5 * 0.5 * 2 * 3
    assert lesion.longest.length == pytest.approx(math.hypot(10, 10), rel=0.15)


def test_the_first_and_last_slice_reach_outwards_as_far_as_inwards():
    area = {uid(0): (block(0, 0, 4, 4),), uid(1): (block(0, 0, 4, 4),)}
    (lesion,) = find_lesions(stack(3, positions=(0.0, 2.0, 8.0)), area)
    assert lesion.volume_mm3 == 16 * (2 + 4)


def test_slices_at_one_position_share_what_it_stands_for():
    both = {uid(i): (block(0, 0, 4, 4),) for i in (1, 2)}
    (lesion,) = find_lesions(stack(4, positions=(0.0, 3.0, 3.0, 6.0)), both)
    assert lesion.volume_mm3 == 16 * 3


def test_a_lone_picture_has_no_volume():
    (lesion,) = find_lesions(stack(1), {uid(0): (block(0, 0, 4, 4),)})
    assert lesion.volume_mm3 is None


def test_numbers_follow_the_volume_whatever_the_order_read():
    regions = {
        uid(1): (block(0, 0, 3, 3), block(20, 20, 9, 9), block(40, 40, 3, 3)),
        uid(2): (block(0, 0, 3, 3), block(20, 20, 9, 9), block(40, 40, 3, 3)),
    }
    expected = [(1, 162.0), (2, 18.0), (3, 18.0)]
    for order in permutations(range(3)):
        shuffled = {u: tuple(r[i] for i in order) for u, r in reversed(regions.items())}
        found = find_lesions(stack(4), shuffled)
        assert [(x.number, x.volume_mm3) for x in found] == expected
        assert found[1].centre < found[2].centre


def test_slices_stacked_backwards_are_the_same_lesion():
    regions = {uid(i): (block(i, i, 6, 6),) for i in (3, 4, 6, 7)}
    (one,) = find_lesions(stack(12, step=2.0), regions)
    (other,) = find_lesions(stack(12, step=-2.0), regions)
    assert replace(one, place=other.place) == other


def test_what_is_said_is_averaged_over_the_area():
    (lesion,) = find_lesions(
        stack(4),
        {
            uid(1): (block(0, 0, 10, 10, peak=0.9, enhancing=1.0, source=2.0),),
            uid(2): (block(0, 0, 5, 10, peak=0.6, enhancing=0.4, source=-1.0),),
            uid(3): (block(0, 0, 5, 10, peak=0.3, enhancing=0.0),),
        },
    )
    assert lesion.peak == 0.9
    assert lesion.mean == pytest.approx((0.9 * 100 + 0.6 * 50 + 0.3 * 50) / 200)
    assert lesion.enhancing == pytest.approx((100 + 0.4 * 50) / 200)
    assert lesion.source == pytest.approx((2.0 * 100 - 50) / 150)


def test_nothing_asked_of_the_source_is_nothing_said():
    (lesion,) = find_lesions(stack(3), {uid(1): (block(0, 0, 4, 4),)})
    assert lesion.source is None
    assert lesion.probability is None


@pytest.mark.parametrize(
    ("slices", "peak", "kept"), [((1,), 0.49, False), ((1,), 0.5, True), ((1, 2), 0.1, True)]
)
def test_without_a_rule_two_slices_or_a_sure_one_count(slices, peak, kept):
    regions = {uid(i): (block(0, 0, 4, 4, peak=peak),) for i in slices}
    assert bool(find_lesions(stack(4), regions)) is kept


RULE = LesionRule(0.5, 2.0, 1.0, 0.3, 0.7, -4.0, 0.5)


def test_a_rule_gives_the_probability_that_its_weights_say():
    regions = {uid(i): (block(0, 0, 8, 8, peak=0.8, enhancing=0.25),) for i in (1, 2)}
    (lesion,) = find_lesions(stack(4), regions, rule=RULE)
    logit = 0.5 * math.log(128) + 2 * 0.8 + 0.8 + 0.3 * math.log(2) + 0.7 * 0.25 - 4
    assert lesion.probability == pytest.approx(1 / (1 + math.exp(-logit)))
    assert rule_features(lesion)[0] == pytest.approx(math.log(128))
    surer = replace(RULE, threshold=lesion.probability + 1e-6)
    assert not find_lesions(stack(4), regions, rule=surer)


def test_a_rule_is_not_asked_where_the_volume_is_unknown():
    never = replace(RULE, threshold=1.0)
    (lesion,) = find_lesions(stack(3, positions=None), {uid(1): (block(0, 0, 4, 4),)}, rule=never)
    assert lesion.probability is None


def test_numbers_count_only_what_is_kept():
    regions = {uid(1): (block(0, 0, 20, 20, peak=0.1), block(50, 50, 4, 4, peak=0.9))}
    (lesion,) = find_lesions(stack(3), regions)
    assert lesion.number == 1
    assert lesion.volume_mm3 == 16


def test_verdicts_of_a_series_bring_regions_heads_and_rule():
    def verdict(i, regions):
        head = (0, 0, 60)
        return Verdict(uid(i), Outcome.UNSURE, 0.5, None, None, "", "m", regions=regions, head=head)

    verdicts = [verdict(i, (block(4, 50, 5, 5),) if i in (3, 4) else ()) for i in range(5)]
    model = ModelInfo("presence", "p", "f", ONE_COLLECTION, "", 0.5)
    (lesion,) = lesions_of(verdicts, stack(5, orientation=AXIAL), [model])
    assert lesion.place.words == "left, anterior third, upper third"
    strict = replace(model, lesions=replace(RULE, threshold=1.0))
    assert lesions_of(verdicts, stack(5, orientation=AXIAL), [strict]) == ()
    assert lesions_of([], stack(5), []) == ()


def test_positions_must_be_one_for_each_slice():
    for positions in ((0.0, 1.0), (0.0, 1.0, math.nan)):
        with pytest.raises(ValueError, match="position"):
            stack(3, positions=positions)
