"""A busy machine fails no test: what is waited for may take its time, and so may an example.

How quick something is, is tested by a clock of its own, where it matters.
"""

import ast
from inspect import signature

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from tests.architecture.source import Source, read
from tests.conftest import PATIENT_MS, WAITS

LEAST_MS = 10_000


def impatient(source):
    """Lines that limit an example, or a wait of pytest-qt to less than `LEAST_MS`."""
    if "timeout=" not in source.text and "deadline=" not in source.text:
        return []
    return [
        f"{source.name}:{call.lineno}"
        for call in source.nodes(ast.Call)
        for given in call.keywords
        if isinstance(given.value, ast.Constant) and is_short(call, given.arg, given.value.value)
    ]


def is_short(call, argument, value):
    called = ast.unparse(call.func).rpartition(".")[2]
    if called == "settings":
        return argument == "deadline" and value is not None
    return called in WAITS and argument == "timeout" and value < LEAST_MS


def test_whoever_waits_is_patient_where_nothing_is_said():
    assert settings.default.deadline is None
    assert {signature(getattr(QtBot, wait)).parameters["timeout"].default for wait in WAITS} == {
        PATIENT_MS
    }


def test_no_test_is_impatient():
    assert [line for source in read("tests") for line in impatient(source)] == []


@pytest.mark.parametrize(
    "code", ["qtbot.waitUntil(f, timeout=1000)", "settings(deadline=500, max_examples=5)"]
)
def test_it_is_seen(code):
    assert impatient(Source("tests/x.py", code)) == ["tests/x.py:1"]
