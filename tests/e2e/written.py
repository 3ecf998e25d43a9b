"""A DICOM series with pixels of the test's own choosing."""

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid


def write_series(folder, pictures, *, orientation, spacing, step=4.0, name="Phantom^Asymmetric"):
    """Write one file per picture, along the normal; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    normal = np.cross(orientation[:3], orientation[3:])
    series, study, frame_of_reference = generate_uid(), generate_uid(), generate_uid()
    for index, values in enumerate(pictures):
        d = Dataset()
        d.file_meta = FileMetaDataset()
        d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = MRImageStorage
        d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        d.SeriesInstanceUID, d.StudyInstanceUID = series, study
        d.FrameOfReferenceUID = frame_of_reference
        d.PatientName, d.PatientID, d.Modality = name, "PHANTOM", "MR"
        d.SeriesDescription, d.InstanceNumber = "T1 post contrast", index + 1
        d.ImageOrientationPatient = [float(v) for v in orientation]
        d.ImagePositionPatient = [float(v) for v in normal * index * step]
        d.PixelSpacing = list(spacing)
        d.Rows, d.Columns = values.shape
        d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
        d.BitsAllocated = d.BitsStored = 16
        d.HighBit, d.PixelRepresentation = 15, 0
        d.PixelData = values.astype("<u2").tobytes()
        d.save_as(folder / f"{index:03d}.dcm", enforce_file_format=True)
    return folder
