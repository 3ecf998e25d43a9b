"""Reads DICOM: headers, pixel data, codecs, character sets."""
