"""A log that cannot be written says so once, and never stops the desk."""

import logging
import os

import pytest

from viewer.storage.log_file import LOG_NAME, LogFile


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_full_disk_is_said_once(disk, monkeypatch):
    words = []
    handler = LogFile(disk.folder / LOG_NAME, encoding="utf-8")
    record = logging.LogRecord("viewer", logging.INFO, "", 1, "x" * 9000, (), None)
    handler.emit(record)
    with disk.full(), monkeypatch.context() as patched:
        patched.setattr("sys.stderr", type("Words", (), {"write": staticmethod(words.append)}))
        for _ in range(20):
            handler.emit(record)
    assert len(words) == 1
    assert words[0].startswith(LOG_NAME)
    handler.emit(record)
    handler.close()
    assert (disk.folder / LOG_NAME).read_text().count("\n") >= 2
