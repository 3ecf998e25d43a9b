"""Files other than DICOM: NIfTI, NRRD, MetaImage, pictures."""
