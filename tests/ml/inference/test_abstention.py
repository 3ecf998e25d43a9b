"""The band in which the cascade abstains."""

import torch

from ml.core.types import Outcome
from ml.inference.abstention import ConformalBand
from ml.inference.cascade import open_cascade
from ml.inference.models.resnesat import resnesat_tiny
from tests.ml.inference.test_cascade import image
from tests.ml.inference.tiny_bundles import model, write


def test_the_threshold_stays_between():
    assert ConformalBand(0.2, 0.6).clamp(0.05) == 0.2
    assert ConformalBand(0.7, 0.3).clamp(0.9) == 0.7
    assert ConformalBand(0.2, 0.6).clamp(0.5) == 0.5


def test_the_cascade_abstains_within_the_band_and_only_there(tmp_path):
    torch.manual_seed(3)
    network = resnesat_tiny()
    said = {}
    for name, band in {"never": (0.9, 0.1), "always": (0.0, 1.0)}.items():
        described = {
            **model("presence"),
            "conformal": {"yes_from": band[0], "no_to": band[1], "coverage": 0.95},
        }
        write(tmp_path / name / "presence", described, network)
        cascade = open_cascade(tmp_path / name)
        said[name] = [v.outcome for v in cascade([image(i) for i in range(4)])]
    assert set(said["always"]) == {Outcome.UNSURE}
    assert Outcome.UNSURE not in said["never"]
