"""Figure 3's networks side by side, on drawn heads."""

import json

import pytest
import torch

import main
from ml.research.data.tasks import TASKS
from ml.research.evaluation_page import document
from ml.research.experiments.compare.cost import measure
from ml.research.experiments.engine.networks import build


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    out = tmp_path_factory.mktemp("compared")
    assert main.main(["compare", "--quick", "-o", str(out), "--task", "presence"]) == 0
    return out


@pytest.mark.slow
def test_a_quick_comparison_writes_its_curves_and_table(quick):
    results = json.loads((quick / "results.json").read_text())
    assert [len(one["curve"]) for one in results["networks"]] == [2, 2, 2]
    assert (quick / "curves-presence.png").stat().st_size > 5000
    assert "Research use only" in (quick / "table.md").read_text()
    before = (quick / "table.md").read_text()
    again = ["compare", "--quick", "-o", str(quick), "--task", "presence"]
    assert main.main(again) == 0  # nothing left to do: the same page again
    assert (quick / "table.md").read_text() == before


@pytest.mark.slow
def test_the_page_of_documents_keeps_a_comparison_of_each_task(quick, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    told = (quick / "results.json").read_text().replace('"presence"', '"source"')
    (other / "results.json").write_text(told)
    for folder in (quick, other):
        page = document(tmp_path, main.BUNDLES, [], [folder]).read_text()
    headings = [TASKS[task].heading for task in ("presence", "source")]
    compared = page.partition("figure 3")[2].partition("each part of the recipe")[0]
    assert [f"### {heading}" in compared for heading in headings] == [True, True]


@pytest.mark.parametrize(("name", "gflops"), [("resnest50", 14.0), ("resnet50", 10.8)])
@pytest.mark.slow
def test_operations_are_counted_in_full(name, gflops):
    """Two for each multiply-add at 256x256; ResNet-50's 4.1 GMAC are of 224x224."""
    with torch.no_grad():
        cost = measure({name: build(name, 2)}, 256)[name]
    assert cost["gflops"] == pytest.approx(gflops, rel=0.03)
