"""A source network of single lesions is judged beside what it says of nothing."""

import numpy as np
import pytest

from ml.inference.bundle import describe
from ml.research.evaluation.evaluate import bundle_run
from ml.research.training.loop import train
from tests.ml.research.lesions_of_sites import Site, recipe, write

pytestmark = pytest.mark.slow


SITES = (Site("primary", "primary", 16), Site("secondary", "secondary", 7))


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    run = recipe(folder / "run", write(folder, SITES, 48))
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
