"""What the installed application would hold never includes `ml.research`."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {("main", "ml.research.commands")}
"""Imports of `ml.research` that the frozen program never reaches: `main.py` guards this one."""


def file_of(module):
    """The file of one of our modules, or `None` where it is none."""
    path = ROOT.joinpath(*module.split("."))
    if path.with_suffix(".py").is_file():
        return path.with_suffix(".py")
    package = path / "__init__.py"
    return package if package.is_file() else None


def imported(tree):
    """Modules that a file names in its imports, wherever they stand, types-only ones included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reached(entry="main", allowed=ALLOWED):
    """Our modules that PyInstaller would follow from an entry, with who imports each."""
    importer = {entry: ""}
    waiting = [entry]
    while waiting:
        module = waiting.pop()
        for name in imported(ast.parse(file_of(module).read_text(encoding="utf-8"))):
            parts = name.split(".")
            for depth in range(1, len(parts) + 1):
                part = ".".join(parts[:depth])
                edge_allowed = any(
                    module == source
                    and (target + ".").startswith(part + ".")
                    and part.startswith("ml.research")
                    for source, target in allowed
                )
                if part in importer or edge_allowed or file_of(part) is None:
                    continue
                importer[part] = module
                waiting.append(part)
    return importer


@pytest.mark.slow
def test_the_frozen_program_holds_no_research():
    files = reached()
    assert {"viewer.app.application", "ml.inference.cascade", "ml.worker.server"} <= set(files)
    strays = {name: by for name, by in files.items() if name.startswith("ml.research")}
    assert strays == {}


@pytest.mark.slow
def test_the_one_allowed_import_is_there_and_guarded():
    assert "ml.research.commands" in reached(allowed=())
    tree = ast.parse((ROOT / "main.py").read_text(encoding="utf-8"))
    guarded = [
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "not _frozen()"
        for statement in node.body
        for inner in ast.walk(statement)
        if isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("ml.research")
    ]
    every = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ml.research")
    ]
    assert len(every) == 1
    assert guarded == every
