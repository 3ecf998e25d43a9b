"""Reads every format other than DICOM; `registry` lists them."""
