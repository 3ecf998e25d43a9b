"""ResNet-50's stem taught to ResNeSt's.

ResNet-50 begins with one 7x7 convolution, ResNeSt with three 3x3 ones, so no weight can be
copied; but a random stem feeds every pretrained layer behind it with what it has never seen.
The three see 11x11 pixels, enough to imitate the one: they are fitted to its output on the
images that training will use, which takes a minute or two.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from ml.model.pretrained import KERAS_EPSILON, read_tfjs
from ml.model.resnesat import ResNeSAt


def resnet50_stem(folder: Path) -> nn.Module:
    """ResNet-50's first convolution, norm and ReLU: `(B, 3, H, W)` to `(B, 64, H/2, W/2)`.

    Raises:
        BundleError: The folder is not that package's.
    """
    source = read_tfjs(folder)
    conv = nn.Conv2d(3, 64, 7, 2, 3)
    norm = nn.BatchNorm2d(64, eps=KERAS_EPSILON)
    values = {
        conv.weight: source["conv1/kernel"].transpose(3, 2, 0, 1),
        conv.bias: source["conv1/bias"],
        norm.weight: source["bn_conv1/gamma"],
        norm.bias: source["bn_conv1/beta"],
        norm.running_mean: source["bn_conv1/moving_mean"],
        norm.running_var: source["bn_conv1/moving_variance"],
    }
    with torch.no_grad():
        for place, value in values.items():
            if place is not None:
                place.copy_(torch.from_numpy(value.copy()))
    return nn.Sequential(conv, norm, nn.ReLU()).eval()


def fit_stem(network: ResNeSAt, folder: Path, images: Tensor, steps: int = 600) -> float:
    """Fit the deep stem to ResNet-50's on images.

    Args:
        network: Its stem is changed in place.
        folder: Of the ImageNet ResNet-50, see `ml.model.pretrained`.
        images: What the network will see.
        steps: Batches of eight.

    Returns:
        Share of the target's variance that stays unexplained, over the last tenth of steps.

    Shapes:
        images: `(N, 3, S, S)` float, normalised.
    """
    target = resnet50_stem(folder).to(images.device)
    parts = nn.ModuleList([network.conv1, network.bn1]).train()
    optimiser = torch.optim.Adam(parts.parameters(), 3e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    left: list[float] = []
    chance = torch.Generator().manual_seed(0)
    for _ in range(steps):
        batch = images[torch.randint(len(images), (8,), generator=chance)]
        with torch.no_grad():
            wanted = target(batch)
        loss = functional.mse_loss(network.stem(batch), wanted)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        left.append(float(loss.detach()) / float(wanted.var()))
    tail = left[-max(steps // 10, 1) :]
    return sum(tail) / len(tail)
