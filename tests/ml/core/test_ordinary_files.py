"""Only ordinary files of bounded size are read."""

import os
from pathlib import Path

import pytest

from ml.core.ordinary_files import NotOrdinaryError, read


def test_an_ordinary_file_is_read(tmp_path):
    (tmp_path / "a").write_bytes(b"1234")
    assert read(tmp_path / "a", 4) == b"1234"


def pipe(path):
    os.mkfifo(path)


def link(path):
    (path.parent / "target").write_bytes(b"1")
    path.symlink_to(path.parent / "target")


@pytest.mark.skipif(os.name == "nt", reason="pipes and links need POSIX")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (pipe, "no ordinary file"),
        (Path.mkdir, "no ordinary file"),
        (link, "a link"),
        (lambda path: path.write_bytes(b"12345"), "larger than 4 bytes"),
    ],
)
def test_anything_else_is_refused_at_once(tmp_path, make, words):
    make(tmp_path / "a")
    with pytest.raises(NotOrdinaryError, match=words):
        read(tmp_path / "a", 4)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_device_is_refused():
    with pytest.raises(NotOrdinaryError, match="no ordinary file"):
        read(Path("/dev/zero"), 4)
