"""The table in `docs/conformance.md`: its parts, its rows, and the run that makes them."""

from pathlib import Path

from tests.conformance.cases import shared_cases, shipped_cases
from tests.conformance.compare import WARNED, compared
from tests.conformance.odd_dicom import odd_dicom_cases
from tests.conformance.odd_volumes import odd_volume_cases
from tests.conformance.synthetic import synthetic_cases

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
COLUMNS = (
    "case", "order expected", "order found", "orientation expected", "orientation found",
    "spacing expected", "spacing found", "values expected", "values found", "agree", "result",
)  # fmt: skip
SHARED, SHIPPED, MADE = "Shared collections", "Files that pydicom ships", "Series made in the run"
ODD = "DICOM files made in the run, as makers write them in ways of their own"
VOLUMES = "Volumes made in the run, each with a field that is wrong"
REPORTED = "Small inputs out of public reports"
INTRODUCTION = """\
# Conformance

What `ml.imaging` reads, against readers that share no code with it. Written by

```
WHENCE_SHARED=<folder> python -m tests.conformance
```

and compared with the run by `tests/conformance/test_conformance.py`; do not edit by hand.

- **expected** comes from GDCM (SimpleITK's series reader), dcm2niix (the affine of its NIfTI file)
  and pydicom (`pixel_array` and rescale), for volumes from ITK and nibabel; for what is made in the
  run, from how it was made.
- **agree** names the readers whose geometry is ours within 0.001 mm and whose values are ours bit
  for bit, as float32. A reader that does not accept the files is not named. Lossy streams agree
  where no value is more than one step apart; rescale slopes, which NIfTI keeps as float32, where
  values are equal to a millionth of the largest.
- **order** is the number of slices and Image Position (Patient) of the first and the last;
  every position is compared. Which end is first is where Instance Number begins. **spacing** is
  between rows, columns and slices in mm. **values** is the start of the SHA-256 of all values in
  order.
- What is *not stated* is not shown as known: no length is measured on such a series.
- **result** is `pass` where at least one independent reader confirms the row and every reader that
  differs is named with a reason; then the number leads to it.
"""


def part(cases):
    """Rows of some cases."""
    return [row for case in cases for row in compared(case)]


def made_part(folder):
    """Rows of the series made under a folder."""
    return part(synthetic_cases(folder))


def odd_part(folder):
    """Rows of DICOM files made under a folder that are written oddly."""
    return part(odd_dicom_cases(folder))


def volumes_part(folder):
    """Rows of the volumes made under a folder."""
    return part(odd_volume_cases(folder))


def shipped_part():
    """Rows of pydicom's files."""
    return part(shipped_cases())


def shared_part(folder):
    """Rows of the shared collections."""
    return part(shared_cases(folder))


def rendered(title, rows):
    """One part as Markdown; the reasons that its rows need stand below."""
    reasons = list(dict.fromkeys(reason for row in rows for reason in row.reasons))
    passed = sum(row.passed for row in rows)
    lines = [
        f"## {title}", "", f"{passed} of {len(rows)} rows pass.", "",
        f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}",
    ]  # fmt: skip
    for row in rows:
        pairs = [text for both in zip(row.expected, row.found, strict=True) for text in both]
        notes = ", ".join(str(reasons.index(r) + 1) for r in row.reasons)
        result = "FAIL: " + "; ".join(row.failures) if row.failures else "pass"
        result += f" ({notes})" if notes else ""
        lines.append(f"| {' | '.join((row.case, *pairs, ', '.join(row.agree), result))} |")
    if reasons:
        warned = any(reason.startswith(WARNED) for reason in reasons)
        heading = (
            "Where others differ, and what the reader is told:"
            if warned
            else "Where others differ:"
        )
        lines += ["", heading, ""]
        lines += [f"{number}. {reason}." for number, reason in enumerate(reasons, 1)]
    return "\n".join(lines) + "\n"


def parts_of(page):
    """The parts of a page by title."""
    pieces = page.split("\n## ")[1:]
    return {p.split("\n", 1)[0]: f"## {p.rstrip()}\n" for p in pieces}
