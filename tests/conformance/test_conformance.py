"""The conformance table says what a run gives, and every row of it passes."""

import pytest

from tests.conformance import table
from tests.conformance.differences import DIFFERENCES
from tests.conformance.reported import rendered_reports, reported_part


@pytest.fixture(scope="module")
def page():
    return table.PAGE.read_text(encoding="utf-8")


def check(page, title, rows):
    assert not [(row.case, row.failures) for row in rows if not row.passed]
    assert table.rendered(title, rows).splitlines() == table.parts_of(page)[title].splitlines()


def test_series_made_here_are_as_they_were_made(page, tmp_path):
    rows = table.made_part(tmp_path)
    check(page, table.MADE, rows)
    assert len(rows) >= 40


def test_odd_files_made_here_are_as_they_were_made(page, tmp_path):
    rows = table.odd_part(tmp_path)
    check(page, table.ODD, rows)
    assert len(rows) >= 10


def test_volumes_made_here_are_as_they_were_made(page, tmp_path):
    rows = table.volumes_part(tmp_path)
    check(page, table.VOLUMES, rows)
    assert len(rows) >= 25


def test_files_of_pydicom_agree_with_other_readers(page):
    check(page, table.SHIPPED, table.shipped_part())


@pytest.mark.shared
def test_shared_collections_agree_with_other_readers(page, shared):
    check(page, table.SHARED, table.shared_part(shared / "data" / "dicom"))


@pytest.mark.shared
def test_reported_cases_are_read_as_it_is_right(page, shared):
    rows = reported_part(shared)
    assert not [row for row in rows if not row.passed]
    text = rendered_reports(table.REPORTED, rows)
    assert text.splitlines() == table.parts_of(page)[table.REPORTED].splitlines()


def test_the_page_says_what_its_columns_mean(page):
    assert page.startswith(table.INTRODUCTION)
    assert set(table.parts_of(page)) == {
        table.SHARED, table.SHIPPED, table.MADE, table.ODD, table.VOLUMES,
        table.REPORTED,
    }  # fmt: skip


def test_every_named_difference_is_of_a_row(page):
    cases = {line.split(" | ")[0].lstrip("| ") for line in page.splitlines() if line[:1] == "|"}
    assert {case for case, _ in DIFFERENCES} <= cases
