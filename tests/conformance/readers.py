"""The other readers: GDCM through SimpleITK, dcm2niix, and pydicom; none shares code with ours."""

import logging
import subprocess
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import dcm2niix
import nibabel
import numpy as np
import pydicom
import SimpleITK
from pydicom.pixels import apply_color_lut, apply_modality_lut, get_decoder, pixel_array

from ml.imaging.dicom import codecs
from tests.conformance.stack import Stack, from_affine

TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])


@dataclass
class Said:
    """What pydicom reads in the headers of the files of a case."""

    datasets: dict[Path, pydicom.Dataset] = field(default_factory=dict)

    @property
    def images(self):
        return {p: d for p, d in self.datasets.items() if "Rows" in d and PIXELS & set(d.dir())}


HOW = ("-d", "0", "-b", "n", "-z", "n", "-p", "n", "-x", "i", "-f", "%j_%s_%r")
"""To dcm2niix: this folder only, NIfTI only, unpacked, rescaled as DICOM says, never turned."""
PIXELS = {"PixelData", "FloatPixelData", "DoubleFloatPixelData"}


@contextmanager
def silently():
    """The files are odd on purpose, and each reader has much to say about it."""
    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
    level = logging.getLogger("pydicom").level
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.getLogger("pydicom").setLevel(level)
        SimpleITK.ProcessObject.SetGlobalWarningDisplay(True)


def headers(files):
    """Read all headers that pydicom reads."""
    said = Said()
    for path in files:
        try:
            said.datasets[path] = pydicom.dcmread(path)
        except (pydicom.errors.InvalidDicomError, OSError, ValueError, AttributeError, KeyError):
            continue
    return said


def frames_of(dataset):
    """Number of Frames (0028,0008); 1 where it is absent or no number."""
    try:
        return int(dataset.get("NumberOfFrames") or 1)
    except ValueError:
        return 1


def place_of(dataset, frame):
    """Image Position (Patient) of one frame, where it is stated for each."""
    if frames_of(dataset) > 1 and "PerFrameFunctionalGroupsSequence" not in dataset:
        return None
    return frame_said(dataset, "ImagePositionPatient", frame)


def frame_said(dataset, keyword, frame):
    """An attribute of one frame, wherever an enhanced file may state it."""
    places = []
    for name, index in (
        ("PerFrameFunctionalGroupsSequence", frame), ("SharedFunctionalGroupsSequence", 0),
    ):  # fmt: skip
        groups = dataset.get(name)
        if groups and index < len(groups):
            places += [item for e in groups[index] if e.VR == "SQ" for item in e.value]
    for place in (*places, dataset):
        value = place.get(keyword)
        if value not in (None, ""):
            return value
    return None


def cosines(dataset, frame=0):
    """Image Orientation (Patient), at unit length."""
    found = frame_said(dataset, "ImageOrientationPatient", frame)
    if found is None:
        return None
    pair = np.array(found, dtype=float).reshape(2, 3)
    return (pair / np.linalg.norm(pair, axis=1, keepdims=True)).ravel()


def pixels(dataset, path, frame):
    """Values of one frame after rescale, by pydicom's own decoders; `None` where they cannot."""
    if "NumberOfFrames" not in dataset:
        frame = 0
    try:
        if not dataset.file_meta.get("TransferSyntaxUID"):
            implicit, _ = dataset.original_encoding
            dataset.file_meta.TransferSyntaxUID = (
                pydicom.uid.ImplicitVRLittleEndian
                if implicit
                else pydicom.uid.ExplicitVRLittleEndian
            )
        stored = pixel_array(dataset, index=frame, decoding_plugin=_own_decoder(dataset))
    except (RuntimeError, ValueError, AttributeError, NotImplementedError):
        return None
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        return (apply_color_lut(stored, dataset) >> 8).astype(np.uint8)[..., :3]
    if stored.ndim == 3:
        bits = dataset.BitsStored
        return (stored >> (bits - 8)).astype(np.uint8) if bits > 8 else stored.astype(np.uint8)
    if "ModalityLUTSequence" in dataset:
        return apply_modality_lut(stored, dataset)
    slope = frame_said(dataset, "RescaleSlope", frame)
    intercept = frame_said(dataset, "RescaleIntercept", frame)
    return stored * float(1 if slope is None else slope) + float(intercept or 0)


GDCM_IS_SLOW = {"SC_rgb_jpeg.dcm"}
"""GDCM takes ten seconds over this one picture of 100 x 100."""


def _own_decoder(dataset):
    """One that pydicom brings: `ml.imaging` adds another to its list, and that is ours."""
    syntax = dataset.file_meta.TransferSyntaxUID
    if not syntax.is_encapsulated:
        return ""
    return next((n for n in get_decoder(syntax).available_plugins if n != codecs.NAME), "none")


def gdcm_stacks(files, said):
    """Every series that GDCM's reader finds among the files of one folder, or a single file."""
    stacks = []
    files = [f for f in files if f.name not in GDCM_IS_SLOW]
    reader = SimpleITK.ImageSeriesReader()
    for listed in _gdcm_lists(reader, files):
        dataset = said.datasets.get(Path(listed[0]))
        if dataset is None:
            continue
        try:
            reader.SetFileNames(listed)
            image = SimpleITK.ReadImage(listed[0]) if len(listed) == 1 else reader.Execute()
        except RuntimeError:
            continue
        stacks += _itk(image, dataset, cosines(dataset))
    return stacks


def _gdcm_lists(reader, files):
    """GDCM's order, by series alone and by the details that it knows to tell apart."""
    if len(files) < 2:
        return [(str(f),) for f in files]
    folder, lists = str(files[0].parent), []
    for details in (False, True):
        uids = reader.GetGDCMSeriesIDs(folder, details)
        lists += [reader.GetGDCMSeriesFileNames(folder, uid, details) for uid in uids]
    return list(dict.fromkeys(map(tuple, lists)))


def _itk(image, dataset, header):
    if image.GetDimension() == 2:
        image = SimpleITK.JoinSeries(image)
    if image.GetDimension() > 3:
        return []
    values = SimpleITK.GetArrayFromImage(image)
    if values.ndim == 4 and values.dtype.itemsize > 1:
        values = values >> (dataset.BitsStored - 8)
    if header is None:
        return [Stack("GDCM", values)]
    affine = np.eye(4)
    affine[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    affine[:3, 3] = image.GetOrigin()
    return [from_affine("GDCM", values, affine, [header])]


def niix_stacks(files, said):
    """Every volume that dcm2niix makes of the files of one folder, or of one file."""
    known = [c for d in said.images.values() if (c := cosines(d)) is not None]
    with tempfile.TemporaryDirectory() as out:
        source = files[0] if len(files) == 1 else files[0].parent
        one = ["-s", "y"] if len(files) == 1 else []
        subprocess.run(
            [dcm2niix.bin, *one, *HOW, "-o", out, source],
            check=False, capture_output=True, timeout=120,
        )  # fmt: skip
        stacks = []
        for path in sorted(Path(out).glob("*.nii")):
            if "_Tilt" not in path.name:  # resampled: no longer what the files hold
                stacks += _nifti(path, known)
    return stacks


def _nifti(path, known):
    image = nibabel.load(path, mmap=False)
    array = np.asarray(image.dataobj)  # type: ignore[attr-defined]
    colour = array.dtype.names
    array = np.stack([array[n] for n in colour[:3]], -1) if colour else array[..., None]
    sizes = (*array.shape[:-1], 1, 1)[:3]
    shaped = array.reshape(*sizes, -1, array.shape[-1], order="A")
    affine = TO_LPS @ image.affine  # type: ignore[attr-defined]
    scaled = (image.dataobj.slope, image.dataobj.inter) != (1, 0)  # type: ignore[attr-defined]  # kept as float32 in NIfTI  # type: ignore[attr-defined]
    stacks = []
    for time in range(shaped.shape[3]):
        values = shaped[:, :, :, time].transpose(2, 1, 0, 3)
        values = values[..., 0] if values.shape[-1] == 1 else values
        if known:
            stack = from_affine("dcm2niix", values, affine, known)
        else:
            stack = Stack("dcm2niix", np.flip(values, 1))
        stacks.append(replace(stack, rounded=scaled))
    return stacks
