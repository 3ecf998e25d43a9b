"""Builds the networks that experiments compare, by name: ours, torchvision's and timm's."""

from __future__ import annotations

from torch import nn

from ml.core.errors import DataError
from ml.inference.models.resnesat import ResNeSAt, resnesat50, resnest50

OURS = ("resnest50", "resnesat50", "resnest_tiny", "resnesat_tiny")
FIGURE_3 = {
    "VGG-16": "vgg16_bn",
    "ResNet-50": "resnet50",
    "ResNeXt-50": "resnext50_32x4d",
    "DenseNet-121": "densenet121",
    "SE-ResNet-50": "seresnet50",
    "SK-ResNet-50": "skresnet50",
    "ResNeSt-50": "resnest50",
    "ResNeSAt-50": "resnesat50",
}
"""The curves of the paper's figure 3, and its own network. It names families, not depths; the
depths are ours, next to fifty layers."""
TITLES = {name: title for title, name in FIGURE_3.items()} | {
    "resnest_tiny": "ResNeSt (tiny)",
    "resnesat_tiny": "ResNeSAt (tiny)",
}


def build(name: str, classes: int, gate: str = "paper", pretrained: bool = False) -> nn.Module:
    """A network with random weights, or with the public ImageNet ones.

    Args:
        name: One of `OURS`, or as torchvision or timm calls it.
        classes: Logits going out.
        gate: Of our gated networks, see `ml.inference.models.resnesat.Gate`.
        pretrained: Take the weights that torchvision or timm fetches or has in its cache.

    Raises:
        DataError: Nobody knows the name, or a pretrained network of ours is asked for.
    """
    if name in OURS:
        network = _ours(name, classes, gate)
        if pretrained:
            from ml.research.training.pretrained import start_from_timm

            start_from_timm(network)
        return network
    from torchvision import models

    if name in models.list_models():
        theirs: nn.Module = models.get_model(name, weights="DEFAULT" if pretrained else None)
        _new_head(theirs, classes)
        return theirs
    import timm

    if not timm.is_model(name):
        raise DataError(f"neither torchvision nor timm has a network called {name}")
    other: nn.Module = timm.create_model(name, pretrained=pretrained, num_classes=classes)
    return other


def _ours(name: str, classes: int, gate: str) -> ResNeSAt:
    if name == "resnest50":
        return resnest50(classes)
    kind = {"paper": "paper", "open": "open"}[gate]
    if name == "resnesat50":
        return resnesat50(classes, gate="open" if kind == "open" else "paper")
    tiny_gate = "none" if name == "resnest_tiny" else gate
    return ResNeSAt(
        classes,
        layers=(1, 1, 1, 1),
        width=8,
        stem=8,
        gate="none" if tiny_gate == "none" else "open" if kind == "open" else "paper",
    )


def _new_head(network: nn.Module, classes: int) -> None:
    """Replace the last linear layer by one with `classes` outputs."""
    name, last = [(n, m) for n, m in network.named_modules() if isinstance(m, nn.Linear)][-1]
    parent, _, child = name.rpartition(".")
    setattr(network.get_submodule(parent), child, nn.Linear(last.in_features, classes))
