"""One change of the recipe at a time: run, table, and the options that it compares."""

import dataclasses
import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ml.core.errors import DataError
from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import Preprocessing
from ml.research.data.examples import load
from ml.research.data.split import inner_split, split
from ml.research.evaluation.metrics import Predictions, auc
from ml.research.experiments.ablation import ablation_run as runs
from ml.research.experiments.ablation.ablation_report import gain, report
from ml.research.experiments.ablation.variants import VARIANTS
from ml.research.synthesis import sampling
from ml.research.training.checkpoint import network_state
from ml.research.training.config import TrainConfig
from ml.research.training.loop import train
from tests.ml.research.training.drawn_runs import config


def patients(examples):
    return {e.patient for e in examples}


def test_recipes_are_chosen_without_the_test_set(made_shared):
    sets = split(load(made_shared, Preprocessing(size=32), ("lgg", "cheng", "btp")))
    inside = inner_split(sets)
    assert patients(inside.test)
    assert patients(inside.test) | patients(inside.training) == patients(sets.training)
    assert not patients(inside.test) & patients(inside.training)
    assert not patients(sets.test) & (patients(inside.test) | patients(inside.training))


@pytest.mark.slow
def test_an_ablation_trains_judges_and_goes_on(made_shared, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "BASE", {"architecture": "resnesat_tiny", "gate": "open"})
    recipe = runs.base("presence", tmp_path, made_shared, "", size=32, epochs=1, per_epoch=32)
    told = []
    runs.run(recipe, ["base", "flip-only", "labels-only"], [1, 2], told.append)
    assert told[:3] == ["base-1", "flip-only-1", "labels-only-1"]
    results = report(recipe, [1, 2], draws=20)
    assert list(results["variants"]) == ["base", "labels-only", "flip-only"]
    assert results["variants"]["base"]["auc_gain"][0] == 0
    page = (tmp_path / "table.md").read_text()
    assert "Research use only" in page
    assert VARIANTS["presence"]["flip-only"].title in page
    told.clear()
    runs.run(recipe, ["base"], [1, 2], told.append)
    assert not told


def test_a_variant_that_is_not_known_is_named(tmp_path):
    with pytest.raises(DataError, match="larger"):
        runs.variant_config(TrainConfig("presence", tmp_path, tmp_path), "smaller", 1)


def test_every_variant_changes_something_that_exists(tmp_path):
    for task, variants in VARIANTS.items():
        recipe = runs.base(task, tmp_path, tmp_path, "start", 64, 1, 16)
        made = {
            name: dataclasses.replace(runs.variant_config(recipe, name, 1), out=tmp_path)
            for name in variants
        }
        assert len({str(one) for one in made.values()}) == len(variants)
        if "larger" in made:
            assert made["larger"].size == 96


@pytest.mark.slow
def test_a_gain_is_over_the_same_patients():
    random = np.random.default_rng(3)
    label = np.tile([True, False], 30)
    names = np.repeat([f"P{i}" for i in range(10)], 6)
    worse = Predictions(label, random.random(60), names, np.full(60, 0.5))
    better = dataclasses.replace(worse, score=np.where(label, 0.9, 0.1))
    value, low, high = gain([better, better], [worse, worse], auc, 200)
    assert value == pytest.approx(1 - auc(worse))
    assert 0 < low < value < high
    assert gain([worse], [worse], auc, 50) == (0, 0, 0)


def test_damaged_predictions_are_named(tmp_path):
    path = tmp_path / "base-1.json"
    path.write_text(json.dumps({"label": [True]}))
    with pytest.raises(DataError, match="base-1"):
        runs.read(path)


@pytest.mark.slow
def test_a_running_mean_is_what_is_kept(made_shared, tmp_path):
    run = config(made_shared, tmp_path / "run", average=0.5, mixed_sizes=True)
    last = train(run)
    stored = load_file(last / json.loads((last / "state.json").read_text())["weights"])
    kept, epochs = network_state(run.out)
    assert epochs == 2
    assert torch.equal(kept["fc.weight"], stored["average.module.fc.weight"])
    assert not torch.equal(kept["fc.weight"], stored["network.fc.weight"])


def test_batches_come_in_several_sizes():
    random = np.random.default_rng(1)
    batch, masks = torch.rand(2, 3, 64, 64), torch.rand(2, 64, 64)
    sizes = set()
    for _ in range(20):
        images, outlines = sampling.resized(batch, masks, random)
        assert images.shape[2:] == outlines.shape[1:]
        sizes.add(images.shape[-1])
    assert sizes == {48, 64, 80}


def test_a_mirrored_network_sees_both_halves():
    torch.manual_seed(0)
    plain = ResNeSAt(2, (1, 1, 1, 1), 8, 8).eval()
    mirrored = ResNeSAt(2, (1, 1, 1, 1), 8, 8, mirrored=True).eval()
    mirrored.load_state_dict(plain.state_dict())
    slices = torch.rand(1, 3, 64, 64)
    by_hand = slices.clone()
    by_hand[:, 1] = slices[:, 1].flip(-1)
    assert torch.equal(mirrored(slices), plain(by_hand))
    assert not torch.equal(mirrored(slices), plain(slices))
