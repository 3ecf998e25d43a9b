"""Decodes what is compressed in processes of their own, so that a codec costs its file alone.

`decoder_pool` asks; `decoder_server` is the process, which decodes frames of DICOM files
(`frame_codecs`) and pictures (`ml.imaging.formats.picture_codecs`). Why: docs/adr/0076.
"""

ENTRY = "--serve-decoder"
"""The argument that makes `main.py` decode instead of opening the desk."""
