"""NRRD and MetaImage files written by hand, field by field."""

import numpy as np

VALUES = np.random.default_rng(0).integers(0, 100, (2, 3, 4)).astype("<i2")
PLAIN = VALUES.tobytes()
COLOURS = np.random.default_rng(1).integers(0, 256, 72).astype("u1").tobytes()
FIVE = np.random.default_rng(2).integers(0, 256, 120).astype("u1").tobytes()
META = {
    "ObjectType": "Image", "NDims": "3", "BinaryData": "True", "BinaryDataByteOrderMSB": "False",
    "CompressedData": "False", "TransformMatrix": "1 0 0 0 1 0 0 0 1", "Offset": "1 2 3",
    "ElementSpacing": "0.5 0.7 3", "DimSize": "4 3 2", "ElementType": "MET_SHORT",
    "ElementDataFile": "LOCAL",
}  # fmt: skip
NRRD = {
    "type": "short", "dimension": "3", "space": "left-posterior-superior", "sizes": "4 3 2",
    "space directions": "(0.5,0,0) (0,0.7,0) (0,0,3)", "kinds": "domain domain domain",
    "endian": "little", "encoding": "raw", "space origin": "(1,2,3)",
}  # fmt: skip


def metaimage(change=None, data=PLAIN, *, equals=" = ", newline="\n"):
    """The bytes of a MetaImage; fields with `None` are left out, the data file comes last."""
    fields = {**META, **(change or {})}
    last = ("ElementDataFile", fields.pop("ElementDataFile"))
    lines = [f"{k}{equals}{v}{newline}" for k, v in [*fields.items(), last] if v is not None]
    return "".join(lines).encode() + data


def nrrd(change=None, data=PLAIN, *, version=4, newline="\n"):
    """The bytes of an NRRD file; a field named `data file` makes it a header alone."""
    fields = {**NRRD, **(change or {})}
    lines = [f"NRRD000{version}", "# a remark", "key:=value: with a colon"]
    lines += [f"{k}: {v}" for k, v in fields.items() if v is not None]
    end = newline if "data file" in fields else 2 * newline
    return newline.join(lines).encode() + end.encode() + data
