"""What may name a patient leaves through the gate only (docs/adr/0072)."""

import ast
import re

import pytest

from tests.architecture.source import ROOT, SHIPPED, Source

GATES = frozenset(
    {
        "may_be_named", "may_be_dated", "may_be_titled", "may_be_described", "may_be_numbered",
        "modality_term", "series_title",
    }
)  # fmt: skip
PROTECTED = frozenset({"patient", "study_description", "details", "modality"})
"""Attributes of series and studies that header or folder filled."""
NOT_OUTPUT = {
    "viewer/geometry/geometry.py": "compares patients",
    "viewer/session/merge_scan.py": "compares patients",
    "viewer/session/prior_study.py": "compares patients",
    "viewer/studies/from_scan.py": "makes the record of a study",
    "viewer/studies/study_database.py": "keeps it where only the owner reads",
    "viewer/studies/sort_order.py": "sorts by it; the search passes the gate",
}
OWN_TERMS = frozenset(
    {
        "ml/core/errors.py", "ml/core/messages.py", "ml/core/strict_json.py",
        "ml/imaging/confidentiality.py",
        "ml/imaging/dicom/lossy.py", "ml/imaging/dicom/object_kind.py",
        "ml/imaging/dicom/pixel_data.py",
        "ml/imaging/scanning/scan.py", "ml/imaging/sequence_type/from_tags.py",
        "ml/imaging/sequence_type/from_timing.py", "ml/imaging/sorting/part_labels.py",
        "ml/imaging/unforeseen.py",
    }
)  # fmt: skip
"""Modules that read headers or names and call `verbatim`, each on a term of a closed list."""
NO_IMAGES = frozenset(
    {
        "viewer/app/study_list.py", "viewer/app/support.py", "viewer/session/analysis.py",
        "viewer/session/verdict_requests.py", "viewer/widgets/dialogs/selfcheck_dialog.py",
        "viewer/widgets/panels/verdict_panel.py",
    }
)  # fmt: skip
"""Modules that show quoted words in any mode: of networks, the computer and Whence's own files."""
READERS = [s for s in SHIPPED if s.folder.startswith("viewer") or s.name == "main.py"]


def name_of(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def ungated(source):
    """Lines on which a protected attribute is read outside the arguments of a gate."""
    inside = {
        id(below)
        for call in source.nodes(ast.Call)
        if name_of(call) in GATES
        for below in ast.walk(call)
    }
    return [
        node.lineno
        for node in source.nodes(ast.Attribute)
        if node.attr in PROTECTED and isinstance(node.ctx, ast.Load) and id(node) not in inside
    ]


def test_attributes_that_name_a_patient_are_read_through_the_gate():
    assert {s.name: ungated(s) for s in READERS if s.name not in NOT_OUTPUT and ungated(s)} == {}


def test_the_exceptions_are_still_needed():
    assert [s.name for s in READERS if s.name in NOT_OUTPUT and not ungated(s)] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def f(s): return s.patient.name", [1]),
        ("x = may_be_named(s.patient, privacy=p)", []),
        ("x = may_be_titled(s.study_description, t(s.details), privacy=p), s.details", [1]),
    ],
)
def test_the_rule_sees_who_breaks_it(text, lines):
    assert ungated(Source("viewer/x.py", text)) == lines


def test_only_closed_lists_are_called_terms_where_files_are_read():
    callers = {
        s.name
        for s in SHIPPED
        if s.name.startswith(("ml/imaging", "ml/core"))
        and any(name_of(call) == "verbatim" for call in s.nodes(ast.Call))
    }
    assert callers <= OWN_TERMS


def test_identity_is_asked_for_by_the_mode_and_not_by_a_constant():
    shown = {
        s.name
        for s in READERS
        for call in s.nodes(ast.Call)
        for keyword in call.keywords
        if keyword.arg == "privacy"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is False
        and name_of(call) in ("translated", "released")
    }
    assert shown <= NO_IMAGES


SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))


def promises():
    """Rows of the tables of SECURITY.md that name a test."""
    rows = [line for line in SECURITY.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in rows]
    return [row for row in cells if "---" not in row[0] and row[-1] != "held by"]


def test_every_promise_names_a_test_that_exists():
    assert len(promises()) >= 20
    defined = set(re.findall(r"def (test_\w+)\(", TESTS))
    for row in promises():
        named = set(re.findall(r"`(test_\w+)`", row[-1]))
        assert named, row[0]
        assert named <= defined, (row[0], named - defined)
