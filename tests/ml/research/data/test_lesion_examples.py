"""Single lesions stand beside controls that hold none, and no one is asked about nothing."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from ml.core.errors import DataError
from ml.inference.preprocessing import Preprocessing
from ml.research.data import manifest
from ml.research.data.lesion_examples import BLANKED, TUMOUR_FREE, network_examples
from ml.research.data.manifest import Row

FIELD = Preprocessing(size=48, field_mm=96.0)


def slice_(lesion: bool, vessels: bool = False, centre=(70, 100)):
    """A head of 150 mm at 1 mm; vessels cross the right half, the lesion lies left."""
    y, x = np.mgrid[:160, :160]
    values = np.where(np.hypot(y - 80, x - 80) < 75, 90, 0)
    mask = np.hypot(y - centre[0], x - centre[1]) < 8
    if vessels:
        values[(values > 0) & (x < 80) & (y % 8 < 3)] = 200
    if lesion:
        values[mask] = 230
    return values.astype(np.uint8), mask & lesion


def write(folder, name, values, mask):
    Image.fromarray(values).save(folder / f"{name}.png")
    Image.fromarray(mask.astype(np.uint8) * 255).save(folder / f"{name}-mask.png")


@pytest.fixture(scope="module")
def two_hospitals(tmp_path_factory):
    """Twelve patients of each source: a slice with a lesion and a tumour-free one each."""
    tmp_path = tmp_path_factory.mktemp("hospitals")
    rows = []
    for index in range(24):
        source = ("primary", "secondary")[index % 2]
        write(tmp_path, f"{index}-yes", *slice_(True, vessels=source == "primary"))
        write(tmp_path, f"{index}-no", *slice_(False, vessels=source == "primary"))
        common = {"collection": source, "spacing": (1.0, 1.0)}
        yes, no = f"{index}-yes.png", f"{index}-no.png"
        mask = f"{index}-yes-mask.png"
        rows.append(Row(yes, f"P{index}", True, source, source, yes, mask, **common))
        rows.append(Row(no, f"P{index}", False, "", "", no, **common))
    manifest.write(tmp_path / "manifest.csv", rows)
    return tmp_path / "manifest.csv"


@pytest.fixture(scope="module")
def examples(two_hospitals):
    return network_examples(two_hospitals.parent, str(two_hospitals), FIELD, ())


def test_each_lesion_has_a_control_without_it(examples):
    lesions = [e for e in examples if not e.control]
    blanked = [e for e in examples if e.control == BLANKED]
    assert len(lesions) == len(blanked) == 24
    assert all(e.present and e.source and e.asked for e in lesions)
    assert not any(e.present or e.source for e in blanked)
    assert all(e.area_mm2 == pytest.approx(np.pi * 64, rel=0.1) for e in lesions)


def test_a_control_is_asked_about_only_where_enough_enhances(examples):
    """Opposite to a lesion lie vessels in one hospital, and nothing bright in the other."""
    blanked = [e for e in examples if e.control == BLANKED]
    assert {e.collection for e in blanked if e.asked} == {"primary"}
    assert {e.collection for e in blanked if not e.asked} == {"secondary"}
    nothing = [e.unit for e in blanked if not e.asked]
    assert len({unit.tobytes() for unit in nothing}) == 1
    assert np.ptp(nothing[0]) == 0


def test_tumour_free_slices_are_cut_along_outlines_of_their_own_set(examples):
    free = [e for e in examples if e.control == TUMOUR_FREE]
    assert free
    assert all(e.slice.endswith(f"-no.png {TUMOUR_FREE}") for e in free)


def test_a_box_around_a_lesion_serves_as_well_as_its_outline(two_hospitals, examples):
    """What enhances inside is taken, so that the box itself is not seen."""
    box = ((70 / 160, 100 / 160, 20 / 160, 20 / 160),)
    rows = [
        replace(row, mask="", boxes=box if row.present else ())
        for row in manifest.read(two_hospitals)
    ]
    with_boxes = two_hospitals.with_name("with-boxes.csv")
    manifest.write(with_boxes, rows)
    boxed = network_examples(two_hospitals.parent, str(with_boxes), FIELD, ())
    lesions = [[e for e in each if not e.control] for each in (examples, boxed)]
    assert len(lesions[0]) == len(lesions[1]) == 24
    for one, other in zip(*lesions, strict=True):
        off = np.abs(one.unit.astype(int) - other.unit.astype(int))
        assert off.max() <= 25
        assert off.mean() < 1


def test_without_a_spacing_no_lesion_can_be_cut_out(two_hospitals):
    rows = [replace(row, spacing=(0.0, 0.0)) for row in manifest.read(two_hospitals)]
    without = two_hospitals.with_name("without-spacing.csv")
    manifest.write(without, rows)
    with pytest.raises(DataError, match="known pixel spacing"):
        network_examples(two_hospitals.parent, str(without), FIELD, ())
