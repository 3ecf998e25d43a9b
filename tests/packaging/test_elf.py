"""Libraries are stripped only where the loader still takes them."""

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from freeze import elf

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not shutil.which("strip"), reason="needs binutils"
)
LIBRARY = Path(np._core._multiarray_umath.__file__)  # type: ignore[attr-defined]


@pytest.fixture
def app(tmp_path):
    inside = tmp_path / "app" / "_internal" / "numpy"
    inside.mkdir(parents=True)
    shutil.copy(LIBRARY, inside / "one.so")
    (inside / "two.so").symlink_to("one.so")
    (inside / "words.so").write_text("no library", encoding="utf-8")
    return tmp_path / "app"


def shift_a_part(library):
    """Move the place in the file of the first part that is loaded by half a page."""
    data = bytearray(library.read_bytes())
    (table,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    at = next(
        table + i * size
        for i in range(count)
        if struct.unpack_from("<I", data, table + i * size)[0] == 1
    )
    (place,) = struct.unpack_from("<Q", data, at + 8)
    struct.pack_into("<Q", data, at + 8, place + 2048)
    library.write_bytes(data)


def test_stripping_saves_and_leaves_what_the_loader_takes(app):
    library = app / "_internal" / "numpy" / "one.so"
    before = library.stat().st_size
    saved = elf.strip(app)
    assert saved == before - library.stat().st_size > 0
    assert elf.loadable(library)
    said = subprocess.run(["readelf", "-S", str(library)], capture_output=True, text=True).stdout
    assert ".symtab" not in said
    assert sorted(p.name for p in library.parent.iterdir()) == ["one.so", "two.so", "words.so"]


def test_a_part_out_of_place_is_noticed(app):
    library = app / "_internal" / "numpy" / "one.so"
    assert elf.loadable(library)
    shift_a_part(library)
    assert not elf.loadable(library)


def test_what_strip_would_break_stays_as_it_was(app, monkeypatch):
    library = app / "_internal" / "numpy" / "one.so"
    before = library.read_bytes()
    monkeypatch.setattr(elf, "loadable", lambda path: path == library)
    assert elf.strip(app) == 0
    assert library.read_bytes() == before


def test_what_may_not_be_changed_is_not_stripped(app):
    own = app / "_internal" / "numpy" / "one.so"
    theirs = app / "_internal" / "nvidia" / "cudnn" / "lib" / "libcudnn.so.9"
    theirs.parent.mkdir(parents=True)
    shutil.copy(own, theirs)
    before = theirs.read_bytes()
    assert elf.strip(app) > 0
    assert theirs.read_bytes() == before


def test_libraries_of_the_system_are_named_and_own_ones_are_not(app):
    needed = elf.missing_libraries(app)
    assert "libc.so.6" in needed
    (app / "libc.so.6").write_bytes(b"")
    assert "libc.so.6" not in elf.missing_libraries(app)
