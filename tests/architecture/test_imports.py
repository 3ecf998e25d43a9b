"""The import directions of ARCHITECTURE.md hold."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SHIPPED, Source

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]


def who_knows(*modules):
    return {source.name for source in SHIPPED if source.knows(*modules)}


def test_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_place_every_room_once_and_nothing_smaller():
    layers = [
        room.strip()
        for contract in CONTRACTS
        for layer in contract.get("layers", [])
        for room in layer.split("|")
    ]
    rooms = {
        f"{package}.{folder.parent.name}"
        for package in ("viewer", "ml")
        for folder in (ROOT / package).glob("*/__init__.py")
    }
    assert sorted(layers) == sorted(rooms)


def test_contracts_have_no_exception_and_name_packages_alone():
    named = {
        module
        for contract in CONTRACTS
        for key in ("source_modules", "forbidden_modules")
        for module in contract.get(key, [])
        if module.partition(".")[0] in {"viewer", "ml"}
    }
    assert not [module for module in named if not (ROOT / module.replace(".", "/")).is_dir()]
    assert not [contract["name"] for contract in CONTRACTS if "ignore_imports" in contract]


def test_only_widgets_know_widgets():
    # startup.py shows the splash, before application.py and the widgets may be imported
    doors = {"viewer/app/application.py", "viewer/app/startup.py"}
    found = who_knows("PySide6.QtWidgets", "pyqtgraph") - doors
    assert not {name for name in found if not name.startswith("viewer/widgets/")}


def test_only_the_reader_knows_file_formats():
    found = who_knows("pydicom", "SimpleITK", "nibabel", "imagecodecs")
    assert found
    assert not {name for name in found if not name.startswith("ml/imaging/")}


def test_parser_and_front_load_neither_torch_nor_qt():
    code = (
        "import sys, ml.core.types, ml.core.series_verdict, ml.imaging.types.series\n"
        "loaded = {m.partition('.')[0] for m in sys.modules}\n"
        "sys.exit(bool(loaded & {'torch', 'torchvision', 'PySide6', 'pyqtgraph'}))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("code", ["import PySide6.QtWidgets", "from PySide6 import QtWidgets"])
def test_both_spellings_are_seen(code):
    assert Source("m.py", code).knows("PySide6.QtWidgets")
