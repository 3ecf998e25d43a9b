"""Training, its data and its figures, on data made here."""

import dataclasses
import json
from functools import partial

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ml.core.errors import DataError
from ml.inference.preprocessing import Preprocessing
from ml.research.data.examples import load
from ml.research.data.split import FORMER_TUNING_SHARE, split
from ml.research.evaluation import metrics
from ml.research.evaluation.intervals import mean, mean_of_patients
from ml.research.evaluation.metrics import Predictions
from ml.research.synthesis.simulated_lesions import implant
from ml.research.training.config import TrainConfig, learning_rate, recall, remember
from ml.research.training.loop import train
from ml.research.training.precision import autocast
from tests.ml.research.training.drawn_runs import config

pytestmark = pytest.mark.slow


def test_the_rate_follows_equation_one():
    assert learning_rate(0, 100, 1e-3) == 1e-3
    assert learning_rate(50, 100, 1e-3) == pytest.approx(5e-4)
    assert learning_rate(100, 100, 1e-3) == pytest.approx(0)


def test_the_papers_recipe_is_the_default(tmp_path):
    plain = TrainConfig("presence", tmp_path, tmp_path)
    assert (plain.epochs, plain.batch, plain.size, plain.initial_rate) == (100, 16, 256, 1e-3)
    assert dataclasses.replace(plain, task="source").initial_rate == 1e-4


def test_no_patient_is_on_both_sides(made_shared):
    examples = load(made_shared, Preprocessing(size=32), ("lgg", "cheng", "btp"))
    sets = split(examples)
    patients = [{e.patient for e in side} for side in (sets.training, sets.tuning, sets.test)]
    assert all(patients)
    assert sum(len(side) for side in patients) == len({e.patient for e in examples})
    assert split(examples) == sets
    more = split(examples, tuning=0.5)
    assert more.test == sets.test
    assert len(more.tuning) > len(sets.tuning)


def test_a_run_remembers_who_tunes_and_one_of_before_had_fewer(tmp_path):
    run = TrainConfig("presence", tmp_path / "run", tmp_path, tuning=0.2)
    remember(run)
    assert recall(run.out) == run
    path = run.out / "config.json"
    stored = json.loads(path.read_text())
    del stored["tuning"]
    path.write_text(json.dumps(stored))
    assert recall(run.out).tuning == FORMER_TUNING_SHARE


def test_a_run_of_before_opens_unless_it_used_an_option_that_is_gone(tmp_path):
    run = TrainConfig("presence", tmp_path / "run", tmp_path)
    remember(run)
    path = run.out / "config.json"
    stored = json.loads(path.read_text())
    path.write_text(json.dumps({**stored, "order": "0", "part": "", "shared_trunk": "False"}))
    assert recall(run.out) == run
    for name, value in (("order", "2"), ("part", "1/4"), ("shared_trunk", "True")):
        path.write_text(json.dumps({**stored, name: value}))
        with pytest.raises(DataError, match=f"trained with {name}={value}"):
            recall(run.out)


def test_slices_near_a_tumour_are_neither_yes_nor_no(made_shared):
    slices = [
        e for e in load(made_shared, Preprocessing(size=32), ("btp",)) if e.patient == "btp/01"
    ]
    assert sum(e.present for e in slices) == 4
    assert sum(not e.present for e in slices) == 4  # ten, less four, less two of margin


def test_missing_data_is_named(tmp_path):
    with pytest.raises(DataError, match="WHENCE_SHARED"):
        load(tmp_path, Preprocessing(), ("lgg",))


@pytest.mark.parametrize(
    "changes",
    [
        {"task": "presence"},
        {"task": "source"},
        {"optimiser": "adamw", "rate": 1e-3, "lesion_weight": 1.0},
        {"average": 0.9, "mixed_sizes": True},
    ],
    ids=lambda changes: "-".join(str(v) for v in changes.values()),
)
def test_a_run_resumed_equals_a_run_in_one_piece(made_shared, tmp_path, monkeypatch, changes):
    whole = train(config(made_shared, tmp_path / "whole", **changes))
    run = config(made_shared, tmp_path / "broken", **changes)

    class KilledError(Exception):
        pass

    import ml.research.training.training_log

    honest = ml.research.training.training_log.write

    def kill(*arguments):
        honest(*arguments)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("ml.research.training.training_log.write", kill)
        with pytest.raises(KilledError):
            train(run)
    resumed = train(run)
    state = json.loads((resumed / "state.json").read_text())
    a, b = (load_file(folder / state["weights"]) for folder in (whole, resumed))
    for name in a:
        np.testing.assert_allclose(a[name].numpy(), b[name].numpy(), atol=1e-5, err_msg=name)
    assert (tmp_path / "broken" / "curves.png").stat().st_size > 1000


def test_a_compiled_run_learns_the_same(made_shared, tmp_path, monkeypatch):
    # traced and taken apart as ever, but without minutes in the C++ compiler
    monkeypatch.setattr("torch.compile", partial(torch.compile, backend="aot_eager"))
    once = {"epochs": 1, "lesion_weight": 1.0}
    runs = (
        train(config(made_shared, tmp_path / name, compiled=name == "compiled", **once))
        for name in ("plain", "compiled")
    )
    states = [(folder, json.loads((folder / "state.json").read_text())) for folder in runs]
    a, b = (load_file(folder / state["weights"]) for folder, state in states)
    for name in a:
        np.testing.assert_allclose(a[name].numpy(), b[name].numpy(), atol=1e-3, err_msg=name)


def test_a_processor_that_imitates_bfloat16_is_not_asked_for_it(monkeypatch):
    processor = torch.device("cpu")
    monkeypatch.setattr("torch.backends.cpu.get_cpu_capability", lambda: "AVX2")
    with autocast(processor, "float32"):
        assert not torch.is_autocast_enabled("cpu")
    with pytest.raises(DataError, match="--precision float32"):
        autocast(processor, "bfloat16")
    monkeypatch.setattr("torch.backends.cpu.get_cpu_capability", lambda: "AVX512")
    with autocast(processor, "bfloat16"):
        assert torch.is_autocast_enabled("cpu")
    with pytest.raises(DataError, match="--compiled"):
        autocast(processor, "bfloat16", compiled=True)


def test_a_run_whose_loss_is_no_number_stops_and_says_so(made_shared, tmp_path):
    wild = config(made_shared, tmp_path / "run", rate=1e30, optimiser="sgd", lesion_weight=1.0)
    with pytest.raises(DataError, match="lower --rate"):
        train(wild)


def test_other_settings_do_not_take_over_a_run(made_shared, tmp_path):
    train(config(made_shared, tmp_path / "run", epochs=1))
    with pytest.raises(DataError, match="other settings"):
        train(config(made_shared, tmp_path / "run", epochs=3))


@pytest.mark.parametrize("left", ["other settings", "damaged", "option that is gone"])
def test_a_run_in_which_nothing_was_trained_begins_anew(tmp_path, left):
    first = TrainConfig("presence", tmp_path, tmp_path, epochs=1)
    remember(first)
    path = tmp_path / "config.json"
    if left == "damaged":
        path.write_text("{")
    if left == "option that is gone":
        path.write_text(path.read_text().replace('"task"', '"shared_trunk": "True", "task"'))
    anew = dataclasses.replace(first, epochs=3, rate=0.5)
    remember(anew)
    assert recall(tmp_path) == anew
    (tmp_path / "last").mkdir()
    (tmp_path / "last" / "state.json").write_text("{}")
    with pytest.raises(DataError, match="other settings"):
        remember(first)


def test_both_kinds_are_painted_and_marked():
    base = np.full((64, 64), 100, np.uint8)
    for secondary in (False, True):
        random = np.random.default_rng(5)
        painted, mask = implant(base, secondary, random)
        assert painted.shape == (64, 64)
        assert mask.any()
        assert np.abs(painted.astype(int) - 100)[mask].mean() > 15


def test_a_simulated_primary_is_larger_than_one_metastasis():
    base = np.full((64, 64), 100, np.uint8)
    areas = [
        np.mean([implant(base, kind, np.random.default_rng(i))[1].sum() for i in range(20)])
        for kind in (False, True)
    ]
    assert areas[0] > areas[1]


def predictions(label, score, patient, level):
    return Predictions(np.array(label), np.array(score, float), np.array(patient), np.array(level))


def test_a_patient_drawn_twice_counts_twice_in_a_mean_over_patients():
    """One slice for each patient makes slices and patients the same, and so their intervals."""
    right = np.arange(60) % 2 == 0
    p = predictions(right, np.ones(60), [f"p{n}" for n in range(60)], [0.5] * 60)
    by_slice = metrics.interval(p, metrics.accuracy(0.5))
    assert metrics.interval(p, metrics.patient_accuracy(0.5)) == pytest.approx(by_slice)
    assert by_slice[2] - by_slice[1] == pytest.approx(2 * 1.96 * 0.5 / np.sqrt(60), rel=0.15)
    assert mean_of_patients(right.astype(float), p.patient) == mean(right.astype(float), p.patient)


def test_slices_are_redrawn_with_their_patients():
    patient = np.array(list("aabccc"))
    for index, anew in metrics.patient_resamples(patient, draws=20, seed=3):
        assert len(np.unique(anew)) == 3
        for who in np.unique(anew):
            own = index[anew == who]
            (name,) = np.unique(patient[own])
            assert sorted(own) == sorted(np.flatnonzero(patient == name))


def test_level_matching_unmasks_a_network_that_only_knows_the_level():
    level = np.repeat([0.15, 0.45], 10)
    label = np.array([0] * 9 + [1] + [1] * 9 + [0], bool)
    p = predictions(label, level, ["a"] * 20, level)
    assert metrics.auc(p) > 0.85
    assert metrics.level_auc(p) == pytest.approx(0.5)


def test_figures_agree_with_counting():
    p = predictions([True, True, False, False], [0.9, 0.2, 0.1, 0.7], list("aabb"), [0.5] * 4)
    assert metrics.recall(0.5)(p) == 0.5
    assert metrics.specificity(0.5)(p) == 0.5
    assert metrics.accuracy(0.5)(p) == 0.5
    value, low, high = metrics.interval(p, metrics.accuracy(0.5), draws=50)
    assert low <= value <= high
