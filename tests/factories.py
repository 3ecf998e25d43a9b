"""DICOM made on the spot; no patient in it."""

import random
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
PATIENT = "Secret^Person"


def phantom(index, rows, columns):
    """Values that change with row, column and slice, so that any flip shows."""
    down, right = np.mgrid[:rows, :columns]
    return (index * 1000 + down * 7 + right).astype(np.uint16)


def make_series(
    folder: Path,
    slices=6,
    rows=24,
    columns=20,
    *,
    orientation=AXIAL,
    step=5.0,
    modality="MR",
    description="T1 post contrast",
    skip=(),
    repeat=(),
    positions=True,
    seed=1,
):
    """Write a series under shuffled names; slice i holds `phantom(i)`."""
    folder.mkdir(parents=True, exist_ok=True)
    normal = np.cross(orientation[:3], orientation[3:])
    series, study = generate_uid(), generate_uid()
    wanted = [i for i in range(slices) if i not in skip] + list(repeat)
    names = list(range(len(wanted)))
    random.Random(seed).shuffle(names)
    for name, index in zip(names, wanted, strict=True):
        d = Dataset()
        d.file_meta = FileMetaDataset()
        d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = MRImageStorage
        d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        d.SeriesInstanceUID, d.StudyInstanceUID = series, study
        d.PatientName, d.PatientID = PATIENT, "ID-SECRET"
        d.Modality, d.SeriesDescription, d.InstanceNumber = modality, description, index + 1
        if positions:
            d.ImageOrientationPatient = list(orientation)
            d.ImagePositionPatient = [float(v) for v in normal * index * step]
        d.PixelSpacing = [0.8, 1.2]
        d.Rows, d.Columns, d.SamplesPerPixel = rows, columns, 1
        d.PhotometricInterpretation = "MONOCHROME2"
        d.BitsAllocated = d.BitsStored = 16
        d.HighBit, d.PixelRepresentation = 15, 0
        d.PixelData = phantom(index, rows, columns).tobytes()
        d.save_as(folder / f"{name:03d}.dcm", enforce_file_format=True)
    return folder
