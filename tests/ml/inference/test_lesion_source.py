import numpy as np
import pytest
import torch

from ml.core.messages import NOTHING
from ml.core.slice_outcome import source_of_regions
from ml.core.types import ModelInfo, Region
from ml.inference.abstention import ConformalBand
from ml.inference.bundle import Bundle
from ml.inference.calibration import Scaling
from ml.inference.lesion_source import NOTHING_TO_READ, UNKNOWN_SCALE, ask_about_lesions, whole_mask
from ml.inference.models.resnesat import resnesat_tiny
from ml.inference.preprocessing import Preprocessing

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def source() -> Bundle:
    torch.manual_seed(3)
    info = ModelInfo("source", "tiny", "0" * 12, False, NOTHING, 0.5)
    return Bundle(
        resnesat_tiny().eval(),
        Preprocessing(size=64, field_mm=96.0),
        info,
        Scaling(1.0, 0.0),
        "stages",
        ConformalBand(0.4, 0.6),
    )


def _slice() -> tuple[np.ndarray, Region, Region]:
    values = np.full((180, 180), 1.0, np.float32)
    values[20:160, 20:160] = 100
    values[60:80, 60:80] = 260
    values[120:126, 110:116] = 240
    large = Region(60, 60, np.ones((20, 20), bool), 0.9, 1.0)
    return values, large, Region(120, 110, np.ones((6, 6), bool), 0.8, 1.0)


def test_each_lesion_gets_an_answer_and_the_slice_their_mean_by_area(source: Bundle) -> None:
    values, large, small = _slice()
    said = ask_about_lesions(source, values, 1.0, (large, small), CPU)
    odds = [region.source for region in said.regions]
    assert None not in odds
    assert said.score == pytest.approx(source_of_regions(said.regions))
    mean = (400 * (odds[0] or 0) + 36 * (odds[1] or 0)) / 436
    assert said.score == pytest.approx(1 / (1 + np.exp(-mean)))
    assert said.placed is not None
    assert said.placed.place == (22, 22, 96, 96)


def test_without_a_scale_nothing_is_asked(source: Bundle) -> None:
    values, large, _ = _slice()
    said = ask_about_lesions(source, values, 0.0, (large,), CPU)
    assert (said.score, said.reason, said.placed) == (None, UNKNOWN_SCALE, None)


def test_what_does_not_enhance_or_is_too_small_is_not_asked(source: Bundle) -> None:
    values, large, small = _slice()
    flat = np.where(values > 100, 100, values).astype(np.float32)
    said = ask_about_lesions(source, flat, 1.0, (large, small), CPU)
    assert (said.score, said.reason) == (None, NOTHING_TO_READ)
    assert ask_about_lesions(source, values, 0.3, (small,), CPU).score is None


def test_no_answer_at_all_is_no_probability() -> None:
    assert source_of_regions(()) is None
    assert source_of_regions((Region(0, 0, np.ones((2, 2), bool), 0.9, 1.0),)) is None


def test_a_mask_lies_where_the_region_begins() -> None:
    _, _, small = _slice()
    mask = whole_mask(small, (180, 180))
    assert mask.sum() == 36
    assert mask[120:126, 110:116].all()
