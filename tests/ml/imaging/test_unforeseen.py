"""What fails is left aside, alone or beside others, and nothing else is."""

import logging

import pytest

from ml.imaging.unforeseen import aside, surviving


def together(items):
    if 13 in items:
        raise KeyError("Secret^Person")
    if 7 in items and len(items) > 1:
        raise ValueError
    return sorted(items)


@pytest.mark.parametrize(
    ("items", "made", "left"),
    [
        ([3, 1, 2], [1, 2, 3], []),
        ([3, 13, 1], [1, 3], [13]),
        ([3, 7, 1], [1, 3], [7]),
        ([13], [], [13]),
        ([7], [7], []),
        ([13, 3, 7, 1, 5], [], [13, 3, 7, 1, 5]),
    ],
)
def test_what_fails_is_left_out(items, made, left):
    result, bad = surviving(together, items, [])
    assert result == made
    assert [item for item, _ in bad] == left
    assert all(isinstance(error, Exception) for _, error in bad)


def test_the_reason_names_the_kind_of_fault_and_no_person(caplog):
    told = []
    with caplog.at_level(logging.ERROR), aside(told.append):
        together([13])
    assert "KeyError" in str(told[0])
    assert "Secret" not in str(told[0])


def test_what_ends_the_program_ends_it():
    with pytest.raises(KeyboardInterrupt), aside(lambda why: None):
        raise KeyboardInterrupt
