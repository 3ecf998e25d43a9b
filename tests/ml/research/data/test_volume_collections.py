"""The collections of whole volumes say of each slice what is known, and nothing else."""

import numpy as np
import pytest

from ml.inference.preprocessing import Preprocessing, squared
from ml.research.data.citations import CITATIONS
from ml.research.data.collections import COLLECTIONS, rows
from ml.research.data.examples import example, outline, pixels
from ml.research.data.labels import PRIMARY, SECONDARY

SOURCES = {"bcbm": SECONDARY, "brats-glioma": PRIMARY, "tcga-gbm": PRIMARY, "rsna-glioma": PRIMARY}


@pytest.mark.parametrize("name", SOURCES)
def test_every_slice_is_with_a_tumour_without_one_or_only_a_neighbour(shared, name):
    slices = list(rows(shared / "data", name))
    assert len({row.slice for row in slices}) == len(slices) > 400
    assert {row.source for row in slices if row.present} == {SOURCES[name]}
    assert not [row for row in slices if row.present and not row.labelled]
    assert all(row.patient.startswith(f"{name}/") for row in slices)
    assert all(0 <= row.level <= 1 for row in slices)
    if name != "rsna-glioma":  # which holds tumours alone, without masks
        assert [row for row in slices if row.labelled and not row.present]
        assert all(row.mask for row in slices if row.present)
        assert all(row.series and min(row.spacing) > 0 and row.position >= 0 for row in slices)


@pytest.mark.parametrize(("name", "distance"), [("lgg", None), ("btp", 6.5)])
def test_slices_of_older_collections_have_a_place_in_their_series(shared, name, distance):
    series = {}
    for row in rows(shared / "data", name):
        series.setdefault(row.series, []).append(row)
    assert "" not in series
    for name_of_series, scan in series.items():
        assert len({row.patient for row in scan}) == 1, name_of_series
        steps = np.diff([row.position for row in scan])
        assert (steps > 0).all()
        assert scan[-1].position <= 150 + 1e-6
        if distance:
            np.testing.assert_allclose(steps, distance * np.rint(steps / distance))
    slices = [row for scan in series.values() for row in scan]
    assert [row for row in slices if not row.labelled]
    assert not [row for row in slices if row.present and not row.labelled]


def test_oedema_is_no_part_of_the_outline(shared):
    """BraTS marks oedema with 2, which contrast agent does not show."""
    data = shared / "data"
    with_tumour = [row for row in rows(data, "brats-glioma") if row.present][::200]
    oedema = 0
    for row in with_tumour:
        labels = pixels(data, row.mask)
        np.testing.assert_array_equal(outline(row, data), np.isin(labels, (1, 3, 4)))
        oedema += int((labels == 2).sum())
    assert oedema > 0


def test_only_one_scan_is_not_axial(shared):
    planes = {row.series: row.plane for row in rows(shared / "data", "tcga-gbm")}
    assert sorted(planes.values()) == ["axial"] * 11 + ["coronal"]


@pytest.mark.parametrize("name", ["bcbm", "brats-glioma", "tcga-gbm"])
def test_a_lesion_lies_inside_the_head_that_is_cut_out(shared, name):
    data = shared / "data"
    with_lesion = [row for row in rows(data, name) if row.present][::97][:3]
    for row in with_lesion:
        ready = example(row, data, Preprocessing(size=96))
        assert ready.mask.any()
        assert ready.unit[ready.mask].mean() > 10, row.slice


def test_a_scan_without_its_clean_margin_gives_no_tumour_free_slice(shared):
    """Slices nearer than six millimetres to any labelled voxel are neighbours alone."""
    series = {}
    for row in rows(shared / "data", "brats-glioma"):
        series.setdefault(row.series, []).append(row)
    for scan in series.values():
        tumour = np.array([row.position for row in scan if row.present])
        free = np.array([row.position for row in scan if row.labelled and not row.present])
        assert np.abs(free[:, None] - tumour[None]).min() > 6


def test_pixels_become_square_and_square_ones_stay():
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert squared(values, (0.0, 0.0)) is values
    assert squared(values, (1.2, 1.2)) is values
    assert squared(values, (2.0, 1.0)).shape == (6, 4)
    assert squared(values, (1.0, 2.0)).shape == (3, 8)
    mask = np.array([[0, 1], [1, 0]], dtype=bool)
    assert set(np.unique(squared(mask, (2.0, 1.0), smooth=False))) == {0, 1}


def test_every_collection_is_cited_in_the_cards():
    assert CITATIONS.keys() == COLLECTIONS.keys()


def test_slices_of_unknown_patients_are_left_out(shared):
    """They may be anyone's: of the test set, too."""
    slices = list(rows(shared / "data", "rsna-glioma"))
    assert "rsna-glioma/unknown" not in {row.patient for row in slices}
    assert len({row.patient for row in slices}) == 90
    assert all(0.4 < min(row.spacing) < 1.4 for row in slices)
    assert sum(bool(row.boxes) for row in slices) > 400
