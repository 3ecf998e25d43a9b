"""Anything dropped is found by what it is, once, and a known folder is not read again."""

import os
import shutil
import sqlite3

import numpy as np
import pydicom
import pytest
from PIL import Image

from ml.imaging.decode import decode
from ml.imaging.dicom.header_reader import Headers
from ml.imaging.formats.file_content import content
from ml.imaging.scanning import scan as scanning
from ml.imaging.scanning.header_index import Index, default_path, open_default
from ml.imaging.scanning.progress_pacing import STEP_SECONDS, Clocked
from ml.imaging.scanning.scan import scan
from ml.imaging.types.file_type import Content
from tests.synthetic.dicom import as_bytes, phantom, save
from tests.synthetic.mr import COLUMNS, ROWS, disc, enhanced, mosaic, mr, write


def found(*paths, index=None):
    *_, last = scan(paths, index=Index(index) if index else None)
    return last


@pytest.fixture
def read_files(monkeypatch):
    """Names of the files whose headers were read."""
    names, real = [], Headers.records

    def records(self, path, *rest):
        names.append(path.name)
        return real(self, path, *rest)

    monkeypatch.setattr(Headers, "records", records)
    return names


# --- what a file is -------------------------------------------------------------------------


def test_names_do_not_matter(tmp_path):
    (tmp_path / "report.txt").write_bytes(as_bytes(mr(0, SOPInstanceUID="1.1")))
    (tmp_path / "no name").write_bytes(as_bytes(mr(1, SOPInstanceUID="1.2")))
    (tmp_path / "raw.png").write_bytes(as_bytes(mr(2, SOPInstanceUID="1.3"))[132:])
    Image.fromarray(np.zeros((4, 5), np.uint8)).save(tmp_path / "picture.dcm", "PNG")
    last = found(tmp_path)
    assert last.problems == ()
    assert sorted((s.modality, len(s.slices)) for s in last.series) == [("MR", 3), ("OT", 1)]


def test_a_table_of_contents_is_known_without_its_name(tmp_path):
    disc(tmp_path / "cd", [mr(i) for i in range(2)])
    head = (tmp_path / "cd" / "DICOMDIR").read_bytes()[:512]
    assert content(tmp_path / "x", head) is Content.DICOMDIR
    assert content(tmp_path / "DICOMDIR", as_bytes(mr(0))[:512]) is Content.DICOM


@pytest.mark.parametrize("head", [b"", b"\0" * 512, b"hello", b"\x08\0\5", b"PK\7\10"])
def test_anything_else_is_passed_over(tmp_path, head):
    (tmp_path / "thing").write_bytes(head)
    last = found(tmp_path)
    assert (last.files, last.series, last.problems) == (1, (), ())


# --- folders --------------------------------------------------------------------------------


def test_several_things_dropped_at_once_are_found_once(tmp_path):
    deep = write(tmp_path / "a" / "b" / "c" / "d", [mr(i) for i in range(3)])
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a" / "one").symlink_to(deep / "0000")
    last = found(deep / "0000", tmp_path / "a", tmp_path, deep)
    assert last.files == 3
    assert [len(s.slices) for s in last.series] == [3]
    assert not any("copy" in w for w in last.series[0].warnings)


def test_what_is_gone_is_told(tmp_path):
    last = found(tmp_path / "absent", write(tmp_path / "s", [mr(0)]))
    assert len(last.series) == 1
    assert [p.reason for p in last.problems] == ["cannot be opened (No such file or directory)"]


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_names_that_are_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe.dcm"
    with open(path, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(as_bytes(mr(0)))
    for _ in range(2):
        last = found(tmp_path, index=tmp_path.parent / "index.sqlite")
        assert last.problems == ()
        assert len(last.series) == 1


# --- DICOMDIR -------------------------------------------------------------------------------


@pytest.fixture
def cd(tmp_path):
    return disc(tmp_path / "cd", [mr(i) for i in range(4)])


def test_a_dicomdir_names_its_files(cd):
    save(cd / "STRAY", mr(9, SeriesInstanceUID="9.9"))
    last = found(cd / "DICOMDIR")
    assert last.problems == ()
    assert [[s.instance_number for s in series.slices] for series in last.series] == [[1, 2, 3, 4]]


def test_a_folder_with_a_dicomdir_is_read_whole(cd):
    save(cd / "STRAY", mr(9, SeriesInstanceUID="9.9"))
    assert sorted(len(series.slices) for series in found(cd).series) == [1, 4]


def test_case_and_missing_files_of_a_dicomdir(cd):
    named = [p for p in cd.rglob("*") if p.is_file() and p.name != "DICOMDIR"]
    named[0].unlink()
    named[1].rename(named[1].with_name(named[1].name.lower()))
    last = found(cd / "DICOMDIR")
    assert sum(len(series.slices) for series in last.series) == 3
    assert [p.reason for p in last.problems] == [
        "names a file that is not there; copy the whole disc again"
    ]


@pytest.mark.parametrize("way", [["..", "secret"], ["/etc", "x"], ["a/../..", "secret"], [".."]])
def test_a_dicomdir_does_not_lead_out(cd, way):
    save(cd.parent / "secret", mr(0))
    table = pydicom.dcmread(cd / "DICOMDIR")
    images = [r for r in table.DirectoryRecordSequence if r.DirectoryRecordType == "IMAGE"]
    images[0].ReferencedFileID = way
    table.save_as(cd / "DICOMDIR")
    last = found(cd / "DICOMDIR")
    assert sum(len(series.slices) for series in last.series) == 3
    assert [p.reason for p in last.problems] == ["names a file outside its folder; not opened"]


def test_a_damaged_dicomdir_says_what_to_do(cd):
    data = (cd / "DICOMDIR").read_bytes()
    (cd / "DICOMDIR").write_bytes(data[:400])
    last = found(cd / "DICOMDIR")
    assert last.series == ()
    assert len(last.problems) <= 1


# --- the index ------------------------------------------------------------------------------


def test_a_second_opening_reads_nothing(tmp_path, read_files):
    folder = write(tmp_path / "s", [*(mr(i) for i in range(3)), mosaic(4, SeriesInstanceUID="7")])
    frames = [{"place": i, "pixels": i, "index": (1, i)} for i in range(3)]
    save(folder / "e", enhanced(frames, SeriesInstanceUID="8"))
    (folder / "notes").write_text("nothing")
    (folder / "bad.dcm").write_text("not an image")
    place = tmp_path / "i" / "index.sqlite"
    first = found(folder, index=place)
    assert len(read_files) == 6
    read_files.clear()
    second = found(folder, index=place)
    assert read_files == []
    assert second == first
    assert len(first.problems) == 1
    assert sorted(len(s.slices) for s in first.series) == [3, 3, 4]


def test_changes_are_noticed(tmp_path, read_files):
    folder = write(tmp_path / "s", [mr(i, SOPInstanceUID=f"1.{i}") for i in range(3)])
    place = tmp_path / "index.sqlite"
    found(folder, index=place)
    read_files.clear()
    save(folder / "0001", mr(7, SOPInstanceUID="1.7"))
    os.utime(folder / "0001", ns=(1, 1))
    save(folder / "new", mr(8, SOPInstanceUID="1.8"))
    (folder / "0002").unlink()
    last = found(folder, index=place)
    assert sorted(read_files) == ["0001", "new"]
    assert found(folder).series == last.series


def test_a_damaged_index_is_begun_anew(tmp_path, read_files):
    folder = write(tmp_path / "s", [mr(i) for i in range(3)])
    place = tmp_path / "index.sqlite"
    place.write_bytes(b"this is no database" * 500)
    assert len(found(folder, index=place).series) == 1
    read_files.clear()
    assert len(found(folder, index=place).series) == 1
    assert read_files == []


@pytest.mark.parametrize("said", ["not json", "[[1]]", "[[]]", "7", "[[null,1,2]]"])
def test_a_damaged_entry_is_read_again(tmp_path, said):
    folder = write(tmp_path / "s", [mr(i) for i in range(3)])
    place = tmp_path / "index.sqlite"
    first = found(folder, index=place)
    with sqlite3.connect(place) as connection:
        connection.execute("update file set records = ?", (said,))
    connection.close()
    assert found(folder, index=place).series == first.series


def test_a_damaged_header_is_read_again(tmp_path):
    folder = write(tmp_path / "s", [mr(i) for i in range(3)])
    place = tmp_path / "index.sqlite"
    first = found(folder, index=place)
    with sqlite3.connect(place) as connection:
        connection.execute("update header set text = '{\"rows\": 3}'")
    connection.close()
    assert found(folder, index=place).series == first.series


def test_an_index_of_another_version_is_emptied(tmp_path, read_files):
    folder = write(tmp_path / "s", [mr(i) for i in range(3)])
    place = tmp_path / "index.sqlite"
    found(folder, index=place)
    with sqlite3.connect(place) as connection:
        connection.execute("pragma user_version = 1")
    connection.close()
    read_files.clear()
    found(folder, index=place)
    assert len(read_files) == 3


def test_a_locked_index_is_left_aside(tmp_path, monkeypatch):
    folder = write(tmp_path / "s", [mr(i) for i in range(3)])
    place = tmp_path / "index.sqlite"
    Index(place).close()
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("begin exclusive")
    index = Index(place)
    index._connection.execute("pragma busy_timeout = 1")
    try:
        *_, last = scan([folder], index=index)
    finally:
        other.execute("rollback")
        other.close()
    assert [len(s.slices) for s in last.series] == [3]


def test_the_index_is_private_and_can_be_turned_off(tmp_path, monkeypatch):
    place = tmp_path / "cache" / "index.sqlite"
    Index(place).close()
    if os.name == "posix":
        assert place.stat().st_mode & 0o077 == 0
        assert place.parent.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("WHENCE_NO_INDEX", "1")
    assert default_path() is None
    assert open_default() is None


def test_an_index_that_cannot_be_made_is_left_aside(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.delenv("WHENCE_NO_INDEX")
    monkeypatch.setattr(
        "ml.imaging.scanning.header_index.default_path", lambda: tmp_path / "file" / "index"
    )
    assert open_default() is None


def test_files_from_archives_are_not_remembered(tmp_path):
    folder = write(tmp_path / "s", [mr(i) for i in range(3)])
    archive = shutil.make_archive(str(tmp_path / "z"), "zip", folder)
    place = tmp_path / "index.sqlite"
    for _ in range(2):
        assert len(found(tmp_path / "z.zip", index=place).series) == 1
    with sqlite3.connect(place) as connection:
        assert connection.execute("select count(*) from file").fetchone() == (0,)
    connection.close()
    assert archive


# --- steps ----------------------------------------------------------------------------------


class Clock:
    """Seconds that pass by themselves, a little each time somebody looks."""

    def __init__(self, tick):
        self.now, self.tick = 0.0, tick

    def __call__(self):
        self.now += self.tick
        return self.now


@pytest.mark.parametrize("tick", [0.0001, 0.003, 0.02, 0.3])
def test_at_most_ten_steps_a_second(tmp_path, tick):
    folder = write(tmp_path, [mr(i, SOPInstanceUID=f"1.{i}") for i in range(40)])
    clock = Clock(tick)
    steps = [(step, clock.now) for step in scan([folder], pace=Clocked(clock=clock))]
    last, times = steps[-1][0], [now for _, now in steps]
    assert last.finished
    assert len(last.series[0].slices) == 40
    assert steps[0][0].files == len(steps[0][0].series[0].slices) == 1  # the first image at once
    apart = np.diff(times[:-1])
    assert (apart >= STEP_SECONDS - 1e-9).all()


def test_series_appear_as_they_are_found(tmp_path):
    for number in range(4):
        write(tmp_path / f"{number}", [mr(i, SeriesInstanceUID=f"3.{number}") for i in range(30)])
    counts = [len(step.series) for step in scan([tmp_path])]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] == 4


def test_sorting_takes_a_small_share(monkeypatch):
    """Where sorting is slow, steps show what was sorted last."""
    clock = Clock(0.0)
    pace = Clocked(clock=clock)
    sorted_at = []

    def sort():
        sorted_at.append(clock.now)
        clock.now += 1.0
        return len(sorted_at)

    shown = 0
    for _ in range(600):
        clock.now += 0.1
        if pace.due(1, has_image=True):
            shown = pace.sorted(shown, sort)
    assert len(sorted_at) / clock.now < 0.1
    assert shown == len(sorted_at) > 1


def test_to_cancel_stop_iterating(tmp_path, read_files):
    folder = write(tmp_path / "s", [mr(i) for i in range(60)])
    place = tmp_path / "index.sqlite"
    steps = scan([folder], index=Index(place))
    assert not next(steps).finished
    steps.close()  # type: ignore[attr-defined]
    assert len(read_files) < 60
    already = set(read_files)
    read_files.clear()
    assert found(folder, index=place).files == 60
    assert not set(read_files) & already, "what was learned before is kept"


def test_a_cancelled_scan_opens_no_more_archives(tmp_path):
    folder = write(tmp_path / "s", [mr(i) for i in range(60)])
    shutil.make_archive(str(tmp_path / "z"), "zip", folder)
    steps = scan([tmp_path / "z.zip"])
    first = next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert first.series[0].slices
    np.testing.assert_array_equal(
        decode(first.series[0], 0).values,
        phantom(first.series[0].slices[0].instance_number - 1, ROWS, COLUMNS),
    )
    assert scanning.for_this_process() is scanning.for_this_process()
