"""What every start is spared: shiboken's Python half is compiled once, at the build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from freeze import beginning
from freeze.contents import ROOT

TELL = """
import PySide6.QtCore, shibokensupport.signature.loader as loader
print(loader.__file__)
try:
    PySide6.QtCore.QSize("three")
except TypeError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    return beginning.compiled_support(tmp_path_factory.mktemp("shiboken"))


def test_shiboken_takes_what_was_compiled(compiled, tmp_path):
    copy = tmp_path / "shiboken6"
    shutil.copytree(Path(shiboken6.__file__).parent, copy)
    for source, folder in compiled:
        place = tmp_path / folder
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loader, error = done.stdout.split("\n", 1)
    assert Path(loader) == tmp_path / beginning.SUPPORT / "shibokensupport/signature/loader.pyc"
    assert "PySide6.QtCore.QSize.__init__(w: int" in error.replace("  ", "")  # its half at work


def test_every_part_is_compiled(compiled):
    names = {Path(source).name for source, _ in compiled}
    assert {"loader.pyc", "mapping.pyc", "parser.pyc", "feature.pyc"} <= names


def test_compiled_parts_do_not_tell_where_they_were_built(compiled):
    for source, _ in compiled:
        assert str(Path(source).parent).encode() not in Path(source).read_bytes()


def test_hooks_are_left_out_for_a_reason_and_by_their_true_names():
    from _pyinstaller_hooks_contrib import get_hook_dirs
    from PyInstaller import HOMEPATH

    folders = [Path(HOMEPATH, "PyInstaller", "hooks"), *map(Path, get_hook_dirs())]
    for name, reason in beginning.SPARED_HOOKS.items():
        assert reason
        assert any(list(folder.rglob(f"{name}.py")) for folder in folders), name


def test_nothing_of_ours_forks_processes():
    """Otherwise the hooks would be needed: a forked desk would open a second window."""
    folders = ("viewer", "ml/worker", "ml/imaging")
    texts = [p for folder in folders for p in (ROOT / folder).rglob("*.py")]
    assert len(texts) > 100
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert "multiprocessing" not in text, path
        assert "ProcessPool" not in text, path
