"""Makes synthetic series of 512 x 512 slices in each encoding that hospitals send."""

from __future__ import annotations

import random
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels.encoders import RLELosslessEncoder

SIZE = 512
SYNTAXES = {
    "uncompressed": uid.ExplicitVRLittleEndian,
    "RLE": uid.RLELossless,
    "JPEG-LS": uid.JPEGLSLossless,
    "JPEG 2000": uid.JPEG2000Lossless,
}


def write_series(folder: Path, encoding: str, slices: int) -> None:
    """Write a series under shuffled names, so that no reader gains from an order of names."""
    folder.mkdir(parents=True)
    names = list(range(slices))
    random.Random(1).shuffle(names)
    series, study, frame = uid.generate_uid(), uid.generate_uid(), uid.generate_uid()
    noise = np.random.default_rng(1).normal(0, 12, (SIZE + slices, SIZE))
    for index, name in enumerate(names):
        dataset = _header(SYNTAXES[encoding], series, study, frame, index)
        pixels = _slice(index, slices, noise)
        if encoding == "uncompressed":
            dataset.PixelData = pixels.tobytes()
            dataset["PixelData"].VR = "OW"
        else:
            dataset.PixelData = encapsulate([_encoded(pixels, encoding)])
        dataset.save_as(folder / f"{name:04d}.dcm", enforce_file_format=True)


def _slice(index: int, slices: int, noise: NDArray[np.float64]) -> NDArray[np.uint16]:
    """A head of sorts with the noise of a scanner: what compresses too well measures nothing."""
    y, x = np.mgrid[-1 : 1 : SIZE * 1j, -1 : 1 : SIZE * 1j]
    height = 2 * index / max(slices - 1, 1) - 1
    inside = (x / 0.75) ** 2 + (y / 0.9) ** 2 + (height / 1.1) ** 2
    brain = np.where(inside < 1, 600 + 300 * np.cos(9 * x + 5 * height) * np.sin(7 * y), 0)
    values = brain + np.abs(noise[index : index + SIZE])
    return values.clip(0, 4095).astype(np.uint16)


def _encoded(pixels: NDArray[np.uint16], encoding: str) -> bytes:
    if encoding == "JPEG-LS":
        return bytes(imagecodecs.jpegls_encode(pixels))
    if encoding == "JPEG 2000":
        return bytes(imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k"))
    return bytes(
        RLELosslessEncoder.encode(
            pixels, rows=SIZE, columns=SIZE, samples_per_pixel=1, bits_allocated=16,
            bits_stored=12, pixel_representation=0, number_of_frames=1,
            photometric_interpretation="MONOCHROME2",
        )
    )  # fmt: skip


def _header(syntax: uid.UID, series: str, study: str, frame: str, index: int) -> Dataset:
    d = Dataset()
    d.file_meta = FileMetaDataset()
    d.file_meta.TransferSyntaxUID = syntax
    d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = uid.MRImageStorage
    d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = uid.generate_uid()
    d.SeriesInstanceUID, d.StudyInstanceUID, d.FrameOfReferenceUID = series, study, frame
    d.Modality, d.Manufacturer, d.SeriesDescription = "MR", "SYNTHETIC", "T1 post contrast"
    d.PatientName, d.PatientID, d.PatientPosition = "Bench^Mark", "0", "HFS"
    d.StudyDate, d.StudyTime, d.SeriesNumber = "20260101", "120000", 1
    d.InstanceNumber = index + 1
    d.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    d.ImagePositionPatient = [-120, -120, index * 1.0]
    d.PixelSpacing, d.SliceThickness = [0.47, 0.47], 1
    d.EchoTime, d.RepetitionTime, d.MagneticFieldStrength = 3, 9, 3
    d.ScanningSequence, d.SequenceVariant, d.MRAcquisitionType = "GR", "SP", "3D"
    d.Rows = d.Columns = SIZE
    d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
    d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 12, 11, 0
    return d
