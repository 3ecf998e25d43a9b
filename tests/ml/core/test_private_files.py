"""Files and folders that only their owner may read."""

import logging
import os
import stat
from pathlib import Path

import pytest

from ml.core import atomic_files, private_files

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def _permissive():
    before = os.umask(0)
    yield
    os.umask(before)


def test_new_files_and_folders_are_the_owners(tmp_path):
    path = tmp_path / "above" / "records" / "a.sqlite"
    private_files.make_folder(path.parent)
    private_files.make_database_file(path)
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)
    assert path.read_bytes() == b""


def test_existing_ones_are_tightened_and_keep_their_content(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    folder.chmod(0o775)
    path = folder / "a.sqlite"
    files = [path, *(folder / f"a.sqlite{side}" for side in private_files.SIDE_FILES)]
    for file in files:
        file.write_bytes(b"kept")
        file.chmod(0o664)
    private_files.make_folder(folder)
    private_files.make_database_file(path)
    assert mode(folder) == 0o700
    assert {mode(file) for file in files} == {0o600}
    assert {file.read_bytes() for file in files} == {b"kept"}


def test_an_owner_who_may_only_read_stays_so(tmp_path):
    path = tmp_path / "a.sqlite"
    path.touch()
    path.chmod(0o444)
    private_files.make_database_file(path)
    assert mode(path) == 0o400


def test_a_shared_folder_stays_shared(tmp_path):
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    private_files.make_folder(shared)
    assert mode(shared) == 0o1777


def test_what_belongs_to_another_stays_as_it_is(tmp_path, monkeypatch):
    path = tmp_path / "a.sqlite"
    path.touch()
    path.chmod(0o644)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    private_files.make_database_file(path)
    assert mode(path) == 0o644


def test_a_file_system_without_modes_is_told_of_in_the_log(tmp_path, monkeypatch, caplog):
    path = tmp_path / "a.sqlite"
    path.touch()
    path.chmod(0o666)

    def refuse(self, mode):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    with caplog.at_level(logging.WARNING):
        private_files.make_database_file(path)
    assert "stays readable by others" in caplog.text


def test_a_private_file_is_never_wider_than_that(tmp_path, monkeypatch):
    seen = []
    replace = Path.replace

    def spy(self, target):
        seen.append(mode(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", spy)
    path = tmp_path / "a.good"

    def fill(temporary):
        seen.append(mode(temporary))
        temporary.write_text("x", encoding="utf-8")

    atomic_files.write(path, fill, private=True)
    assert [*seen, mode(path)] == [0o600] * 3


def test_other_results_stay_open_to_colleagues(tmp_path):
    atomic_files.write_text(tmp_path / "results.csv", "x")
    assert mode(tmp_path / "results.csv") == 0o666
