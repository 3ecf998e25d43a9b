"""Five hundred damaged files of `make fuzz`, and that the watchdog sees what it is there for."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ml.imaging.formats.file_content import content
from ml.imaging.formats.registry import FORMATS
from ml.imaging.types.file_type import HEAD
from tests.fuzz import pool
from tests.fuzz.mutate import WAYS
from tests.fuzz.pool import run
from tests.fuzz.reading import damaged, read
from tests.fuzz.seeds import seeds
from tests.synthetic.dicom import as_bytes
from tests.synthetic.mr import mr

ROOT = Path(__file__).resolve().parents[2]
PATIENT_SECONDS = 60
"""A busy machine must not fail the test; `make fuzz` allows five."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return seeds(tmp_path_factory.mktemp("seeds"))


def test_five_hundred_damaged_files_end_in_an_image_or_in_words():
    found = run(range(500), seed=2, seconds=PATIENT_SECONDS)
    assert len(found) == 500
    assert not [outcome for outcome in found if outcome.failed]
    assert sum(outcome.outcome == "image" for outcome in found) > 25
    assert not any("Secret" in outcome.words for outcome in found)


def test_whole_files_are_images(whole, tmp_path):
    """Else the damage would be looked for in files that are never read."""
    for name, data in whole:
        if name.startswith("pydicom/") or name == "DICOMDIR":
            continue
        path = tmp_path / name
        path.write_bytes(data)
        assert read(path) == ("image", "")


def test_every_format_in_the_registry_is_damaged(whole):
    assert {content(Path(name), data[:HEAD]) for name, data in whole} >= set(FORMATS)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_damages_every_kind(whole, way):
    rng = np.random.default_rng(0)
    for name, data in whole:
        assert any(way(data, rng) != data for _ in range(20)), name


def test_damage_is_the_same_each_time(whole, tmp_path):
    """Else the number of a file that failed would lead to another file."""
    again = dict(seeds.__wrapped__(tmp_path))
    assert not [name for name, data in whole if again[name] != data]
    assert damaged(17, 1, whole) == damaged(17, 1, whole)
    assert damaged(17, 1, whole) != damaged(17, 2, whole)


def _serve_badly(connection, seed):
    connection.send("ready")
    while True:
        number = connection.recv()
        if number == 0:
            time.sleep(3600)
        if number == 1:
            os.kill(os.getpid(), 9)
        answer = {"outcome": "image", "words": "", "name": "x", "ways": [], "memory": 10}
        connection.send(answer | ({"memory": 4000} if number == 2 else {}))


def test_the_memory_of_a_reading_process_is_its_own():
    """Not that of the process that began it, which `ru_maxrss` takes over."""
    ballast = np.ones(500 << 20, dtype=np.uint8)
    told = "from tests.fuzz.reading import peak; print(peak())"
    said = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert 10 < int(said.stdout) < len(ballast) >> 20


def test_the_watchdog_tells_hang_death_and_memory(monkeypatch):
    monkeypatch.setattr(pool, "serve", _serve_badly)
    found = run(range(4), seed=0, processes=1, seconds=2.0)
    assert [outcome.outcome for outcome in found] == ["hang", "died", "memory", "image"]


def _serve_never(connection, seed):
    raise SystemExit(1)


def test_files_that_were_not_read_are_not_forgotten(monkeypatch):
    monkeypatch.setattr(pool, "serve", _serve_never)
    with pytest.raises(RuntimeError, match="5 files were not read"):
        run(range(5), seed=0, processes=2)


def test_an_unexpected_exception_is_a_crash(monkeypatch, tmp_path):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("tests.fuzz.reading.scan", broken)
    assert read(Path(tmp_path))[0] == "crash"


def test_a_fault_that_costs_one_file_alone_is_still_a_crash(tmp_path, monkeypatch):
    (tmp_path / "a.dcm").write_bytes(as_bytes(mr(0)))
    assert read(tmp_path / "a.dcm")[0] == "image"
    monkeypatch.setattr("ml.imaging.dicom.header_reader.windows", lambda *_: 1 / 0)
    monkeypatch.setattr("ml.imaging.dicom.header_reader.EXPECTED", ())
    outcome, words = read(tmp_path / "a.dcm")
    assert (outcome, "ZeroDivisionError" in words) == ("crash", True)
