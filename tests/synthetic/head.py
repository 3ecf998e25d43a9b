"""A head made of formulas, imaged as often and any way as a test needs; written as DICOM files."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydicom.uid import generate_uid

from tests.synthetic.dicom import AXIAL, grey_image

SPOT = np.array([18.0, -24.0, 12.0])
"""A bright spot on the left, in front and above the middle; LPS millimetres."""
SPOT_MM = 5.0


def head(x, y, z):
    """Values at places: a ramp that differs along every axis, and the spot."""
    ramp = 200 + 2 * (x + 40) + 1 * (y + 50) + 3 * (z + 30)
    near = (x - SPOT[0]) ** 2 + (y - SPOT[1]) ** 2 + (z - SPOT[2]) ** 2 < SPOT_MM**2
    return np.where(near, 4000, ramp).astype(np.uint16)


@dataclass
class Taken:
    """How a series is taken.

    Attributes:
        step: Millimetres from slice to slice, along the normal.
        origin: Middle of the first pixel of the first slice.
    """

    folder: Path
    name: str = "T1 post contrast"
    orientation: tuple = AXIAL
    slices: int = 12
    rows: int = 50
    columns: int = 40
    spacing: tuple = (2.0, 2.0)
    step: float = 5.0
    origin: tuple = (-39.0, -49.0, -27.0)
    study: str = "1.2.3"
    frame: str = "1.2.3.9"
    patient: str = "P1"
    date: str = "20260102"
    number: int = 1

    def write(self):
        """Write the files; returns the folder."""
        place = self.folder / f"{self.number}-{self.name}-{self.date}"
        place.mkdir(parents=True)
        right, down = np.array(self.orientation[:3]), np.array(self.orientation[3:])
        normal = np.cross(right, down)
        r, c = np.mgrid[: self.rows, : self.columns]
        series = generate_uid()
        for index in range(self.slices):
            position = np.array(self.origin) + normal * index * self.step
            at = (
                position
                + right * (c * self.spacing[1])[..., None]
                + down * (r * self.spacing[0])[..., None]
            )
            self._save(
                place / f"{index}.dcm", series, index, position, head(*np.moveaxis(at, 2, 0))
            )
        return place

    def _save(self, path, series, index, position, values):
        d = grey_image(values)
        d.SeriesInstanceUID, d.StudyInstanceUID, d.StudyDate = series, self.study, self.date
        if self.frame:
            d.FrameOfReferenceUID = self.frame
        d.PatientName, d.PatientID = "DOE^JANE", self.patient
        d.SeriesDescription, d.SeriesNumber = self.name, self.number
        d.InstanceNumber = index + 1
        d.ImageOrientationPatient = list(self.orientation)
        d.ImagePositionPatient = [round(float(v), 6) for v in position]
        d.PixelSpacing = list(self.spacing)
        d.WindowCenter, d.WindowWidth = 400, 800
        d.save_as(path, enforce_file_format=True)
