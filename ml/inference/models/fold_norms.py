"""Folds batch norms into the preceding convolutions: same answers, less memory traffic.

Source: Jacob et al., "Quantization and Training of Neural Networks", CVPR 2018, section 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ml.inference.models.resnesat import Bottleneck, ResNeSAt
from ml.inference.models.split_attention import SplitAttention

FOLLOW: dict[type[nn.Module], tuple[tuple[str, str], ...]] = {
    ResNeSAt: (("conv1.6", "bn1"),),
    Bottleneck: (("conv1", "bn1"), ("conv3", "bn3")),
    SplitAttention: (("conv", "bn0"), ("fc1", "bn1")),
}
"""Which norm follows which convolution, by the module that holds both; in a sequence its order
tells."""


def fold_norms(network: ResNeSAt) -> ResNeSAt:
    """A copy that can read, and no longer be trained, stored or started from.

    Args:
        network: In evaluation mode, where a norm is a line: `scale * x + shift`.
    """
    folded = deepcopy(network)
    for module in list(folded.modules()):
        for before, after in _neighbours(module):
            convolution, norm = module.get_submodule(before), module.get_submodule(after)
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                module.set_submodule(before, fuse_conv_bn_eval(convolution, norm))
                module.set_submodule(after, nn.Identity())
    return folded


def _neighbours(module: nn.Module) -> Iterator[tuple[str, str]]:
    yield from FOLLOW.get(type(module), ())
    if isinstance(module, nn.Sequential):
        yield from pairwise(str(index) for index in range(len(module)))
