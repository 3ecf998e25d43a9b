"""Volumes as they are found, with a field that is wrong; what is in them is known all the same."""

import gzip

import numpy as np

from tests.conformance.cases import Case
from tests.conformance.stack import Stack
from tests.ml.imaging.formats.text_volumes import nrrd
from tests.synthetic.dicom import AXIAL, phantom
from tests.synthetic.nifti import (
    NAN,
    ORIGIN,
    PAIR,
    SPACING,
    analyze_fields,
    header,
    nifti,
    srow,
    stored,
)

COUNT, ROWS, COLUMNS = 5, 18, 14
METRE = 1
COMPANION = b"\x00\x05\x16\x07\x00\x02\x00\x00" + bytes(74)


def slices(first=0):
    """A phantom that differs from slice to slice."""
    volume = np.stack([phantom(first + i, ROWS, COLUMNS) for i in range(COUNT)])
    return volume.astype(np.int16)


def made(values=None, origin=ORIGIN, spacing=SPACING):
    """What is in an axial volume; without a place where its size is not to be trusted."""
    values = slices() if values is None else values
    if spacing is None:
        return Stack("made", values, None, np.array(AXIAL, float))
    places = np.array(origin) + np.arange(COUNT)[:, None] * (0, 0, spacing[2])
    size = (spacing[1], spacing[0], spacing[2])
    return Stack("made", values, places, np.array(AXIAL, float), size)


BY_QFORM = "its qform is shown"
BEGINS = "where values begin"
ODD_NIFTI = {
    "bad quaternion beside a good sform": ("", {"quatern": (0.8, 0.8, 0.8)}),
    "quaternion rounded above 1": ("", {"sform_code": 0, "quatern": (0, 0, 1.0000005)}),
    "sform of zeros beside a good qform": (BY_QFORM, {"srow": (0,) * 12}),
    "sform of no numbers beside a good qform": (BY_QFORM, {"srow": (NAN,) * 12}),
    "flat sform beside a good qform": (BY_QFORM, {"srow": (*srow()[:8], *srow()[:4])}),
    "values said to begin at byte 0": (BEGINS, {"vox_offset": 0}),
    "values at byte 348": (BEGINS, {"vox_offset": 348, "gap": 0}),
    "scaling by no number": ("", {"scl_slope": NAN, "scl_inter": NAN}),
    "time axis without length": ("", {"dim": (4, COLUMNS, ROWS, COUNT, 0, 0, 0, 0)}),
    "big endian": ("", {"order": ">"}),
}
"""What is wrong, what the reader is told, and the fields."""


def odd_volume_cases(folder):
    """All of them, written under a folder."""
    make = _Maker(folder)
    for name, (doubt, fields) in ODD_NIFTI.items():
        data = nifti(slices(), **fields)
        make.case(f"NIfTI, {name}", {"v.nii": data}, made(), doubt=doubt)
    make.case("NIfTI, packed, without an ending", {"v": gzip.compress(nifti(slices()))}, made())
    make.case("NIfTI, packed, named .nii", {"v.nii": gzip.compress(nifti(slices()))}, made())
    make.case("NIfTI, not packed, named .nii.gz", {"v.nii.gz": nifti(slices())}, made())
    _sizes(make)
    _pairs(make)
    _lists(make)
    make.case(
        "NIfTI beside a companion of macOS",
        {"v.nii": nifti(slices()), "._v.nii": COMPANION}, made(),
    )  # fmt: skip
    return make.cases


def _sizes(make):
    small = tuple(v / 1000 for v in SPACING)
    near = tuple(v / 1000 for v in ORIGIN)
    in_metres = nifti(
        slices(), xyzt_units=METRE, srow=srow(small, near), pixdim=(1, *small, 0, 0, 0, 0),
        qoffset=(-near[0], -near[1], near[2]),
    )  # fmt: skip
    make.case("NIfTI, in metres", {"v.nii": in_metres}, made())
    wrong = nifti(slices(), xyzt_units=METRE)
    make.case(
        "NIfTI, in metres by mistake", {"v.nii": wrong}, made(spacing=None), doubt="in metres"
    )
    pixdim = (1, 0.8658, 0.8658, 0.796, 0, 0, 0, 0)
    both = nifti(slices(), srow=srow((1, 1, 1)), qform_code=0, pixdim=pixdim)
    make.case(
        "NIfTI, sform and pixdim differ",
        {"v.nii": both},
        made(spacing=None),
        doubt="two voxel sizes",
    )
    none = nifti(slices(), sform_code=0, pixdim=(1, 0, 0, 0, 0, 0, 0, 0))
    make.untrusted("NIfTI, no voxel size", none, doubt="not stated")


def _pairs(make):
    for name, doubt, how in (
        ("NIfTI pair", "", {}),
        ("NIfTI pair, big endian", "", {"order": ">"}),
        ("NIfTI pair, values said to begin at byte 352", BEGINS, {"vox_offset": 352}),
    ):
        head = header(slices(), **{"magic": PAIR, "vox_offset": 0, **how})
        values = stored(slices(), how.get("order", "<"))
        make.case(name, {"v.hdr": head, "v.img": values}, made(), doubt=doubt)
    head = header(slices(), **{"vox_offset": 0, **analyze_fields()})
    middle = tuple(-(n - 1) / 2 * v for n, v in zip((COLUMNS, ROWS, COUNT), SPACING, strict=True))
    upright = made(slices()[:, ::-1], middle)  # its rows rise to the front of the head
    files = {"v.hdr": head, "v.img": stored(slices())}
    make.case("Analyze pair", files, upright, doubt="does not tell the sides")


def _lists(make):
    for count in (3, 4):
        volumes = np.stack([slices(10 * n) for n in range(count)])
        change = {
            "dimension": "4", "sizes": f"{count} {COLUMNS} {ROWS} {COUNT}",
            "kinds": "list domain domain domain", "space origin": str(ORIGIN).replace(" ", ""),
            "space directions": f"none ({SPACING[0]},0,0) (0,{SPACING[1]},0) (0,0,{SPACING[2]})",
        }  # fmt: skip
        data = nrrd(change, np.moveaxis(volumes, 0, 3).astype("<i2").tobytes())
        make.case(f"NRRD, a list of {count} first", {"v.seq.nrrd": data}, *map(made, volumes))


class _Maker:
    """Writes each case into a folder of its own."""

    def __init__(self, folder):
        self.folder, self.cases = folder, []

    def case(self, name, files, *stacks, doubt=""):
        """Some files, the volumes in them, and what the reader is told."""
        (folder := self.folder / f"{len(self.cases):02d}").mkdir(parents=True)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        paths = tuple(folder / file for file in files)
        self.cases.append(Case(f"made/{name}", paths, stacks, doubt))

    def untrusted(self, name, data, doubt):
        """A NIfTI file whose sizes are not to be trusted."""
        self.case(name, {"v.nii": data}, made(spacing=None), doubt=doubt)
