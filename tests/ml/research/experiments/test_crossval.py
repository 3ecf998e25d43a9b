"""The whole experiment on drawn heads: every table and picture, resumed, counted again."""

import csv
import json
import shutil

import numpy as np
import pytest

import main
from ml.core.errors import DataError
from ml.research.evaluation_page import document
from ml.research.experiments.crossval import crossval_run, figures
from ml.research.experiments.crossval.crossval_report import report
from ml.research.experiments.engine import sharding
from ml.research.experiments.engine.out_of_fold import OutOfFold, read
from ml.research.experiments.engine.plain_training import Recipe
from ml.research.experiments.engine.plan import Plan
from ml.research.experiments.engine.run_plan import work
from ml.research.synthesis import phantoms

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    out = tmp_path_factory.mktemp("crossval")
    assert main.main(["crossval", "--quick", "-o", str(out), "--draws", "20"]) == 0
    return out


def test_every_table_and_picture_is_there(quick):
    names = {p.name for p in quick.iterdir()}
    for task in ("presence", "source", "tumour-class"):
        assert {f"table-{task}.csv", f"reliability-{task}.png", f"roc-{task}.png",
                f"folds-{task}.png"} <= names  # fmt: skip
    page = (quick / "tables.md").read_text()
    assert "Research use only" in page
    assert "| ResNeSAt-50, the paper | 0.9864 | 0.9981 | 0.9983 | 0.9923 | 0.9918 |" in page
    assert "Effect of the leak" in page
    told = json.loads((quick / "results.json").read_text())["provenance"]
    assert {"machine", "date", "commit", "seed"} <= set(told)


def test_every_slice_is_tested_once_by_a_network_that_never_saw_its_patient(quick):
    paths = sorted((quick / "predictions" / "presence-by-patient-resnesat_tiny").iterdir())
    p = read(paths)
    assert len(set(p.name)) == len(p.name) == 144
    for who in set(p.patient):
        assert len(set(p.fold[p.patient == who])) == 1


def test_the_tables_can_be_counted_again_without_a_network(quick, tmp_path, monkeypatch):
    def never(*_):
        raise AssertionError("a network was built")

    monkeypatch.setattr("ml.research.experiments.engine.inputs.build", never)
    again = tmp_path / "again"
    shutil.copytree(quick, again)
    before = (again / "tables.md").read_text()
    (again / "tables.md").unlink()
    (again / "results.json").unlink()
    manifest = str(quick / "drawn" / "manifest.csv")
    command = ["crossval", "--quick", "--tables", "-o", str(again), "--draws", "20"]
    assert main.main([*command, "--manifest", manifest]) == 0
    assert (again / "tables.md").read_text() == before


def test_the_page_of_documents_takes_the_results(quick, tmp_path):
    page = document(tmp_path, main.BUNDLES, [quick]).read_text()
    assert "ResNeSAt (tiny), by patient" in page
    assert (tmp_path / "pictures/evaluation").is_dir()
    for line in page.splitlines():
        if line.startswith("!["):
            assert (tmp_path / line.partition("](")[2].rstrip(")")).is_file()


@pytest.fixture
def plan(tmp_path):
    manifest = phantoms.draw(tmp_path / "drawn", patients=6, slices=2)
    return Plan(
        tmp_path / "whole",
        ("presence",),
        by=("patient",),
        networks=("resnest_tiny", "resnesat_tiny"),
        folds=2,
        manifest=str(manifest),
        gate="open",
        recipe=Recipe(epochs=2, batch=4, size=64),
    )


def predictions(out):
    return {p.relative_to(out): p.read_bytes() for p in sorted(out.rglob("fold-*.csv"))}


def test_resuming_equals_not_stopping_bit_for_bit(plan, tmp_path, monkeypatch):
    from dataclasses import replace

    work(plan, crossval_run.run, 1)
    broken = replace(plan, out=tmp_path / "broken")

    class KilledError(Exception):
        pass

    from ml.research.experiments.engine import plain_training

    honest, calls = plain_training.checkpoint.save, []  # type: ignore[attr-defined]

    def kill(*arguments):
        honest(*arguments)
        calls.append(arguments)
        if len(calls) == 3:  # within the second network
            raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(plain_training.checkpoint, "save", kill)  # type: ignore[attr-defined]
        with pytest.raises(KilledError):
            work(broken, crossval_run.run, 1)
    with pytest.raises(DataError, match="3 folds are not done"):
        report(broken, 5)
    work(broken, crossval_run.run, 1)
    whole, resumed = predictions(plan.out), predictions(broken.out)
    assert len(whole) == 4
    assert whole == resumed
    assert not list(broken.out.rglob("*.safetensors"))


def test_processes_share_the_work_and_end_in_the_same_files(plan, tmp_path, monkeypatch):
    from dataclasses import replace

    work(plan, crossval_run.run, 1)
    shared = replace(plan, out=tmp_path / "shared")
    for rank in (1, 0):
        monkeypatch.setenv("RANK", str(rank))
        monkeypatch.setenv("WORLD_SIZE", "2")
        monkeypatch.setattr("torch.set_num_threads", lambda count: None)  # of this process: stays
        assert len(sharding.own_share(list(shared.jobs()))) == 2
        work(shared, crossval_run.run, 0)
    assert predictions(plan.out).keys() == predictions(shared.out).keys()


def test_another_plan_does_not_take_over(plan):
    from dataclasses import replace

    work(plan, crossval_run.run, 1)
    with pytest.raises(DataError, match="another plan"):
        work(replace(plan, folds=3), crossval_run.run, 1)


def made(label, logit, patient, fold):
    count = len(label)
    logits = np.stack([np.zeros(count), np.array(logit, float)], axis=1)
    return OutOfFold(
        np.arange(count).astype(str), np.array(patient), np.full(count, "c"), np.array(fold),
        np.array(label), np.full(count, 0.5), logits,
    )  # fmt: skip


def test_the_papers_figures_agree_with_counting():
    p = made([1, 1, 1, 0, 0], [2, 3, -1, 1, -2], list("aabbc"), [0, 0, 1, 1, 0])
    found = figures.figures(p, draws=10)
    pooled = {name: value[0] for name, value in found["pooled"].items()}
    assert pooled["recall"] == pytest.approx(2 / 3, abs=1e-4)
    assert pooled["specificity"] == 0.5
    assert pooled["precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert pooled["f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert pooled["accuracy"] == 0.6
    assert found["folds"]["accuracy"] == 0.5  # (1 + 0) / 2
    assert found["majority"] == 0.6


def test_a_temperature_never_sees_its_own_fold():
    random = np.random.default_rng(0)
    label = random.integers(0, 2, 400)
    logit = 8 * ((label - 0.5) + random.normal(0, 0.6, 400))
    fold = np.arange(400) % 4
    p = made(label, logit, np.arange(400).astype(str), fold)
    before = figures.cross_fitted(p)
    p.logits[fold == 0] *= 50
    assert figures.cross_fitted(p)[fold == 0] == pytest.approx(before[fold == 0])
    assert (figures.cross_fitted(p)[fold == 1] > before[fold == 1]).all()


def test_the_csv_of_table_3_holds_the_papers_rows_first(quick):
    with (quick / "table-presence.csv").open(newline="") as lines:
        first = next(csv.DictReader(lines))
    assert first["network"] == "ResNeSt-50, the paper"
    assert float(first["recall"]) == 0.9733
