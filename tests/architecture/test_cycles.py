"""No modules import each other in a circle, not even for the type checker only."""

import ast
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).resolve().parents[2]


def module_names(root, packages):
    """The name and the path of every module in `packages`, folders under `root`."""
    names = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def imported_modules(path, known):
    """Modules of `known` that a file imports: at its top, in functions, under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                if submodule in known:
                    yield submodule
                elif node.module in known:
                    yield node.module


def cycles(root, *packages):
    """Every group of modules that reach each other by imports, and every module with itself."""
    known = module_names(root, packages)
    names = list(known)
    imports = np.zeros((len(names), len(names)), dtype=bool)
    for row, path in enumerate(known.values()):
        imports[row, [names.index(name) for name in imported_modules(path, known)]] = True
    _, group_of = connected_components(imports, directed=True, connection="strong")
    groups = [tuple(np.array(names)[group_of == group]) for group in np.unique(group_of)]
    loops = [(names[row],) for row in np.flatnonzero(imports.diagonal())]
    return loops + [group for group in groups if len(group) > 1]


def test_no_modules_import_each_other():
    found = cycles(ROOT, "viewer", "ml")
    assert not found, "\n".join(" <-> ".join(group) for group in found)


def test_a_cycle_under_type_checking_and_in_a_function_is_found(tmp_path):
    package = tmp_path / "p"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "a.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.b import B\n",
        encoding="utf-8",
    )
    (package / "b.py").write_text("def b():\n    from p import a\n    a\n", encoding="utf-8")
    (package / "c.py").write_text("import p.a\n", encoding="utf-8")
    assert cycles(tmp_path, "p") == [("p.a", "p.b")]
