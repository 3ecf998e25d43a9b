"""The index of known files forgets for good."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from ml.imaging.scanning.forget_index import ForgetError, forget_known
from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.scan import scan
from tests.synthetic.series import write_series


@pytest.fixture
def folders(tmp_path):
    made = {}
    for name in ("Mustermann", "Musterfrau", "Mustermannsen"):
        made[name] = write_series(
            tmp_path / "disc" / name,
            [np.zeros((8, 6), np.uint16)] * 2,
            orientation=(1, 0, 0, 0, 1, 0),
            spacing=(1, 1),
            name=f"{name}^E",
        )
    return made


@pytest.fixture
def place(tmp_path, folders):
    place = tmp_path / "cache" / "index.sqlite"
    *_, last = scan(list(folders.values()), index=Index(place))
    assert len(last.series) == 3
    return place


def bytes_of(place):
    return b"".join(p.read_bytes() for p in place.parent.iterdir())


def test_one_folder_is_forgotten_and_its_neighbours_are_not(place, folders):
    assert b"Mustermann^E" in bytes_of(place)
    forget_known(place, [folders["Mustermann"]])
    left = bytes_of(place)
    assert b"Mustermann^E" not in left
    assert b"Musterfrau^E" in left
    assert b"Mustermannsen^E" in left


def test_a_single_file_is_forgotten(place, folders):
    first, second = sorted(folders["Musterfrau"].iterdir())
    forget_known(place, [first])
    with closing(sqlite3.connect(place)) as base:
        left = [os.fsdecode(n) for (n,) in base.execute("select name from file order by folder")]
        folder = os.fsencode(second.parent)
        here = base.execute("select name from file where folder = ?", (folder,)).fetchall()
    assert len(left) == 5
    assert here == [(os.fsencode(second.name),)]


def test_everything_above_a_folder_is_forgotten(place, folders):
    forget_known(place, [folders["Mustermann"].parent])
    assert b"^E" not in bytes_of(place)


@pytest.mark.slow
def test_everything_is_forgotten_and_the_index_works_on(place, folders):
    forget_known(place)
    left = bytes_of(place)
    assert b"^E" not in left
    assert b"disc" not in left
    *_, last = scan(list(folders.values()), index=Index(place))
    assert len(last.series) == 3


def test_without_an_index_nothing_is_done(tmp_path):
    forget_known(tmp_path / "none.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_forgotten_is_said(tmp_path):
    place = tmp_path / "index.sqlite"
    place.write_bytes(b"no database at all" * 300)
    with pytest.raises(ForgetError, match="or delete index"):
        forget_known(place, [Path("/x")])
