"""Networks of all parts become one, and each patient tunes by the one that never saw him."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

import main
from ml.core.errors import DataError
from ml.inference.models.resnesat import resnesat_tiny
from ml.inference.preprocessing import normalise
from ml.research.data.examples import Example
from ml.research.data.split import Sides, parted, split
from ml.research.evaluation.evaluate import bundle_again
from ml.research.training.checkpoint import network_state
from ml.research.training.config import TrainConfig, recall, remember
from ml.research.training.initial_weights import build, load_start
from ml.research.training.loop import draw, train
from ml.research.training.weight_averaging import NORMS_DRAW, all_parts, mean, write_mean
from tests.ml.research.training.test_loop import made_shared  # noqa: F401  # the fixture

NOTHING = np.zeros((2, 2), np.uint8)
SLICES = [
    Example(NOTHING, NOTHING.astype(bool), False, f"p{index // 2}", "lgg", "", 0.5)
    for index in range(400)
]


def noisy_slices():
    random = np.random.default_rng(0)
    return [
        Example(
            random.integers(0, 255, (32, 32), np.uint8), np.zeros((32, 32), bool), index % 2 == 0,
            f"p{index}", "lgg", "", 0.5,
        )
        for index in range(16)
    ]  # fmt: skip


def patients(side):
    return {e.patient for e in side}


@pytest.mark.parametrize("count", [2, 4, 7])
def test_each_patient_tunes_in_one_part_and_trains_in_the_others(count):
    sides = split(SLICES)
    known = patients(sides.training) | patients(sides.tuning)
    parts = [parted(sides, f"{k}/{count}") for k in range(1, count + 1)]
    for part in parts:
        assert patients(part.training) | patients(part.tuning) == known
        assert not patients(part.training) & patients(part.tuning)
        assert part.held_out == sides.held_out
    tuned = [who for part in parts for who in patients(part.tuning)]
    assert sorted(tuned) == sorted(known)


@pytest.mark.parametrize("part", ["", "1", "0/4", "5/4", "1/1", "a/b", "1/4/2", "-1/4"])
def test_what_is_no_part_is_refused(part):
    with pytest.raises(DataError, match="is no part"):
        parted(split(SLICES), part)


def run(tmp_path, part, **changes):
    config = TrainConfig("presence", tmp_path / part.replace("/", "-of-"), tmp_path, part=part)
    remember(replace(config, **changes))
    return config.out


def test_runs_are_all_parts_of_one_or_are_refused(tmp_path):
    one, two, three = (run(tmp_path, f"{k}/3") for k in (1, 2, 3))
    assert [c.part for c in all_parts([two, one, three])] == ["2/3", "1/3", "3/3"]
    with pytest.raises(DataError, match="all parts of one"):
        all_parts([one, two])
    with pytest.raises(DataError, match="all parts of one"):
        all_parts([one, one, three])
    other = run(tmp_path / "other", "3/3", size=64)
    with pytest.raises(DataError, match="trained in another way"):
        all_parts([one, two, other])


@pytest.mark.slow
def test_the_mean_has_the_mean_weights_and_norms_of_its_own(tmp_path):
    config = TrainConfig(
        "presence",
        tmp_path,
        tmp_path,
        architecture="resnesat_tiny",
        gate="open",
        size=32,
        per_epoch=16,
    )
    networks = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        networks.append(resnesat_tiny(2, gate="open").eval())
    drawn = noisy_slices()
    with torch.no_grad():
        networks[0].fc.weight *= 3
    found = mean(networks, config, Sides(drawn, [], []))
    assert not found.training
    first, second, both = (dict(n.named_parameters()) for n in (*networks, found))
    for name in first.keys() - {"fc.weight", "fc.bias"}:
        torch.testing.assert_close(both[name], (first[name] + second[name]) / 2)
    fresh = dict(networks[0].named_buffers())["bn1.running_mean"]
    assert not torch.allclose(dict(found.named_buffers())["bn1.running_mean"], fresh)
    images, _, _ = draw(config, drawn, NORMS_DRAW)
    batch = normalise(images.float() / 255)
    with torch.no_grad():
        odds = [(said := n(batch))[:, 1] - said[:, 0] for n in (*networks, found)]
    wide = [float(o.std()) for o in odds]
    assert wide[2] == pytest.approx(np.mean(wide[:2]), rel=0.3)
    assert float(odds[2].mean()) == pytest.approx(
        float(np.mean([o.mean() for o in odds[:2]])), abs=wide[2]
    )


@pytest.mark.slow
def test_parts_become_a_bundle_that_says_so(made_shared, tmp_path):  # noqa: F811
    config = TrainConfig(
        "presence", tmp_path / "run", made_shared, architecture="resnesat_tiny", gate="open",
        epochs=1, rate=0.02, size=32, per_epoch=32, lesion_weight=1.0,
    )  # fmt: skip
    runs = [replace(config, out=tmp_path / f"part-{k}", part=f"{k}/2") for k in (1, 2)]
    for one in runs:
        train(one)
    bundle = tmp_path / "bundle"
    assert main.main(["evaluate", *(str(one.out) for one in runs), "-o", str(bundle)]) == 0
    model = json.loads((bundle / "model.json").read_text())
    assert 0 <= model["metrics"]["auc"][0] <= 1
    assert 0 <= model["metrics"]["auc_of_parts"] <= 1
    assert 0 <= np.ravel(model["metrics"]["auc_same_level_lgg_left_out"])[0] <= 1
    assert not any(k.startswith("sens") for k in model["metrics"] if k.endswith("left_out"))
    training = model["training"]
    assert training["parts"] == 2
    assert training["patients"] == training["tuning_patients"] > training["held_out_patients"] > 0
    card = (bundle / "MODEL_CARD.md").read_text()
    assert "mean of 2 networks" in " ".join(card.split())
    with pytest.raises(DataError, match="would tune this run"):
        train(replace(config, out=tmp_path / "on", start=str(bundle)))
    with pytest.raises(DataError, match="networks of parts"):
        bundle_again(bundle, made_shared, tmp_path / "again", "9.1")


@pytest.mark.slow
def test_the_mean_of_several_orders_is_a_run_to_start_from(made_shared, tmp_path):  # noqa: F811
    config = TrainConfig(
        "presence", tmp_path / "run", made_shared, architecture="resnesat_tiny", gate="open",
        epochs=1, rate=0.02, size=32, per_epoch=32, lesion_weight=1.0,
    )  # fmt: skip
    runs = [replace(config, out=tmp_path / f"order-{k}", order=k) for k in (1, 2)]
    for one in runs:
        train(one)
    made = tmp_path / "mean"
    assert main.main(["mean", *(str(one.out) for one in runs), "-o", str(made)]) == 0
    first, second, both = (network_state(run)[0] for run in (runs[0].out, runs[1].out, made))
    name = "layer1.0.conv1.weight"
    torch.testing.assert_close(both[name], (first[name] + second[name]) / 2)
    gate = "layer2.0.sa.conv.weight"  # told again, so it is no mean
    assert not torch.allclose(both[gate], (first[gate] + second[gate]) / 2)
    with pytest.raises(DataError, match="with --start, elsewhere"):
        train(replace(recall(made), epochs=1))
    train(replace(config, out=tmp_path / "on", start=str(made)))
    assert network_state(tmp_path / "on")[1] == 1
    other = replace(config, out=tmp_path / "wider", size=64)
    remember(other)
    with pytest.raises(DataError, match="trained in another way"):
        write_mean([runs[0].out, other.out], tmp_path / "never")
    seeded = replace(config, out=tmp_path / "seeded", seed=2)
    remember(seeded)
    with pytest.raises(DataError, match="only --order and --part may differ"):
        write_mean([runs[0].out, seeded.out], tmp_path / "never")


def test_another_order_draws_other_slices_from_the_same_start(tmp_path):
    config = TrainConfig("presence", tmp_path, tmp_path, architecture="resnesat_tiny", size=32)
    other = replace(config, order=2)
    drawn = noisy_slices()
    assert torch.equal(draw(config, drawn, 0)[0], draw(config, drawn, 0)[0])
    assert not torch.equal(draw(config, drawn, 0)[0], draw(other, drawn, 0)[0])
    for one, two in zip(build(config).parameters(), build(other).parameters(), strict=True):
        assert torch.equal(one, two)


def test_no_mean_is_made_where_nobody_could_tune_it(tmp_path):
    with pytest.raises(DataError, match="several --order"):
        write_mean([run(tmp_path, f"{k}/2") for k in (1, 2)], tmp_path / "mean")


def test_no_run_starts_from_one_that_learnt_from_who_tunes(tmp_path):
    begun = run(tmp_path, "1/2")
    images = torch.zeros(1, 3, 32, 32)
    for other in ({"part": "2/2"}, {"tuning": 0.3, "part": "1/2"}):
        config = TrainConfig("presence", tmp_path, tmp_path, start=str(begun), **other)
        with pytest.raises(DataError, match="would tune this run"):
            load_start(resnesat_tiny(2), config, images)
    same = TrainConfig("presence", tmp_path, tmp_path, start=str(begun), part="1/2")
    with pytest.raises(DataError, match="no checkpoint yet"):
        load_start(resnesat_tiny(2), same, images)
