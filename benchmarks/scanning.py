"""How long it takes to list the studies of a large folder, against reading its headers alone.

    python -m benchmarks.scanning --files 10000

Prints a Markdown table of ratios; each row is the best of some rounds, in turn in one run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid

from ml.imaging.index import Index
from ml.imaging.pace import Clocked
from ml.imaging.scan import scan

SLICES = 100
"""Per series; four series make a study."""


def make_folder(folder: Path, files: int) -> None:
    """Write synthetic MR files, with the attributes that a scanner writes and small pixels."""
    rng = np.random.default_rng(7)
    names = rng.permutation(files)
    pixels = rng.integers(0, 4095, (64, 64), dtype=np.uint16).tobytes()
    study = series = generate_uid()
    for number in range(files):
        index, stack = number % SLICES, number // SLICES
        if index == 0:
            series = generate_uid()
            study = generate_uid() if stack % 4 == 0 else study
        d = Dataset()
        d.file_meta = FileMetaDataset()
        d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID = MRImageStorage
        d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID = generate_uid()
        d.SpecificCharacterSet = "ISO_IR 100"
        d.ImageType = ["ORIGINAL", "PRIMARY", "M", "ND", "NORM"]
        d.StudyDate = d.SeriesDate = d.AcquisitionDate = d.ContentDate = "20260101"
        d.StudyTime = d.SeriesTime = d.AcquisitionTime = "120000.000000"
        d.ContentTime = f"1200{index % 60:02d}.000000"
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
        d.StudyInstanceUID, d.SeriesInstanceUID = study, series
        d.StudyID, d.SeriesNumber, d.AcquisitionNumber = "1", stack % 4 + 1, 1
        d.InstanceNumber = index + 1
        d.ImagePositionPatient = [-120.0, -120.0, float(index)]
        d.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        d.FrameOfReferenceUID = study
        d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
        d.Rows = d.Columns = 64
        d.PixelSpacing = [3.75, 3.75]
        d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 12, 11, 0
        d.WindowCenter, d.WindowWidth = 600, 1200
        d.PixelData = pixels
        d.save_as(folder / f"{names[number]:06d}", enforce_file_format=True)


def headers_alone(folder: Path) -> int:
    """The yardstick: pydicom reads each header; nothing is sorted, nothing is kept."""
    for path in folder.iterdir():
        pydicom.dcmread(path, stop_before_pixels=True)
    return 0


def listed(folder: Path, index: Path | None = None) -> int:
    """What the desk does: scan, with steps by the clock; the number of series."""
    known = None if index is None else Index(index)
    *_, last = scan([folder], pace=Clocked(), index=known)
    return len(last.series)


def first_series(folder: Path) -> int:
    """Until the first step that shows a series."""
    steps = scan([folder], pace=Clocked())
    return next(len(step.series) for step in steps if step.series)


def main() -> None:
    """Make the folder, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, index = Path(place, "dicom"), Path(place, "index", "index.sqlite")
        folder.mkdir()
        make_folder(folder, options.files)

        def anew() -> int:
            index.unlink(missing_ok=True)
            return listed(folder, index)

        measured: dict[str, Callable[[], int]] = {
            "headers alone (pydicom)": lambda: headers_alone(folder),
            "first series shown": lambda: first_series(folder),
            "studies listed": lambda: listed(folder),
            "studies listed, index written": anew,
            "second opening, from the index": lambda: listed(folder, index),
        }
        best = dict.fromkeys(measured, float("inf"))
        for _ in range(options.rounds):
            for name, work in measured.items():
                start = time.perf_counter()
                work()
                best[name] = min(best[name], time.perf_counter() - start)
    unit = best["headers alone (pydicom)"]
    print(f"{options.files} files in one folder, best of {options.rounds} rounds:\n")
    print("| what | seconds | of reading the headers alone |\n|---|---|---|")
    for name, seconds in best.items():
        print(f"| {name} | {seconds:.2f} | {seconds / unit:.2f} |")


if __name__ == "__main__":
    main()
