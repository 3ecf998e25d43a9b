"""The decision rule is fitted on what the network will be judged on."""

import numpy as np
import pytest
import torch

from ml import calibrate
from ml.calibrate import DRAWINGS, of_both
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
    found = calibrate._temperature(network=None, task="source", tuning=[])
    assert found == pytest.approx(sure, rel=0.1)


class Told(torch.nn.Module):
    """A network that says of each slice what its first pixel holds, plus its head's bias."""

    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(1, 2)
        torch.nn.init.zeros_(self.fc.bias)

    def said(self, units):
        margin = (units[:, 0, 0].double() - 128) / 16
        return torch.stack([0 * margin, margin], dim=1) + self.fc.bias.detach()


def tuned(labels, margins, patients):
    return [
        Example(
            unit=np.full((2, 2), np.clip(128 + 16 * margin, 0, 255), np.uint8),
            mask=np.zeros((2, 2), bool), present=bool(label), patient=f"p{patient}",
            collection="lgg", tumour="", level=0.5,
        )
        for label, margin, patient in zip(labels, margins, patients, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize("too_high", [2.0, 0.5, -1.0])
def test_a_head_that_says_yes_too_often_is_shifted_back(monkeypatch, too_high):
    monkeypatch.setattr(calibrate, "logits", lambda network, units: network.said(units))
    random = np.random.default_rng(0)
    honest = random.normal(0, 2, 3000)
    labels = random.random(3000) < 1 / (1 + np.exp(-honest))
    network = Told()
    examples = tuned(labels, honest + too_high, random.integers(0, 8, 3000))
    assert calibrate.shift_head(network, examples) == pytest.approx(-too_high, abs=0.25)
    assert float(network.fc.bias[1].detach()) == pytest.approx(-too_high, abs=0.25)
    assert abs(calibrate.shift_head(network, examples)) < 0.05


def test_a_shift_that_patients_do_not_share_is_left_out(monkeypatch):
    monkeypatch.setattr(calibrate, "logits", lambda network, units: network.said(units))
    random = np.random.default_rng(1)
    honest = random.normal(0, 2, 400)
    labels = random.random(400) < 1 / (1 + np.exp(-honest))
    patients = np.repeat([0, 1], 200)
    network = Told()
    examples = tuned(labels, honest + np.where(patients, 2.0, -2.0), patients)
    assert calibrate.shift_head(network, examples) == 0
    assert float(network.fc.bias[1].detach()) == 0
    assert calibrate.shift_head(network, [e for e in examples if e.present]) == 0


def test_a_source_network_is_tuned_on_several_drawings_in_each_free_slice(sides):
    judged = of_both("source", sides.tuning)
    free = sample.hosts(sides.tuning)
    drawn = [one for one in judged if "simulated" in one.slice]
    assert len(drawn) == DRAWINGS * len(free)
    assert len(judged) - len(drawn) == sum(one.present for one in sides.tuning)


def test_drawings_take_turns_so_that_no_host_tells_the_answer(sides):
    drawn = sample.simulated(sides.held_out, np.random.default_rng(0), drawings=4)
    for host in sample.hosts(sides.held_out):
        own = [one.source for one in drawn if one.slice.startswith(f"{host.slice} ")]
        assert sorted(own) == ["primary"] * 2 + ["secondary"] * 2
    assert len({one.slice for one in drawn}) == len(drawn)
