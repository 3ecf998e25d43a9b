"""Lesion supervision of training, and attention compared with outlines."""

import numpy as np
import pytest
import torch

from ml.inference.models.attention_map import merge, supervised_maps
from ml.inference.models.resnesat import resnesat_tiny
from ml.research.evaluation.map_localisation import localise
from ml.research.synthesis.sampling import augment
from ml.research.training.lesion_supervision import LesionHeads, lesion_loss


def corner(size, share=4):
    mask = torch.zeros(1, size, size)
    mask[:, : size // share, : size // share] = 1
    return mask


def test_the_loss_is_least_where_heads_and_gates_find_the_lesion():
    mask = corner(64)

    def loss(row):
        logits, gates = [], []
        for cells in (8, 4, 4):
            guess = torch.full((1, 1, cells, cells), -6.0)
            guess[..., row * (cells // 4) : (row + 1) * (cells // 4), : cells // 4] = 6.0
            logits.append(guess)
            gates.append(torch.sigmoid(guess))
        return float(lesion_loss(logits, gates, mask))

    assert loss(0) < 0.02
    assert loss(2) > 10 * loss(0)


def test_heads_and_supervised_gates_learn_through_the_network():
    network = resnesat_tiny().train()
    heads = LesionHeads(network)
    stages, maps, _ = network.features(torch.randn(2, 3, 64, 64))
    gates = supervised_maps(maps, network.layers)
    assert [g.shape[-1] for g in gates] == [8, 4, 2]
    lesion_loss(heads(stages), gates, corner(64).expand(2, 64, 64)).backward()
    for name, parameter in [*heads.named_parameters(), *network.named_parameters()]:
        if name.startswith(("heads.", "layer4.0.sa", "layer2.0.sa")):
            assert parameter.grad.abs().sum() > 0, name


def test_the_supervised_map_keeps_its_values_and_needs_every_supervised_gate():
    maps = [torch.full((1, 1, n, n), 0.9) for n in (16, 8, 4, 2)]
    even = merge(maps, (64, 64), (1, 1, 1, 1), "told")
    torch.testing.assert_close(even, torch.full((1, 64, 64), 0.9**0.5))
    maps[3] = torch.full((1, 1, 2, 2), 1e-6)
    assert merge(maps, (64, 64), (1, 1, 1, 1), "told").max() < 0.1


def test_outlines_move_with_their_slices():
    image = corner(64)
    images, outline = augment(
        image.repeat(6, 1, 1), image.repeat(6, 1, 1), np.random.default_rng(0)
    )
    bright = images[:, 0] > images[:, 0].mean()
    agree = ((outline > 0.5) & bright).sum() / (outline > 0.5).sum()
    assert agree > 0.95
    assert not torch.equal(outline[0], outline[1])


def test_a_map_on_the_lesion_beats_the_null_and_the_null_is_the_null():
    masks = np.zeros((2, 32, 32), bool)
    masks[0, 3:9, 3:9] = True
    masks[1, 20:28, 4:12] = True
    found = localise(masks.astype(np.float32), masks)
    assert found.energy.tolist() == [1, 1]
    assert found.hit.tolist() == [1, 1]
    assert found.null_hit.tolist() == [0, 0]
    assert found.null_energy == pytest.approx(found.area, abs=0.03)
    elsewhere = localise(np.ascontiguousarray(masks[::-1], dtype=np.float32), masks)
    assert elsewhere.hit.tolist() == [0, 0]
