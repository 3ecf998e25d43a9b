"""Damaged files, each made from its number alone: the same number gives the same bytes."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK
from PIL import Image
from pydicom.data import get_testdata_file

from tests.factories import make_series

LARGEST = 300_000
SHIPPED = Path(get_testdata_file("MR_small.dcm")).parent
GROUPS = (b"\x08\x00", b"\x10\x00", b"\x18\x00", b"\x20\x00", b"\x28\x00", b"\xe0\x7f")
Mutation = Callable[[random.Random, bytes], bytes]


def seeds(folder: Path) -> list[tuple[str, bytes]]:
    """Whole files to begin with: what pydicom ships, and one of each other container."""
    found = [
        (path.suffix, path.read_bytes())
        for path in sorted(SHIPPED.glob("*.dcm"))
        if path.stat().st_size < LARGEST
    ]
    slices = sorted(make_series(folder / "seed").iterdir())
    found += [(".dcm", _steady(path)) for path in slices[:2]]
    image = SimpleITK.GetImageFromArray(np.arange(1000, dtype=np.int16).reshape(10, 10, 10))
    for suffix in (".nii", ".nii.gz", ".nrrd", ".mha"):
        path = folder / f"seed{suffix}"
        SimpleITK.WriteImage(image, str(path))
        found.append((suffix, path.read_bytes()))
    for suffix in (".png", ".jpg", ".tif"):
        path = folder / f"seed{suffix}"
        Image.fromarray(np.arange(1024, dtype=np.uint8).reshape(32, 32)).save(path)
        found.append((suffix, path.read_bytes()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in slices:
            archive.writestr(zipfile.ZipInfo(path.name), _steady(path))
    return [*found, (".zip", buffer.getvalue())]


def mutated(number: int, begin: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The suffix and the bytes of the damaged file of this number."""
    rng = random.Random(number)
    suffix, data = rng.choice(begin)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        data = rng.choice(MUTATIONS)(rng, data)
    return suffix if rng.random() < 0.9 else "", data


def _steady(path: Path) -> bytes:
    """A file of the factory, without the UIDs that differ from run to run."""
    dataset = pydicom.dcmread(path)
    for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
        setattr(dataset, keyword, f"1.2.3.{len(keyword)}")
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.InstanceNumber = 1
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def _flips(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    reach = len(changed) if rng.random() < 0.5 else min(len(changed), 2000)
    for _ in range(rng.choice((1, 2, 5, 20, 100))):
        if reach:
            changed[rng.randrange(reach)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _lengths(rng: random.Random, data: bytes) -> bytes:
    """Overwrite what may be a length, at the place of an element if one is found."""
    changed = bytearray(data)
    group = rng.choice(
        (b"\x08\x00", b"\x10\x00", b"\x18\x00", b"\x20\x00", b"\x28\x00", b"\xe0\x7f")
    )
    at = changed.find(group, rng.randrange(max(len(changed) // 2, 1)))
    at = at + rng.choice((4, 6, 8)) if at >= 0 else rng.randrange(max(len(changed), 1))
    lie = rng.choice((0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF, rng.getrandbits(32)))
    changed[at : at + 4] = struct.pack("<I", lie)
    return bytes(changed)


def _nested(rng: random.Random, data: bytes) -> bytes:
    """Sequences within sequences, before the pixels or at the end."""
    depth = rng.choice((10, 200, 3000))
    opening = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * depth
    at = data.find(b"\x28\x00\x02\x00")
    at = at if at > 0 else len(data)
    return data[:at] + opening + data[at:]


def _giant(rng: random.Random, data: bytes) -> bytes:
    """Sizes that would fill the memory."""
    changed = bytearray(data)
    for element, kind in ((b"\x10\x00", b"US"), (b"\x11\x00", b"US"), (b"\x02\x00", b"US")):
        at = changed.find(b"\x28\x00" + element + kind)
        if at >= 0 and rng.random() < 0.8:
            changed[at + 8 : at + 10] = struct.pack("<H", rng.choice((0, 0xFFFF, 0x7FFF)))
    at = changed.find(b"\x28\x00\x02\x00")
    frames = rng.choice((b"2147483647", b"99999     ", b"-5"))
    if at >= 0 and rng.random() < 0.5:
        element = b"\x28\x00\x08\x00IS" + struct.pack("<H", len(frames)) + frames
        changed[at:at] = element
    return bytes(changed)


def _moved(rng: random.Random, data: bytes) -> bytes:
    """A piece left out, doubled, blanked or put elsewhere."""
    if len(data) < 10:
        return data
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.choice((1, 4, 8, 100, 5000)))
    piece, other = data[start:end], rng.randrange(len(data))
    return rng.choice((
        data[:start] + data[end:],
        data[:end] + piece + data[end:],
        data[:start] + bytes(len(piece)) + data[end:],
        data[:other] + piece + data[other:],
    ))  # fmt: skip


MUTATIONS: tuple[Mutation, ...] = (
    _flips,
    _flips,
    _cut,
    _lengths,
    _lengths,
    _nested,
    _giant,
    _moved,
)
