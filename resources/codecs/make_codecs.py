"""Writes one small MR image for each kind of compression, all of the same known picture.

    python -m resources.codecs.make_codecs

The encoders' versions may change the bytes, never the picture; a test decodes what is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, MRImageStorage

from ml.imaging.decoder_check import SIDE, known_pixels

HERE = Path(__file__).parent
Pixels = NDArray[np.generic]


def _jpeg_lossless(pixels: Pixels) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(pixels, lossless=True, predictor=1))


def _jpeg_2000(pixels: Pixels) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(pixels, codecformat="j2k", reversible=True, level=0))


KINDS: dict[str, tuple[UID, int, Callable[[Pixels], bytes]]] = {
    "JPEG-baseline.lossy": (
        uid.JPEGBaseline8Bit,
        8,
        lambda p: bytes(imagecodecs.jpeg8_encode(p, level=98)),
    ),
    "JPEG-extended-12-bit.lossy": (
        uid.JPEGExtended12Bit,
        12,
        lambda p: bytes(imagecodecs.jpeg8_encode(p, level=98, bitspersample=12)),
    ),
    "JPEG-lossless.lossless": (uid.JPEGLosslessSV1, 8, _jpeg_lossless),
    "JPEG-LS.lossless": (
        uid.JPEGLSLossless,
        8,
        lambda p: bytes(imagecodecs.jpegls_encode(p)),
    ),
    "JPEG-2000.lossless": (uid.JPEG2000Lossless, 8, _jpeg_2000),
    "HTJ2K.lossless": (
        uid.HTJ2KLossless,
        8,
        lambda p: bytes(imagecodecs.htj2k_encode(p, reversible=True)),
    ),
}


def image(syntax: UID, bits: int) -> Dataset:
    """An MR image of the known picture, not yet encoded; the picture times 16 in twelve bits."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = MRImageStorage
    instance = f"2.25.{int.from_bytes(f'{syntax}{bits}'.encode()) % 2**120}"
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = instance
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = f"{instance}.1", f"{instance}.2"
    dataset.Modality, dataset.PatientName, dataset.PatientID = "MR", "Whence^Codec", "CODEC"
    dataset.InstanceNumber = 1
    dataset.ImagePositionPatient = [0, 0, 0]
    dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    dataset.PixelSpacing, dataset.SliceThickness = [1, 1], 1
    dataset.Rows = dataset.Columns = SIDE
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = 8 if bits == 8 else 16
    dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = bits, bits - 1, 0
    return dataset


def write(folder: Path) -> None:
    """Write every kind into a folder."""
    picture = known_pixels()
    for name, (syntax, bits, encode) in KINDS.items():
        pixels = picture if bits == 8 else picture.astype(np.uint16) * 16
        dataset = image(syntax, bits)
        dataset.PixelData = encapsulate([encode(np.ascontiguousarray(pixels))])
        dataset["PixelData"].VR = "OB"
        dataset.save_as(folder / f"{name}.dcm", enforce_file_format=True)
    for name, syntax in (
        ("RLE.lossless", uid.RLELossless),
        ("uncompressed.lossless", uid.ExplicitVRLittleEndian),
        ("deflated.lossless", uid.DeflatedExplicitVRLittleEndian),
    ):
        dataset = image(syntax, 8)
        dataset.PixelData = picture.tobytes()
        dataset["PixelData"].VR = "OB"
        if syntax == uid.RLELossless:
            dataset.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
            dataset.compress(syntax, generate_instance_uid=False)
        dataset.save_as(folder / f"{name}.dcm", enforce_file_format=True)


if __name__ == "__main__":
    write(HERE)
