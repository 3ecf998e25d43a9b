"""A run becomes a bundle with its figures, which is judged again and gone on from."""

import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ml.core.errors import DataError
from ml.inference.bundle import FILES, WEIGHTS, open_bundle
from ml.inference.bundle_seal import seal
from ml.research.evaluation.evaluate import bundle_again, bundle_run
from ml.research.training.checkpoint import network_state
from ml.research.training.loop import train
from tests.ml.research.training.drawn_runs import config

pytestmark = pytest.mark.slow


@pytest.fixture
def says(bundled, tmp_path):
    """A copy of the bundle whose description of its training says something else."""

    def change(**training):
        folder = tmp_path / "changed"
        shutil.copytree(bundled.folder, folder)
        path = folder / "model.json"
        model = json.loads(path.read_text())
        model["training"] |= training
        path.write_text(json.dumps(model))
        seal(folder, FILES)
        return folder

    return change


def test_evaluate_writes_a_bundle_that_opens_with_its_figures(bundled):
    measured = bundled.measured
    opened = open_bundle(bundled.folder, torch.device("cpu"))
    assert opened.network.both_ways
    assert "as it is and mirrored" in opened.info.card
    assert f"{measured['auc'][0]:.3f}" in opened.info.card
    assert "Research use only" in opened.info.card
    value, low, high = measured["auc"]
    assert low <= value <= high
    assert np.ravel(measured["auc_same_level_lgg"]).min() >= 0
    # every lesion drawn here is bright, so that those which are make the whole, and none is left
    assert measured["auc_enhancing"][0] == measured["auc"][0]
    assert measured["patients_not_enhancing"] == 0
    assert "auc_not_enhancing" not in measured
    model = json.loads((bundled.folder / "model.json").read_text())
    assert opened.info.settling is not None  # slices of these patients lie in series
    assert opened.info.settling.sigma_mm == model["settling"]["sigma_mm"]
    assert {f"{name}_settled" for name in ("auc", "specificity", "not_sure")} <= measured.keys()
    assert "Settled: the evidence of the other slices" in opened.info.card


def test_a_bundle_is_judged_again_as_its_run_was(made_shared, bundled, few_draws, tmp_path):
    first = bundled.measured
    again = bundle_again(bundled.folder, made_shared, tmp_path / "again", "7.1")
    assert again.keys() == first.keys()
    assert again["auc"] == pytest.approx(first["auc"], abs=0.01)  # weights are kept as fp16
    folders = (bundled.folder, tmp_path / "again")
    one, other = (json.loads((folder / "model.json").read_text()) for folder in folders)
    assert (one["version"], other["version"]) == ("7", "7.1")
    assert one.keys() == other.keys()
    assert one["training"] == other["training"]
    assert other["temperature"] == pytest.approx(one["temperature"], rel=0.02)
    weights = [(folder / WEIGHTS).read_bytes() for folder in folders]
    assert weights[0] == weights[1]
    fitted = {"temperature", "offset", "threshold", "conformal", "series", "metrics", "ood"}
    fitted |= {"settling"}
    for key in one.keys() - {"version", *fitted}:
        assert one[key] == other[key], key


def test_a_bundle_of_own_data_is_not_judged_on_public_ones(made_shared, says, tmp_path):
    with pytest.raises(DataError, match="evaluate the folder of its run"):
        bundle_again(says(own_data=True), made_shared, tmp_path / "again", "7.1")


def test_a_bundle_of_parts_is_neither_judged_again_nor_gone_on_from(made_shared, says, tmp_path):
    changed = says(parts=4)
    with pytest.raises(DataError, match="mean of several networks"):
        bundle_again(changed, made_shared, tmp_path / "again", "7.1")
    with pytest.raises(DataError, match="this run's tuning set"):
        train(config(made_shared, tmp_path / "on", start=str(changed)))


def test_a_source_bundle_says_what_was_drawn_and_goes_on_from_a_presence_bundle(
    made_shared, bundled, few_draws, tmp_path
):
    source = config(
        made_shared, tmp_path / "source", task="source", tuning=0.3, epochs=1,
        start=str(bundled.folder),
    )  # fmt: skip
    train(source)
    measured = bundle_run(source.out, tmp_path / "source-bundle")
    for kind in ("", "_painted", "_grafted"):
        value, low, high = measured[f"auc_simulated{kind}"]
        assert 0 <= low <= value <= high <= 1
    assert 0 <= np.ravel(measured["real_primaries_called_primary_lgg"])[0] <= 1
    assert measured["real_metastases_tested"] == 0
    model = json.loads((tmp_path / "source-bundle" / "model.json").read_text())
    assert model["status"] == "demonstration"
    assert "simulated-metastases" in model["limits"]
    assert model["training"]["start"].startswith("whence-presence")


def layers_that_differ(run, folder):
    """Layers whose weights in a bundle are not those that were trained."""
    trained, _ = network_state(run.out)
    kept = load_file(folder / WEIGHTS)
    return {
        name.rpartition(".")[0]
        for name, value in trained.items()
        if value.is_floating_point() and not torch.equal(value.half(), kept[name].half())
    }


def test_a_bundle_has_its_gates_refitted_if_they_were_supervised(
    made_shared, bundled, few_draws, tmp_path
):
    assert not bundled.run.lesion_weight
    assert not layers_that_differ(bundled.run, bundled.folder)
    run = config(made_shared, tmp_path / "run", epochs=1, size=32, per_epoch=32, lesion_weight=1.0)
    train(run)
    bundle_run(run.out, tmp_path / "bundle")
    gates = {"layer2.0.sa.conv", "layer3.0.sa.conv", "layer4.0.sa.conv"}
    assert layers_that_differ(run, tmp_path / "bundle") == gates
