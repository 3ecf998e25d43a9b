"""Small inputs out of public reports: what is right by their authors, and what is found."""

from dataclasses import dataclass

from ml.core.errors import NothingFoundError
from ml.imaging.scanning.scan import open_series
from tests.e2e.reported_cases import RIGHT, folder_of

SPECTROSCOPY = "31-spectroscopy"
NO_IMAGE = "is spectroscopy and no image"


@dataclass(frozen=True)
class Reported:
    """One case.

    Attributes:
        case: Its folder below `cases/reading`.
        expected: Slices, part and why it is not analysed, of each series, in words.
        found: The same of what the scan finds.
    """

    case: str
    expected: str
    found: str

    @property
    def passed(self):
        """Whether it is found as it is right."""
        return self.expected == self.found


def reported_part(shared):
    """Every case below the shared folder."""
    return [*(_compared(shared, case, right) for case, right in RIGHT.items()), _no_image(shared)]


def _compared(shared, case, right):
    series, problems = open_series([folder_of(shared, case)])
    found = [
        (len(each.slices), str(each.part), _why(str(each.refusal), wanted))
        for each, (*_, wanted) in zip(series, right, strict=False)
    ]
    said = "; ".join([*(_said(*each) for each in found), *(p.reason for p in problems)])
    if len(series) != len(right):
        said = f"{len(series)} series"
    return Reported(case, "; ".join(_said(*each) for each in right), said)


def _why(refusal, wanted):
    return wanted if wanted and wanted in refusal else refusal


def _said(slices, part, why):
    return ", ".join(
        (f"{slices} slices", *([part] if part else []), f"not analysed: {why}" if why else "read")
    )


def _no_image(shared):
    try:
        open_series([folder_of(shared, SPECTROSCOPY)])
    except NothingFoundError as error:
        found = NO_IMAGE if NO_IMAGE in str(error) else str(error)
    else:
        found = "an image"
    return Reported(SPECTROSCOPY, NO_IMAGE, found)


def rendered_reports(title, rows):
    """The part as Markdown."""
    passed = sum(row.passed for row in rows)
    return "\n".join(
        [
            f"## {title}",
            "",
            f"{passed} of {len(rows)} rows pass. What is right was derived by hand or by dcm2niix, "
            "dcmtk, GDCM, ITK, nibabel and pydicom, as each input says; values and windows are "
            "compared by `tests/e2e/test_reading_cases.py`.",
            "",
            "| case | series expected | series found | result |",
            "|---|---|---|---|",
            *(
                f"| {row.case} | {row.expected} | {row.found} | {result} |"
                for row in rows
                for result in ("pass" if row.passed else "FAIL",)
            ),
            "",
        ]
    )
