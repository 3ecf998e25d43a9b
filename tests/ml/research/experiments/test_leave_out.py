"""Source networks are judged on a collection that they never saw: run, figures, page."""

import json
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from ml.core.errors import DataError
from ml.inference.models.resnesat import ResNeSAt
from ml.research import evaluation_page
from ml.research.data.examples import Example
from ml.research.data.split import PatientSets, split
from ml.research.evaluation import metrics
from ml.research.experiments.leave_out import leave_out_run as runs
from ml.research.experiments.leave_out import unseen_figures as figures
from ml.research.experiments.leave_out.leave_out_report import report
from ml.research.training.config import TrainConfig
from ml.research.training.loop import examples, train
from tests.ml.research.lesions_of_sites import Site, recipe, write
from tests.ml.research.test_evaluation_page import ROOT

pytestmark = pytest.mark.slow
NORTH, SOUTH = Site("north", "primary", 16), Site("south", "primary", 15)
WEST = Site("west", "secondary", 6)
PATIENTS = 80


class KilledError(Exception):
    """What ends a run here."""


@pytest.fixture(scope="module")
def few_draws():
    resamples = metrics.patient_resamples
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            metrics, "patient_resamples", lambda whose, draws, seed: resamples(whose, 20, seed)
        )
        yield


class Experiment(NamedTuple):
    """What was asked for, found, trained and judged, and told while it went on."""

    config: TrainConfig
    slices: list[Example]
    found: dict[str, dict[str, Any]]
    trained: list[tuple[TrainConfig, list[Example]]]
    judged: list[tuple[list[Example], PatientSets]]
    told: list[str]


@pytest.fixture(scope="module")
def done(tmp_path_factory, few_draws):
    """An experiment that was killed before its second network, and went on."""
    folder = tmp_path_factory.mktemp("three")
    path = write(folder, (NORTH, WEST, SOUTH, WEST), PATIENTS)
    config = replace(recipe(folder / "out", path), epochs=3, per_epoch=64)
    slices = examples(config)
    reads, trained, judged, told = [], [], [], []

    def read(config):
        reads.append(config)
        return slices

    def watched_train(run, kept):
        if trained and len(reads) == 1:
            raise KilledError
        trained.append((run, kept))
        return train(run, kept)

    def watched_figures(network, unseen, sets):
        judged.append((unseen, sets))
        return figures.unseen_figures(network, unseen, sets)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "examples", read)
        patch.setattr(runs, "train", watched_train)
        patch.setattr(runs, "unseen_figures", watched_figures)
        with pytest.raises(KilledError):
            runs.leave_out(config, lambda _: None)
        found = runs.leave_out(config, told.append)
    assert len(reads) == 2, "once for each start of the command"
    return Experiment(config, slices, found, trained, judged, told)


def patients(slices):
    return {e.patient for e in slices}


def test_no_network_and_no_rule_sees_what_is_left_out(done):
    left = ["north", "south"]
    for name, (_, kept), (unseen, sets) in zip(left, done.trained, done.judged, strict=True):
        whole = [*sets.training, *sets.tuning, *sets.test]
        assert {e.collection for e in unseen} == {name}
        assert {e.collection for e in kept} == {"north", "south", "west"} - {name}
        assert {e.slice for e in whole} == {e.slice for e in kept}
        assert patients(unseen) == {e.patient for e in done.slices if e.collection == name}
    kept = runs.without(replace(done.config, collections="north,south,west"), "south")
    assert kept.collections == "north,west"


def test_a_killed_run_goes_on_where_it_was(done):
    assert done.told == ["south"]
    assert [run.out.name for run, _ in done.trained] == ["without-north", "without-south"]
    assert list(done.found) == ["north", "south"]
    assert not list(done.config.out.rglob("*.safetensors"))


def test_all_patients_left_out_are_asked_about(done):
    for name, one in done.found.items():
        own = [e for e in done.slices if e.collection == name and e.source]
        assert one["patients"] == len(patients(own)) == PATIENTS / 4
        assert one["lesions"] == len(own)
        tested = split([e for e in done.slices if e.source == "secondary"]).test
        assert one["patients_secondary"] == len(patients(tested))
        for calls in one["called"].values():
            assert sum(share[0] for share in calls.values()) == pytest.approx(1, abs=1e-3)


def test_a_source_that_comes_from_the_lesion_is_told_on_unseen_collections(done):
    for one in done.found.values():
        value, low, high = one["auc_patients"]
        assert 0.8 < value <= 1
        assert low <= value <= high


def test_controls_are_of_both_sides_and_about_nothing_the_network_is_seldom_sure(done):
    for name, one in done.found.items():
        asked = [e for e in done.slices if e.control == "blanked" and e.asked]
        part = one["controls"]["blanked"]
        assert part["slices"] == sum(e.collection == name for e in asked)
        theirs = split([e for e in asked if e.collection == "west"]).test
        assert part["slices_secondary"] == len(theirs) >= figures.FEWEST_CONTROLS
        assert 0 <= part["auc"][0] <= 1
        assert part["sure"][0] < 0.5


def test_few_controls_have_no_figure(done, tmp_path):
    name, one = next(iter(done.found.items()))
    report(replace(done.config, out=tmp_path), {name: {**one, "controls": {}}})
    page = (tmp_path / "table.md").read_text()
    assert f"| {name} | lesion blanked | — | — | — | — |" in page
    (_, sets), _ = done.judged
    few = [e for e in done.slices if e.control and e.collection == name][:9]
    lesions = [e for e in done.slices if e.source and e.collection == name]
    judged = figures.unseen_figures(ResNeSAt(2, (1, 1, 1, 1), 8, 8).eval(), lesions + few, sets)
    assert judged["controls"] == {}


def test_page_and_results_say_where_they_come_from(done, tmp_path):
    config, found = done.config, done.found
    results = report(config, found)
    assert json.loads((config.out / "results.json").read_text()) == results
    text = (config.out / "table.md").read_text()
    for words in ("Research use only", "random weights", "commit ", "| north | 20 |"):
        assert words in text
    assert str(config.out.parent) not in text + json.dumps(results), "no path of this machine"

    (tmp_path / "evaluation.json").write_bytes((ROOT / "docs" / "evaluation.json").read_bytes())
    before = evaluation_page.markdown(json.loads((tmp_path / "evaluation.json").read_text()))
    page = evaluation_page.document(tmp_path, tmp_path, [], left_out=config.out).read_text()
    section = "## Source on collections that were left out"
    assert section in page
    assert section not in before or "| north |" not in before
    assert "| north | 20 |" in page


def test_results_of_another_recipe_are_not_mixed(done, monkeypatch):
    monkeypatch.setattr(runs, "examples", lambda _: done.slices)
    with pytest.raises(DataError, match="another recipe"):
        runs.leave_out(replace(done.config, rate=0.001), lambda _: None)


def test_weights_that_know_the_source_are_refused(done):
    config, start = done.config, done.config.out / "runs" / "without-north"
    with pytest.raises(DataError, match="source network"):
        runs.leave_out(replace(config, start=str(start)), lambda _: None)


def test_one_collection_of_primaries_cannot_be_left_out(tmp_path):
    path = write(tmp_path, (NORTH, WEST), 8)
    with pytest.raises(DataError, match="at least two collections"):
        runs.leave_out(recipe(tmp_path / "out", path), lambda _: None)


def test_sets_without_an_answer_are_named_before_anything_is_trained(tmp_path):
    path = write(tmp_path, (NORTH, SOUTH, WEST), 3)
    with pytest.raises(DataError, match=r"without the collection north, the \w+ set holds no"):
        runs.leave_out(recipe(tmp_path / "out", path), lambda _: None)
    assert not (tmp_path / "out").exists()
