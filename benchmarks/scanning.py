"""Times listing the studies of a large folder against reading its headers alone.

    python -m benchmarks.scanning                # prints, and writes docs/performance.md
    python -m benchmarks.scanning --files 2000   # a quick look; writes nothing
    python -m benchmarks.scanning --large        # 100,000 files, once; its own section

All take turns in one process, several rounds; the best round of each counts: it is the one that
other work on the machine disturbed least. Files are in the page cache for all.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid

from benchmarks.page import write_section
from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.progress_pacing import Clocked
from ml.imaging.scanning.scan import scan

WHOLE = 10_000
LARGE = 100_000
BOUND = 1.5
"""Times the headers alone, that listing the studies may take."""
ALONE, LISTED = "headers alone, by pydicom", "studies listed"
SLICES = 100
"""Per series; four series make a study."""


UID, TIME, NUMBER, PLACE = f"1.2.826.0.1.{10**19}", "120099.000000", "987654", "98765.43"
"""What a file has of its own stands so in its series' first draft."""


def make_folder(folder: Path, files: int, side: int = 64) -> None:
    """Write synthetic MR files, with the attributes that a scanner writes and small pixels."""
    rng = np.random.default_rng(7)
    names = rng.permutation(files)
    pixels = rng.integers(0, 4095, (side, side), dtype=np.uint16).tobytes()
    study, draft = generate_uid(), b""
    for number in range(files):
        index, stack = number % SLICES, number // SLICES
        if index == 0:
            study = generate_uid() if stack % 4 == 0 else study
            draft = _draft(stack, study, pixels, side)
        own = {
            UID: f"1.2.826.0.1.{10**19 + number}",
            TIME: f"1200{index % 60:02d}.000000",
            NUMBER: f"{index + 1:<6d}",
            PLACE: f"{index:<8.1f}",
        }
        data = draft
        for old, new in own.items():
            data = data.replace(old.encode(), new.encode())
        (folder / f"{names[number]:06d}").write_bytes(data)


def _draft(stack: int, study: str, pixels: bytes, side: int) -> bytes:
    """The bytes of a file of one series."""
    d = Dataset()
    d.file_meta = FileMetaDataset()
    d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID = MRImageStorage
    d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID = UID
    d.SpecificCharacterSet = "ISO_IR 100"
    d.ImageType = ["ORIGINAL", "PRIMARY", "M", "ND", "NORM"]
    d.StudyDate = d.SeriesDate = d.AcquisitionDate = d.ContentDate = "20260101"
    d.StudyTime = d.SeriesTime = d.AcquisitionTime = "120000.000000"
    d.ContentTime = TIME
    d.AccessionNumber, d.Modality, d.Manufacturer = "", "MR", "SYNTHETIC"
    d.StudyDescription, d.SeriesDescription = "Head", f"AX T1 POST {stack % 4}"
    d.ProtocolName, d.ManufacturerModelName = "AX T1 POST", "Generator"
    d.PatientName, d.PatientID = f"Synthetic^{stack // 4}", f"S{stack // 4}"
    d.PatientBirthDate, d.PatientSex, d.PatientAge = "19700101", "O", "056Y"
    d.ContrastBolusAgent, d.BodyPartExamined = "Gadolinium", "HEAD"
    d.ScanningSequence, d.SequenceVariant, d.MRAcquisitionType = "GR", ["SP", "MP"], "3D"
    d.SliceThickness = d.SpacingBetweenSlices = 1
    d.RepetitionTime, d.EchoTime, d.InversionTime, d.FlipAngle = 2000, 2.5, 900, 9
    d.NumberOfAverages, d.ImagingFrequency, d.EchoNumbers = 1, 123.25, 1
    d.MagneticFieldStrength, d.EchoTrainLength, d.PixelBandwidth = 3, 1, 170
    d.DeviceSerialNumber, d.SoftwareVersions, d.PatientPosition = "1", "1", "HFS"
    d.StudyInstanceUID, d.SeriesInstanceUID = study, generate_uid()
    d.StudyID, d.SeriesNumber, d.AcquisitionNumber = "1", stack % 4 + 1, 1
    d.InstanceNumber = NUMBER
    d.ImagePositionPatient = ["-120.0", "-120.0", PLACE]
    d.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    d.FrameOfReferenceUID = study
    d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
    d.Rows = d.Columns = side
    d.PixelSpacing = [3.75, 3.75]
    d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 12, 11, 0
    d.WindowCenter, d.WindowWidth = 600, 1200
    d.PixelData = pixels
    data = BytesIO()
    d.save_as(data, enforce_file_format=True)
    return data.getvalue()


def headers_alone(folder: Path) -> int:
    """The yardstick: pydicom reads each header; nothing is sorted, nothing is kept."""
    for path in folder.iterdir():
        pydicom.dcmread(path, stop_before_pixels=True)
    return 0


def listed(folder: Path, index: Path | None = None) -> int:
    """What the desk does: scan, with steps by the clock; the number of series."""
    header_index = None if index is None else Index(index)
    *_, last = scan([folder], pace=Clocked(), index=header_index)
    return len(last.series)


def first_series(folder: Path) -> int:
    """Until the first step that shows a series."""
    steps = scan([folder], pace=Clocked())
    return next(len(step.series) for step in steps if step.series)


def measured(room: Path, files: int, rounds: int) -> dict[str, float]:
    """Seconds of the best round of each."""
    folder, index = room / "dicom", room / "index" / "index.sqlite"
    folder.mkdir()
    make_folder(folder, files)

    def anew() -> int:
        index.unlink(missing_ok=True)
        return listed(folder, index)

    work: dict[str, Callable[[], int]] = {
        ALONE: lambda: headers_alone(folder),
        "first series shown": lambda: first_series(folder),
        LISTED: lambda: listed(folder),
        "studies listed, index written": anew,
        "second opening, from the index": lambda: listed(folder, index),
    }
    best = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, act in work.items():
            start = time.perf_counter()
            act()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def render(best: dict[str, float], files: int, rounds: int) -> str:
    """The section of the report."""
    unit = best[ALONE]
    lines = [
        "## Listing a large folder",
        "",
        f"Written by `python -m benchmarks.scanning` on {date.today():%Y-%m-%d}: "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
        f"{files} synthetic MR files in one folder, best of {rounds} rounds in turn, files in the "
        f"page cache. *Headers alone* is `pydicom.dcmread(path, stop_before_pixels=True)` for "
        f"each file. Bound: studies listed in under {BOUND} times that.",
        "",
        "| what | seconds | of the headers alone |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {best[name]:.2f} | {best[name] / unit:.2f} |" for name in best]
    return "\n".join(lines)


def large() -> None:
    """One scan of a hundred thousand files; written in a section of its own."""
    with tempfile.TemporaryDirectory(prefix="whence-benchmark-") as room:
        folder, index = Path(room) / "dicom", Path(room) / "index.sqlite"
        folder.mkdir()
        make_folder(folder, LARGE, side=8)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.scanning_large", str(folder), str(index)],
            cwd=Path(__file__).resolve().parents[1], capture_output=True, text=True, check=True,
        )  # fmt: skip
        figures = json.loads(done.stdout.splitlines()[-1])
        size = index.stat().st_size / 2**20
    section = render_large(figures, size)
    print(section)
    write_section("scanning-large", section)


def render_large(figures: dict[str, float], size: float) -> str:
    """The section on a hundred thousand files.

    Args:
        figures: As `benchmarks.scanning_large` measured it.
        size: Of the index, megabytes.
    """
    rows = (
        ("files, series and slices found",
         f"{figures['first files']:.0f}, {figures['first series']:.0f}, "
         f"{figures['first slices']:.0f}"),
        ("first series shown", f"{figures['first image']:.3f} s"),
        ("all listed, index written", f"{figures['first seconds']:.1f} s"),
        ("steps told, and the nearest two apart (bound: 0.1 s)",
         f"{figures['first steps']:.0f}, {figures['first nearest']:.3f} s"),
        ("the longest pause between two steps", f"{figures['first longest']:.2f} s"),
        ("memory that the scan took beyond its imports", f"{figures['scan MB']:.0f} MB"),
        ("from cancelling to the end of the scan", f"{figures['cancelled'] * 1000:.1f} ms"),
        ("second opening, from the index", f"{figures['again seconds']:.1f} s"),
        ("its first series shown", f"{figures['again image']:.3f} s"),
        ("size of the index", f"{size:.0f} MB"),
    )  # fmt: skip
    lines = [
        "## A hundred thousand files",
        "",
        f"Written by `python -m benchmarks.scanning --large` on {date.today():%Y-%m-%d}: "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; one "
        "folder of synthetic MR files, one round, files in the page cache.",
        "",
        "| what | measured |",
        "|---|---|",
    ]
    lines += [f"| {name} | {value} |" for name, value in rows]
    return "\n".join(lines)


def main() -> None:
    """Make the folder, measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=WHOLE)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true")
    chosen = parser.parse_args()
    if chosen.large:
        large()
        return
    with tempfile.TemporaryDirectory(prefix="whence-benchmark-") as room:
        best = measured(Path(room), chosen.files, chosen.rounds)
    section = render(best, chosen.files, chosen.rounds)
    print(section)
    if chosen.files == WHOLE:
        write_section("scanning", section)


if __name__ == "__main__":
    main()
