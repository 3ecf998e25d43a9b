"""Every kind of NRRD and MetaImage header means what SimpleITK says that it means."""

import bz2
import gzip
import tracemalloc
import zlib
from contextlib import suppress

import numpy as np
import pytest
import SimpleITK
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.core.errors import ImageReadError
from ml.imaging.formats.file_content import content_of
from ml.imaging.formats.registry import by_name
from tests.ml.imaging.formats.text_volumes import COLOURS, FIVE, PLAIN, VALUES, metaimage, nrrd

TURNED = "0.8 0.6 0 -0.6 0.8 0 0 0 1"
IN_ASCII = " ".join(map(str, VALUES.ravel())).encode()
META_KINDS = {
    "CHAR": "i1", "UCHAR": "u1", "SHORT": "<i2", "USHORT": "<u2", "INT": "<i4", "UINT": "<u4",
    "LONG": "<i4", "ULONG": "<u4", "LONG_LONG": "<i8", "ULONG_LONG": "<u8", "FLOAT": "<f4",
    "DOUBLE": "<f8",
}  # fmt: skip
NRRD_KINDS = {
    "signed char": "i1", "uchar": "u1", "uint8_t": "u1", "signed short int": "<i2",
    "ushort": "<u2", "int": "<i4", "uint32": "<u4", "long long": "<i8",
    "unsigned long long int": "<u8", "float": "<f4", "double": "<f8",
}  # fmt: skip
NO_SPACE = {"space": None, "space directions": None, "space origin": None}
FOUR = {"type": "uchar", "dimension": "4"}
META_FILES = {
    "plain": metaimage(),
    "turned": metaimage({"TransformMatrix": TURNED}),
    "sheared": metaimage({"TransformMatrix": "1 0 0 0.3 1 0 0 0 1"}),
    "Rotation": metaimage({"TransformMatrix": None, "Rotation": TURNED}),
    "Orientation": metaimage({"TransformMatrix": None, "Orientation": TURNED}),
    "Position": metaimage({"Offset": None, "Position": "4 5 6"}),
    "Origin": metaimage({"Offset": None, "Origin": "4 5 6"}),
    "no place": metaimage({"Offset": None, "TransformMatrix": None, "ElementSpacing": None}),
    "ElementSize": metaimage({"ElementSpacing": None, "ElementSize": "4 5 6"}),
    "both sizes": metaimage({"ElementSize": "4 5 6"}),
    "backwards": metaimage({"ElementSpacing": "-0.5 0.7 3"}),
    "not applied": metaimage({"ElementToIntensityFunctionSlope": "2", "CenterOfRotation": "7 8 9"}),
    "other letters": metaimage({"AnatomicalOrientation": "LPS", "DistanceUnits": "cm"}),
    "big": metaimage({"BinaryDataByteOrderMSB": "True"}, VALUES.astype(">i2").tobytes()),
    "also big": metaimage(
        {"BinaryDataByteOrderMSB": None, "ElementByteOrderMSB": "True"},
        VALUES.astype(">i2").tobytes(),
    ),
    "zlib": metaimage(
        {"CompressedData": "True", "CompressedDataSize": len(zlib.compress(PLAIN))},
        zlib.compress(PLAIN),
    ),
    "colour": metaimage(
        {"ElementType": "MET_UCHAR_ARRAY", "ElementNumberOfChannels": "3"}, COLOURS
    ),
    "five numbers": metaimage({"ElementType": "MET_UCHAR", "ElementNumberOfChannels": "5"}, FIVE),
    "more than said": metaimage(data=PLAIN + b"more"),
    "crlf": metaimage(newline="\r\n"),
    "colons": metaimage(equals=": "),
    "narrow": metaimage(equals="="),
    "local": metaimage({"ElementDataFile": "local"}),
    "times": metaimage(
        {"NDims": "4", "DimSize": "4 3 1 2", "Offset": "1 2 3 0", "ElementSpacing": "1 2 3 4",
         "TransformMatrix": "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"}
    ),
    **{
        kind: metaimage({"ElementType": f"MET_{kind}"}, VALUES.astype(numpy).tobytes())
        for kind, numpy in META_KINDS.items()
    },
}  # fmt: skip
NRRD_FILES = {
    "plain": nrrd(),
    "version 1": nrrd(version=1),
    "version 5": nrrd(version=5),
    **{
        space: nrrd({"space": space})
        for space in (
            "right-anterior-superior", "RAS", "LPS", "left-anterior-superior", "LAS",
            "scanner-xyz", "3D-left-handed",
        )
    },
    "turned": nrrd({"space directions": "(0.4,0.3,0) (-0.3,0.4,0) (0,0,3)"}),
    "backwards": nrrd({"space directions": "(-0.5, 0, 0) (0, 0.7, 0) (0, 0, 3)"}),
    "no kinds": nrrd({"kinds": None}),
    "no origin": nrrd({"space origin": None}),
    "spacings": nrrd({**NO_SPACE, "spacings": "0.5 0.7 3"}),
    "nothing": nrrd(NO_SPACE),
    "mins": nrrd({**NO_SPACE, "spacings": "0.5 0.7 3", "axis mins": "1 2 3"}),
    "mins on voxels": nrrd(
        {**NO_SPACE, "spacings": ".5 .7 3", "axis mins": "1 2 3", "centerings": "node node node"}
    ),
    "gzip": nrrd({"encoding": "gzip"}, gzip.compress(PLAIN)),
    "gzip skip": nrrd({"encoding": "gz", "byte skip": "5"}, gzip.compress(b"12345" + PLAIN)),
    "ascii": nrrd({"encoding": "ascii"}, IN_ASCII),
    "hex": nrrd({"encoding": "hex"}, PLAIN.hex().encode()),
    "big": nrrd({"endian": "big"}, VALUES.astype(">i2").tobytes()),
    "byte skip": nrrd({"byte skip": "5"}, b"12345" + PLAIN),
    "from the end": nrrd({"byte skip": "-1"}, b"12345" + PLAIN),
    "line skip": nrrd({"line skip": "2"}, b"a\nb\n" + PLAIN),
    "crlf": nrrd(newline="\r\n"),
    "vector": nrrd(
        {**FOUR, "sizes": "3 4 3 2", "kinds": "vector domain domain domain",
         "space directions": "none (1,0,0) (0,1,0) (0,0,1)"}, COLOURS,
    ),
    "vector last": nrrd(
        {**FOUR, "sizes": "4 3 2 3", "kinds": "domain domain domain vector",
         "space directions": "(1,0,0) (0,1,0) (0,0,1) none"}, COLOURS,
    ),
    **{
        kind: nrrd({"type": kind}, VALUES.astype(numpy).tobytes())
        for kind, numpy in NRRD_KINDS.items()
    },
}  # fmt: skip
FILES = {
    **{f"{name}.mha": data for name, data in META_FILES.items()},
    **{f"{name}.nrrd": data for name, data in NRRD_FILES.items()},
}


def read(path):
    reader = content_of(path).load()
    space = reader.read_space(path)
    return space, reader.read_values(path, space, 0)


def check(path):
    """Values, their type and the place of every voxel are SimpleITK's."""
    space, ours = read(path)
    image = SimpleITK.ReadImage(str(path))
    theirs = SimpleITK.GetArrayFromImage(image)
    n = image.GetDimension()
    if space.channels not in (1, 3):
        theirs = theirs[..., 0]
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours.ravel(), theirs.ravel())
    np.testing.assert_allclose(space.spacing, image.GetSpacing()[:3])
    np.testing.assert_allclose(space.origin, image.GetOrigin()[:3])
    direction = np.array(image.GetDirection()).reshape(n, n)[:3, :3]
    np.testing.assert_allclose(space.direction, direction)


@pytest.mark.parametrize("name", FILES)
def test_a_file_means_what_simpleitk_reads(tmp_path, name):
    path = tmp_path / f"v.{name.rpartition('.')[2]}"
    path.write_bytes(FILES[name])
    check(path)


ROW = {"p01.raw": VALUES[0].tobytes(), "p02.raw": VALUES[1].tobytes()}
DETACHED = {
    "one.mhd": (metaimage({"ElementDataFile": "far off.raw"}, b""), {"far off.raw": PLAIN}),
    "skip.mhd": (
        metaimage({"ElementDataFile": "x.raw", "HeaderSize": "3"}, b""), {"x.raw": b"123" + PLAIN},
    ),
    "end.mhd": (
        metaimage({"ElementDataFile": "x.raw", "HeaderSize": "-1"}, b""),
        {"x.raw": b"12345" + PLAIN},
    ),
    "list.mhd": (metaimage({"ElementDataFile": "LIST"}, b"p01.raw\np02.raw\n"), ROW),
    "list of flat.mhd": (metaimage({"ElementDataFile": "LIST 2"}, b"p01.raw\np02.raw\n"), ROW),
    "row.mhd": (metaimage({"ElementDataFile": "p%02d.raw 1 2 1"}, b""), ROW),
    "one.nhdr": (nrrd({"data file": "x.raw"}, b""), {"x.raw": PLAIN}),
    "list.nhdr": (nrrd({"data file": "LIST"}, b"p01.raw\np02.raw\n"), ROW),
    "row.nhdr": (nrrd({"data file": "p%02d.raw 1 2 1"}, b""), ROW),
}  # fmt: skip


@pytest.mark.parametrize("name", DETACHED)
def test_values_in_files_of_their_own(tmp_path, name):
    header, files = DETACHED[name]
    for other, data in files.items():
        (tmp_path / other).write_bytes(data)
    path = tmp_path / name
    path.write_bytes(header)
    check(path)
    (tmp_path / next(iter(files))).unlink()
    with pytest.raises(ImageReadError, match="is missing; copy all of them"):
        read(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("zlib without its size.mha", metaimage({"CompressedData": "1"}, zlib.compress(PLAIN))),
        ("gzip.mha", metaimage({"CompressedData": "True"}, gzip.compress(PLAIN))),
        ("ascii.mha", metaimage({"BinaryData": "False"}, IN_ASCII)),
        ("bzip2.nrrd", nrrd({"encoding": "bz2"}, bz2.compress(PLAIN))),
    ],
)
def test_what_itk_does_not_unpack_is_read_all_the_same(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    _, values = read(tmp_path / name)
    np.testing.assert_array_equal(values[0], VALUES)


def test_volumes_that_follow_each_other_are_times(tmp_path):
    change = {
        **FOUR, "sizes": "4 3 2 5", "kinds": "domain domain domain list",
        "space directions": "(1,0,0) (0,1,0) (0,0,1) none",
    }  # fmt: skip
    (tmp_path / "v.nrrd").write_bytes(nrrd(change, FIVE))
    space, values = read(tmp_path / "v.nrrd")
    assert (space.times, space.channels) == (5, 1)
    np.testing.assert_array_equal(values.ravel(), np.frombuffer(FIVE, "u1"))


def test_an_orientation_that_is_not_stated_is_doubted(tmp_path):
    (tmp_path / "v.nrrd").write_bytes(nrrd(NO_SPACE))
    space, _ = read(tmp_path / "v.nrrd")
    assert any("orientation is not stated" in d for d in space.doubts)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("v.mha", metaimage({"TransformMatrix": "1 0 0 1 0 0 0 0 1"})),
        ("v.mha", metaimage({"TransformMatrix": "1 0 0 0 1 0 0 0"})),
        ("v.mha", metaimage({"ElementSpacing": "0 1 1"})),
        ("v.mha", metaimage({"ElementSpacing": "nan 1 1"})),
        ("v.mha", metaimage({"ElementType": "MET_STRING"})),
        ("v.mha", metaimage({"ElementNumberOfChannels": "0"})),
        ("v.mha", metaimage({"HeaderSize": "many"})),
        ("v.mha", b"no header at all"),
        ("v.nrrd", nrrd({"space directions": "(1,0,0) (1,0,0) (0,0,3)"})),
        ("v.nrrd", nrrd({"space directions": "(1,0,0) (0,1,0)"})),
        ("v.nrrd", nrrd({"space directions": "none none (0,0,3)"})),
        ("v.nrrd", nrrd({"endian": None})),
        ("v.nrrd", nrrd({"type": "block"})),
        ("v.nrrd", nrrd({"encoding": "secret"})),
        ("v.nrrd", nrrd(version=6)),
    ],
)
def test_headers_without_meaning_are_refused_in_words(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ImageReadError, match="copy the file again"):
        read(tmp_path / name)


@pytest.mark.parametrize(
    "data",
    [
        metaimage(data=PLAIN[:-1]),
        metaimage({"HeaderSize": "-2"}),
        metaimage({"ElementDataFile": "LIST"}, b""),
        metaimage({"ElementDataFile": "p%02d.raw 1 2 0"}, b""),
        metaimage({"ElementDataFile": "p%02d.raw 1 99999999 1"}, b""),
        nrrd(data=PLAIN[:-1]),
        nrrd({"byte skip": "-1"}, b""),
        nrrd({"encoding": "gzip"}, gzip.compress(PLAIN)[:-20]),
        nrrd({"encoding": "gzip"}, PLAIN),
        nrrd({"encoding": "bz2"}, bz2.compress(PLAIN)[:-20]),
        nrrd({"encoding": "ascii"}, b"1 2 three"),
        nrrd({"encoding": "hex"}, b"zz"),
    ],
)
def test_damaged_values_are_refused_in_words(tmp_path, data):
    path = tmp_path / "v.mha"
    path.write_bytes(data)
    with pytest.raises(
        ImageReadError, match=r"(is damaged|which files hold its values); copy the file again"
    ):
        read(path)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("bzip2", bz2.compress)])
@pytest.mark.slow
def test_no_more_is_unpacked_than_was_claimed(tmp_path, encoding, pack):
    path = tmp_path / "v.nrrd"
    path.write_bytes(nrrd({"encoding": encoding}, pack(bytes(200_000_000))))
    tracemalloc.start()
    try:
        _, values = read(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert not values.any()
    assert most < 20_000_000


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(FILES)), st.data())
@pytest.mark.slow
def test_no_damage_to_a_header_is_anything_but_words(tmp_path_factory, name, data):
    whole = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + 1] = data.draw(st.binary(max_size=3))
    path = tmp_path_factory.getbasetemp() / f"damaged.{name.rpartition('.')[2]}"
    path.write_bytes(bytes(whole))
    with suppress(ImageReadError):
        reader = by_name(path.name).load()
        space = reader.read_space(path)
        if space.nbytes < 1e6:
            reader.read_values(path, space, 0)
