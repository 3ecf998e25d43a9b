"""NIfTI-1 and Analyze files written field by field, after nifti1.h; no library takes part
in the writing.

By default the volume is axial: in LPS, its axes are those of the patient.
"""

import gzip
import struct

import nibabel
import numpy as np

SPACING = (1.0, 1.5, 4.0)
ORIGIN = (-16.0, -18.0, -10.0)
"""In LPS."""
PLACES = {
    "sizeof_hdr": ("i", 0), "regular": ("c", 38), "dim": ("8h", 40), "datatype": ("h", 70),
    "bitpix": ("h", 72), "pixdim": ("8f", 76), "vox_offset": ("f", 108), "scl_slope": ("f", 112),
    "scl_inter": ("f", 116), "xyzt_units": ("B", 123), "qform_code": ("h", 252),
    "sform_code": ("h", 254), "quatern": ("3f", 256), "qoffset": ("3f", 268), "srow": ("12f", 280),
    "magic": ("4s", 344),
}  # fmt: skip
"""Each field and where it stands; of the same kind in Analyze up to `scl_inter`."""
TYPES = {"u1": 2, "i2": 4, "i4": 8, "f4": 16, "c8": 32, "f8": 64, "i1": 256, "u2": 512}
MAGIC, PAIR = b"n+1\0", b"ni1\0"
NAN, INFINITE = float("nan"), float("inf")


def volume(shape=(4, 12, 10)):
    """Values by which every voxel is known; `(k, j, i)`, or with times before."""
    return (np.arange(np.prod(shape)) + 7).reshape(shape).astype("i2")


def srow(spacing=SPACING, origin=ORIGIN):
    """An axial sform, in RAS."""
    (i, j, k), (x, y, z) = spacing, origin
    return (-i, 0, 0, -x, 0, -j, 0, -y, 0, 0, k, z)


def header(values, order="<", **fields):
    """The 348 bytes of a header.

    Args:
        values: The volume, its slowest axis first.
        order: `<` or `>`.
        fields: Instead of what is usual; a number, a sequence or bytes.
    """
    shape = values.shape[::-1]
    usual = {
        "sizeof_hdr": 348, "regular": b"r", "dim": (len(shape), *shape, *[1] * (7 - len(shape))),
        "datatype": TYPES[values.dtype.str[1:]], "bitpix": 8 * values.dtype.itemsize,
        "pixdim": (1, *SPACING, 0, 0, 0, 0), "vox_offset": 352, "scl_slope": 1, "scl_inter": 0,
        "xyzt_units": 2, "qform_code": 1, "sform_code": 1, "quatern": (0, 0, 1),
        "qoffset": (-ORIGIN[0], -ORIGIN[1], ORIGIN[2]), "srow": srow(), "magic": MAGIC,
    }  # fmt: skip
    data = bytearray(348)
    for name, value in {**usual, **fields}.items():
        form, place = PLACES[name]
        several = value if isinstance(value, (tuple, list)) else (value,)
        struct.pack_into(order + form, data, place, *several)
    return bytes(data)


def stored(values, order="<"):
    """The bytes of the values."""
    return values.astype(values.dtype.newbyteorder(order)).tobytes()


def nifti(values, order="<", gap=4, **fields):
    """The bytes of a single file; `gap` bytes are between header and values."""
    return header(values, order, **fields) + bytes(gap) + stored(values, order)


def write_pair(folder, values, order="<", names=("v.hdr", "v.img"), **fields):
    """A header and its values in two files, packed where the name says so."""
    usual = {"magic": PAIR, "vox_offset": 0}
    parts = (header(values, order, **{**usual, **fields}), stored(values, order))
    for name, data in zip(names, parts, strict=True):
        packed = gzip.compress(data) if name.lower().endswith(".gz") else data
        (folder / name).write_bytes(packed)
    return folder / names[0]


def analyze_fields():
    """What an Analyze header does not have, as nothing; its own `orient` stands in between."""
    nothing = {"qform_code": 0, "sform_code": 0, "quatern": (0,) * 3, "qoffset": (0,) * 3}
    return {**nothing, "srow": (0,) * 12, "magic": bytes(4), "xyzt_units": 0, "scl_slope": 0}


def by_nibabel(path, analyze=False):
    """The image that nibabel reads; of an Analyze file, without what SPM adds to the format."""
    return nibabel.AnalyzeImage.from_filename(path) if analyze else nibabel.load(path)
