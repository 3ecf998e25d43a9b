"""A pipe, a socket or a device in a folder of results is no result, and nothing waits for it."""

import os
import socket

import pytest

from viewer.report.result_files import RESULTS, read_results
from viewer.report.result_seal import FILES, describe_files, files_stand

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have no such files")


def pipe(path):
    os.mkfifo(path)


def bound(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def device(path):
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [pipe, bound, device])
def test_nothing_is_read_that_is_no_ordinary_file(tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    (tmp_path / "report.pdf").write_bytes(b"%PDF")
    record = {FILES: describe_files(tmp_path, ["report.pdf"])}
    (tmp_path / "report.pdf").unlink()
    for name in (RESULTS, "report.pdf"):
        make(tmp_path.joinpath(name).relative_to(tmp_path))
    assert read_results(tmp_path) is None
    assert not files_stand(tmp_path, record, whole=False)
    assert not files_stand(tmp_path, record, whole=True)
