"""Builds classic, enhanced and mosaic MR images, attribute by attribute."""

import io
import random
import struct

import numpy as np
import pydicom
from pydicom.fileset import FileSet
from pydicom.sequence import Sequence
from pydicom.uid import EnhancedMRImageStorage

from tests.synthetic.dicom import AXIAL, as_bytes, grey_image, item, phantom, save

ROWS, COLUMNS = 12, 10


def mr(index=0, *, orientation=AXIAL, step=5.0, rows=ROWS, columns=COLUMNS, **attributes):
    """One slice; slice `index` holds `phantom(index)` and lies `index * step` along the normal.

    An attribute that is given as `None` is left out.
    """
    normal = np.cross(orientation[:3], orientation[3:])
    d = grey_image(phantom(index, rows, columns))
    d.StudyInstanceUID, d.SeriesInstanceUID = "1.2.3", "1.2.3.4"
    d.SeriesDescription, d.InstanceNumber = "AX T1 POST", index + 1
    d.PatientName, d.PatientID = "Secret^Person", "ID-SECRET"
    d.ImageOrientationPatient = [float(v) for v in orientation]
    d.ImagePositionPatient = [float(v) for v in normal * index * step]
    d.PixelSpacing, d.SliceThickness = [0.8, 1.2], 4
    for keyword, value in attributes.items():
        if value is None:
            delattr(d, keyword)
        else:
            setattr(d, keyword, value)
    return d


def write(folder, datasets, *, seed=1, suffix=""):
    """Write data sets under shuffled names that say nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = list(range(len(datasets)))
    random.Random(seed).shuffle(numbers)
    for number, dataset in zip(numbers, datasets, strict=True):
        save(folder / f"{number:04d}{suffix}", dataset)
    return folder


def disc(folder, datasets):
    """Write a CD with a DICOMDIR that names every file."""
    files = FileSet()
    files.UID = "1.2.7"
    for dataset in datasets:
        dataset.StudyDate, dataset.StudyTime = "20260101", "120000"
        dataset.StudyID, dataset.AccessionNumber, dataset.SeriesNumber = "1", "", 1
        files.add(pydicom.dcmread(io.BytesIO(as_bytes(dataset))))
    files.write(folder)
    files._stage["t"].cleanup()  # else it warns when it is collected
    return folder


def enhanced(frames, *, dimensions=("StackID", "InStackPositionNumber"), seed=1, **attributes):
    """A multi-frame file.

    Args:
        frames: For each frame a dictionary with `place` along z, and optionally `echo_time`,
            `b_value`, `time`, `stack`, `index` (Dimension Index Values), `number`.
        dimensions: Keywords of the dimension index.
        seed: Of the order in which frames lie in the file; `None` keeps it.
        attributes: As in `mr`.
    """
    d = mr(**attributes)
    d.SOPClassUID = EnhancedMRImageStorage
    for keyword in ("ImageOrientationPatient", "ImagePositionPatient", "PixelSpacing"):
        delattr(d, keyword)
    frames = list(frames)
    if seed is not None:
        random.Random(seed).shuffle(frames)
    d.NumberOfFrames = len(frames)
    d.SharedFunctionalGroupsSequence = [
        item(
            PlaneOrientationSequence=[item(ImageOrientationPatient=list(AXIAL))],
            PixelMeasuresSequence=[item(PixelSpacing=[0.8, 1.2], SliceThickness=4)],
        )
    ]
    d.PerFrameFunctionalGroupsSequence = Sequence([_frame(**each) for each in frames])
    d.DimensionIndexSequence = [
        item(DimensionIndexPointer=_pointer(keyword)) for keyword in dimensions
    ]
    d.PixelData = b"".join(phantom(each["pixels"], ROWS, COLUMNS).tobytes() for each in frames)
    return d


def _pointer(keyword):
    from pydicom.datadict import tag_for_keyword

    return tag_for_keyword(keyword)


def _frame(
    place, pixels, echo_time=None, b_value=None, time=None, stack=None, index=None, number=None
):
    group = item(PlanePositionSequence=[item(ImagePositionPatient=[0.0, 0.0, float(place)])])
    content = item()
    if stack is not None:
        content.StackID = stack
    if number is not None:
        content.InStackPositionNumber = number
    if time is not None:
        content.TemporalPositionIndex = time
    if index is not None:
        content.DimensionIndexValues = list(index)
    if len(content):
        group.FrameContentSequence = [content]
    if echo_time is not None:
        group.MREchoSequence = [item(EffectiveEchoTime=float(echo_time))]
    if b_value is not None:
        group.MRDiffusionSequence = [item(DiffusionBValue=float(b_value))]
    return group


def mosaic(slices=6, *, normal=(0.0, 0.0, 1.0), step=3.0, count=True, **attributes):
    """A Siemens mosaic; its tile `i` holds `phantom(i)`; the first slice lies at the origin."""
    across = int(np.ceil(np.sqrt(slices)))
    rows, columns = across * ROWS, across * COLUMNS
    pixels = np.zeros((rows, columns), np.uint16)
    for i in range(slices):
        top, left = i // across * ROWS, i % across * COLUMNS
        pixels[top : top + ROWS, left : left + COLUMNS] = phantom(i, ROWS, COLUMNS)
    d = mr(rows=rows, columns=columns, **attributes)
    d.ImageType = ["ORIGINAL", "PRIMARY", "M", "MOSAIC"]
    d.SpacingBetweenSlices = step
    d.ImagePositionPatient = [-1.2 * (columns - COLUMNS) / 2, -0.8 * (rows - ROWS) / 2, 0.0]
    tags = {"SliceNormalVector": [f"{v:.8f}" for v in normal]}
    if count:
        tags["NumberOfImagesInMosaic"] = [str(slices)]
    block = d.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    block.add_new(0x10, "OB", csa(tags))
    d.PixelData = pixels.tobytes()
    return d


def csa(tags):
    """A CSA header of version 2, as nibabel's notes describe it."""
    out = b"SV10\4\3\2\1" + struct.pack("<II", len(tags), 77)
    for name, values in tags.items():
        out += name.encode().ljust(64, b"\0")
        out += struct.pack("<i4sIiI", len(values), b"IS\0\0", 6, len(values), 77)
        for value in values:
            text = value.encode() + b"\0"
            out += struct.pack("<4i", len(text), len(text), 77, len(text))
            out += text.ljust((len(text) + 3) // 4 * 4, b"\0")
    return out
