"""Figure 3's networks side by side, on drawn heads."""

import json

import pytest
import torch

import main
from ml.compare.cost import measure
from ml.experiment.networks import build


def test_a_quick_comparison_writes_its_curves_and_table(tmp_path):
    command = ["compare", "--quick", "-o", str(tmp_path), "--task", "presence"]
    assert main.main(command) == 0
    results = json.loads((tmp_path / "results.json").read_text())
    assert [len(one["curve"]) for one in results["networks"]] == [2, 2, 2]
    assert (tmp_path / "curves-presence.png").stat().st_size > 5000
    assert "Research use only" in (tmp_path / "table.md").read_text()
    before = (tmp_path / "table.md").read_text()
    assert main.main(command) == 0  # nothing left to do: the same page again
    assert (tmp_path / "table.md").read_text() == before


@pytest.mark.parametrize(("name", "gflops"), [("resnest50", 14.0), ("resnet50", 10.8)])
def test_operations_are_counted_in_full(name, gflops):
    """Two for each multiply-add at 256x256; ResNet-50's 4.1 GMAC are of 224x224."""
    with torch.no_grad():
        cost = measure({name: build(name, 2)}, 256)[name]
    assert cost["gflops"] == pytest.approx(gflops, rel=0.03)
