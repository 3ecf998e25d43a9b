"""Builds DICOM images of any pixel format and transfer syntax; no patient is in them.

Every synthetic DICOM file of the tests begins as `new_image`.
"""

import io
from pathlib import Path

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels.encoders import RLELosslessEncoder

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
ENCODERS = {
    uid.JPEGBaseline8Bit: lambda a: imagecodecs.jpeg8_encode(a, level=90),
    uid.JPEGLossless: lambda a: _jpeg_lossless(a, 4),
    uid.JPEGLosslessSV1: lambda a: _jpeg_lossless(a, 1),
    uid.JPEGLSLossless: imagecodecs.jpegls_encode,
    uid.JPEGLSNearLossless: lambda a: imagecodecs.jpegls_encode(a, level=2),
    uid.JPEG2000Lossless: lambda a: imagecodecs.jpeg2k_encode(
        a, level=0, codecformat="j2k", mct=False
    ),
    uid.JPEG2000: lambda a: imagecodecs.jpeg2k_encode(a, level=60, codecformat="j2k", mct=False),
    uid.HTJ2KLossless: lambda a: imagecodecs.htj2k_encode(a, reversible=True),
    uid.HTJ2KLosslessRPCL: lambda a: imagecodecs.htj2k_encode(a, reversible=True),
    uid.HTJ2K: lambda a: imagecodecs.htj2k_encode(a, reversible=True),
}
LOSSLESS = (
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
    uid.RLELossless,
    uid.JPEGLossless,
    uid.JPEGLosslessSV1,
    uid.JPEGLSLossless,
    uid.JPEG2000Lossless,
    uid.HTJ2KLossless,
    uid.HTJ2KLosslessRPCL,
)
LOSSY = (uid.JPEGBaseline8Bit, uid.JPEGLSNearLossless, uid.JPEG2000, uid.HTJ2K)


def phantom(index, rows, columns):
    """Values that change with row, column and slice, so that any flip shows."""
    down, right = np.mgrid[:rows, :columns]
    return (index * 1000 + down * 7 + right).astype(np.uint16)


def new_image(syntax=uid.ExplicitVRLittleEndian) -> Dataset:
    """An MR image with UIDs of its own, without size and pixels."""
    d = Dataset()
    d.file_meta = FileMetaDataset()
    d.file_meta.TransferSyntaxUID = syntax
    d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = uid.MRImageStorage
    d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = uid.generate_uid()
    d.Modality = "MR"
    return d


def grey_image(pixels) -> Dataset:
    """An MR image of `(rows, cols)` values in 16 bits."""
    d = new_image()
    d.Rows, d.Columns = pixels.shape
    d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
    d.BitsAllocated = d.BitsStored = 16
    d.HighBit, d.PixelRepresentation = 15, 0
    d.PixelData = pixels.astype("<u2").tobytes()
    return d


def item(**attributes) -> Dataset:
    """A sequence item."""
    d = Dataset()
    for keyword, value in attributes.items():
        setattr(d, keyword, value)
    return d


def save(path, dataset):
    """Write one data set as a proper file."""
    meta = dataset.file_meta
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.save_as(path, enforce_file_format=True)


def as_bytes(dataset):
    """The bytes of one data set as a proper file."""
    file = io.BytesIO()
    save(file, dataset)
    return file.getvalue()


def _jpeg_lossless(pixels, predictor):
    """With the precision stated in full; by default it says 12 bits and others clip there."""
    bits = 8 * pixels.itemsize
    return imagecodecs.jpeg8_encode(pixels, lossless=True, predictor=predictor, bitspersample=bits)


def dataset(frames, syntax=uid.ExplicitVRLittleEndian, **tags) -> Dataset:
    """A dataset of `(frames, rows, cols)` or `(rows, cols)` or `(rows, cols, 3)` pixels."""
    frames = np.asarray(frames)
    colour = frames.shape[-1] == 3
    frames = frames if frames.ndim == (4 if colour else 3) else frames[None]
    d = new_image(syntax)
    d.SeriesInstanceUID, d.StudyInstanceUID = uid.generate_uid(), uid.generate_uid()
    d.InstanceNumber, d.SeriesDescription = 1, "T1 post contrast"
    d.ImageOrientationPatient, d.ImagePositionPatient = [1, 0, 0, 0, 1, 0], [0, 0, 0]
    d.PixelSpacing = [1, 1]
    if len(frames) > 1:
        d.NumberOfFrames = len(frames)
    d.Rows, d.Columns = frames.shape[1:3]
    d.SamplesPerPixel = 3 if colour else 1
    d.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        d.PlanarConfiguration = 0
    d.BitsAllocated = d.BitsStored = 8 * frames.dtype.itemsize
    d.HighBit = d.BitsStored - 1
    d.PixelRepresentation = int(frames.dtype.kind == "i")
    for name, value in tags.items():
        setattr(d, name, value)
    _fill(d, frames, syntax)
    return d


def _fill(d, frames, syntax):
    if frames.dtype.kind == "f":
        name = "FloatPixelData" if frames.dtype.itemsize == 4 else "DoubleFloatPixelData"
        setattr(d, name, frames.tobytes())
        for each in ("BitsStored", "HighBit", "PixelRepresentation"):
            delattr(d, each)
    elif syntax == uid.RLELossless:
        d.PixelData = encapsulate(
            [RLELosslessEncoder.encode(f, rows=d.Rows, columns=d.Columns,
                samples_per_pixel=d.SamplesPerPixel, bits_allocated=d.BitsAllocated,
                bits_stored=d.BitsStored, pixel_representation=d.PixelRepresentation,
                photometric_interpretation=d.PhotometricInterpretation, number_of_frames=1,
                planar_configuration=0)
             for f in frames]
        )  # fmt: skip
    elif syntax in ENCODERS:
        kind = frames.dtype
        if kind.kind == "i" and syntax not in (uid.JPEG2000Lossless, uid.JPEG2000):
            frames = frames.view(f"u{kind.itemsize}")
        d.PixelData = encapsulate([bytes(ENCODERS[syntax](f)) for f in frames])
    else:
        order = ">" if syntax == uid.ExplicitVRBigEndian else "<"
        data = frames.astype(frames.dtype.newbyteorder(order)).tobytes()
        d.PixelData = data + b"\0" * (len(data) % 2)
        d["PixelData"].VR = "OW" if frames.dtype.itemsize > 1 else "OB"


def write(path: Path, frames, syntax=uid.ExplicitVRLittleEndian, **tags) -> Path:
    """Write such a dataset; returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset(frames, syntax, **tags).save_as(path, enforce_file_format=True)
    return path
