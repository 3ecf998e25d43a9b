"""Five kills of a reading; `python -m tests.e2e.killed` makes fifty."""

from tests.e2e.killed.rounds import Rounds

KILLS = 5


def test_a_killed_reading_loses_no_mark_and_no_more_than_a_second(tmp_path):
    rounds = Rounds(tmp_path, seed=7)
    for _ in range(KILLS):
        rounds.kill_one()
    assert rounds.rounds == KILLS
    assert rounds.marks
