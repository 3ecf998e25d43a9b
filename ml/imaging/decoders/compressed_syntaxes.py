"""Lists the transfer syntaxes with compressed frames that can be decoded (DICOM PS3.6 annex A).

As plain texts, so that a decoder need not import pydicom, which would double the time of its start.
"""

from __future__ import annotations

_START = "1.2.840.10008.1.2."
JPEG_LOSSLESS = frozenset((_START + "4.57", _START + "4.70"))
JPEG = JPEG_LOSSLESS | {_START + "4.50", _START + "4.51"}
JPEG_LS = frozenset((_START + "4.80", _START + "4.81"))
JPEG_2000 = frozenset((_START + "4.90", _START + "4.91"))
HTJ2K = frozenset((_START + "4.201", _START + "4.202", _START + "4.203"))
RLE = _START + "5"
COMPRESSED = JPEG | JPEG_LS | JPEG_2000 | HTJ2K | {RLE}
