"""A source network of single lesions is judged beside what it says of nothing."""

import numpy as np
import pytest
from PIL import Image

from ml.inference.bundle import describe
from ml.research.data import manifest
from ml.research.data.manifest import Row
from ml.research.evaluation.evaluate import bundle_run
from ml.research.training.config import TrainConfig
from ml.research.training.loop import train

pytestmark = pytest.mark.slow


def write_slice(folder, name, random, radius, lesion):
    """A head with a bright spot at the right, and at the left a lesion or nothing."""
    y, x = np.mgrid[:160, :160]
    values = np.where(np.hypot(y - 80, x - 80) < 75, 90, 0) + random.integers(0, 6, (160, 160))
    centre = random.integers(60, 100), random.integers(95, 115)
    mask = np.hypot(y - centre[0], x - centre[1]) < radius
    values[mask[:, ::-1] & (random.random((160, 160)) < 0.5)] = 170
    if lesion:
        values[mask] = 230
    Image.fromarray(values.astype(np.uint8)).save(folder / f"{name}.png")
    Image.fromarray((mask * 255).astype(np.uint8)).save(folder / f"{name}-mask.png")


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    folder, random = tmp_path_factory.mktemp("two"), np.random.default_rng(0)
    rows = []
    for index in range(48):
        source, radius = (("primary", 16), ("secondary", 7))[index % 2]
        for number in range(2):
            name = f"{index}-{number}"
            write_slice(folder, name, random, radius, lesion=number == 0)
            label = (True, source, source) if number == 0 else (False, "", "")
            mask = f"{name}-mask.png" if number == 0 else ""
            rows.append(Row(name, f"P{index}", *label, f"{name}.png", mask, collection=source,
                            spacing=(1.0, 1.0)))  # fmt: skip
    manifest.write(folder / "manifest.csv", rows)
    run = TrainConfig(
        "source", folder / "run", folder, architecture="resnesat_tiny", gate="open", epochs=1,
        batch=8, size=32, per_epoch=32, manifest=str(folder / "manifest.csv"), optimiser="adamw",
        rate=0.002, field_mm=96.0, tuning=0.3,
    )  # fmt: skip
    train(run)
    return bundle_run(run.out, folder / "bundle"), describe(folder / "bundle")


def test_figures_stand_beside_their_controls(judged):
    measured, _ = judged
    assert measured["patients_primary"] > 0
    assert np.ravel(measured["auc_patients"]).min() >= 0
    assert measured["control_blanked_slices"] > 0
    assert 0 < measured["control_blanked_asked"] <= 1
    assert {"control_blanked_auc", "control_blanked_sure"} <= measured.keys()


def test_the_band_is_fitted_on_controls_too(judged):
    """Beyond it lie at most a few in a hundred of them, judged by rules fitted on others."""
    measured, model = judged
    assert np.ravel(measured["control_blanked_sure"])[0] <= 0.2
    band = model["conformal"]
    assert band["yes_from"] < band["no_to"]


def test_what_fails_its_control_stays_a_demonstration(judged):
    _, model = judged
    assert model["status"] == "demonstration"
