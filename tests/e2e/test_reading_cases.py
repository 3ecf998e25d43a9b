"""Small inputs out of public reports, through the scan and the batch: each is read as it is right.

Each kind has a test with a generator of its own (`tests.ml.imaging`); these inputs are others'.
"""

import csv
from functools import partial

import pytest

from ml.imaging.decode import decode, default_window
from ml.imaging.scanning.scan import open_series
from tests.e2e.reported_cases import RIGHT, folder_of
from tests.viewer.report.test_stop_signals import Networks
from viewer.report import batch

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
    return partial(folder_of, shared)


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
