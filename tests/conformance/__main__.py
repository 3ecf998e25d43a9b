"""Writes `docs/conformance.md`: `WHENCE_SHARED=<folder> python -m tests.conformance`."""

import os
import sys
import tempfile
from pathlib import Path

from tests.conformance import table
from tests.conformance.reported import rendered_reports, reported_part


def main():
    """Run every case; the exit status is 1 where one fails."""
    shared = Path(os.environ["WHENCE_SHARED"]) / "data" / "dicom"
    with tempfile.TemporaryDirectory() as folder:
        parts = {
            table.SHARED: table.shared_part(shared),
            table.SHIPPED: table.shipped_part(),
            table.MADE: table.made_part(Path(folder) / "series"),
            table.ODD: table.odd_part(Path(folder) / "odd"),
            table.VOLUMES: table.volumes_part(Path(folder) / "volumes"),
        }
    reports = reported_part(shared.parents[1])
    pieces = [table.INTRODUCTION, *(table.rendered(t, rows) for t, rows in parts.items())]
    pieces.append(rendered_reports(table.REPORTED, reports))
    table.PAGE.write_text("\n".join(pieces), encoding="utf-8")
    rows = [row for each in (*parts.values(), reports) for row in each]
    failed = [row for row in rows if not row.passed]
    print(f"{table.PAGE.name}: {len(rows) - len(failed)} of {len(rows)} rows pass")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ["WHENCE_NO_INDEX"] = "1"
    sys.exit(main())
