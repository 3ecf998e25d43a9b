"""Every row says which part of a series it is."""

import numpy as np
import pytest

from ml.core.messages import message, verbatim
from ml.imaging.types.series import Series, SliceRef
from viewer.widgets.panels.series_list import SeriesList


def part(number):
    return Series(
        uid=f"1.{number}", study_uid="9", description="AX T1 POST", modality="MR", rows=8,
        columns=8, slices=(SliceRef(f"1.{number}.1", f"{number}", 0),),
        part=message("time {}", verbatim(str(number))),
    )  # fmt: skip


@pytest.mark.parametrize("privacy", [True, False])
def test_parts_of_one_series_have_rows_that_differ(qtbot, privacy):
    listed = SeriesList()
    qtbot.addWidget(listed)
    parts = tuple(part(number) for number in (1, 2, 10))
    listed.show_series(parts, "1.1", {}, privacy=privacy)
    rows = [listed.item(row).text().split("\n") for row in range(3)]
    assert [row[1] for row in rows] == ["time 1", "time 2", "time 10"]
    assert np.unique(rows, axis=0).shape[0] == 3
