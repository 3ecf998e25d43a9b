"""Five hundred damaged files in every test run; `make fuzz` opens 20,000."""

from pathlib import Path

from tests.fuzz.mutate import mutated, seeds
from tests.fuzz.run import run


def test_damaged_files_are_refused_in_words_or_readable():
    outcome = run(0, 500, seconds=60)  # a guard against hangs on a busy machine, not a measure
    assert outcome.findings == []
    assert sum(outcome.said.values()) == 500
    assert outcome.said["image"] > 50
    assert outcome.said["refused"] > 50


def test_a_number_always_gives_the_same_file(tmp_path: Path):
    one, two = seeds(tmp_path / "one"), seeds(tmp_path / "two")
    steady = [i for i in range(60) if mutated(i, one) == mutated(i, two)]
    assert len(steady) == 60
