"""Small inputs out of public reports, through the scan and the batch: each is read as it is right.

Each kind has a test with a generator of its own (`tests.ml.imaging`); these inputs are others'.
"""

import csv

import pytest

from ml.imaging.decode import decode, default_window
from ml.imaging.scanning.scan import open_series
from tests.viewer.report.test_stop_signals import Networks
from viewer.report import batch

READ = ""
DWI, PHASE, MOSAIC = "the b-value is 1000", "the image type is", "slices of a mosaic"
RIGHT = {
    "01-window-of-first-slice": [(8, "", READ)],
    "02-protocol-says-w-wo/0": [(3, "", READ)],
    "02-protocol-says-w-wo/1": [(3, "", READ)],
    "02-protocol-says-w-wo/2": [(3, "", READ)],
    "02-protocol-says-w-wo/3": [(3, "", READ)],
    "03-two-patients-one-series-uid/interleaved": [(8, "", READ)] * 2,
    "03-two-patients-one-series-uid/same_place": [(8, "", READ)] * 2,
    "05-b-value-of-two-numbers/classic": [(1, "", DWI)],
    "05-b-value-of-two-numbers/good_beside_bad": [(1, "", DWI), (3, "", READ)],
    "06-b-value-unset/classic": [(4, "", READ)],
    "06-b-value-unset/enhanced": [(4, "", READ)],
    "06-b-value-unset/philips_minus_one": [(4, "", READ)],
    "09-number-of-its-own-for-each-slice/echo_in_every_second": [(8, "", READ)],
    "09-number-of-its-own-for-each-slice/time_per_slice_4": [(4, "", READ)],
    "09-number-of-its-own-for-each-slice/time_per_slice_10": [(10, "", READ)],
    "10-spacing-that-differs-in-the-sixth-digit/a": [(8, "", READ)],
    "10-spacing-that-differs-in-the-sixth-digit/b": [(8, "", READ)],
    "11-padding-value-in-the-other-sign/signed_US": [(4, "", READ)],
    "11-padding-value-in-the-other-sign/unsigned_SS": [(4, "", READ)],
    "13-nifti-bad-quaternion-good-sform": [(4, "", READ)] * 3,
    "14-nifti-empty-sform-good-qform": [(4, "", READ)] * 2,
    "15-nifti-vox-offset-zero": [(4, "", READ)] * 2,
    "17-nifti-pair-hdr-img": [(4, "", READ)],
    "18-nifti-sform-and-pixdim-differ": [(4, "", READ)],
    "20-nrrd-list-of-three-is-no-colour": [
        (4, f"volume {n} of {count}", READ) for count in (3, 4) for n in range(1, count + 1)
    ],
    "21-uih-grid": [(9, "", MOSAIC)],
    "22-csa-header-in-the-second-block/mosaic": [(7, "", MOSAIC)],
    "22-csa-header-in-the-second-block/b_value": [(3, "", DWI)],
    "24-enhanced-diffusion-directions": [
        (4, f"direction {way}", DWI) for way in ("1/0/0", "0/1/0", "0/0/1")
    ],
    "25-legacy-converted-two-echoes": [(4, f"echo time {t}", READ) for t in (10, 90)],
    "27-frames-unsaid/absent": [(5, "", READ)],
    "27-frames-unsaid/two_of_five": [(2, "", READ)],
    "28-high-bit-15-of-12-stored": [(2, "", READ)],
    "29-phase-and-fat-images-pass-as-t1-with-contrast/dixon_fat": [(2, "", PHASE)],
    "29-phase-and-fat-images-pass-as-t1-with-contrast/enhanced_phase": [(2, "", PHASE)],
    "29-phase-and-fat-images-pass-as-t1-with-contrast/philips_phase": [(2, "", PHASE)],
    "29-phase-and-fat-images-pass-as-t1-with-contrast/siemens_phase": [(2, "", PHASE)],
    "32-ge-private-transfer-syntax": [(2, "", READ)],
    "33-element-with-a-vr-that-is-none": [(2, "", READ)],
    "34-voi-table-descriptor/ss": [(1, "", READ)],
    "34-voi-table-descriptor/empty_window": [(1, "", READ)],
    "37-parts-in-the-series-list": [(3, f"time {n}", READ) for n in range(1, 13)],
    "38-dynamic-with-jumbled-instance-numbers": [(4, f"repeat {n} of 3", READ) for n in (1, 2, 3)],
    "39-rle-segment-with-other-padding/blank": [(1, "", READ)],
    "39-rle-segment-with-other-padding/ff": [(1, "", READ)],
    "39-rle-segment-with-other-padding/three_zeros": [(1, "", READ)],
    "41-table-data-in-the-other-sign/modality": [(1, "", READ)],
    "41-table-data-in-the-other-sign/voi": [(1, "", READ)],
}
"""Slices, part and why it is not analysed, of each series in the order of the list."""
LARGEST = {
    "09-number-of-its-own-for-each-slice/echo_in_every_second": [958],
    "25-legacy-converted-two-echoes": [918, 1018],
    "28-high-bit-15-of-12-stored": [898],
    "32-ge-private-transfer-syntax": [898],
    "33-element-with-a-vr-that-is-none": [898],
    "38-dynamic-with-jumbled-instance-numbers": [918, 1018, 1118],
    "39-rle-segment-with-other-padding/three_zeros": [888],
    "41-table-data-in-the-other-sign/modality": [29640],
}
"""The largest value of each series."""


@pytest.fixture
def place(shared):
    def find(case):
        name, _, below = case.partition("/")
        return shared / "cases" / "reading" / name / "input" / below

    return find


def test_every_case_is_looked_at(shared):
    known = {name.partition("/")[0] for name in RIGHT} | {"31-spectroscopy"}
    assert {path.name for path in (shared / "cases" / "reading").iterdir()} == known


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("case", RIGHT)
def test_a_case_is_read_as_it_is_right(place, case, tmp_path, qapp):
    batch.annotate(place(case), tmp_path, Networks, privacy=False)
    with (tmp_path / "results.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(int(row["slices"]), row["part"]) for row in rows] == [r[:2] for r in RIGHT[case]]
    for row, (*_, why) in zip(rows, RIGHT[case], strict=True):
        assert row["status"] == ("refused" if why else "done"), row["reason"]
        assert why in row["reason"]
    series, problems = open_series([place(case)])
    assert problems == ()
    largest = [max(decode(s, i).values.max() for i in range(len(s.slices))) for s in series]
    assert largest == LARGEST.get(case, largest)


@pytest.mark.shared
def test_spectroscopy_is_passed_over_by_its_kind(place):
    with pytest.raises(Exception, match="is spectroscopy and no image"):
        open_series([place("31-spectroscopy")])


@pytest.mark.shared
@pytest.mark.parametrize(
    ("case", "centre", "width"),
    [
        ("01-window-of-first-slice", 480, 960),
        ("11-padding-value-in-the-other-sign/signed_US", 451, 892),
        ("11-padding-value-in-the-other-sign/unsigned_SS", 451, 892),
    ],
)
def test_the_head_is_seen_through_the_first_window(place, case, centre, width):
    (series,), _ = open_series([place(case)])
    assert default_window(series) == pytest.approx((centre, width), rel=0.02)
