"""Reads the image CSA header of Siemens, (0029,xx10) of its block.

The vendor does not document it; its layout as in nibabel's and dcm2niix's notes.
"""

from __future__ import annotations

import struct

from pydicom.dataset import Dataset

from ml.imaging.dicom.vendors.private_blocks import private_value

GROUP, CREATOR, IMAGE = 0x0029, "SIEMENS CSA HEADER", 0x10
MOST_TAGS = 1000
"""No header holds more elements, nor an element more items (ours)."""


def csa_elements(dataset: Dataset) -> dict[str, list[str]]:
    """Elements of the image CSA header by name; empty where it is absent or not of version 2."""
    data = private_value(dataset, GROUP, CREATOR, IMAGE)
    if not isinstance(data, bytes) or data[:4] != b"SV10":
        return {}
    elements: dict[str, list[str]] = {}
    try:
        at, tags = 16, struct.unpack_from("<I", data, 8)[0]
        for _ in range(min(tags, MOST_TAGS)):
            name, items = data[at : at + 64], struct.unpack_from("<i", data, at + 76)[0]
            at += 84
            values = []
            for _ in range(min(items, MOST_TAGS)):
                length = struct.unpack_from("<4i", data, at)[1]
                text = data[at + 16 : at + 16 + max(length, 0)].split(b"\0")[0]
                values.append(text.decode("latin-1").strip())
                at += 16 + (max(length, 0) + 3) // 4 * 4
            elements[name.split(b"\0")[0].decode("latin-1")] = [v for v in values if v]
    except struct.error:
        return {}
    return elements
