"""The decision rule is fitted on what the network will be judged on."""

import numpy as np
import pytest
import torch

from ml import calibrate
from ml.calibrate import of_both
from ml.data import sample
from ml.data.examples import Example
from ml.data.split import Sides


def head(seed, lesion):
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:64, :64] - 31.5
    unit = (np.hypot(y, x) < 27) * (100 + 20 * random.standard_normal((64, 64)).clip(-2, 2))
    mask = np.hypot(y - random.uniform(-9, 9), x - random.uniform(-9, 9)) < 6
    unit = np.where(mask, 210, unit) if lesion else unit
    return Example(
        unit=unit.astype(np.uint8), mask=mask & lesion, present=lesion, patient=f"p{seed // 4}",
        collection="lgg", tumour="glioma" if lesion else "", level=0.5,
        source="primary" if lesion else "", slice=str(seed),
    )  # fmt: skip


@pytest.fixture(scope="module")
def sides():
    return Sides(
        *([head(first + n, lesion=n % 2 == 0) for n in range(count)]
          for first, count in ((0, 80), (100, 40), (200, 12)))
    )  # fmt: skip


@pytest.mark.parametrize("sure", [0.7, 1.0, 2.5])
def test_the_temperature_undoes_how_much_too_sure_a_network_is(monkeypatch, sure):
    random = np.random.default_rng(0)
    honest = torch.from_numpy(random.normal(0, 2, 4000))
    truth = torch.from_numpy(random.random(4000)) < honest.sigmoid()
    monkeypatch.setattr(calibrate, "tuning_set", lambda *_: (honest, truth.long()))
    monkeypatch.setattr(
        calibrate, "logits", lambda _, seen: torch.stack([0 * seen, sure * seen], dim=1)
    )
    found = calibrate._temperature("source", [(None, [head(0, lesion=True)])])
    assert found == pytest.approx(sure, rel=0.1)


def test_one_temperature_serves_the_networks_of_all_parts(monkeypatch):
    """One is twice as sure as it may be, the other half as sure: together they are right."""
    random = np.random.default_rng(0)
    honest = torch.from_numpy(random.normal(0, 2, 4000))
    truth = torch.from_numpy(random.random(4000)) < honest.sigmoid()
    asked = []

    def drawn(task, side, count):
        asked.append(count)
        return honest, truth.long()

    monkeypatch.setattr(calibrate, "tuning_set", drawn)
    monkeypatch.setattr(
        calibrate, "logits", lambda sure, seen: torch.stack([0 * seen, sure * seen], dim=1)
    )
    side = [head(0, lesion=True)]
    sure, shy, both = (
        calibrate._temperature("source", [(network, side) for network in networks])
        for networks in ((2.0,), (0.5,), (2.0, 0.5, 0.5))
    )
    assert shy < both < sure
    assert asked[-3:] == [calibrate.TEMPERATURE_DRAWS // 3] * 3
    assert calibrate._temperature("source", [(2.0, side), (0.5, [])]) == sure


def test_presence_is_told_how_seldom_a_tumour_is(sides):
    free = [head(300 + n, lesion=False) for n in range(120)]
    training = [*sides.training, *free]  # 40 of 200 hold one
    assert calibrate.prior("presence", training) == pytest.approx(np.log(40 / 160))
    assert calibrate.prior("source", training) == 0
    assert calibrate.prior("presence", free) == 0


@pytest.mark.parametrize("sure", [0.7, 2.5])
def test_a_network_trained_on_pairs_is_honest_of_slices_as_they_come(monkeypatch, sure):
    """One slice in five holds a tumour; the network speaks as if it were every other one."""
    random = np.random.default_rng(0)
    label = random.random(4000) < 0.2
    evidence = torch.from_numpy(random.normal(np.where(label, 1.0, -1.0), 1.0) * 2)
    known = float(np.log(0.2 / 0.8))
    blank, none = np.zeros((2, 2), np.uint8), np.zeros((2, 2), bool)
    slices = [Example(blank, none, bool(yes), "p", "lgg", "", 0.5) for yes in label]
    said = torch.stack([0 * evidence, sure * evidence], dim=1)
    monkeypatch.setattr(calibrate, "logits", lambda *_: said)
    found = calibrate._temperature("presence", [(None, slices)], known)
    assert found == pytest.approx(sure, rel=0.1)


def test_a_source_network_is_tuned_on_several_drawings_in_each_free_slice(sides):
    judged = of_both("source", sides.tuning)
    free = sample.hosts(sides.tuning)
    drawn = [one for one in judged if "simulated" in one.slice]
    assert len(drawn) == sample.DRAWINGS * len(free)
    assert len(judged) - len(drawn) == sum(one.present for one in sides.tuning)


def test_drawings_take_turns_so_that_no_host_tells_the_answer(sides):
    drawn = sample.simulated(sides.held_out, np.random.default_rng(0), drawings=4)
    for host in sample.hosts(sides.held_out):
        own = [one.source for one in drawn if one.slice.startswith(f"{host.slice} ")]
        assert sorted(own) == ["primary"] * 2 + ["secondary"] * 2
    assert len({one.slice for one in drawn}) == len(drawn)
