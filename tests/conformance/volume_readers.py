"""The other readers of volumes: ITK (through SimpleITK) and nibabel; neither shares code with ours
but the names of a NIfTI header's fields."""

import nibabel
import numpy as np
import SimpleITK

from tests.conformance.stack import from_affine

TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
READERS = ("ITK", "nibabel")
REFUSALS = (
    RuntimeError, ValueError, OSError, nibabel.filebasedimages.ImageFileError,
    nibabel.spatialimages.HeaderDataError,
)  # fmt: skip
"""What they raise on what they do not read."""


def volume_stacks(files, orientation):
    """Every volume that each reader finds in a file, from either end; none where it reads none.

    Args:
        files: Of one case.
        orientation: Row and column cosines along which they are turned; `None` if unknown.
    """
    if orientation is None:
        return []
    stacks = []
    for path in files:
        for reader, read in zip(READERS, (_by_itk, _by_nibabel), strict=True):
            try:
                affine, volumes = read(path)
            except REFUSALS:
                continue
            if np.isfinite(affine).all():
                each = [from_affine(reader, v, affine, [orientation]) for v in volumes]
                stacks += [*each, *(stack.flipped() for stack in each)]
    return stacks


def _by_itk(path):
    """The affine in LPS, and volumes `(k, j, i)`; numbers of a voxel follow each other."""
    image = SimpleITK.ReadImage(str(path))
    values, n = SimpleITK.GetArrayFromImage(image), image.GetDimension()
    parts = image.GetNumberOfComponentsPerPixel()
    if n < 3:
        raise ValueError("no volume")
    affine = np.eye(4)
    affine[:3, :3] = np.array(image.GetDirection()).reshape(n, n)[:3, :3] * image.GetSpacing()[:3]
    affine[:3, 3] = image.GetOrigin()[:3]
    apart = np.moveaxis(values, -1, 0) if parts > 1 else values[None]
    return affine, apart.reshape(-1, *apart.shape[-3:])


def _by_nibabel(path):
    image = nibabel.load(path)
    values = np.asarray(image.dataobj)  # type: ignore[attr-defined]
    if values.ndim < 3:
        raise ValueError("no volume")
    apart = values.reshape(*values.shape[:3], -1, order="A")
    affine = TO_LPS @ image.affine  # type: ignore[attr-defined]
    return affine, apart.transpose(3, 2, 1, 0)
