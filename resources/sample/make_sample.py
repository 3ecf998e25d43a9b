"""Draws the sample series: a head that never lived, with one ring-enhancing lesion.

The head is painted from ellipsoids and smooth noise in LPS millimetres, at three depths per
slice so that thick slices blur as they do in a scanner, then shaded by a coil, given
Rician noise and written as MR Image Storage. The same seed gives the same bytes.
"""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage

Field = NDArray[np.float64]

SEED = 20250101
SLICES, SIZE = 24, 192
PIXEL_MM, SLICE_MM = 1.2, 5.0
FIRST_Z_MM = -45.0
DEPTHS = 3
"""Planes painted per slice and averaged: the partial volume of a thick slice."""
LESION_LPS_MM = (33.0, -36.0, 26.0)
"""Left (x > 0) and anterior (y < 0): the patient's left frontal lobe."""
LESION_RADIUS_MM = 15.0
SERIES = Path(__file__).with_name("series")


def grid() -> tuple[Field, Field, Field]:
    """Give the LPS coordinates of every painted voxel.

    Returns:
        x, y and z in millimetres, broadcastable.

    Shapes:
        x `(1, 1, SIZE)`, y `(1, SIZE, 1)`, z `(SLICES * DEPTHS, 1, 1)`.
    """
    pixels = np.arange(SIZE, dtype=np.float64)
    planes = np.arange(SLICES * DEPTHS, dtype=np.float64)
    plane = (pixels - (SIZE - 1) / 2) * PIXEL_MM
    depth = (planes - (DEPTHS - 1) / 2) * SLICE_MM / DEPTHS + FIRST_Z_MM
    return plane[None, None, :], plane[None, :, None], depth[:, None, None]


def smooth_noise(rng: np.random.Generator, sigma_mm: float) -> Field:
    """Draw noise of one correlation length, with mean 0 and standard deviation 1.

    Shapes:
        Returns `(SLICES * DEPTHS, SIZE, SIZE)`.
    """
    shape = (SLICES * DEPTHS, SIZE, SIZE)
    steps = (SLICE_MM / DEPTHS, PIXEL_MM, PIXEL_MM)
    spectrum = np.fft.rfftn(rng.standard_normal(shape))
    axes = (
        np.fft.fftfreq(shape[0], steps[0])[:, None, None],
        np.fft.fftfreq(shape[1], steps[1])[None, :, None],
        np.fft.rfftfreq(shape[2], steps[2])[None, None, :],
    )
    squared = axes[0] ** 2 + axes[1] ** 2 + axes[2] ** 2
    spectrum = spectrum * np.exp(-2 * (np.pi * sigma_mm) ** 2 * squared)
    field = np.fft.irfftn(spectrum, s=shape, axes=(0, 1, 2))
    centred: Field = field - field.mean()
    return centred / float(field.std())


def inside(depth_mm: Field, soft_mm: float = 0.7) -> Field:
    """Turn depth below a surface into a soft membership in [0, 1], elementwise."""
    return 1 / (1 + np.exp(np.clip(-depth_mm / soft_mm, -60, 60)))


def blob(
    p: tuple[Field, Field, Field], centre: tuple[float, ...], radii: tuple[float, ...]
) -> Field:
    """Measure depth below the surface of an ellipsoid, roughly in millimetres.

    Shapes:
        Three broadcastable coordinate arrays in, one array of their common shape out.
    """
    norm = np.sqrt(sum(((a - c) / r) ** 2 for a, c, r in zip(p, centre, radii, strict=True)))
    return (1 - norm) * min(radii)


def mix(image: Field, member: Field, value: Field | float) -> Field:
    """Lay one tissue over the picture, elementwise."""
    return image * (1 - member) + member * value


def pushed(p: tuple[Field, Field, Field]) -> tuple[Field, Field, Field]:
    """Give where each point lay before the lesion pushed it aside: mass effect."""
    away = [a - c for a, c in zip(p, LESION_LPS_MM, strict=True)]
    distance = np.sqrt(away[0] ** 2 + away[1] ** 2 + away[2] ** 2) + 1e-6
    push = 6.0 * np.exp(-((distance / 34) ** 2)) * np.minimum(distance / LESION_RADIUS_MM, 1)
    x, y, z = (a - push * d / distance for a, d in zip(p, away, strict=True))
    return x, y, z


def paint_brain(q: tuple[Field, Field, Field], depth: Field, rng: np.random.Generator) -> Field:
    """Paint grey and white matter, fluid and deep nuclei.

    Args:
        q: Coordinates before mass effect.
        depth: Depth below the inner table of the skull, millimetres.
        rng: Where texture comes from.

    Shapes:
        All arrays `(SLICES * DEPTHS, SIZE, SIZE)`.
    """
    x, y, z = q
    folds = np.exp(-((smooth_noise(rng, 4.5) / 0.22) ** 2))
    cortex = depth + 1.0 - 17 * folds * inside(24 - depth, 4)
    cortex = np.minimum(cortex, np.abs(x) * 1.6 - 1.5 + 20 * inside(26 - np.abs(z - 6), 3))
    image = mix(np.full(depth.shape, 190.0), inside(cortex - 1.5), 530.0)
    image = mix(image, inside(cortex - 6.0, 1.0), 740.0)
    for side in (-1.0, 1.0):
        image = mix(image, inside(blob(q, (13 * side, 8, 4), (9, 13, 10)), 1.2), 585.0)
        image = mix(image, inside(blob(q, (23 * side, -6, 4), (7, 17, 10)), 1.2), 600.0)
        image = mix(image, inside(blob(q, (14 * side, -20, 10), (5, 9, 9)), 1.0), 580.0)
        bend = (x - side * (7 + 0.004 * (y + 2) ** 2), y, z - 0.006 * (y - 5) ** 2)
        image = mix(image, inside(blob(bend, (0, 4, 15), (5.5, 36, 9))), 200.0)
    image = mix(image, inside(blob(q, (0, 2, -4), (2.5, 13, 10))), 200.0)
    fossa = inside(blob(q, (0, 46, -44), (54, 38, 32)), 1.0)
    leaves = 600 + 70 * np.sin(1.4 * (y + 0.02 * x**2) + 0.9 * z)
    image = mix(image, fossa * inside(-14 - z, 1.5), leaves)
    image = mix(image, inside(blob(q, (0, 12, -38), (20, 18, 26)), 1.5), 230.0)
    image = mix(image, inside(blob(q, (0, 10, -40), (17, 14.5, 34))), 690.0)
    return mix(image, inside(blob(q, (0, 27, -36), (7, 5, 10))), 200.0)


def paint_vessels(image: Field, p: tuple[Field, Field, Field], depth: Field) -> Field:
    """Paint what takes up contrast in a healthy head: sinuses, arteries, choroid plexus.

    Shapes:
        `image` and `depth` `(SLICES * DEPTHS, SIZE, SIZE)`; returns the same.
    """
    x, y, z = p
    sinus = np.minimum(3.6 - np.abs(x) - 0.35 * (depth - 2), 4.5 - np.abs(depth - 2.5))
    along = inside(y + 62, 3) * inside(z + 18, 2)
    falx = inside(0.5 - np.abs(x), 0.4) * inside(z - 12, 3) * inside(40 - depth, 3) * inside(depth)
    image = mix(image, falx * 0.5, 820.0)
    image = mix(image, inside(sinus) * along, 1350.0)
    across = np.minimum(3.2 - np.abs(z + 16), 4 - np.abs(depth - 3))
    image = mix(image, inside(across) * inside(y - 30, 2), 1300.0)
    straight = 2.4 - np.hypot(x, z + 0.5 * (y - 38) - 4)
    image = mix(image, inside(straight, 0.5) * inside(y - 28, 2) * inside(64 - y, 2), 1200.0)
    for side in (-1.0, 1.0):
        carotid = 2.6 - np.hypot(x - 13 * side, y + 16)
        image = mix(image, inside(carotid, 0.5) * inside(-20 - z, 1), 1250.0)
        middle = 2.0 - np.hypot(y + 16 - 0.12 * np.abs(x), z + 18 - 0.1 * np.abs(x))
        image = mix(
            image, inside(middle, 0.5) * inside(50 - x * side) * inside(x * side - 10), 1150.0
        )
        plexus = blob(p, (19 * side, 30, 19), (3, 7, 4))
        image = mix(image, inside(plexus, 0.6), 980.0)
    anterior = 1.8 - np.hypot(x, y + 34 - 0.15 * z)
    return mix(image, inside(anterior, 0.5) * inside(30 - np.abs(z - 6), 2), 1150.0)


def paint_lesion(image: Field, p: tuple[Field, Field, Field], rng: np.random.Generator) -> Field:
    """Paint oedema, an uneven bright ring and a dark necrotic core.

    Shapes:
        `image` `(SLICES * DEPTHS, SIZE, SIZE)`; returns the same.
    """
    away = [a - c for a, c in zip(p, LESION_LPS_MM, strict=True)]
    distance = np.sqrt(away[0] ** 2 + away[1] ** 2 + away[2] ** 2)
    coarse, fine = smooth_noise(rng, 8.0), smooth_noise(rng, 3.5)
    oedema = inside(29 + 5 * coarse - distance, 2.5) * inside(image - 520, 30)
    image = mix(image, 0.75 * oedema, 505.0)
    edge = LESION_RADIUS_MM + 1.6 * fine + 1.2 * coarse - distance
    image = mix(image, inside(edge), 1220 + 70 * fine)
    return mix(image, inside(edge - 4.2 - 0.9 * coarse, 0.9), 330 + 25 * fine)


def paint(rng: np.random.Generator) -> Field:
    """Paint the head without noise.

    Shapes:
        Returns `(SLICES * DEPTHS, SIZE, SIZE)`.
    """
    p = grid()
    skin = blob(p, (0, 2, -4), (80, 98, 96))
    skin = skin + 0.8 * smooth_noise(rng, 16.0)
    inner = skin - 13.5
    image = np.zeros(skin.shape)
    image = mix(image, inside(skin), 640.0)
    image = mix(image, inside(skin - 2.2), 1080.0 + 60 * smooth_noise(rng, 3.0))
    image = mix(image, inside(skin - 6.5), 110.0)
    marrow = inside(1.1 - np.abs(skin - 10.2), 0.5)
    image = mix(image, 0.7 * marrow, 520.0)
    image = mix(image, inside(inner), paint_brain(pushed(p), inner, rng))
    image = mix(image, inside(inner, 0.4), paint_lesion(image, p, rng))
    image = paint_vessels(image, p, inner)
    for side in (-1.0, 1.0):
        image = mix(
            image, inside(blob(p, (32 * side, -58, -46), (19, 27, 18))) * inside(skin - 3), 960.0
        )
        image = mix(
            image, inside(blob(p, (32 * side, -70, -46), (12.5, 12.5, 12.5))) * inside(skin), 230.0
        )
    return image + inside(inner) * (14 * smooth_noise(rng, 2.0) + 16 * smooth_noise(rng, 9.0))


def scan(seed: int = SEED) -> NDArray[np.int16]:
    """Scan the painted head: partial volume, coil shading, Rician noise.

    Args:
        seed: Of everything random.

    Shapes:
        Returns `(SLICES, SIZE, SIZE)`, foot to head.
    """
    rng = np.random.default_rng(seed)
    signal = paint(rng).reshape(SLICES, DEPTHS, SIZE, SIZE).mean(axis=1)
    x, y, z = grid()
    z = z.reshape(SLICES, DEPTHS, 1, 1).mean(axis=1)
    shade = 0.16 * (x / 115) - 0.10 * (y / 115) + 0.05 * (z / 60)
    shade = shade + 0.16 * ((x / 115) ** 2 + (y / 115) ** 2)
    signal = signal * np.exp(shade - 0.04)
    real, imaginary = (rng.normal(0, 17, signal.shape) for _ in range(2))
    magnitude: Field = np.rint(np.hypot(signal + real, imaginary))
    return magnitude.astype(np.int16)


def uid(name: str) -> str:
    """Derive a UID under 2.25 from a name, always the same one."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, f'whence sample {name}').int}"


def header() -> Dataset:
    """Fill in what all slices share: every type 1 and type 2 element of MR Image Storage."""
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
    ds.SOPClassUID = MRImageStorage
    ds.StudyDate = ds.SeriesDate = ds.AcquisitionDate = ds.ContentDate = "20250101"
    ds.StudyTime = ds.SeriesTime = ds.AcquisitionTime = ds.ContentTime = "120000"
    ds.AccessionNumber = ""
    ds.Modality = "MR"
    ds.Manufacturer = "Whence"
    ds.ManufacturerModelName = "Synthetic phantom"
    ds.ReferringPhysicianName = ""
    ds.StudyDescription = "Brain (synthetic phantom)"
    ds.SeriesDescription = "T1 post contrast (synthetic phantom)"
    ds.PatientName, ds.PatientID = "Whence^Sample", "WHENCE-SAMPLE"
    ds.PatientBirthDate = ds.PatientSex = ""
    ds.ContrastBolusAgent = "SYNTHETIC"
    ds.BodyPartExamined = "BRAIN"
    ds.ScanningSequence, ds.SequenceVariant, ds.ScanOptions = "SE", "NONE", ""
    ds.MRAcquisitionType = "2D"
    ds.SliceThickness = ds.SpacingBetweenSlices = SLICE_MM
    ds.RepetitionTime, ds.EchoTime, ds.EchoTrainLength = 550, 10, 1
    ds.MagneticFieldStrength = 1.5
    ds.PatientPosition = "HFS"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = uid("study"), uid("series")
    ds.StudyID, ds.SeriesNumber, ds.AcquisitionNumber = "1", 1, 1
    ds.FrameOfReferenceUID, ds.PositionReferenceIndicator = uid("frame"), ""
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows = ds.Columns = SIZE
    ds.PixelSpacing = [PIXEL_MM, PIXEL_MM]
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
    ds.WindowCenter, ds.WindowWidth = 600, 1200
    return ds


def write(folder: Path, seed: int = SEED) -> None:
    """Write the series, one file per slice.

    Args:
        folder: Made if it is not there.
        seed: Of everything random.
    """
    folder.mkdir(parents=True, exist_ok=True)
    corner = -(SIZE - 1) / 2 * PIXEL_MM
    for index, plane in enumerate(scan(seed)):
        ds = header()
        ds.SOPInstanceUID = uid(f"slice {index}")
        ds.InstanceNumber = index + 1
        z = FIRST_Z_MM + index * SLICE_MM
        ds.ImagePositionPatient = [round(corner, 3), round(corner, 3), z]
        ds.SliceLocation = z
        ds.PixelData = plane.astype("<i2").tobytes()
        ds.file_meta = FileMetaDataset()
        ds.file_meta.MediaStorageSOPClassUID = MRImageStorage
        ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
        ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds.file_meta.ImplementationClassUID = uid("implementation")
        ds.file_meta.ImplementationVersionName = "WHENCE_SAMPLE_1"
        ds.save_as(folder / f"{index + 1:03d}.dcm", enforce_file_format=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else SERIES)
