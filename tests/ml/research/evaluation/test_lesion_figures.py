"""Hand-made series, of which it is known what is found, what is false and how well it fits."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from ml.core.errors import DataError
from ml.core.lesions import find_lesions, lesion_probability
from ml.research.evaluation.lesion_figures import (
    CLASSES_MM,
    figures_at_rates,
    froc,
    lesion_figures,
)
from ml.research.evaluation.lesion_matching import OutlinedSeries, match
from ml.research.evaluation.lesion_rule import (
    cross_fitted,
    fit_lesion_rule,
    scored_by_peak,
    scored_by_rule,
)
from tests.ml.core.hand_made_regions import block, sphere, stack, uid

SHAPE = (12, 60, 60)


def balls(*balls):
    """A mask of spheres, each of a centre and a diameter."""
    mask = np.zeros(SHAPE, dtype=bool)
    for centre, diameter in balls:
        mask |= sphere(SHAPE, centre, diameter, (1.0, 1.0, 1.0))
    return mask


def series(patient, masks, predicted):
    return OutlinedSeries(patient, stack(SHAPE[0]), predicted, masks)


def drawn(*boxes, peak=0.9):
    """Regions of boxes (first slice, last, top, left, side), with their peaks or one for all."""
    out = {}
    for index, (first, last, top, left, side) in enumerate(boxes):
        own = peak[index] if isinstance(peak, tuple) else peak
        for z in range(first, last + 1):
            out.setdefault(uid(z), []).append(block(top, left, side, side, peak=own))
    return out


TEN = ((6.5, 20.5, 20.5), 9.0)  # a lesion about rows and columns 16 to 25


def test_a_lesion_that_is_outlined_is_found_and_the_rest_is_false():
    compared = match([series("a", balls(TEN), drawn((3, 9, 17, 17, 8), (3, 9, 40, 40, 8)))])
    assert [c.false for c in compared.candidates] == [False, True]
    (truth,) = compared.truths
    assert truth.diameter_mm == pytest.approx(9, abs=1)
    ((index, dice),) = truth.found_by
    assert index == 0
    mask = balls(TEN)
    box = np.zeros(SHAPE, dtype=bool)
    box[3:10, 17:25, 17:25] = True
    assert dice == pytest.approx(2 * (mask & box).sum() / (mask.sum() + box.sum()))


def test_a_second_piece_of_a_found_lesion_is_not_false():
    big = balls(((6.5, 30.5, 30.5), 11.0), ((6.5, 30.5, 41.5), 11.0))
    pieces = drawn((3, 9, 26, 26, 8), (3, 9, 26, 38, 8))
    compared = match([series("a", big, pieces)])
    assert [c.false for c in compared.candidates] == [False, False]
    assert len(compared.truths) == 1
    assert len(compared.truths[0].found_by) == 2


def test_a_blot_that_covers_a_small_lesion_does_not_find_it():
    blot = drawn((0, 11, 0, 0, 60))
    compared = match([series("a", balls(((6.5, 30.5, 30.5), 5.0)), blot)])
    assert [c.false for c in compared.candidates] == [True]
    assert compared.truths[0].found_by == ()


def test_crumbs_need_not_be_found_and_nothing_on_them_is_false():
    crumb = np.zeros(SHAPE, dtype=bool)
    crumb[5, 30, 30] = True
    compared = match([series("a", crumb, drawn((4, 6, 29, 29, 2)))])
    assert compared.truths == ()
    (candidate,) = compared.candidates
    assert (candidate.false, candidate.ignored) == (False, True)


def test_empty_series_count_as_series():
    compared = match([series("a", np.zeros(SHAPE, dtype=bool), {}), series("b", balls(TEN), {})])
    assert compared.series == ("a", "b")
    assert compared.candidates == ()
    figures = lesion_figures(compared, np.zeros(0, dtype=bool))
    assert figures["false_a_series"] == 0
    assert figures["sensitivity_all"] == 0
    assert "dice_median" not in figures
    assert "half_found_mm" not in figures
    assert froc(compared, np.zeros(0)) == []


def test_millimetres_must_be_known():
    blind = OutlinedSeries("a", stack(SHAPE[0], spacing=None), {}, balls(TEN))
    with pytest.raises(ValueError, match="millimetres"):
        match([blind])


def many(patients=12):
    """Of each patient a large lesion that is found surely, a small one that is found half the
    time, and two false ones, of which the weaker is weaker than any true one."""
    out = []
    for number in range(patients):
        small = ((6.5, 45.5, 45.5), 6.0)
        boxes = [(3, 9, 16, 16, 9), (5, 7, 5, 50, 3), (6, 6, 50, 5, 2)]
        peaks = [0.95, 0.55, 0.2]
        if number % 2:
            boxes.append((4, 8, 43, 43, 5))
            peaks.append(0.5)
        out.append(series(f"p{number}", balls(TEN, small), drawn(*boxes, peak=tuple(peaks))))
    return match(out)


def test_the_curve_goes_through_the_points_that_it_must():
    compared = many()
    points = {p.threshold: p for p in froc(compared, scored_by_peak(compared.candidates))}
    assert sorted(points) == [0.2, 0.5, 0.55, 0.95]
    found = {t: (p.false_a_series, p.sensitivity["all"]) for t, p in points.items()}
    assert found == {0.95: (0, 0.5), 0.55: (1, 0.5), 0.5: (1, 0.75), 0.2: (2, 0.75)}
    assert points[0.2].sensitivity["8_to_12_mm"] == 1
    assert points[0.2].sensitivity["5_to_8_mm"] == 0.5
    assert math.isnan(points[0.2].sensitivity["from_20_mm"])


@pytest.mark.slow
def test_figures_have_intervals_over_patients():
    compared = many()
    kept = scored_by_peak(compared.candidates) >= 0.5
    figures = lesion_figures(compared, kept)
    value, low, high = figures["sensitivity_5_to_8_mm"]
    assert value == 0.5
    assert 0 < low < 0.5 < high < 1
    assert figures["sensitivity_from_8_mm"] == [1, 1, 1]
    assert figures["false_a_series"] == [1, 1, 1]
    assert figures["dice_median"][0] > 0.6
    assert 5 < figures["half_found_mm"][0] < 8
    assert (figures["lesions"], figures["series"], figures["patients"]) == (24, 12, 12)
    assert not [name for name in figures if "from_20" in name or "under_5" in name]
    at_rates = figures_at_rates(compared, scored_by_peak(compared.candidates))
    assert at_rates["sensitivity_all_at_0.5_false"][0] == 0.5
    assert at_rates["sensitivity_all_at_1_false"][0] == 0.75


def test_classes_cover_every_diameter_once():
    bounds = [CLASSES_MM[name] for name in list(CLASSES_MM)[1:6]]
    assert bounds[0][0] == 0
    assert bounds[-1][1] == math.inf
    assert all(a[1] == b[0] for a, b in pairwise(bounds))


def test_a_fitted_rule_parts_true_from_false_and_loses_no_lesion():
    compared = many()
    rule = fit_lesion_rule(compared, false_a_series=1.0)
    scores = scored_by_rule(compared.candidates, rule)
    false = np.array([c.false for c in compared.candidates])
    kept = scores >= rule.threshold
    assert kept[~false].all()
    assert kept[false].sum() <= len(compared.series)
    assert rule.threshold == scores[~false].min()
    one = compared.candidates[0].lesion
    assert lesion_probability(one, rule) == pytest.approx(scores[0])


def test_a_rule_leaves_at_most_the_false_ones_that_it_may():
    compared = many()
    rule = fit_lesion_rule(compared, false_a_series=0.0)
    scores = scored_by_rule(compared.candidates, rule)
    false = np.array([c.false for c in compared.candidates])
    assert not (scores[false] >= rule.threshold).any()


def test_what_a_rule_keeps_is_what_the_desk_lists():
    scene = series("a", balls(TEN), drawn((3, 9, 16, 16, 9), (6, 6, 50, 5, 2), peak=(0.9, 0.6)))
    rule = fit_lesion_rule(many(), false_a_series=1.0)
    compared = match([scene])
    kept = scored_by_rule(compared.candidates, rule) >= rule.threshold
    listed = find_lesions(scene.stack, scene.predicted, rule=rule)
    assert len(listed) == kept.sum()
    assert {x.outline[0][0] for x in listed} == {
        c.lesion.outline[0][0] for c, k in zip(compared.candidates, kept, strict=True) if k
    }


def test_no_patient_is_scored_by_a_rule_that_saw_him():
    """One patient's candidates are mislabelled; his own scores cannot show it."""
    compared = many()
    turned = replace(
        compared,
        candidates=tuple(
            replace(c, false=not c.false) if c.patient == "p3" else c for c in compared.candidates
        ),
    )
    own = [i for i, c in enumerate(compared.candidates) if c.patient == "p3"]
    honest, kept = cross_fitted(compared, count=12)
    blind, blind_kept = cross_fitted(turned, count=12)
    assert blind[own] == pytest.approx(honest[own])
    assert (kept[own] == blind_kept[own]).all()
    others = [i for i in range(len(honest)) if i not in own]
    assert blind[others] != pytest.approx(honest[others])


def test_one_kind_of_candidates_fits_nothing():
    compared = match([series("a", balls(TEN), drawn((3, 9, 16, 16, 9)))])
    with pytest.raises(DataError, match="one kind"):
        fit_lesion_rule(compared)
    with pytest.raises(DataError, match="two patients"):
        cross_fitted(compared)
