import numpy as np
import torch

from ml.inference.lesion_crop import GREY
from ml.inference.preprocessing import IMAGENET_MEAN, IMAGENET_STD
from ml.research.training.lesion_augmentation import augment_lesions


def _grey(batch: torch.Tensor) -> torch.Tensor:
    return batch[:, 0] * IMAGENET_STD[0] + IMAGENET_MEAN[0]


def test_what_shows_no_lesion_still_shows_none() -> None:
    empty = torch.full((4, 64, 64), GREY)
    changed = _grey(augment_lesions(empty, np.random.default_rng(0)))
    assert (changed - GREY).abs().max() < 1e-3


def test_a_lesion_stays_bright_and_its_surroundings_stay_grey() -> None:
    units = torch.full((8, 64, 64), GREY)
    units[:, 26:38, 26:38] = 0.8
    changed = _grey(augment_lesions(units, np.random.default_rng(1)))
    assert (changed[:, 32, 32] > GREY + 0.15).all()
    assert (changed[:, :8, :8] - GREY).abs().max() < 1e-3
    again = _grey(augment_lesions(units, np.random.default_rng(1)))
    assert torch.equal(changed, again)
