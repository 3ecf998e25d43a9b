"""What is dropped is found: archives within limits, DICOMDIRs, links; known folders at once."""

import io
import itertools
import zipfile

import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage, generate_uid

from ml.imaging.archive import Limits, Unpacked, harmless, leads_out
from ml.imaging.decode import decode
from ml.imaging.index import Index
from ml.imaging.pace import Clocked
from ml.imaging.scan import open_series, scan
from tests.factories import PATIENT, make_series


@pytest.fixture
def unpacked():
    place = Unpacked()
    yield place
    place.close()


def last_step(paths, **more):
    *_, last = scan(paths, **more)
    return last


def packed(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def files_of(folder):
    return [(p.name, p.read_bytes()) for p in sorted(folder.iterdir())]


def test_an_archive_is_read_like_a_folder(tmp_path, unpacked):
    files = files_of(make_series(tmp_path / "s"))
    inner = packed(tmp_path / "inner.zip", files).read_bytes()
    outer = packed(tmp_path / "outer.zip", [("a/README", b"no"), ("a/b/inner.zip", inner)])
    step = last_step([outer], unpacked=unpacked)
    (series,) = step.series
    assert step.problems == ()
    assert len(series.slices) == 6
    assert decode(series, 3).values.shape == (24, 20)
    assert last_step([outer], unpacked=unpacked).series == step.series


def test_what_was_unpacked_goes_away(tmp_path, unpacked):
    archive = packed(tmp_path / "a.zip", files_of(make_series(tmp_path / "s")))
    (series,) = last_step([archive], unpacked=unpacked).series
    assert series.slices[0].path.exists()
    unpacked.close()
    assert not series.slices[0].path.exists()


@pytest.mark.parametrize("name", ["../up.dcm", "/abs.dcm", "a/../../up.dcm", "C:\\x.dcm", "..\\x"])
def test_no_entry_leaves_its_archive(tmp_path, unpacked, name):
    ((_, data), *_) = files_of(make_series(tmp_path / "s"))
    archive = packed(tmp_path / "a.zip", [(name, data), ("good.dcm", data)])
    step = last_step([archive], unpacked=unpacked)
    assert [len(s.slices) for s in step.series] == [1]
    assert "would leave the archive" in step.problems[0].reason
    assert not list(tmp_path.parent.glob("**/up.dcm"))
    assert leads_out(name)


@pytest.mark.parametrize("name", ["a..b.dcm", "DICOM/IM0001", "x/..y"])
def test_dots_in_names_are_no_escape(name):
    assert not leads_out(name)
    assert harmless("../x:y\0") == "_x_y_"


def test_a_bomb_is_refused_in_words(tmp_path, unpacked):
    bomb = packed(tmp_path / "bomb.zip", [("zeros", bytes(80 << 20))])
    step = last_step([bomb], unpacked=unpacked)
    assert "like a zip bomb" in step.problems[0].reason


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(files=2), "more than 2 files"),
        (Limits(total_bytes=4 << 20), "more than 4 MB"),
        (Limits(depth=1), "an archive inside 1 others"),
    ],
)
def test_limits_are_told_and_what_came_before_is_shown(tmp_path, limits, said):
    ((name, data), *_) = files_of(make_series(tmp_path / "s"))
    inner = packed(tmp_path / "i.zip", [(name, data)]).read_bytes()
    entries = [("first.dcm", data), ("i.zip", inner), ("z", bytes(5 << 20))]
    place = Unpacked(limits)
    step = last_step([packed(tmp_path / "a.zip", entries)], unpacked=place)
    place.close()
    assert step.series
    assert any(said in p.reason for p in step.problems)


def test_a_damaged_or_locked_entry_costs_only_itself(tmp_path, unpacked):
    ((_, data), (_, other), *_) = files_of(make_series(tmp_path / "s"))
    archive = packed(tmp_path / "a.zip", [("one.dcm", data), ("two.dcm", other)])
    raw = bytearray(archive.read_bytes())
    start = raw.index(b"one.dcm") + 60
    raw[start : start + 20] = bytes(20)
    archive.write_bytes(raw)
    step = last_step([archive], unpacked=unpacked)
    assert sum(len(s.slices) for s in step.series) == 1
    assert "damaged" in step.problems[0].reason


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive", b"PK\x05\x06"])
def test_a_broken_archive_is_a_problem(tmp_path, unpacked, data):
    (tmp_path / "x.zip").write_bytes(data)
    (problem,) = last_step([tmp_path], unpacked=unpacked).problems
    assert "archive cannot be read" in problem.reason


def test_names_do_not_matter(tmp_path):
    folder = make_series(tmp_path / "s")
    for path, name in zip(
        sorted(folder.iterdir()), ("a.png", "b", "c.nii", "d.zip", "e.txt", "f"), strict=True
    ):
        path.rename(folder / name)
    (series,), problems = open_series([folder])
    assert problems == ()
    assert {decode(series, i).values.shape for i in range(6)} == {(24, 20)}


def test_a_file_without_preamble_is_read(tmp_path):
    folder = make_series(tmp_path / "s")
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[132:])
    (series,), problems = open_series([folder])
    assert (len(series.slices), problems) == (6, ())


def test_several_drops_show_each_file_once(tmp_path):
    one, two = make_series(tmp_path / "x" / "one"), make_series(tmp_path / "two")
    (tmp_path / "x" / "again").symlink_to(tmp_path, target_is_directory=True)
    step = last_step([tmp_path / "x", one, next(one.iterdir()), two])
    assert step.files == 12
    assert [len(s.slices) for s in step.series] == [6, 6]


def test_what_is_gone_is_told(tmp_path):
    (problem,) = last_step([tmp_path / "nowhere"]).problems
    assert "cannot be opened" in problem.reason


def dicomdir(folder, names):
    d = Dataset()
    d.file_meta = FileMetaDataset()
    d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    d.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    d.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    d.DirectoryRecordSequence = []
    for name in names:
        item = Dataset()
        item.DirectoryRecordType, item.ReferencedFileID = "IMAGE", name
        d.DirectoryRecordSequence.append(item)
    d.save_as(folder / "DICOMDIR", enforce_file_format=True)
    return folder / "DICOMDIR"


def test_a_dicomdir_leads_to_its_files_and_tells_what_is_missing(tmp_path):
    cd = tmp_path / "cd"
    folder = make_series(cd / "images")
    for path in folder.iterdir():
        path.rename(folder / f"im{path.stem}")
    (tmp_path / "secret.dcm").write_bytes(next(folder.iterdir()).read_bytes())
    names = [["IMAGES", f"IM{i:03d}"] for i in range(7)] + [["..", "secret.dcm"]]
    alone = last_step([dicomdir(cd, names)])
    assert [len(s.slices) for s in alone.series] == [6]
    assert [p.reason.split(";")[0] for p in alone.problems] == [
        "names 1 files that are not there", "names 1 files outside its folder",
    ]  # fmt: skip
    whole = last_step([cd])
    assert [len(s.slices) for s in whole.series] == [6]
    assert whole.problems == alone.problems


def test_a_known_folder_comes_from_the_index(tmp_path, monkeypatch):
    folder = make_series(tmp_path / "s")
    (folder / "bad.dcm").write_text("no image")
    (folder / "notes.txt").write_text("nothing")
    place = tmp_path / "index.sqlite"
    first = last_step([folder], index=Index(place))

    def never(*_):
        raise AssertionError("a known file was read again")

    with monkeypatch.context() as patch:
        patch.setattr("ml.imaging.dicom_header.Headers.records", never)
        again = last_step([folder], index=Index(place))
    assert again == first
    assert again.problems[0].path.name == "bad.dcm"


def test_the_index_notices_what_changed_came_and_went(tmp_path):
    folder, place = make_series(tmp_path / "s"), tmp_path / "index.sqlite"
    last_step([folder], index=Index(place))
    gone, changed, *_ = sorted(folder.iterdir())
    gone.unlink()
    dataset = pydicom.dcmread(changed)
    dataset.SeriesDescription, dataset.SeriesInstanceUID = "another series now", generate_uid()
    dataset.save_as(changed)
    step = last_step([folder, make_series(tmp_path / "s" / "new")], index=Index(place))
    assert sorted(len(s.slices) for s in step.series) == [1, 4, 6]
    assert "another series now" in {s.description for s in step.series}


def test_a_damaged_index_is_begun_anew(tmp_path, caplog):
    place = tmp_path / "index.sqlite"
    place.write_bytes(b"no database" * 1000)
    step = last_step([make_series(tmp_path / "s")], index=Index(place))
    assert [len(s.slices) for s in step.series] == [6]
    assert "begun anew" in caplog.text
    assert PATIENT not in caplog.text


def test_the_index_is_the_users_own(tmp_path):
    place = tmp_path / "deep" / "index.sqlite"
    Index(place).close()
    assert place.stat().st_mode & 0o077 == 0
    assert place.parent.stat().st_mode & 0o077 == 0


def test_steps_come_ten_times_a_second_at_most(tmp_path):
    ticks = itertools.count()
    clock = lambda: next(ticks) * 0.01  # noqa: E731  # a hundredth of a second a look
    folder = make_series(tmp_path, slices=200)
    steps = list(scan([folder], pace=Clocked(clock=clock)))
    assert 2 < len(steps) <= 1 + next(ticks) * 0.01 / 0.1 + 1
    assert [s.finished for s in steps[-2:]] == [False, True]
    assert [s.files for s in steps] == sorted(s.files for s in steps)


def test_a_scan_that_is_left_keeps_what_it_learned(tmp_path):
    folder, place = make_series(tmp_path / "s", slices=60), tmp_path / "index.sqlite"
    steps = scan([folder], index=Index(place))
    assert next(steps).files == 25
    steps.close()
    known = Index(place)
    rows = known._connection.execute("select count(*) from file").fetchone()[0]
    known.close()
    assert rows == 25


def test_a_deflated_bomb_is_refused(tmp_path):
    import zlib

    path = next(make_series(tmp_path, slices=1).iterdir())
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1.99"
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    raw = buffer.getvalue()
    meta = 144 + int.from_bytes(raw[140:144], "little")
    packer = zlib.compressobj(wbits=-15)
    body = zlib.decompress(raw[meta:], -15)
    blocks = [packer.compress(body)] + [packer.compress(bytes(1 << 24)) for _ in range(66)]
    path.write_bytes(raw[:meta] + b"".join(blocks) + packer.flush())
    (problem,) = last_step([tmp_path]).problems
    assert "would unpack to more" in problem.reason
