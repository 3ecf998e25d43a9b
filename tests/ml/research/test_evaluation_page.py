"""The arithmetic on the paper's tables agrees with counting, and is what the page says."""

import json
from pathlib import Path

import numpy as np
import pytest

from ml.core.errors import DataError
from ml.inference.bundle import TASKS, describe
from ml.research import evaluation_page
from ml.research.evaluation import model_card
from ml.research.experiments.references import paper

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.72])
def test_the_share_of_positives_can_be_had_back_from_counts(share):
    positives, negatives = round(10_000 * share), 10_000 - round(10_000 * share)
    hit, kept = round(0.83 * positives), round(0.91 * negatives)
    precision = hit / (hit + negatives - kept)
    recall = hit / positives
    row = paper.PaperRow(
        recall, kept / negatives, precision, 2 * recall * precision / (recall + precision),
        (hit + kept) / 10_000,
    )  # fmt: skip
    assert paper.positives_by_accuracy(row) == pytest.approx(share, abs=1e-3)
    assert paper.positives_by_precision(row) == pytest.approx(share, abs=1e-3)
    assert paper.f1(row) == pytest.approx(row.f1)
    assert paper.accuracy_at(row, share) == pytest.approx(row.accuracy)


def test_table_1_adds_up_to_what_the_paper_says():
    found = paper.arithmetic()
    assert found["images"]["total"] == 3670
    assert found["patients"]["total"] == 70
    assert found["images"]["primary"] + found["images"]["secondary"] == 1836


def test_the_papers_tables_imply_other_shares_than_table_1():
    implied = paper.arithmetic()["implied"]
    by_accuracy = [row["positives_by_accuracy"] for row in implied.values()]
    assert np.allclose(by_accuracy, 0.53, atol=0.011)
    assert all(row["f1_recomputed"] == pytest.approx(row["f1_reported"], abs=2e-4)
               for row in implied.values())  # fmt: skip


def test_the_committed_page_is_what_the_command_writes_from_the_committed_figures():
    known = json.loads((ROOT / "docs" / "evaluation.json").read_text())
    assert known["paper"] == json.loads(json.dumps(paper.arithmetic()))
    assert (ROOT / "docs" / "evaluation.md").read_text() == evaluation_page.markdown(known)
    for task, one in known["bundles"].items():
        shipped = json.loads((ROOT / "resources/bundles" / task / "model.json").read_text())
        assert one["metrics"] == shipped["metrics"]


@pytest.mark.parametrize("task", TASKS)
def test_the_committed_cards_are_what_the_command_writes(task):
    folder = ROOT / "resources" / "bundles" / task
    text = model_card.card(describe(folder))
    assert (folder / "MODEL_CARD.md").read_text() == text
    assert "Research use only" in text


def test_figures_stand_beside_what_must_be_read_with_them():
    cheng = {"metrics": {"sensitivity_other": 0.98}, "demonstration": False}
    source = {"metrics": {}, "demonstration": True}
    assert model_card.notes("presence", cheng) == [model_card.ONLY_TUMOURS]
    assert model_card.notes("presence", {**cheng, "metrics": {}}) == []
    assert model_card.notes("source", source) == [model_card.NEVER_PRIMARY]
    assert model_card.notes("source", {**source, "demonstration": False}) == []


def test_the_command_writes_page_and_cards_anew_and_nothing_else(tmp_path):
    bundles, docs = tmp_path / "bundles", tmp_path / "docs"
    for task in TASKS:
        (bundles / task).mkdir(parents=True)
        shipped = (ROOT / "resources" / "bundles" / task / "model.json").read_bytes()
        (bundles / task / "model.json").write_bytes(shipped)
    docs.mkdir()
    (docs / "evaluation.json").write_bytes((ROOT / "docs" / "evaluation.json").read_bytes())
    evaluation_page.document(docs, bundles, [])
    for name in ("evaluation.md", "evaluation.json"):
        assert (docs / name).read_bytes() == (ROOT / "docs" / name).read_bytes()
    for task in TASKS:
        assert sorted(p.name for p in (bundles / task).iterdir()) == ["MODEL_CARD.md", "model.json"]
        card = (ROOT / "resources" / "bundles" / task / "MODEL_CARD.md").read_bytes()
        assert (bundles / task / "MODEL_CARD.md").read_bytes() == card


def test_a_folder_without_results_is_named(tmp_path):
    with pytest.raises(DataError, match="no finished results"):
        evaluation_page.document(tmp_path, ROOT / "resources" / "bundles", [tmp_path / "x"])


def test_card_and_page_say_the_status_its_patients_and_its_limits():
    model = describe(ROOT / "resources" / "bundles" / "source")
    for former in ("demonstration", "caution"):
        model.pop(former, None)
    model |= {
        "status": "one-collection",
        "tested": {"primary": {"lgg": 16}, "secondary": {"bcbm": 20}},
        "limits": ["breast-cancer-only"],
    }
    card = model_card.card(model)
    page = evaluation_page._shipped("source", evaluation_page._bundle(model))
    for text in (card, page):
        assert "Validated on 20 patients with metastases (one collection) and 16 with" in text
        assert "Metastases of breast cancer only." in text
        assert "| secondary | bcbm | 20 |" in text
        assert model_card.NEVER_PRIMARY[:40] not in text
    model["status"] = "demonstration"
    assert "Demonstration: not validated" in model_card.card(model)
    assert model_card.is_demonstration(model)
