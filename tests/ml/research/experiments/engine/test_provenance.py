"""A table says how its networks were trained, also if it was stored before there was a choice."""

import pytest

from ml.research.experiments.engine.provenance import by_optimiser


@pytest.mark.parametrize(
    ("recipe", "said"),
    [({}, ""), ({"optimiser": "sgd"}, ""), ({"optimiser": "adamw"}, " by AdamW")],
)
def test_a_table_names_what_is_not_the_papers_optimiser(recipe, said):
    assert by_optimiser(recipe) == said
