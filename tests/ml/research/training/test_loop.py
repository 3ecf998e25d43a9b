"""Training, its data and its figures, on data made here."""

import csv
import dataclasses
import json
from functools import partial

import numpy as np
import pytest
import SimpleITK
import torch
from PIL import Image
from safetensors.torch import load_file

from ml.core.errors import DataError
from ml.inference.bundle import FILES, WEIGHTS, open_bundle
from ml.inference.bundle_seal import seal
from ml.inference.preprocessing import Preprocessing
from ml.research.data.examples import load
from ml.research.data.split import FORMER_TUNING_SHARE, split
from ml.research.evaluation import metrics
from ml.research.evaluation.evaluate import bundle_again, bundle_run
from ml.research.evaluation.intervals import mean, mean_of_patients
from ml.research.evaluation.metrics import Predictions
from ml.research.synthesis.simulated_lesions import implant
from ml.research.training.config import TrainConfig, learning_rate, recall, remember
from ml.research.training.loop import train
from ml.research.training.precision import autocast

pytestmark = pytest.mark.slow


def head(random, tumour):
    y, x = np.mgrid[:48, :48] - 23.5
    values = np.where(np.hypot(y, x) < 21, 110, 0) + random.integers(0, 20, (48, 48))
    mask = np.hypot(y - 5, x + 6) < 6 if tumour else np.zeros((48, 48), bool)
    return np.where(mask, 250, values).astype(np.uint8), mask


@pytest.fixture(scope="session")
def made_shared(tmp_path_factory):
    shared = tmp_path_factory.mktemp("shared")
    random = np.random.default_rng(0)
    for name in ("lgg", "cheng"):
        folder = shared / "data" / name
        (folder / "images").mkdir(parents=True)
        (folder / "masks").mkdir()
        rows = []
        for patient in range(16 if name == "lgg" else 4):
            for index in range(6):
                tumour = name == "cheng" or index % 2 == 0
                values, mask = head(random, tumour)
                stem = f"{patient}_{index}"
                Image.fromarray(values).save(folder / "images" / f"{stem}.jpg")
                Image.fromarray(mask.astype(np.uint8) * 255).save(folder / "masks" / f"{stem}.png")
                rows.append(
                    {
                        "slice": stem,
                        "patient": f"P{patient}",
                        "level": 0.3 + 0.1 * (index // 2),
                        "tumour": ("yes" if tumour else "no") if name == "lgg" else "glioma",
                        "clean_negative": "no" if tumour else "yes",
                        "image": f"images/{stem}.jpg",
                        "mask": f"masks/{stem}.png" if tumour else "",
                    }
                )
        with (folder / "manifest.csv").open("w", newline="") as lines:
            writer = csv.DictWriter(lines, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    for patient in ("01", "02"):  # type: ignore[assignment]
        folder = shared / "data" / "volumes" / "brain-tumor-progression" / patient
        folder.mkdir(parents=True)
        slices = [head(random, index < 4) for index in range(10)]
        for part, kind in ((0, "Scan_T1"), (1, "Mask")):
            stack = np.stack([s[part] for s in slices]).astype(np.int16)
            SimpleITK.WriteImage(
                SimpleITK.GetImageFromArray(stack), str(folder / f"Pre_{kind}.nii.gz")
            )
    return shared


def config(shared, out, **changes):
    base = TrainConfig(
        "presence", out, shared, architecture="resnesat_tiny", gate="open", epochs=2,
        rate=0.02, size=64, per_epoch=64, full_augmentation=True, collections="lgg,cheng,btp",
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


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


def test_evaluate_writes_a_bundle_that_opens_with_its_figures(made_shared, tmp_path):
    run = config(made_shared, tmp_path / "run")
    train(run)
    measured = bundle_run(run.out, tmp_path / "bundle")
    opened = open_bundle(tmp_path / "bundle", torch.device("cpu"))
    assert opened.network.both_ways
    assert "as it is and mirrored" in opened.info.card
    assert f"{measured['auc'][0]:.3f}" in opened.info.card
    assert "Research use only" in opened.info.card
    value, low, high = measured["auc"]
    assert low <= value <= high
    assert np.ravel(measured["auc_same_level_lgg"]).min() >= 0
    # every lesion drawn here is bright, so that those which are make the whole, and none is left
    assert measured["auc_enhancing"][0] == measured["auc"][0]
    assert measured["patients_not_enhancing"] == 0
    assert "auc_not_enhancing" not in measured
    model = json.loads((tmp_path / "bundle" / "model.json").read_text())
    assert opened.info.settling is not None  # slices of these patients lie in series
    assert opened.info.settling.sigma_mm == model["settling"]["sigma_mm"]
    assert {f"{name}_settled" for name in ("auc", "specificity", "not_sure")} <= measured.keys()
    assert "Settled: the evidence of the other slices" in opened.info.card


def test_a_bundle_is_judged_again_as_its_run_was(made_shared, tmp_path):
    run = config(made_shared, tmp_path / "run", tuning=0.3, epochs=1)
    train(run)
    first = bundle_run(run.out, tmp_path / "first", "7")
    again = bundle_again(tmp_path / "first", made_shared, tmp_path / "again", "7.1")
    assert again.keys() == first.keys()
    assert again["auc"] == pytest.approx(first["auc"], abs=0.01)  # weights are kept as fp16
    one, other = (
        json.loads((tmp_path / name / "model.json").read_text()) for name in ("first", "again")
    )
    assert (one["version"], other["version"]) == ("7", "7.1")
    assert one.keys() == other.keys()
    assert one["training"] == other["training"]
    assert other["temperature"] == pytest.approx(one["temperature"], rel=0.02)
    weights = [(tmp_path / name / WEIGHTS).read_bytes() for name in ("first", "again")]
    assert weights[0] == weights[1]
    fitted = {"temperature", "offset", "threshold", "conformal", "series", "metrics", "ood"}
    fitted |= {"settling"}
    for key in one.keys() - {"version", *fitted}:
        assert one[key] == other[key], key


def test_a_bundle_of_own_data_is_not_judged_on_public_ones(made_shared, tmp_path):
    run = config(made_shared, tmp_path / "run", epochs=1)
    train(run)
    bundle_run(run.out, tmp_path / "first")
    path = tmp_path / "first" / "model.json"
    model = json.loads(path.read_text())
    model["training"]["own_data"] = True
    path.write_text(json.dumps(model))
    seal(path.parent, FILES)
    with pytest.raises(DataError, match="evaluate the folder of its run"):
        bundle_again(tmp_path / "first", made_shared, tmp_path / "again", "7.1")


def test_a_bundle_of_parts_is_neither_judged_again_nor_gone_on_from(made_shared, tmp_path):
    run = config(made_shared, tmp_path / "run", epochs=1)
    train(run)
    bundle_run(run.out, tmp_path / "first")
    path = tmp_path / "first" / "model.json"
    model = json.loads(path.read_text())
    model["training"]["parts"] = 4
    path.write_text(json.dumps(model))
    seal(path.parent, FILES)
    with pytest.raises(DataError, match="mean of several networks"):
        bundle_again(tmp_path / "first", made_shared, tmp_path / "again", "7.1")
    with pytest.raises(DataError, match="this run's tuning set"):
        train(config(made_shared, tmp_path / "on", start=str(tmp_path / "first")))


def test_a_source_bundle_says_what_was_drawn_and_goes_on_from_a_presence_bundle(
    made_shared, tmp_path
):
    presence = config(made_shared, tmp_path / "presence", epochs=1)
    train(presence)
    bundle_run(presence.out, tmp_path / "bundle")
    source = config(
        made_shared, tmp_path / "source", task="source", epochs=1, start=str(tmp_path / "bundle")
    )
    train(source)
    measured = bundle_run(source.out, tmp_path / "source-bundle")
    for kind in ("", "_painted", "_grafted"):
        value, low, high = measured[f"auc_simulated{kind}"]
        assert 0 <= low <= value <= high <= 1
    assert 0 <= np.ravel(measured["real_primaries_called_primary_lgg"])[0] <= 1
    assert measured["real_metastases_tested"] == 0
    model = json.loads((tmp_path / "source-bundle" / "model.json").read_text())
    assert model["status"] == "demonstration"
    assert "simulated-metastases" in model["limits"]
    assert model["training"]["start"].startswith("whence-presence")


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
