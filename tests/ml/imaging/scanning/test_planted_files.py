"""Only ordinary files below the opened folder are opened; whatever else is planted is told."""

import contextlib
import os
import socket
import sys

import numpy as np
import pytest

import main
from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series
from tests.synthetic.mr import disc, mr, write
from tests.viewer.synthetic import FakeClassifier

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes pipes and links")

SECRET = 0x5EC2
"""The value of every pixel outside the opened folder."""


def pipe(folder, _outside):
    os.mkfifo(folder / "planted.dcm")


def listening(folder, _outside):
    # the path of a socket may have a hundred bytes only
    with socket.socket(socket.AF_UNIX) as door, contextlib.chdir(folder):
        door.bind("planted.dcm")


def device(folder, _outside):
    (folder / "planted.dcm").symlink_to("/dev/zero")


def file_outside(folder, outside):
    (folder / "planted.dcm").symlink_to(next(outside.glob("*.dcm")))


def relative(folder, outside):
    (folder / "planted.dcm").symlink_to(os.path.relpath(next(outside.glob("*.dcm")), folder))


def folder_outside(folder, outside):
    (folder / "planted").symlink_to(outside, target_is_directory=True)


def link_of_a_link(folder, outside):
    (folder / "deeper").mkdir()
    (folder / "deeper" / "planted").symlink_to(outside, target_is_directory=True)
    (folder / "planted").symlink_to(folder / "deeper" / "planted")


def nothing(folder, _outside):
    (folder / "planted.dcm").symlink_to("/nowhere/at all")


def header(folder, name):
    (folder / "planted.mhd").write_text(
        "ObjectType = Image\nNDims = 3\nDimSize = 4 4 2\nElementType = MET_USHORT\n"
        f"ElementDataFile = {name}\n"
    )


def values_outside(folder, outside):
    header(folder, outside / "values.raw")


def values_through_a_link(folder, outside):
    (folder / "values.raw").symlink_to(outside / "values.raw")
    header(folder, "values.raw")


def nrrd_outside(folder, outside):
    (folder / "planted.nhdr").write_text(
        "NRRD0004\ntype: ushort\ndimension: 3\nsizes: 4 4 2\nencoding: raw\nendian: little\n"
        f"data file: {outside / 'values.raw'}\n"
    )


PLANTED = (
    pipe, listening, device, file_outside, relative, folder_outside, link_of_a_link, nothing,
    values_outside, values_through_a_link, nrrd_outside,
)  # fmt: skip


@pytest.fixture
def outside(tmp_path):
    slices = [mr(i, SOPInstanceUID=f"9.{i}", SeriesInstanceUID="9.9") for i in range(3)]
    for each in slices:
        each.PixelData = np.full((each.Rows, each.Columns), SECRET, "<u2").tobytes()
    folder = write(tmp_path / "outside", slices, suffix=".dcm")
    np.full(64, SECRET, "<u2").tofile(folder / "values.raw")
    return folder


@pytest.fixture
def opened(tmp_path):
    return write(tmp_path / "opened", [mr(i, SOPInstanceUID=f"1.{i}") for i in range(3)])


@pytest.mark.parametrize("plant", PLANTED, ids=lambda f: f.__name__)
def test_what_is_planted_is_told_and_not_opened(opened, outside, plant):
    plant(opened, outside)
    series, problems = open_series([opened])
    assert any("planted" in problem.path.name for problem in problems)
    assert [len(each.slices) for each in series] == [3]
    assert SECRET not in decode(series[0], 1).values


def test_a_table_of_contents_does_not_lead_out(tmp_path, outside):
    folder = disc(tmp_path / "disc", [mr(i, SOPInstanceUID=f"1.{i}") for i in range(3)])
    named = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "DICOMDIR")
    named[1].unlink()
    named[1].symlink_to(next(outside.glob("*.dcm")))
    (series,), problems = open_series([folder / "DICOMDIR"])
    assert len(series.slices) == 2
    assert "outside its folder" in str(problems)


@pytest.mark.parametrize("how", ["itself", "each other", "a folder", "not there"])
def test_what_a_disc_names_costs_no_other(tmp_path, how):
    folder = disc(tmp_path / "disc", [mr(i, SOPInstanceUID=f"1.{i}") for i in range(4)])
    named = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "DICOMDIR")
    for one, other in ((0, 1), (1, 0)):
        named[one].unlink()
        if how == "itself":
            named[one].symlink_to(named[one].name)
        elif how == "each other":
            named[one].symlink_to(named[other].name)
        elif how == "a folder":
            named[one].mkdir()
    for dropped in (folder, folder / "DICOMDIR"):
        (series,), problems = open_series([dropped])
        assert len(series.slices) == 2
        assert dropped == folder or how == "a folder" or problems
        assert not [p for p in problems if "fault in Whence" in p.reason]


@pytest.mark.parametrize("spoil", [lambda d: b"x" * 300, lambda d: d[:140], lambda d: d[:300]])
def test_a_damaged_table_of_contents_is_told_truly(tmp_path, spoil):
    folder = disc(tmp_path / "disc", [mr(i, SOPInstanceUID=f"1.{i}") for i in range(4)])
    table = folder / "DICOMDIR"
    table.write_bytes(spoil(table.read_bytes()))
    (series,), problems = open_series([folder])
    assert len(series.slices) == 4
    assert not [p for p in problems if "fault in Whence" in p.reason]


@pytest.mark.parametrize("name", ["below", ".", "circle"])
def test_a_header_whose_data_file_is_none_is_told_truly(tmp_path, name):
    (tmp_path / "below").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    header(tmp_path, name)
    write(tmp_path, [mr(0)], suffix=".dcm")
    series, problems = open_series([tmp_path])
    assert len(series) == 1
    said = " ".join(p.reason for p in problems)
    assert "fault in Whence" not in said
    assert "pipe" not in said
    assert problems


def test_a_link_within_the_folder_and_one_that_was_dropped_are_followed(opened, outside):
    (opened / "again").symlink_to(opened, target_is_directory=True)
    series, problems = open_series([opened])
    assert (len(series), problems) == (1, ())
    link = opened.parent / "dropped"
    link.symlink_to(outside, target_is_directory=True)
    (dropped,), problems = open_series([link])
    assert len(dropped.slices) == 3
    assert problems == ()


def test_a_batch_reads_nothing_outside_and_says_so(
    opened, outside, tmp_path, monkeypatch, qapp, capsys
):
    for plant in (pipe, folder_outside, values_outside):
        plant(opened, outside)
    monkeypatch.setattr(main, "_open_cascade", lambda _=None: FakeClassifier())
    assert main.main(["annotate", str(opened), "-o", str(tmp_path / "out")]) == 3
    assert "Series: 1 read, 0 not analysed, 0 failed, 0 done before; 3 files passed over" in (
        capsys.readouterr().out
    )
