"""Takes of imagecodecs what DICOM's transfer syntaxes need; it loads each codec by name."""

CODECS = ("_imcd", "_shared", "_shared_cython", "_jpeg8", "_jpegls", "_jpeg2k", "_htj2k")

hiddenimports = [f"imagecodecs.{name}" for name in CODECS]
