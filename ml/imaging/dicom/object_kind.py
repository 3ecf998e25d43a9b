"""Says in words what a DICOM object is that is no image."""

from __future__ import annotations

from pydicom.uid import UID, UID_dictionary

from ml.core.messages import Message, mark, message, verbatim

KINDS = (
    ("Spectroscopy", mark("spectroscopy")),
    ("Raw Data", mark("raw data of the scanner")),
    (" SR", mark("a structured report")),
    ("SR Storage", mark("a structured report")),
    ("Key Object", mark("a selection of key images")),
    ("Presentation State", mark("a presentation state")),
    ("Encapsulated PDF", mark("a PDF report")),
    ("Encapsulated CDA", mark("a report")),
    ("RT Structure", mark("contours of a treatment plan")),
    ("RT Plan", mark("a treatment plan")),
    ("Segmentation", mark("a segmentation")),
    ("Waveform", mark("a waveform")),
    ("ECG", mark("a waveform")),
    ("Registration", mark("a registration")),
    ("Real World Value", mark("a table of real-world values")),
    ("Fiducials", mark("landmarks")),
    ("Tractography", mark("tracts")),
    ("Surface", mark("a surface")),
    ("Procedure Log", mark("a log of the examination")),
)
"""Parts of the names of SOP Classes (PS3.4 B.5), and what their objects are called."""


def no_image(sop_class: bytes | str | None) -> Message:
    """Why a DICOM object that holds no image is passed over.

    Args:
        sop_class: SOP Class UID (0008,0016), as it is in the file.
    """
    written = sop_class.decode("latin-1") if isinstance(sop_class, bytes) else sop_class or ""
    uid = UID(written.strip(" \0"))
    if uid not in UID_dictionary:
        return message("is DICOM but holds no image; it is passed over")
    for part, kind in KINDS:
        if part in f" {uid.name}":
            return message("is {} and no image; it is passed over", Message(kind))
    name = uid.name.removesuffix(" Storage")
    return message("is DICOM ({}) but holds no image; it is passed over", verbatim(name))
