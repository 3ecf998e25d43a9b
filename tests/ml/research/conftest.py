"""What tests of several files train on and evaluate, made once in each process."""

import pytest

from ml.research.evaluation import metrics
from ml.research.evaluation.evaluate import bundle_run
from ml.research.training.loop import train
from tests.ml.research.training import drawn_runs


@pytest.fixture(scope="session")
def made_shared(tmp_path_factory):
    shared = tmp_path_factory.mktemp("shared")
    drawn_runs.draw(shared)
    return shared


@pytest.fixture
def few_draws(monkeypatch):
    """Intervals of twenty draws: where nobody looks at them, a thousand take seconds."""
    resamples = metrics.patient_resamples
    monkeypatch.setattr(
        metrics, "patient_resamples", lambda whose, draws, seed: resamples(whose, 20, seed)
    )


@pytest.fixture(scope="session")
def bundled(made_shared, tmp_path_factory):
    """A presence network without supervised gates, a third of whose patients tune."""
    folder = tmp_path_factory.mktemp("bundled")
    run = drawn_runs.config(made_shared, folder / "run", tuning=0.3, epochs=1)
    train(run)
    return drawn_runs.BundledRun(
        run, folder / "bundle", bundle_run(run.out, folder / "bundle", "7")
    )
