"""The rules of the house in CONTRIBUTING.md that a program can check."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted([*(ROOT / "ml").rglob("*.py"), *(ROOT / "viewer").rglob("*.py"), ROOT / "main.py"])
LONGEST = 400
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|common|misc)$")
NETWORK = {"requests", "urllib.request", "http", "socket", "ftplib", "httpx", "aiohttp"}

each = pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.relative_to(ROOT).as_posix())


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@each
def test_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@each
def test_module_says_what_it_is(path):
    assert ast.get_docstring(tree(path))


@each
def test_no_relative_import(path):
    assert not [n for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom) and n.level]


@each
def test_name_says_what_is_inside(path):
    assert not any(VAGUE.search(p) for p in path.relative_to(ROOT).with_suffix("").parts)


@each
def test_nothing_talks_to_a_network(path):
    reached = {name for name in modules(path) if name in NETWORK or name.split(".")[0] in NETWORK}
    assert not reached


@each
def test_nothing_unpickles(path):
    names = {name.partition(".")[0] for name in modules(path)}
    assert not names & {"pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "torch.load":
            safe = {k.arg: ast.unparse(k.value) for k in node.keywords}
            assert safe.get("weights_only") == "True", f"line {node.lineno}"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"np.load", "numpy.load"}:
            safe = {k.arg: ast.unparse(k.value) for k in node.keywords}
            assert safe.get("allow_pickle", "False") == "False", f"line {node.lineno}"


def test_no_weights_in_a_format_that_unpickles():
    kinds = {".pth", ".pt", ".ckpt", ".pkl", ".pickle"}
    assert not [p for p in (ROOT / "resources").rglob("*") if p.suffix in kinds]
