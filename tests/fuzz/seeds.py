"""Whole files to be damaged: pydicom's own, and one of each other kind made on the spot."""

import io
import zipfile
from functools import lru_cache
from pathlib import Path

import nibabel
import numpy as np
import pydicom
import SimpleITK
from PIL import Image
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from tests.synthetic.dicom import as_bytes
from tests.synthetic.mr import COLUMNS, ROWS, disc, enhanced, mosaic, mr
from tests.synthetic.vendor_forms import (
    big_endian_pixels,
    converted,
    directions,
    grid,
    in_upper_bits,
    padded_runs,
    without_vr,
)  # fmt: skip
from tests.synthetic.volumes import whole_file_endings, write_volume

UID = "1.2.9.8"
LARGEST = 100_000
"""Bytes of a whole file; larger ones only take longer."""
NOT_IMAGES = (".json", ".dump", ".txt", ".icc", ".py", ".gz")


@lru_cache(maxsize=1)
def seeds(folder):
    """Every whole file as `(name, bytes)`, in an order that is always the same.

    Args:
        folder: Where those that only a library can write are made.
    """
    made = {**_classic(), **_others(), **_odd(), **_volumes(folder), **_tables(folder)}
    made |= _archives(made)
    shipped = Path(pydicom.__file__).parent / "data" / "test_files"
    for path in sorted(p for p in shipped.rglob("*") if p.is_file()):
        if path.suffix not in NOT_IMAGES and path.stat().st_size <= LARGEST:
            made[f"pydicom/{path.relative_to(shipped).as_posix()}"] = path.read_bytes()
    return [*made.items()]


def _classic():
    whole = mr(3, rows=32, columns=32, SOPInstanceUID=UID)
    found = {"explicit": as_bytes(whole), "implicit": _in(whole, ImplicitVRLittleEndian)}
    found["big endian"] = _in(whole, ExplicitVRBigEndian)
    found["deflated"] = _in(whole, DeflatedExplicitVRLittleEndian)
    for name, syntax in (
        ("rle", RLELossless), ("jpeg-ls", JPEGLSLossless), ("jpeg 2000", JPEG2000Lossless),
    ):  # fmt: skip
        found[name] = _compressed(whole, syntax)
    found["without preamble"] = found["explicit"][132:]
    echoes = [
        {"place": i * 5, "pixels": i, "echo_time": t, "number": i + 1, "index": (1, i + 1)}
        for i in range(4)
        for t in (10, 90)
    ]
    found["enhanced"] = as_bytes(enhanced(echoes, SOPInstanceUID=UID))
    found["mosaic"] = as_bytes(mosaic(9, SOPInstanceUID=UID))
    return found


def _in(dataset, syntax):
    copied = pydicom.dcmread(io.BytesIO(as_bytes(dataset)))
    copied.file_meta.TransferSyntaxUID = syntax
    if syntax == ExplicitVRBigEndian:
        copied.PixelData = np.frombuffer(copied.PixelData, "<u2").astype(">u2").tobytes()
    file = io.BytesIO()
    pydicom.dcmwrite(file, copied, enforce_file_format=True)
    return file.getvalue()


def _compressed(dataset, syntax):
    import imagecodecs

    copied = pydicom.dcmread(io.BytesIO(as_bytes(dataset)))
    pixels = copied.pixel_array
    if syntax == RLELossless:
        copied.compress(syntax, encoding_plugin="pydicom", generate_instance_uid=False)
    else:
        ls = syntax == JPEGLSLossless
        packed = imagecodecs.jpegls_encode(pixels) if ls else imagecodecs.jpeg2k_encode(
            pixels, codecformat="j2k", reversible=True)  # fmt: skip
        copied.PixelData = pydicom.encaps.encapsulate([bytes(packed)])
        copied["PixelData"].VR = "OB"
        copied["PixelData"].is_undefined_length = True
        copied.file_meta.TransferSyntaxUID = syntax
    return as_bytes(copied)


def _odd():
    """As hospitals have them; each damage of these is a damage of a header that is odd already."""

    def whole(made):
        made.SOPInstanceUID = UID
        return as_bytes(made)

    return {
        "grid": whole(grid()),
        "directions": whole(directions()),
        "converted": whole(converted("EchoTime", (10.0, 90.0))),
        "upper bits": whole(in_upper_bits(np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS))),
        "big endian pixels": big_endian_pixels(SOPInstanceUID=UID),
        "no representation": without_vr(mr(0, SOPInstanceUID=UID), b"--", (0x0028, 0x0010), b"US"),
        "padded runs": whole(padded_runs(b"\0\0\0")),
        "two b-values": whole(mr(0, DiffusionBValue=1000.0, StackID="1", EchoNumbers=2)),
    }


def _others():
    grey = Image.fromarray(np.arange(600, dtype=np.uint16).reshape(20, 30) * 100)
    colour = Image.fromarray(np.arange(1800, dtype=np.uint32).astype(np.uint8).reshape(20, 30, 3))
    found = {}
    for name, picture, options in (
        ("grey.png", grey, {}),
        ("colour.jpg", colour, {}),
        ("grey.tif", grey, {}),
        ("pages.tif", colour, {"save_all": True, "append_images": [colour, colour]}),
    ):
        file = io.BytesIO()
        kind = {"png": "PNG", "jpg": "JPEG", "tif": "TIFF"}[name[-3:]]
        picture.save(file, kind, **options)
        found[name] = file.getvalue()
    return found


def _volumes(folder):
    array = np.arange(8 * 10 * 12, dtype=np.int16).reshape(8, 10, 12)
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing((0.7, 0.9, 3.0))
    found = {}
    for suffix in whole_file_endings():
        path = write_volume(folder / f"volume.{suffix}", image)
        found[path.name] = path.read_bytes()
    path = folder / "times.nii"
    nibabel.save(nibabel.Nifti2Image(np.tile(array[..., None], 3), np.eye(4)), path)
    found[path.name] = path.read_bytes()
    return found


def _tables(folder):
    """A DICOMDIR; the files that it names are not beside it when it is read."""
    disc(folder / "cd", [mr(i, SOPInstanceUID=f"{UID}.{i}") for i in range(3)])
    return {"DICOMDIR": (folder / "cd" / "DICOMDIR").read_bytes()}


def _archives(made):
    def packed(names, method):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(f"study/{name}"), made[name], method)
        return file.getvalue()

    names = ["explicit", "rle", "grey.png", "volume.nii", "DICOMDIR"]
    found = {
        "stored.zip": packed(names, zipfile.ZIP_STORED),
        "deflated.zip": packed(names, zipfile.ZIP_DEFLATED),
        "lzma.zip": packed(names[:2], zipfile.ZIP_LZMA),
    }
    made |= found
    return {**found, "nested.zip": packed(["stored.zip", "deflated.zip"], zipfile.ZIP_STORED)}
