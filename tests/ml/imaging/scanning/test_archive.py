"""Archives give their images and nothing else: no path leaves them, no bomb goes off."""

import io
import os
import stat
import subprocess
import sys
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core import folder_lock
from ml.core.folder_lock import FolderLock
from ml.imaging.api import remove_unpacked
from ml.imaging.decode import decode
from ml.imaging.scanning import scan as scan_module
from ml.imaging.scanning.archive import PREFIX, Limits, Unpacked, harmless, sweep
from ml.imaging.scanning.scan import for_this_process, scan
from ml.imaging.scanning.walk import walk
from ml.imaging.types.ordinary_file import leads_out
from ml.imaging.types.series import Problem
from tests.synthetic.dicom import as_bytes, phantom
from tests.synthetic.mr import COLUMNS, ROWS, mr


@pytest.fixture
def unpacked():
    opened = []

    def make(**limits):
        opened.append(Unpacked(Limits(**limits)))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def packed(entries, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def slices(count=3, prefix=""):
    return [(f"{prefix}{i}", as_bytes(mr(i, SOPInstanceUID=f"1.2.9.{i}"))) for i in range(count)]


def last(path, unpacked):
    *_, step = scan([path], unpacked=unpacked)
    return step.series, [problem.reason for problem in step.problems]


def put(folder, data, name="study"):
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_an_archive_is_read_like_a_folder(tmp_path, unpacked, method):
    (series,), problems = last(put(tmp_path, packed(slices(), method)), unpacked())
    assert problems == []
    assert [s.instance_number for s in series.slices] == [1, 2, 3]
    np.testing.assert_array_equal(decode(series, 2).values, phantom(2, ROWS, COLUMNS))


def test_archives_in_archives(tmp_path, unpacked):
    inner = packed(slices(2))
    middle = packed([("more.zip", inner), *slices(1, "x/")])
    found, problems = last(put(tmp_path, packed([("a/b", middle)])), unpacked())
    assert problems == []
    assert sum(len(series.slices) for series in found) == 2


def test_the_depth_is_limited(tmp_path, unpacked):
    data = packed(slices(1))
    for _ in range(3):
        data = packed([("in", data)])
    found, problems = last(put(tmp_path, data), unpacked(depth=3))
    assert found == ()
    assert problems == ["entry 1 is an archive inside 3 others; it is not opened"]


def test_the_count_is_limited_and_what_came_before_is_shown(tmp_path, unpacked):
    (series,), problems = last(put(tmp_path, packed(slices(5))), unpacked(files=3))
    assert len(series.slices) == 3
    assert problems == ["holds more than 3 files; what was unpacked before is shown"]


def test_the_count_includes_what_is_nested(tmp_path, unpacked):
    data = packed([("a", packed(slices(3))), ("b", packed(slices(3)))])
    _, problems = last(put(tmp_path, data), unpacked(files=5))
    assert problems == ["holds more than 5 files; what was unpacked before is shown"]


def test_the_size_is_limited(tmp_path, unpacked):
    data = packed([*slices(1), ("large", bytes(3 << 20)), *slices(1, "z")])
    (series,), problems = last(put(tmp_path, data), unpacked(total_bytes=2 << 20))
    assert len(series.slices) == 1
    assert problems == ["would unpack to more than 2 MB; what was unpacked before is shown"]


def test_a_bomb_is_refused_whatever_it_promises(tmp_path, unpacked):
    """The archive's own sizes are lies here: bytes are counted as they come."""
    data = bytearray(packed([("bomb", bytes(4 << 20))]))
    said = (4 << 20).to_bytes(4, "little")
    assert data.count(said) >= 2
    lie = bytes(data.replace(said, (100 << 20).to_bytes(4, "little")))
    for each in (bytes(data), lie):
        found, problems = last(put(tmp_path, each), unpacked(harmless_bytes=1 << 20))
        assert found == ()
        assert "packed more than 200-fold, like a zip bomb" in problems[0]


def test_a_refused_bomb_leaves_nothing_on_disk(tmp_path, unpacked):
    store = unpacked(harmless_bytes=1 << 20)
    *_, step = scan([put(tmp_path, packed([("bomb", bytes(4 << 20))]))], unpacked=store)
    assert step.problems
    assert not [p for p in Path(store._folder.name).rglob("*") if p.is_file()]


@pytest.mark.parametrize(
    "name",
    ["../out", "a/../../out", "/etc/out", "\\out", "..\\out", "C:\\out", "C:out", "a\\..\\..\\o"],
)
def test_entries_that_lead_out_are_refused_in_words(tmp_path, unpacked, name):
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    path = put(folder, packed([(name, as_bytes(mr(0))), *slices(1)]))
    (series,), problems = last(path, unpacked())
    assert len(series.slices) == 1
    assert problems == ["entry 1 would leave the archive; it is not opened"]
    assert sorted(tmp_path.rglob("*")) == sorted([*before, path])


def test_links_and_passwords_are_refused_in_words(tmp_path, unpacked):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = bytearray(packed([(link, "/etc/passwd"), ("locked", b"secret"), *slices(1)]))
    at = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)  # the second entry's directory record
    data[at + 8] |= 1
    (series,), problems = last(put(tmp_path, bytes(data)), unpacked())
    assert len(series.slices) == 1
    assert problems == [
        "entry 1 is a link; it is not followed",
        "entry 2 is locked with a password; unpack it yourself",
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_entry_never_costs_the_rest(tmp_path, unpacked, method):
    data = bytearray(packed(slices(3), method))
    at = data.index(b"PK\3\4", 10)  # the second entry
    data[at + 45 : at + 200] = bytes(155)
    (series,), problems = last(put(tmp_path, bytes(data)), unpacked())
    assert [s.instance_number for s in series.slices] == [1, 3]
    assert problems == ["entry 2 is damaged or packed in an unknown way"]


def test_an_archive_without_its_end_is_told(tmp_path, unpacked):
    found, problems = last(put(tmp_path, packed(slices(3))[:-30]), unpacked())
    assert found == ()
    assert problems == ["the archive cannot be read (BadZipFile)"]


def test_equal_and_empty_names_do_not_collide(tmp_path, unpacked):
    entries = slices(4)
    names = ["same", "SAME?", "same", "."]
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed([(name, content) for name, (_, content) in zip(names, entries, strict=True)])
    (series,), problems = last(put(tmp_path, data), unpacked())
    assert problems == []
    assert len(series.slices) == 4


def test_a_second_look_does_not_unpack_again(tmp_path, unpacked):
    store = unpacked()
    (archive,) = walk([put(tmp_path, packed(slices()))])
    first, second = list(store.files(archive)), list(store.files(archive))
    assert first == second
    assert store._opened == 1


def test_unpacked_files_are_private_and_go_away(tmp_path, unpacked):
    store = unpacked()
    (archive,) = walk([put(tmp_path, packed(slices()))])
    files = [found.path for found in store.files(archive) if not isinstance(found, Problem)]
    top = Path(store._folder.name)
    assert stat.S_IMODE(top.stat().st_mode) == 0o700
    assert all(path.is_relative_to(top) for path in files)
    store.close()
    assert not top.exists()


UNPACK = """
import sys
from pathlib import Path
from ml.imaging.scanning import archive
from ml.imaging.scanning.walk import walk

(found,) = walk([Path(sys.argv[1])])
unpacked = archive.Unpacked()
print(next(unpacked.files(found)).path, flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="folders are locked on POSIX only")
def test_what_a_killed_process_unpacked_is_swept_and_nothing_else(tmp_path):
    (tmp_path / "a.zip").write_bytes(packed([("one", b"1"), ("two", b"2")]))
    temporary = tmp_path / "tmp"
    (temporary / "other").mkdir(parents=True)
    (temporary / f"{PREFIX}link").symlink_to(temporary / "other")
    with subprocess.Popen(
        [sys.executable, "-c", UNPACK, str(tmp_path / "a.zip")],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        file = Path(process.stdout.readline().strip())
        assert file.read_bytes() == b"1"
        sweep(temporary)
        assert file.exists()
        process.kill()
        process.wait()
    assert file.exists()
    sweep(temporary)
    assert sorted(path.name for path in temporary.iterdir()) == ["other", f"{PREFIX}link"]


def test_where_nothing_can_be_locked_only_old_leftovers_are_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_lock, "CAN_LOCK_FOLDERS", False)
    monkeypatch.setattr(FolderLock, "_lock_file", lambda *_: None)
    old, new, other = tmp_path / f"{PREFIX}old", tmp_path / f"{PREFIX}new", tmp_path / "other"
    for folder in (old, new, other):
        folder.mkdir()
        os.utime(folder, (0, 0) if folder is not new else None)
    sweep(tmp_path)
    assert not old.exists()
    assert new.exists()
    assert other.exists()


def test_where_a_file_is_locked_instead_nothing_is_left_either(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_lock, "CAN_LOCK_FOLDERS", False)
    (tmp_path / f"{PREFIX}left").mkdir()
    (tmp_path / f"{PREFIX}left" / folder_lock.LOCK_FILE).touch()
    held = FolderLock(tmp_path, wait_seconds=0)
    (tmp_path / f"{PREFIX}used").mkdir()
    used = FolderLock(tmp_path / f"{PREFIX}used", wait_seconds=0)
    sweep(tmp_path)
    assert [path.name for path in tmp_path.glob(f"{PREFIX}*")] == [f"{PREFIX}used"]
    used.release()
    held.release()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_first_scan_sweeps_and_the_end_of_the_process_removes(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(scan_module, "for_this_process", lru_cache(for_this_process.__wrapped__))
    (tmp_path / "a.zip").write_bytes(packed([("one", b"1")]))
    (tmp_path / f"{PREFIX}left").mkdir()
    list(scan_module.scan([tmp_path / "a.zip"]))
    (folder,) = tmp_path.glob(f"{PREFIX}*")
    assert folder.name != f"{PREFIX}left"
    remove_unpacked()
    assert not folder.exists()


def renamed(archive, old, new):
    """The same archive, in which an entry has another name of the same length."""
    assert archive.count(old) == 2
    return archive.replace(old, new)


ODD_NAMES = {
    "is no UTF-8": b"\xfc\xe4\xff\xf6bcdef",
    "is cut off in a letter": "äöüäö".encode()[:-1],
    "holds a zero byte": b"ab\0defghi",
    "is a device": b"CON.dcm:x",
    "steers the terminal": b"\x1b[31mred!",
}


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("utf_8", [True, False])
def test_the_name_of_an_entry_costs_no_other(tmp_path, unpacked, name, utf_8):
    entries = slices()
    (_, data), *others = entries
    mark = "äXXXXXXX" if utf_8 else "XXXXXXXXX"
    archive = packed([(mark, data), *others])
    (tmp_path / "a.zip").write_bytes(renamed(archive, mark.encode(), ODD_NAMES[name]))
    (series,), problems = last(tmp_path / "a.zip", unpacked())
    assert len(series.slices) == 3
    assert problems == []


@pytest.mark.parametrize("letter", ["x", "ä", "增", "\N{GRINNING FACE}"])
@pytest.mark.parametrize("at", ["{}", "{}/one", "one/{}/two"])
def test_a_long_name_costs_no_other(tmp_path, unpacked, letter, at):
    (_, data), *others = slices()
    (tmp_path / "a.zip").write_bytes(packed([(at.format(letter * 400), data), *others]))
    (series,), problems = last(tmp_path / "a.zip", unpacked())
    assert len(series.slices) == 3
    assert problems == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_name_becomes_a_path(name):
    made = harmless(name)
    assert made
    assert not set(made) & set('/\\:\0*?"<>|\n')
    assert made not in (".", "..")
    assert (Path("/base") / made).parent == Path("/base")


@given(st.lists(st.sampled_from(["..", ".", "a", "", "C:", "b c"]), max_size=5))
def test_a_path_that_is_let_in_stays_in(parts):
    for joined in ("/".join(parts), "\\".join(parts)):
        if not leads_out(joined):
            base = Path(tempfile.gettempdir()).resolve() / "base"
            assert (base / joined.replace("\\", "/")).resolve().is_relative_to(base)
