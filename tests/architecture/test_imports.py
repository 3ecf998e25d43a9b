"""The import direction of ARCHITECTURE.md holds."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def sources(*folders):
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def imported(path):
    """Name every module that a file imports, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importers(modules, paths):
    return {
        path.relative_to(ROOT).as_posix()
        for path in paths
        for name in imported(path)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    }


def test_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_widgets_know_widgets():
    found = importers(
        ("PySide6.QtWidgets", "pyqtgraph"), [ROOT / "main.py", *sources("viewer", "ml")]
    )
    # start.py shows the splash, before app.py and the widgets may be imported
    doors = ("viewer/app/application.py", "viewer/app/startup.py")
    assert all(f.startswith("viewer/widgets/") or f in doors for f in found), found


def test_only_the_reader_knows_file_formats():
    found = importers(
        ("pydicom", "SimpleITK", "nibabel", "imagecodecs"),
        [ROOT / "main.py", *sources("viewer", "ml")],
    )
    assert all(f.startswith("ml/imaging/") for f in found), found


def test_parser_and_front_load_neither_torch_nor_qt():
    code = (
        "import sys, ml.core.types, ml.core.series_verdict, ml.imaging.types.series\n"
        "loaded = {m.partition('.')[0] for m in sys.modules}\n"
        "sys.exit(bool(loaded & {'torch', 'torchvision', 'PySide6', 'pyqtgraph'}))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("code", ["import PySide6.QtWidgets", "from PySide6 import QtWidgets"])
def test_both_spellings_are_seen(code, tmp_path):
    module = tmp_path / "m.py"
    module.write_text(code, encoding="utf-8")
    assert "PySide6.QtWidgets" in set(imported(module))
