"""The plain recipe: resuming equals not stopping, bit for bit."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from ml.research.experiments.engine import plain_training as module
from ml.research.experiments.engine.networks import FIGURE_3, build
from ml.research.experiments.engine.plain_training import Labelled, Recipe, fit, logits  # type: ignore[attr-defined]

RECIPE = Recipe(epochs=3, batch=8, size=64, seed=4)


@pytest.fixture(scope="module")
def sides():
    random = np.random.default_rng(0)
    labels = torch.arange(25) % 2
    units = random.integers(0, 90, (25, 64, 64)).astype(np.uint8)
    units[labels == 1, 20:40, 20:40] += 120
    data = Labelled(torch.from_numpy(units), labels)
    return data, Labelled(data.units[:8], data.labels[:8])


def started(name="resnesat_tiny"):
    torch.manual_seed(1)
    return build(name, 2, "open").to(memory_format=torch.channels_last)


@pytest.mark.parametrize(
    ("name", "optimiser", "rate"),
    [
        ("resnesat_tiny", "sgd", 0.02),
        ("resnesat_tiny", "adamw", 1e-3),
        ("shufflenet_v2_x0_5", "sgd", 0.02),
    ],
)
@pytest.mark.slow
def test_resuming_equals_not_stopping_bit_for_bit(
    sides, tmp_path, monkeypatch, name, optimiser, rate
):
    whole = started(name)
    recipe = dataclasses.replace(RECIPE, optimiser=optimiser)
    curve = fit(whole, *sides, recipe, rate, tmp_path / "whole")  # type: ignore[call-arg]

    class KilledError(Exception):
        pass

    honest = module.checkpoint.save  # type: ignore[attr-defined]

    def kill(last, parts, optimiser, epochs):
        honest(last, parts, optimiser, epochs)
        if epochs == 2:
            raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(module.checkpoint, "save", kill)  # type: ignore[attr-defined]
        with pytest.raises(KilledError):
            fit(started(name), *sides, recipe, rate, tmp_path / "broken")  # type: ignore[call-arg]
    torch.manual_seed(99)  # what else the process has done must not matter
    resumed = started(name)
    assert fit(resumed, *sides, recipe, rate, tmp_path / "broken") == curve  # type: ignore[call-arg]
    for key, value in whole.state_dict().items():
        assert torch.equal(value, resumed.state_dict()[key]), key


@pytest.mark.slow
def test_it_learns_and_keeps_its_curve(sides, tmp_path):
    network = started()
    recipe = dataclasses.replace(RECIPE, epochs=8)
    curve = fit(network, *sides, recipe, 0.05, tmp_path)  # type: ignore[call-arg]
    assert curve[-1]["loss"] < curve[0]["loss"] / 2
    assert json.loads((tmp_path / "curve.json").read_text()) == curve
    said = logits(network, sides[1].units, 3)
    assert said.shape == (8, 2)
    np.testing.assert_allclose(said, logits(network, sides[1].units, 8), atol=1e-4)


@pytest.mark.slow
def test_a_lone_last_slice_is_no_batch_of_its_own(sides, tmp_path):
    assert len(sides[0].labels) % 8 == 1
    fit(started(), *sides, dataclasses.replace(RECIPE, epochs=1), 0.01, tmp_path)  # type: ignore[call-arg]


@pytest.mark.parametrize("name", FIGURE_3.values())
@pytest.mark.slow
def test_every_network_of_figure_3_has_as_many_outputs_as_asked(name):
    with torch.device("meta"):
        network = build(name, 3)
    assert network(torch.zeros(2, 3, 64, 64, device="meta")).shape == (2, 3)
