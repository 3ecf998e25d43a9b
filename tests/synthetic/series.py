"""Writes series of single-frame files into a folder."""

import random
from pathlib import Path

import numpy as np
from pydicom.uid import generate_uid

from tests.synthetic.dicom import AXIAL, grey_image, phantom

PATIENT = "Secret^Person"


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
        d = grey_image(phantom(index, rows, columns))
        d.SeriesInstanceUID, d.StudyInstanceUID = series, study
        d.PatientName, d.PatientID = PATIENT, "ID-SECRET"
        d.Modality, d.SeriesDescription, d.InstanceNumber = modality, description, index + 1
        if positions:
            d.ImageOrientationPatient = list(orientation)
            d.ImagePositionPatient = [float(v) for v in normal * index * step]
        d.PixelSpacing = [0.8, 1.2]
        d.save_as(folder / f"{name:03d}.dcm", enforce_file_format=True)
    return folder


def write_series(folder, pictures, *, orientation, spacing, step=4.0, name="Phantom^Asymmetric"):
    """Write one file per picture, along the normal; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    normal = np.cross(orientation[:3], orientation[3:])
    series, study, frame_of_reference = generate_uid(), generate_uid(), generate_uid()
    for index, values in enumerate(pictures):
        d = grey_image(values)
        d.SeriesInstanceUID, d.StudyInstanceUID = series, study
        d.FrameOfReferenceUID = frame_of_reference
        d.PatientName, d.PatientID = name, "PHANTOM"
        d.SeriesDescription, d.InstanceNumber = "T1 post contrast", index + 1
        d.ImageOrientationPatient = [float(v) for v in orientation]
        d.ImagePositionPatient = [float(v) for v in normal * index * step]
        d.PixelSpacing = list(spacing)
        d.save_as(folder / f"{index:03d}.dcm", enforce_file_format=True)
    return folder
