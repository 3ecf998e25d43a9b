"""Real heads in other sequences: their slices are found, and headers are heard."""

import pytest

from ml.inference.preprocessing import Preprocessing
from ml.research.ood import ood_examples


def test_headers_of_other_sequences_and_of_sagittal_t1_refuse(shared):
    by_header = ood_examples.by_header(shared)
    assert by_header.keys() == ood_examples.OTHER_KINDS.keys()
    assert set(by_header.values()) == {"refuses"}


@pytest.mark.slow
def test_every_kind_has_slices_of_the_size_that_is_asked(shared):
    found = ood_examples.other_kinds(shared, Preprocessing(size=32))
    assert found.keys() == ood_examples.OTHER_KINDS.keys()
    assert {unit.shape for units in found.values() for unit in units} == {(32, 32)}


def test_what_is_not_there_is_left_out(tmp_path):
    assert ood_examples.by_header(tmp_path) == {}
    assert ood_examples.other_kinds(tmp_path, Preprocessing(size=32)) == {}
