"""Fits ResNeSt's stem to ResNet-50's.

ResNet-50 begins with one 7x7 convolution, ResNeSt with three 3x3 ones, so no weight can be
copied; but a random stem feeds every pretrained layer behind it with what it has never seen.
The three see 11x11 pixels, enough to imitate the one: they are fitted to its output on the
images that training will use, which takes a minute or two.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from ml.inference.models.resnesat import ResNeSAt
from ml.research.training.pretrained import KERAS_EPSILON, read_tfjs

RATE = 3e-2
UNSEEN = 0.1
"""Weight of what the ReLU hides, so that a channel that is silent all over can still be learnt."""
FLOOR = 1e-6
"""Of a channel's variance, so that dead ones divide by something."""


def resnet50_stem(folder: Path) -> nn.Module:
    """ResNet-50's first convolution and norm; a ReLU follows them.

    Shapes:
        takes `(B, 3, H, W)`, gives `(B, 64, H/2, W/2)`.

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
        for parameter, value in values.items():
            if parameter is not None:
                parameter.copy_(torch.from_numpy(value.copy()))
    return nn.Sequential(conv, norm).eval()


def fit_stem(network: ResNeSAt, folder: Path, images: Tensor, steps: int = 600) -> float:
    """Fit the deep stem to ResNet-50's on images.

    The last norm is given the target's mean and deviation by channel, which run from 0 to 6 and
    which steps of gradient descent would take long to reach; each channel counts alike.

    Args:
        network: Its stem is changed in place.
        folder: Of the ImageNet ResNet-50, see `ml.research.training.pretrained`.
        images: What the network will see.
        steps: Batches of eight.

    Returns:
        Share of the variance within the target's channels, behind the ReLU, that stays
        unexplained over the last tenth of the steps.

    Shapes:
        images: `(N, 3, S, S)` float, normalised.
    """
    target = resnet50_stem(folder).to(images.device)
    with torch.no_grad():
        some = target(images)
        network.bn1.weight.copy_(some.std((0, 2, 3)))
        network.bn1.bias.copy_(some.mean((0, 2, 3)))
        spread = some.var((0, 2, 3)).clamp(min=FLOOR)[:, None, None]
        behind = float(some.relu().var((0, 2, 3)).sum())
    parts = nn.ModuleList([network.conv1, network.bn1]).train()
    optimiser = torch.optim.Adam(parts.parameters(), RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    left: list[float] = []
    chance = torch.Generator().manual_seed(0)
    for _ in range(steps):
        batch = images[torch.randint(len(images), (8,), generator=chance)]
        with torch.no_grad():
            wanted = target(batch)
        response = network.bn1(network.conv1(batch))
        missed = (response.relu() - wanted.relu()).square()
        loss = ((missed + UNSEEN * (response - wanted).square()) / spread).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        left.append(float(missed.detach().mean((0, 2, 3)).sum()) / behind)
    tail = left[-max(steps // 10, 1) :]
    return sum(tail) / len(tail)
