"""A few of the faults that `python -m tests.e2e.injected_faults` injects two hundred times each."""

import pytest

from tests.e2e.injected_faults.interposed import can_build
from tests.e2e.injected_faults.table import KINDS, SUBJECTS, cost_of, inject, table_of

pytestmark = pytest.mark.skipif(not can_build(), reason="needs Linux and a C compiler")
FAULTS = 6


def test_faults_cost_no_mark_no_sound_file_and_nothing_half_written_is_believed(tmp_path):
    counted = inject(tmp_path, FAULTS, seed=1)
    assert len(counted) == len(KINDS) * len(SUBJECTS)
    assert {found["faults"] for found in counted.values()} == {FAULTS}
    assert cost_of(counted) == 0, table_of(counted)
    changes = {each: found["changes"] for each, found in counted.items() if "changes" in found}
    assert min(changes.values()) > 200, "the scripts change files at many places"
