"""`model.json` says what a bundle may say, or the bundle is refused in words."""

import json
import math
import shutil
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
import torch
from msgspec.structs import fields as struct_fields

from ml.core.errors import BundleError
from ml.core.release import released
from ml.core.types import LesionRule, SeriesRule, SettlingRule
from ml.core.validation import Limit, PatientCount, ValidationStatus
from ml.inference import bundle_schema
from ml.inference.abstention import ConformalBand
from ml.inference.bundle import TASKS, describe, open_bundle
from ml.inference.bundle_schema import validated
from ml.inference.models.attention_map import Attention
from ml.inference.models.resnesat import ARCHITECTURES, Gate
from ml.inference.preprocessing import Preprocessing
from tests.ml.inference.tiny_bundles import model, write

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "bundles"
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    torch.manual_seed(3)
    return write(tmp_path_factory.mktemp("made") / "presence", model("presence"))


@pytest.fixture
def folder(made, tmp_path):
    (tmp_path / "presence").mkdir()
    shutil.copy(made / "model.json", tmp_path / "presence")
    return tmp_path / "presence"


def edited(folder, **changes):
    """The same bundle with other fields; `...` takes one out."""
    path = folder / "model.json"
    described = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({k: v for k, v in described.items() if v is not ...}))
    return folder


@pytest.mark.parametrize("task", TASKS)
def test_what_ships_fits(task):
    assert describe(SHIPPED / task)["task"] == task


def test_the_schema_names_what_the_engine_knows():
    kinds = {f.name: get_args(f.type) for f in struct_fields(bundle_schema.ModelFields)}
    assert kinds["task"] == tuple(bundle_schema.CLASSES) == TASKS
    assert set(kinds["architecture"]) == set(ARCHITECTURES)
    assert set(kinds["gate"]) == set(get_args(Gate))
    assert set(kinds["attention"]) == set(get_args(Attention))
    for schema, used in (
        (bundle_schema.PreprocessingFields, Preprocessing),
        (bundle_schema.ConformalFields, ConformalBand),
        (bundle_schema.SeriesFields, SeriesRule),
        (bundle_schema.SettlingFields, SettlingRule),
        (bundle_schema.LesionFields, LesionRule),
    ):
        assert {f.name for f in struct_fields(schema)} == {f.name for f in fields(used)}


SETTLING = {
    "sigma_mm": 4.0, "own": [0.4], "around": [0.6], "offset": -0.5, "threshold": 0.4,
    "band": [0.5, 0.3],
}  # fmt: skip
LESIONS = {
    "volume": 0.5, "peak": 2.0, "mean": 1.0, "slices": 0.3, "enhancing": 0.1,
    "offset": -4.0, "threshold": 0.4,
}  # fmt: skip
BAD: dict[str, list] = {
    "temperature": [-1, 0, -0.0, 1e-9, 1e9, math.nan, math.inf, "1", True, None, [1], {}, ...],
    "threshold": [-0.01, 1.01, 2, -1e308, math.nan, -math.inf, "0.5", False, None, ...],
    "offset": [1e3, -1e3, math.nan, "0", None, ...],
    "abstain": [0.05],
    "conformal": [
        None, ..., [], {}, {"yes_from": 0.1, "no_to": 0.9}, "none", 0,
        {"yes_from": -0.1, "no_to": 0.9, "coverage": 0.95},
        {"yes_from": 0.1, "no_to": 1.5, "coverage": 0.95},
        {"yes_from": 0.1, "no_to": 0.9, "coverage": 1.0},
        {"yes_from": 0.1, "no_to": 0.9, "coverage": 0.95, "more": 1},
    ],
    "series": [
        ..., 1, {"slices": 0, "slope": 1.0, "shift": 0.0},
        {"slices": 2.5, "slope": 1.0, "shift": 0.0}, {"slices": 3, "slope": -1.0, "shift": 0.0},
        {"slices": 3, "slope": 1.0, "shift": 1e6}, {"slices": 10**30, "slope": 1.0, "shift": 0.0},
    ],
    "settling": [
        1, [], {}, SETTLING | {"sigma_mm": 0}, SETTLING | {"sigma_mm": math.nan},
        SETTLING | {"own": []}, SETTLING | {"own": [-0.1]}, SETTLING | {"own": 0.4},
        SETTLING | {"own": [0.4, 0.1]}, SETTLING | {"own": [1, 1], "around": [1, 1]},
        SETTLING | {"offset": 1e6}, SETTLING | {"threshold": 2}, SETTLING | {"band": [0.1]},
        SETTLING | {"band": [0.1, 1.2]}, SETTLING | {"more": 1},
        {k: v for k, v in SETTLING.items() if k != "band"},
    ],
    "ood": [None, ..., {}, {"false_refusals": 2.0}, {"sha256": "x", "false_refusals": 0.05}],
    "lesions": [
        1, {}, LESIONS | {"volume": 1e6}, LESIONS | {"threshold": 1.1},
        LESIONS | {"offset": math.nan}, LESIONS | {"more": 1.0},
    ],
    "preprocessing": [
        None, ..., {"size": 64}, {"size": 10**6, "low": 1, "high": 99, "crop": True},
        {"size": 65, "low": 1, "high": 99, "crop": True},
        {"size": 64, "low": 99, "high": 1, "crop": True},
        {"size": 64, "low": -1, "high": 99, "crop": True},
        {"size": 64, "low": 1, "high": 99, "crop": 1},
        {"size": -64, "low": 1, "high": 99, "crop": True},
    ],
    "both_ways": [None, ..., 0, 1, "true"],
    "demonstration": [None, ..., 0, "no"],
    "status": ["one-collection", "validated", "proven", 1],
    "tested": [[], {"present": 3}, {"perhaps": {"a": 3}}, {"present": {"a": 0}},
        {"absent": {"": 9}}],
    "limits": [{}, "axial-only", ["no limit known"], [1]],
    "task": [None, ..., "age", "Presence", 1, ["presence"], "source"],
    "classes": [None, ..., [], ["present", "absent"], ["a", "b", "c"], "ab"],
    "architecture": [None, ..., "resnet", 50, "__import__", "resnest50"],
    "gate": [None, ..., "shut", "none"],
    "attention": [None, ..., "all"],
    "schema": [None, ..., 2, 1.5, "1", -1, True, 10**30],
    "written_by": [None, 1, "w" * 301],
    "name": [None, ..., "", "n" * 61, 5, "a\nb", "a\u202eb", "a\u200bb", "a\x1b[31m"],
    "version": [None, ..., "", "1" * 21, 1.0],
    "caution": [None, "c" * 301, 7, "a\u2028b"],
    "licence": ["l" * 301, 1],
    "input": ["i" * 301, []],
    "training": [None, 1, {"a": {}}, {"a": "x" * 301}, {"k" * 81: 1}, {"a": math.inf}],
    "metrics": [None, [], {"auc": "0.9"}, {"auc": [0.9, 0.8]}, {"auc": 1e300}, {"": 1}],
    "temprature": [1.0],
    "<b>": [1],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, some in BAD.items() for v in some])
def test_a_field_out_of_its_range_is_named(folder, name, value):
    edited(folder, **{name: value})
    with pytest.raises(BundleError) as caught:
        describe(folder)
    words = str(caught.value)
    assert name in words or "no number" in words or "invisible" in words or "task" in words
    assert any(do in words for do in ("install", "update", "move"))
    assert words.isprintable()
    assert len(words) < 400


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"7", b'"x"', b"{}", b"\xff\xfe", b"[" * 60_000, b" " * 70_000],
)
def test_what_is_no_object_is_refused(folder, data):
    (folder / "model.json").write_bytes(data)
    with pytest.raises(BundleError, match=r"model\.json"):
        describe(folder)


def test_a_number_that_json_cannot_bound_is_refused(folder):
    path = folder / "model.json"
    path.write_text(path.read_text().replace('"temperature": 1.0', '"temperature": 1e999'))
    with pytest.raises(BundleError, match="temperature"):
        describe(folder)


def test_swapped_folders_are_an_error_that_says_so(tmp_path):
    for task, other in (TASKS, TASKS[::-1]):
        write(tmp_path / "made" / task, model(task))
        shutil.copytree(tmp_path / "made" / task, tmp_path / other)
    for task, other in (TASKS, TASKS[::-1]):
        with pytest.raises(BundleError, match=f"folder {task} is for the task {other}"):
            open_bundle(tmp_path / task, CPU)


def test_nothing_is_written_that_could_not_be_opened(tmp_path):
    with pytest.raises(BundleError, match=r"temperature: it must be >= 0\.01"):
        write(tmp_path / "b", model("presence") | {"temperature": -1.0})
    assert not (tmp_path / "b" / "model.json").exists()


def test_the_field_is_named_even_where_quoted_words_are_withheld(folder):
    edited(folder, conformal={"yes_from": 7, "no_to": 0.5, "coverage": 0.9})
    with pytest.raises(BundleError) as caught:
        describe(folder)
    assert released(caught.value.message) == (
        "presence: model.json cannot be used because of its field conformal.yes_from: "
        "it must be <= 1.0; install the bundle again, or ask who made it"
    )
    edited(folder, conformal=model("presence")["conformal"], **{"Doe Jane": 1})
    with pytest.raises(BundleError) as caught:
        describe(folder)
    assert "Doe" not in released(caught.value.message)


def test_the_settling_rule_travels_in_the_bundle_and_is_part_of_its_fingerprint(tmp_path):
    alone = open_bundle(write(tmp_path / "a", model("presence")), CPU).info
    folder = write(tmp_path / "b", model("presence") | {"settling": SETTLING})
    settling = open_bundle(folder, CPU).info
    assert alone.settling is None
    assert settling.settling == SettlingRule(4.0, (0.4,), (0.6,), -0.5, 0.4, (0.5, 0.3))
    changed = model("presence") | {"settling": SETTLING | {"offset": 0.0}}
    other = open_bundle(write(tmp_path / "c", changed), CPU).info
    assert len({alone.fingerprint, settling.fingerprint, other.fingerprint}) == 3


def test_a_source_network_settles_nothing(tmp_path):
    with pytest.raises(BundleError, match="settling is for the task presence only"):
        write(tmp_path / "b", model("source") | {"settling": SETTLING})


PATIENTS = {"absent": {"a": 10}, "present": {"a": 12}}


def test_a_status_is_what_its_figures_say(folder):
    said = {"demonstration": ..., "tested": PATIENTS, "metrics": {"auc": [0.9, 0.8, 1.0]}}
    edited(folder, **said, status="one-collection", limits=["axial-only"])
    info = validated(describe(folder)).validation
    assert info.status is ValidationStatus.ONE_COLLECTION
    assert info.limits == (Limit.AXIAL_ONLY,)
    assert info.tested == (PatientCount("absent", "a", 10), PatientCount("present", "a", 12))
    short = said["metrics"] | {"specificity_settled": 0.6}
    edited(folder, **(said | {"metrics": short}), status="one-collection", limits=["axial-only"])
    falls_short = (Limit.AXIAL_ONLY, Limit.FALSE_ALARMS)
    assert validated(describe(folder)).validation.limits == falls_short, "said unasked"
    for louder in ({"status": "validated"}, {"metrics": {"auc": 0.5}}, {"tested": {}}):
        edited(folder, **(said | {"status": "one-collection"} | louder))
        with pytest.raises(BundleError, match="the figures give the status"):
            describe(folder)
    edited(folder, **said, status="demonstration")
    assert validated(describe(folder)).validation.status is ValidationStatus.DEMONSTRATION


@pytest.mark.parametrize(("former", "status"), [(True, "demonstration"), (False, "one-collection")])
def test_a_former_bundle_is_read_by_its_demonstration(folder, former, status):
    edited(folder, demonstration=former)
    info = validated(describe(folder)).validation
    assert (info.status, info.tested) == (status, ())


def test_what_former_bundles_of_whence_say_becomes_limits(folder):
    for words, limits in bundle_schema.FORMER_CAUTIONS.items():
        edited(folder, caution=words)
        assert validated(describe(folder)).validation.limits == limits


def test_a_rule_for_lesions_reaches_what_the_user_may_know(tmp_path):
    assert open_bundle(write(tmp_path / "none", model("presence")), CPU).info.lesions is None
    fitted = write(tmp_path / "fitted", model("presence") | {"lesions": LESIONS})
    assert open_bundle(fitted, CPU).info.lesions == LesionRule(**LESIONS)
    with pytest.raises(BundleError, match="lesions"):
        write(tmp_path / "source", model("source") | {"lesions": LESIONS})
