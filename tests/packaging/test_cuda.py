"""The build for NVIDIA cards takes along what its libraries open by name while they run."""

import re
import shutil
import subprocess
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import pytest
from freeze import cuda

WHEELS = list(cuda.of_wheels())
pytestmark = pytest.mark.skipif(not WHEELS, reason="this system's torch is without CUDA")
OPENERS = ("libcudnn.so.*", "libcudnn_graph.so.*", "libnvrtc.so.*")
"""Those that open most of the others, and are read quickly."""


@pytest.fixture(scope="module")
def kept():
    return {path.name: path for path, _ in cuda.libraries()}


def stem(name):
    return re.split(r"\.so\b", name)[0]


def test_every_library_goes_along_or_has_a_reason(kept):
    assert {p.name for p, _ in WHEELS} == kept.keys() | {
        p.name for p, _ in WHEELS if cuda.why_left_out(p.name)
    }
    assert all(cuda.LEFT_OUT.values())
    assert len(kept) > 20


@pytest.mark.parametrize("pattern", [*cuda.LEFT_OUT, *cuda.BY_NAME])
def test_every_rule_speaks_of_a_library_that_there_is(pattern):
    assert any(fnmatch(path.name, pattern) for path, _ in WHEELS)


@pytest.mark.slow
def test_what_the_openers_name_goes_along(kept):
    there = {stem(path.name) for path, _ in WHEELS}
    read = [path for name, path in kept.items() if any(fnmatch(name, p) for p in OPENERS)]
    assert len(read) == len(OPENERS)
    named = {stem(name) for path in read for name in cuda.named_in(path)} & there
    assert {"libcudnn_engines_precompiled", "libcudnn_ops", "libnvrtc-builtins"} <= named
    assert named <= {stem(name) for name in kept}


@pytest.mark.skipif(shutil.which("readelf") is None, reason="needs binutils")
def test_nothing_that_is_left_out_is_needed_at_once(kept):
    (folder,) = find_spec("torch").submodule_search_locations  # type: ignore[misc]
    own = sorted(Path(folder, "lib").glob("lib*.so*"))
    said = subprocess.run(
        ["readelf", "-d", *map(str, kept.values()), *map(str, own)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    needed = set(re.findall(r"\(NEEDED\).*\[(.+?)\]", said))
    assert any(name in kept for name in needed)
    assert [name for name in needed if cuda.why_left_out(name)] == []


def test_libraries_stand_in_the_build_where_they_stand_in_the_wheels():
    for path, folder in cuda.libraries():
        assert path.parent.as_posix().endswith(f"/{folder}")
        assert folder.startswith("nvidia/")


def test_a_wheel_without_a_library_that_is_opened_by_name_stops_the_build(monkeypatch):
    less = [pair for pair in WHEELS if "nvrtc-builtins" not in pair[0].name]
    monkeypatch.setattr(cuda, "of_wheels", lambda: iter(less))
    with pytest.raises(SystemExit, match=r"libnvrtc-builtins\.so"):
        cuda.libraries()
