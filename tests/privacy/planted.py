"""Folders of images of every format in which everything that can hold text names a person."""

import unicodedata
import zipfile

import nibabel
import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pydicom import Dataset
from pydicom.datadict import DicomDictionary
from pydicom.tag import Tag

from tests.synthetic.dicom import AXIAL, grey_image, save

SIDE = 48
LONGEST = {"AE": 16, "CS": 16, "SH": 16, "LO": 64}
KEPT = (
    "SpecificCharacterSet", "SOPClassUID", "TransferSyntaxUID", "Modality",
    "PhotometricInterpretation",
)  # fmt: skip
"""Attributes without which the file would not be read as an image."""


def pixels(index):
    down, right = np.mgrid[:SIDE, :SIDE]
    head = (down - 24) ** 2 + (right - 24) ** 2 < 400
    return (head * (300 + 10 * index) + (head & (down % 9 == index)) * 500).astype(np.uint16)


def texts_of(person, vr):
    """What somebody may have typed into an attribute of one value representation."""
    number = person.number
    return {
        "PN": person.spellings[0],
        "DA": person.born,
        "DT": f"{person.born}101500",
        "UI": f"{person.uid_root}.{number}.1",
        "UR": f"https://example.org/{person.patient_id}/{person.accession}",
        "AE": person.patient_id,
        "CS": person.accession,
        "SH": person.family,
        "LO": f"{person.given} {person.family} {person.accession}",
        "IS": person.born,
        "DS": person.born,
    }.get(vr, person.sentence)


def planted_slice(person, index, *, uids=True, everything=True):
    """One image; `everything` fills each text attribute of the dictionary."""
    image = grey_image(pixels(index))
    image.SpecificCharacterSet = person.charset
    if everything:
        for tag, (vr, multiplicity, _, retired, keyword) in DicomDictionary.items():
            standard = keyword and not retired and Tag(tag).group not in (0, 2, 4)
            if standard and vr in TEXT_VR and keyword not in KEPT and keyword not in image:
                value = texts_of(person, vr)[: LONGEST.get(vr)]
                image.add_new(tag, vr, [value] * 2 if multiplicity.startswith("2") else value)
    private(image, person)
    for keyword, vr in IDENTITY.items():
        setattr(image, keyword, texts_of(person, vr)[: LONGEST.get(vr)])
    image.PatientID, image.AccessionNumber = person.patient_id, person.accession
    image.SeriesDescription = f"T1 post {person.given} {person.family}"
    image.ProtocolName = f"t1 mprage {person.spellings[3]}"
    image.Manufacturer = f"SIEMENS {person.family}"
    image.SeriesNumber, image.InstanceNumber = person.number, index + 1
    image.ImageOrientationPatient, image.ImagePositionPatient = list(AXIAL), [0, 0, 5 * index]
    image.PixelSpacing, image.SliceThickness = [4, 4], 5
    image.RescaleSlope, image.RescaleIntercept = 1, 0
    image.EchoTime, image.RepetitionTime = 4, 2000
    image.WindowCenter, image.WindowWidth = 400, 800
    image.StudyInstanceUID = f"{person.uid_root}.1"
    image.FrameOfReferenceUID = f"{person.uid_root}.2"
    image.SeriesInstanceUID = f"{person.uid_root}.3"
    image.SOPInstanceUID = f"{person.uid_root}.4.{index}"
    return image if uids else without_uids(image)


TEXT_VR = frozenset(("AE", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "UC", "UI", "UR", "UT"))
IDENTITY = {
    "PatientName": "PN", "PatientBirthDate": "DA", "ContrastBolusAgent": "LO", "StackID": "SH",
    "StudyDescription": "LO", "PatientComments": "LT", "SequenceName": "SH", "StationName": "SH",
    "ScanningSequence": "CS", "ImageComments": "LT", "InstitutionName": "LO",
}  # fmt: skip


def private(image, person):
    """Private elements of a creator that nobody knows, and a sequence three deep."""
    block = image.private_block(0x0031, f"WHENCE {person.number}", create=True)
    for offset, vr in enumerate(("LO", "PN", "SH", "UT", "DA", "UN"), 1):
        text = texts_of(person, vr)[: LONGEST.get(vr)]
        block.add_new(offset, vr, text.encode() if vr == "UN" else text)
    inner = Dataset()
    inner.PatientName, inner.TextValue = person.spellings[0], person.sentence
    for keyword in ("ContentSequence", "RequestAttributesSequence", "ReferencedImageSequence"):
        outer = Dataset()
        setattr(outer, keyword, [inner])
        inner = outer
    image.RequestAttributesSequence = [inner]


def without_uids(image):
    for keyword in ("SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID"):
        del image[keyword]
    image.SOPInstanceUID = ""
    return image


def write_folder(top, person):
    """Everything about one person below `top`; returns the folder."""
    names = person.spellings
    folder = top / f"{names[4]}"
    mr = folder / f"{person.accession} {names[1]}"
    mr.mkdir(parents=True)
    for index in range(2):
        save(mr / f"{names[0]}-{index}.dcm", planted_slice(person, index))
    whole = (mr / f"{names[0]}-0.dcm").read_bytes()
    (mr / f"{names[2]} {person.born}.dcm").write_bytes(whole[:900])
    (mr / f"{person.accession}.dcm").write_bytes(whole[: len(whole) - 3000])
    (folder / f"{names[3]}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + person.sentence.encode())
    (folder / f"{person.born_in_words} {person.family}.nii").write_bytes(b"\x5c\x01\0\0" * 90)
    MORE[person.number % len(MORE)](folder, person)
    return folder


def _pictures(folder, person):
    (folder / "png").mkdir()
    for index in range(2):
        info = PngInfo()
        for key in ("Title", "Author", "Comment", "Patient"):
            info.add_itxt(key, person.sentence)
        picture = Image.fromarray((pixels(index) // 5).astype(np.uint8))
        picture.save(folder / "png" / f"{person.spellings[4]}_{index}.png", pnginfo=info)


def _volumes(folder, person):
    values = np.stack([pixels(i) for i in range(3)], axis=-1).astype(np.int16)
    volume = nibabel.Nifti1Image(values, np.diag([4, 4, 5, 1]))
    words = person.sentence.encode()
    volume.header["descrip"], volume.header["aux_file"] = words[:79], words[:23]
    volume.header["intent_name"] = person.patient_id.encode()[:15]
    nibabel.save(volume, folder / f"{person.spellings[4]}.nii")
    lines = ("NRRD0004", f"# {person.sentence}", "type: short", "dimension: 3",
             f"content: {person.sentence}", f"sizes: {SIDE} {SIDE} 3", "encoding: raw",
             "endian: little", "spacings: 4 4 5", f"patient:={person.sentence}")  # fmt: skip
    text = "\n".join(lines) + "\n\n"
    name = unicodedata.normalize("NFD", person.spellings[1])
    (folder / f"{name}.nrrd").write_bytes(text.encode() + values.tobytes(order="F"))


def _archive(folder, person):
    """Files without UIDs, and an archive of which one entry is damaged."""
    for index in range(2):
        image = planted_slice(person, index, uids=False, everything=False)
        image.file_meta.MediaStorageSOPInstanceUID = ""
        image.save_as(folder / f"{person.spellings[4]}_{index}.dcm", enforce_file_format=False)
    with zipfile.ZipFile(folder / f"{person.spellings[1]}.zip", "w") as archive:
        whole = next(folder.rglob("*-1.dcm")).read_bytes()
        archive.writestr(f"{person.patient_id}/{person.spellings[0]}.dcm", whole[:700])
        archive.writestr(f"../{person.spellings[0]}.dcm", whole)


MORE = (_pictures, _volumes, _archive)
