"""A header reads its values from ordinary files below its folder, and no more than it claims."""

import bz2
import gzip
import os
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.core.errors import ImageReadError
from ml.imaging.decode import decode
from ml.imaging.formats import volume
from ml.imaging.formats.detached_files import beside
from ml.imaging.formats.volume import read_volume, volume_series
from ml.imaging.scanning.archive import Unpacked
from ml.imaging.scanning.scan import scan
from tests.ml.imaging.formats.test_volume import nifti2
from tests.ml.imaging.formats.text_volumes import PLAIN, VALUES, metaimage, nrrd

SECRET = b"x" * len(PLAIN)
LISTED = "LIST"
HEADERS = {
    "one.mhd": lambda name: metaimage({"ElementDataFile": name}, b""),
    "one.mha": lambda name: metaimage({"ElementDataFile": name}, b""),
    "list.mhd": lambda name: metaimage({"ElementDataFile": LISTED}, f"{name}\n".encode()),
    "row.mhd": lambda name: metaimage({"ElementDataFile": f"{name}%d 1 1 1"}, b""),
    "one.nhdr": lambda name: nrrd({"data file": name}, b""),
    "one.nrrd": lambda name: nrrd({"data file": name}, b""),
    "list.nhdr": lambda name: nrrd({"data file": LISTED}, f"{name}\n".encode()),
    "row.nhdr": lambda name: nrrd({"data file": f"{name}%d 1 1 1"}, b""),
}


@pytest.fixture
def study(tmp_path):
    """A folder with a header's place, and a secret outside it under two names."""
    folder = tmp_path / "study"
    (folder / "sub").mkdir(parents=True)
    for name in ("secret", "secret1"):
        (tmp_path / name).write_bytes(SECRET)
    return folder


def refused(path, words):
    *_, last = scan([path.parent])
    assert last.series == ()
    (problem,) = [p for p in last.problems if not p.path.is_symlink()]
    assert problem.path == path
    assert words in problem.reason


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "name", ["../secret", "sub/../../secret", "{outside}", "//host/share/secret", "C:\\secret",
             "..\\secret"],
)  # fmt: skip
def test_a_header_reads_nothing_outside_its_folder(study, header, name):
    path = study / header
    path.write_bytes(HEADERS[header](name.format(outside=study.parent / "secret")))
    refused(path, "names a file outside its own folder for its values; it is not opened")


@pytest.mark.parametrize("header", HEADERS)
def test_a_link_does_not_lead_out_either(study, header):
    for name in ("link", "link1"):
        (study / name).symlink_to(study.parent / "secret")
    (study / "sub" / "up").symlink_to(study.parent)
    for name in ("link", "sub/up/secret"):
        path = study / header
        path.write_bytes(HEADERS[header](name))
        refused(path, "names a file outside its own folder")


@pytest.mark.parametrize("header", HEADERS)
def test_links_and_folders_below_the_header_are_read(study, header):
    for name in ("values", "values1"):
        (study / "sub" / name).write_bytes(PLAIN)
        (study / name).symlink_to(study / "sub" / name)
    for name in ("values", "sub/values"):
        path = study / f"{name.count('/')}{header}"
        path.write_bytes(HEADERS[header](name))
        assert (read_volume(path) == VALUES).all()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("after_the_scan", [False, True])
def test_a_pipe_in_place_of_values_is_not_opened(study, header, after_the_scan):
    path = study / header
    path.write_bytes(HEADERS[header]("values"))
    for name in ("values", "values1"):
        (study / name).write_bytes(PLAIN)
    if after_the_scan:
        (series,) = volume_series(path)
    for name in ("values", "values1"):
        (study / name).unlink()
        os.mkfifo(study / name)
    if after_the_scan:
        with pytest.raises(ImageReadError, match="no ordinary file"):
            decode(series, 0)
    else:
        refused(path, "no ordinary file; it is not opened")


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("last", [False, True])
def test_out_of_an_archive_only_what_lies_in_it_is_read(tmp_path, header, last):
    for number, name in enumerate(("values", "../../../../../../secret", "{outside}")):
        (tmp_path / "secret").write_bytes(SECRET)
        (tmp_path / "secret1").write_bytes(SECRET)
        data = HEADERS[header](name.format(outside=tmp_path / "secret"))
        entries = [(header, data), ("values", PLAIN), ("values1", PLAIN)]
        with zipfile.ZipFile(tmp_path / f"{number}.zip", "w") as archive:
            for entry in reversed(entries) if last else entries:
                archive.writestr(*entry)
        unpacked = Unpacked()
        try:
            *_, step = scan([tmp_path / f"{number}.zip"], unpacked=unpacked)
            if number:
                assert step.series == ()
                assert "outside its own folder" in step.problems[0].reason
            else:
                assert [len(series.slices) for series in step.series] == [2]
                assert decode(step.series[0], 0).values.any()
        finally:
            unpacked.close()


def memory(read, path):
    """Bytes that reading takes at most; errors in words are fine."""
    tracemalloc.start()
    try:
        with suppress(ImageReadError):
            read(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


PACKED = {"raw": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "hex": bytes.hex,
          "text": lambda data: b" ".join([b"0"] * len(data))}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("encoding", PACKED)
@pytest.mark.parametrize("skip", [{}, {"byte skip": "50000000"}, {"byte skip": "9" * 18},
                                  {"line skip": "9" * 15}])  # fmt: skip
def test_no_more_is_read_than_is_claimed(tmp_path, encoding, skip):
    data = PACKED[encoding](bytes(100_000_000 if encoding in ("raw", "gzip") else 10_000_000))
    data = data.encode() if isinstance(data, str) else data
    (tmp_path / "values").write_bytes(data)
    path = tmp_path / "v.nhdr"
    path.write_bytes(nrrd({"data file": "values", "encoding": encoding, **skip}, b""))
    assert memory(read_volume, path) < 16_000_000


@pytest.mark.parametrize("size", ["1 1 16777216", "4096 4096 1024", "4 3 100000"])
def test_a_claim_is_compared_with_what_is_there(tmp_path, size):
    (tmp_path / "values").write_bytes(PLAIN)
    path = tmp_path / "v.mhd"
    path.write_bytes(metaimage({"ElementDataFile": "values", "DimSize": size}, b""))
    assert memory(volume_series, path) < 1_000_000
    with pytest.raises(ImageReadError, match="states an impossible size"):
        volume_series(path)


def test_a_volume_larger_than_the_memory_is_refused_in_words(tmp_path, monkeypatch):
    path = tmp_path / "v.mha"
    path.write_bytes(metaimage())
    monkeypatch.setattr(volume, "physical_memory", lambda: 64)
    with pytest.raises(ImageReadError, match="takes 1 GB of memory, too much for this computer"):
        volume_series(path)


@pytest.mark.parametrize("size", [-16, 2**31 - 16, 2**20])
def test_extensions_of_a_nifti_are_passed_over(tmp_path, size):
    plain = bytearray(nifti2(VALUES))
    plain[168:176] = (544 + 50_000_000).to_bytes(8, "little")
    extension = b"\1\0\0\0" + size.to_bytes(4, "little", signed=True) + bytes(50_000_000 - 4)
    path = tmp_path / "v.nii.gz"
    path.write_bytes(gzip.compress(bytes(plain[:540]) + extension + PLAIN + bytes(4), 1))
    assert memory(volume_series, path) < 10_000_000


def test_a_list_without_an_end_of_line_is_not_read_whole(tmp_path):
    path = tmp_path / "v.mhd"
    path.write_bytes(metaimage({"ElementDataFile": LISTED}, b""))
    with path.open("ab") as file:
        file.truncate(1 << 34)  # of which nothing takes room on the disk
    assert memory(volume_series, path) < 64_000_000


@pytest.mark.parametrize("values", ["v%9999999d.raw 1 2", "v%d%d.raw 1 2 1", "v.raw% 1 2 1",
                                    "v%d.raw 1 2 0", "v%d.raw ² 2 1", "v\0.raw"])  # fmt: skip
def test_a_row_of_files_that_is_none_is_told(tmp_path, values):
    path = tmp_path / "v.mhd"
    path.write_bytes(metaimage({"ElementDataFile": values}, b""))
    with pytest.raises(ImageReadError):
        volume_series(path)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(["..", ".", "", "a", "C:", "~", "\0", "é", "sub", "link"])),
       st.sampled_from(["/", "\\"]))  # fmt: skip
def test_no_name_leads_out(tmp_path_factory, parts, separator):
    folder = tmp_path_factory.getbasetemp() / "header's"
    folder.mkdir(exist_ok=True)
    with suppress(FileExistsError):
        (folder / "link").symlink_to(folder.parent)
    try:
        path = beside(folder / "v.mhd", separator.join(parts))
    except ImageReadError:
        return
    assert path.resolve().is_relative_to(folder.resolve())


def test_a_deflated_stream_without_an_end_is_told(tmp_path):
    path = tmp_path / "v.mha"
    path.write_bytes(metaimage({"CompressedData": "True"}, zlib.compress(PLAIN)[:-8][:20]))
    with pytest.raises(ImageReadError, match="is damaged"):
        read_volume(path)
