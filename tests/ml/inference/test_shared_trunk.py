"""A source network may keep the presence network's trunk; the cascade then computes it once."""

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ml.core.errors import DataError
from ml.inference import bundle
from ml.inference.cascade import open_cascade
from ml.inference.models.resnesat import ResNeSAt, resnesat_tiny
from ml.research.evaluation.evaluate import bundle_run
from ml.research.training.loop import train
from tests.ml.inference.test_cascade import image, model
from tests.ml.research.training.test_loop import config, made_shared  # noqa: F401  # the fixture

OWN = ("layer4.", "fc.")


def write(folder, task, network, **changes):
    bundle.write(folder / task, network, {**model(task), "threshold": 0.0, **changes}, "# card")


@pytest.fixture
def pair(tmp_path):
    torch.manual_seed(5)
    presence, source = resnesat_tiny(), resnesat_tiny()
    weights = presence.state_dict()
    own = {k: v for k, v in source.state_dict().items() if k.startswith(OWN)}
    source.load_state_dict({**weights, **own})
    write(tmp_path, "presence", presence)
    write(tmp_path, "source", source)
    return tmp_path


@pytest.fixture
def trunks(monkeypatch):
    seen = []
    whole = ResNeSAt.trunk
    monkeypatch.setattr(
        ResNeSAt, "trunk", lambda self, x: (seen.append(x.shape[0]), whole(self, x))[1]
    )
    return seen


@pytest.mark.parametrize("both_ways", [False, True])
@pytest.mark.slow
def test_the_cascade_computes_a_shared_trunk_once_and_says_the_same(
    pair, trunks, monkeypatch, both_ways
):
    for task in ("presence", "source"):
        network = bundle.open_bundle(pair / task, torch.device("cpu")).network
        write(pair, task, network, both_ways=both_ways)
    items = [image(i) for i in range(3)]
    once = list(open_cascade(pair)(items))
    assert trunks == [2 if both_ways else 1] * len(items)
    monkeypatch.setattr("ml.inference.cascade._share_trunk", lambda *_: False)
    trunks.clear()
    twice = list(open_cascade(pair)(items))
    assert len(trunks) == 2 * len(items)
    for a, b in zip(once, twice, strict=True):
        assert a.source is not None
        assert a.source == pytest.approx(b.source, abs=1e-6)
        assert a.presence == pytest.approx(b.presence, abs=1e-6)
        np.testing.assert_array_equal(a.maps, b.maps)


@pytest.mark.parametrize(
    "change",
    [
        {"preprocessing": {"size": 96, "low": 1.0, "high": 99.0, "crop": True}},
        {"preprocessing": {"size": 64, "low": 0.0, "high": 99.0, "crop": True}},
        {"both_ways": True},
    ],
)
@pytest.mark.slow
def test_what_is_not_fed_the_same_is_computed_for_itself(pair, trunks, change):
    source = bundle.open_bundle(pair / "source", torch.device("cpu")).network
    write(pair, "source", source, **change)
    list(open_cascade(pair)([image(1)]))
    assert len(trunks) == 2


def test_one_other_number_in_the_trunk_is_enough_to_compute_both(pair, trunks):
    source = bundle.open_bundle(pair / "source", torch.device("cpu")).network
    source.bn1.running_mean[0] += 1
    write(pair, "source", source)
    list(open_cascade(pair)([image(1)]))
    assert len(trunks) == 2


@pytest.mark.slow
def test_training_leaves_the_trunk_as_it_was(made_shared, tmp_path):  # noqa: F811
    presence = config(made_shared, tmp_path / "presence", epochs=1)
    train(presence)
    bundle_run([presence.out], tmp_path / "bundles" / "presence")
    source = config(
        made_shared, tmp_path / "source", task="source", epochs=2, shared_trunk=True,
        lesion_weight=1.0, start=str(tmp_path / "bundles" / "presence"),
    )  # fmt: skip
    train(source)
    bundle_run([source.out], tmp_path / "bundles" / "source")
    one, other = (
        load_file(tmp_path / "bundles" / task / bundle.WEIGHTS) for task in ("presence", "source")
    )
    same = {name for name in one if torch.equal(one[name], other[name])}
    assert {name for name in one if not name.startswith(OWN)} <= same
    assert "layer4.0.conv1.weight" not in same
    assert "fc.weight" not in same
    told = json.loads((tmp_path / "bundles" / "source" / "model.json").read_text())
    assert told["training"]["start"].endswith("its trunk is kept")
    assert open_cascade(tmp_path / "bundles")._one_trunk


@pytest.mark.parametrize("start", ["", "another-run"])
@pytest.mark.slow
def test_a_trunk_is_shared_with_a_bundle_only(made_shared, tmp_path, start):  # noqa: F811
    run = config(made_shared, tmp_path / "run", task="source", shared_trunk=True, start=start)
    with pytest.raises(DataError, match="--start BUNDLE"):
        train(run)
