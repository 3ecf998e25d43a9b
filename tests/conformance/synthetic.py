"""Series made on the spot; what is in them is known from how they were made."""

import random
from pathlib import Path

import numpy as np
import SimpleITK
from pydicom import uid
from pydicom.dataset import Dataset

from tests.conformance.cases import Case
from tests.conformance.stack import Stack
from tests.synthetic.dicom import AXIAL, CORONAL, SAGITTAL, dataset, phantom
from tests.synthetic.volumes import whole_file_endings, write_volume

SPACING = (0.8, 1.2)
ROWS, COLUMNS, COUNT, STEP = 18, 14, 5, 3.0
LOSSLESS = (
    uid.ImplicitVRLittleEndian, uid.ExplicitVRBigEndian, uid.DeflatedExplicitVRLittleEndian,
    uid.RLELossless, uid.JPEGLossless, uid.JPEGLosslessSV1, uid.JPEGLSLossless,
    uid.JPEG2000Lossless, uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL,
)  # fmt: skip


def oblique():
    """Turned about two axes, so that no cosine is 0 or 1."""
    a, b = np.radians(22), np.radians(-13)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    nod = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    both = turn @ nod
    return tuple(float(round(v, 12)) for v in (*both[:, 0], *both[:, 1]))


def slices(count=COUNT, kind=np.uint16):
    return np.stack([phantom(i, ROWS, COLUMNS) for i in range(count)]).astype(kind)


class Maker:
    """Writes one file series after another into a folder of its own."""

    def __init__(self, folder):
        self._folder, self.cases = folder, []

    def case(self, name, *stacks, **how):
        """A case of one or more stacks, each `(slices, made)`, under one Series Instance UID."""
        folder = self._folder / f"{len(self.cases):02d}"
        folder.mkdir(parents=True)
        series, study, names = uid.generate_uid(), uid.generate_uid(), list(range(900))
        random.Random(len(self.cases)).shuffle(names)
        for each, _ in stacks:
            for d in each:
                d.SeriesInstanceUID, d.StudyInstanceUID = series, study
                if how.get("without"):
                    for keyword in how["without"]:
                        delattr(d, keyword)
                d.save_as(folder / f"{names.pop():03d}.dcm", enforce_file_format=True)
        files = tuple(sorted(folder.iterdir()))
        self.cases.append(Case(f"made/{name}", files, tuple(made for _, made in stacks)))

    def volume(self, name, suffix, direction):
        """A volume by SimpleITK; its slices are expected along its third axis, turned upright."""
        folder = self._folder / f"{len(self.cases):02d}"
        folder.mkdir(parents=True)
        values = slices()
        image = SimpleITK.GetImageFromArray(values)
        image.SetSpacing((SPACING[1], SPACING[0], STEP))
        image.SetOrigin((-20.0, 13.0, 7.0))
        cosines = AXIAL if direction is None else direction
        normal = np.cross(cosines[:3], cosines[3:])
        image.SetDirection(np.array([cosines[:3], cosines[3:], normal]).T.ravel().tolist())
        path = write_volume(folder / f"v.{suffix}", image)
        places = np.array((-20.0, 13.0, 7.0)) + np.arange(COUNT)[:, None] * normal * STEP
        made = Stack("made", values, places, np.array(cosines, float), (*SPACING, STEP))
        self.cases.append(Case(f"made/{name}", (path,), (made,)))


def stack(
    orientation=AXIAL, *, values=None, along=None, lean=(0, 0, 0), numbers=None, first=1,
    expected=None, syntax=uid.ExplicitVRLittleEndian, spacing="even", origin=(-10.0, 20.0, 5.0),
    **tags,
):  # fmt: skip
    """Slices of one stack, and what is expected of them.

    Args:
        orientation: Row and column cosines.
        values: Stored values; a phantom if absent.
        along: Distance of each slice along the normal.
        lean: Sideways shift per slice.
        numbers: Instance numbers; from `first` on if absent.
        expected: Values after rescale, if they are not the stored ones.
        syntax: Transfer syntax.
        spacing: Slice spacing expected; the step of `along` if `even`.
        tags: More attributes.
    """
    values = slices() if values is None else values
    along = np.arange(len(values)) * STEP if along is None else np.array(along, float)
    normal = np.cross(orientation[:3], orientation[3:])
    places = (
        np.array(origin) + along[:, None] * normal
        + np.arange(len(values))[:, None] * np.array(lean, float)
    )  # fmt: skip
    numbers = range(first, first + len(values)) if numbers is None else numbers
    made = []
    for pixels, place, number in zip(values, places, numbers, strict=True):
        d = dataset(pixels, syntax, **tags)
        d.PatientName, d.PatientID, d.SeriesNumber = "Phantom", "P", 1
        d.ImageOrientationPatient = [float(v) for v in orientation]
        d.ImagePositionPatient = [float(f"{v:.10f}") for v in place]
        d.PixelSpacing, d.SliceThickness, d.InstanceNumber = list(SPACING), STEP, number
        d.FrameOfReferenceUID = "1.2.3.4"
        made.append(d)
    step = float(np.median(np.abs(np.diff(along)))) if len(along) > 1 else None
    truth = Stack(
        "made", values if expected is None else expected, places, np.array(orientation, float),
        (*SPACING, step if spacing == "even" else spacing),
    )  # fmt: skip
    return made, truth


def synthetic_cases(folder: Path):
    """All of them, written under a folder."""
    make = Maker(folder)
    _directions(make)
    _doubtful(make)
    _several(make)
    _of_their_own(make)
    _pixels(make)
    for suffix in whole_file_endings():
        make.volume(f"axial volume in {suffix}", suffix, None)
        make.volume(f"oblique volume in {suffix}", suffix, oblique())
    return make.cases


def _directions(make):
    down = -np.arange(COUNT) * STEP
    for name, cosines in (("axial", AXIAL), ("coronal", CORONAL), ("sagittal", SAGITTAL),
                          ("oblique", oblique())):  # fmt: skip
        make.case(f"{name}, along the normal", stack(cosines))
        make.case(f"{name}, against the normal", stack(cosines, along=down))
    make.case("axial, turned half round", stack((-1, 0, 0, 0, -1, 0)))
    make.case("axial, turned a quarter", stack((0, 1, 0, -1, 0, 0)))
    make.case("axial, seen from above", stack((-1, 0, 0, 0, 1, 0)))


def _doubtful(make):
    make.case("a slice is missing", stack(along=[0, 3, 6, 12, 15], numbers=[1, 2, 3, 5, 6]))
    make.case("irregular spacing", stack(along=[0, 3, 6.7, 9, 12.2], spacing=3.1))
    make.case("leaning stack", stack(lean=(0, 0.7, 0)))
    make.case("equal instance numbers", stack(numbers=[7] * COUNT))
    make.case("no instance numbers", stack(), without=["InstanceNumber"])
    upright, truth = stack()
    make.case("no positions", (upright, Stack("made", truth.values, None, truth.orientation,
              (*SPACING, None))), without=["ImagePositionPatient"])  # fmt: skip
    flat = Stack("made", truth.values, None, None, (*SPACING, None))
    make.case("neither position nor orientation", (stack()[0], flat),
              without=["ImagePositionPatient", "ImageOrientationPatient"])  # fmt: skip
    make.case("instance numbers with gaps", stack(numbers=[3, 10, 11, 40, 77]))
    twice, truth = stack()
    again = [_copy(d) for d in twice]
    make.case("every file twice", ([*twice, *again], truth))


def _copy(d):
    other = Dataset()
    other.update(d)
    other.file_meta = d.file_meta
    return other


def _several(make):
    other = slices() + np.uint16(300)
    make.case("two echoes", stack(EchoTime=10.0, EchoNumbers=1),
              stack(values=other, EchoTime=80.0, EchoNumbers=2, first=6))  # fmt: skip
    make.case("two b-values", stack(DiffusionBValue=0.0),
              stack(values=other, DiffusionBValue=1000.0, first=6))  # fmt: skip
    make.case("two times", stack(TemporalPositionIdentifier=1),
              stack(values=other, TemporalPositionIdentifier=2, first=6))  # fmt: skip
    make.case("localiser in three planes", *(
        stack(c, values=slices(3) + np.uint16(50 * i), first=1 + 3 * i)
        for i, c in enumerate((AXIAL, CORONAL, SAGITTAL))
    ))  # fmt: skip
    make.case("two sizes", stack(), stack(values=other[:, :12], first=6))
    for name, cosines, down in (("axial", AXIAL, 1), ("sagittal", SAGITTAL, -1),
                                ("oblique", oblique(), 1)):  # fmt: skip
        make.case(f"enhanced multi-frame, {name}", enhanced(cosines, down))


def _of_their_own(make):
    """Each slice states what is meant for whole volumes; and numbers without a plan."""
    for name, keyword, value in (
        ("a time for each slice", "TemporalPositionIdentifier", lambda i: i + 1),
        ("an echo number in every second slice", "EchoNumbers", lambda i: i % 2 + 1),
        ("a Stack ID for each slice", "StackID", str),
        ("spacing rounded otherwise in every second slice", "PixelSpacing",
         lambda i: [SPACING[0] + 1e-7 * (i % 2), SPACING[1]]),
        ("a window for each slice", "WindowWidth", lambda i: 20 * i + 2),
    ):  # fmt: skip
        each, truth = stack()
        for i, d in enumerate(each):
            d.WindowCenter = 100
            setattr(d, keyword, value(i))
        make.case(name, (each, truth))
    repeats = []
    for turn in range(3):
        numbers = [(7 * (COUNT * turn + i)) % 31 + 1 for i in range(COUNT)]
        each, truth = stack(values=slices() + np.uint16(100 * turn), numbers=numbers)
        for i, d in enumerate(each):
            d.AcquisitionTime = f"1015{turn:02}.{i:02}"
        repeats.append((each, truth))
    make.case("repeats numbered without a plan", *repeats)


def enhanced(cosines, down):
    """One file of several frames, each with its place in functional groups."""
    singles, truth = stack(cosines, along=np.arange(COUNT) * STEP * down)
    d = dataset(truth.values)
    d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = uid.EnhancedMRImageStorage
    d.PatientName, d.PatientID, d.SeriesNumber = "Phantom", "P", 1
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
        delattr(d, keyword)
    measures, turn, shared = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = list(SPACING), STEP
    measures.SpacingBetweenSlices = STEP
    turn.ImageOrientationPatient = singles[0].ImageOrientationPatient
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [turn]
    d.SharedFunctionalGroupsSequence = [shared]
    groups = []
    for number, one in enumerate(singles, 1):
        place, content, group = Dataset(), Dataset(), Dataset()
        place.ImagePositionPatient = one.ImagePositionPatient
        content.StackID, content.InStackPositionNumber = "1", number
        group.PlanePositionSequence, group.FrameContentSequence = [place], [content]
        groups.append(group)
    d.PerFrameFunctionalGroupsSequence = groups
    return [d], truth


def _pixels(make):
    for syntax in LOSSLESS:
        make.case(syntax.name, stack(syntax=syntax))
    signed = slices(kind=np.int16) - np.int16(2000)
    make.case("signed", stack(values=signed))
    make.case("signed, whole rescale", stack(values=signed, expected=signed * 2 - 100,
              RescaleSlope=2, RescaleIntercept=-100))  # fmt: skip
    make.case("rescale with a fraction", stack(expected=slices() * 0.5 + 0.25, RescaleSlope=0.5,
              RescaleIntercept=0.25))  # fmt: skip
    eight = (slices() % 251).astype(np.uint8)
    make.case("8 bits", stack(values=eight))
    make.case("12 bits of 16", stack(values=slices() % 4096, BitsStored=12, HighBit=11))
    make.case("MONOCHROME1", stack(PhotometricInterpretation="MONOCHROME1"))
    wide = slices(kind=np.uint32) * np.uint32(40000)
    make.case("32 bits", stack(values=wide))
    make.case("float pixels", stack(values=slices().astype(np.float32) / 7))
    colour = np.stack([eight, eight[:, ::-1], eight[:, :, ::-1]], axis=-1)
    make.case("RGB", stack(values=colour))
