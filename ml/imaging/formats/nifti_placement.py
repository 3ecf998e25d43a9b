"""Says where the voxels of a NIfTI file lie: by its sform, its qform, or neither.

Whichever of the two cannot be true is passed over for the other, as ITK and nibabel do between
them. Where the file contradicts itself, or its size cannot be that of anything in a scanner, the
geometry is shown but not trusted.

Source: nifti1.h (methods 1 to 3 of orientation; quatern_b, qfac; pixdim; xyzt_units).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from nibabel.quaternions import quat2mat
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.imaging.formats.nifti_header import NiftiFile
from ml.imaging.formats.volume_geometry import SPACING_UNKNOWN, is_possible, no_patient

Matrix = NDArray[np.float64]
METRES, MICRONS = 1, 3
MILLIMETRES = {METRES: 1000.0, MICRONS: 0.001}
"""By the code of the unit; every other one means millimetres."""
UNIT_BITS = 7
UNITS = {METRES: message("metres"), MICRONS: message("microns")}
TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
APART_MM = 1.0
"""Two stated orientations that put a corner further apart than this differ (ours)."""
SIZES_APART = 0.01
"""Two stated voxel sizes that differ by a larger part than this differ (ours): a header may round
them, but a distance should be true to a percent."""
SHEAR = 1e-3
FLAT = 1e-3
"""Axes that span less than so much, of 1, are no orientation (ours)."""
HALF_TURN = 1e-7
"""Within this of 1, the square of a quaternion is that of half a turn that was rounded: its fourth
number is 0 (nifti1_io.c)."""
TURN = 1e-3
"""A quaternion whose square is further above 1 is no rotation that was rounded (ours)."""
NO_AXES = message("states an orientation without extent; copy the file again")
NOT_STATED = message("orientation is not stated in the file; left and right may be swapped")
UNTRUE = message(
    "the orientation that the file states cannot be true; left and right may be swapped"
)
ANALYZE = message("an Analyze file, which does not tell the sides; left and right may be swapped")
SFORM_UNTRUE = message("the sform of the file is no orientation; its qform is shown")
NO_ROTATION = message(
    "the quaternion of the file is no rotation; the nearest is shown, and sides may be wrong"
)
NEGATIVE = message("a voxel size is negative; it is shown without its sign, no length is measured")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where voxels lie.

    Attributes:
        affine: From `(i, j, k, 1)` to LPS millimetres.
        trusted: Whether its lengths are true; otherwise they only say how high a voxel is.
        doubts: In words.

    Shapes:
        affine: `(4, 4)`.
    """

    affine: Matrix
    trusted: bool
    doubts: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Stated:
    """An orientation of the file, in RAS and in its own unit, and what is doubtful about it."""

    affine: Matrix
    doubts: tuple[Message, ...] = ()
    trusted: bool = True


def placement(path_name: str, file: NiftiFile) -> Placement:
    """Place the voxels of a file.

    Args:
        path_name: For what is said.
        file: Its header.

    Raises:
        ImageReadError: What the file states has no extent.
    """
    size = (*file.shape, 1)[:3]
    sform, qform = (None, None) if file.analyze else (_sform(file), _qform(file))
    if sform and qform and not _usable(file, sform, size) and _usable(file, qform, size):
        sform = None
    if sform is not None:
        doubts, trusted = _sizes_apart(file, size, sform)
        if qform is not None and not qform.doubts and _apart(sform.affine, qform.affine, size):
            doubts += (message("the file states two orientations that differ; its sform is shown"),)
        stated = _Stated(sform.affine, doubts, trusted)
    elif qform is not None:
        stated = _with(qform, SFORM_UNTRUE) if file.fields["sform_code"] > 0 else qform
    else:
        stated = _without(file, size)
    return _placed(path_name, file, stated, size)


def _with(stated: _Stated, doubt: Message) -> _Stated:
    return _Stated(stated.affine, (*stated.doubts, doubt), stated.trusted)


def _sform(file: NiftiFile) -> _Stated | None:
    """Method 3; `None` where it is not stated or cannot be true."""
    if file.fields["sform_code"] <= 0:
        return None
    affine = np.asarray(file.fields.get_sform(coded=False), dtype=np.float64)
    return _Stated(affine) if _has_extent(affine) else None


def _qform(file: NiftiFile) -> _Stated | None:
    """Method 2; `None` where it is not stated or cannot be true."""
    fields = file.fields
    if fields["qform_code"] <= 0:
        return None
    turn = np.array([float(fields[f"quatern_{axis}"]) for axis in "bcd"])
    square = float(turn @ turn)
    if not math.isfinite(square):
        return None
    sizes, doubts, trusted = _sizes(file)
    if square > 1 - HALF_TURN:
        turn /= math.sqrt(square)
        doubts += (NO_ROTATION,) if square > 1 + TURN else ()
    steps = sizes * np.array([1, 1, -1 if float(fields["pixdim"][0]) < 0 else 1])
    affine = np.eye(4)
    real = math.sqrt(max(1 - float(turn @ turn), 0.0))
    affine[:3, :3] = quat2mat([real, *turn]) * steps  # type: ignore[no-untyped-call]
    affine[:3, 3] = [float(fields[f"qoffset_{axis}"]) for axis in "xyz"]
    return _Stated(affine, doubts, trusted) if _has_extent(affine) else None


def _without(file: NiftiFile, size: tuple[int, ...]) -> _Stated:
    """Method 1, as nibabel has it: the first axis runs to the left, the middle is the origin."""
    sizes, doubts, trusted = _sizes(file)
    affine = np.diag([*(sizes * (-1, 1, 1)), 1.0])
    affine[:3, 3] = -affine[:3, :3] @ ((np.array(size) - 1) / 2)
    coded = not file.analyze and max(file.fields["sform_code"], file.fields["qform_code"]) > 0
    unknown = ANALYZE if file.analyze else UNTRUE if coded else NOT_STATED
    return _Stated(affine, (*doubts, unknown), trusted)


def _sizes(file: NiftiFile) -> tuple[Matrix, tuple[Message, ...], bool]:
    """Voxel sizes by pixdim, what is doubtful about them, and whether they are trusted."""
    pixdim = np.asarray(file.fields["pixdim"][1:4], dtype=np.float64)
    used = np.array((*file.shape, 1)[:3]) > 1
    stated = np.isfinite(pixdim) & (pixdim != 0)
    sizes = np.abs(np.where(stated, pixdim, 1.0))
    if not stated[used].all():
        return sizes, (SPACING_UNKNOWN,), False
    if (pixdim[used] < 0).any():
        return sizes, (NEGATIVE,), False
    return sizes, (), True


def _sizes_apart(
    file: NiftiFile, size: tuple[int, ...], sform: _Stated
) -> tuple[tuple[Message, ...], bool]:
    """Whether sform and pixdim state the same voxel size, as far as both state one."""
    ours = _lengths(sform.affine)
    theirs = np.abs(np.asarray(file.fields["pixdim"][1:4], dtype=np.float64))
    both = np.isfinite(theirs) & (theirs > 0) & (np.array(size) > 1)
    if (np.abs(theirs - ours)[both] <= SIZES_APART * ours[both]).all():
        return (), True
    return (
        message(
            "the file states two voxel sizes, {:.4g} x {:.4g} x {:.4g} (sform, shown) and {:.4g} x "
            "{:.4g} x {:.4g} (pixdim); no length is measured",
            *ours.tolist(),
            *theirs.tolist(),
        ),
    ), False


def _lengths(affine: Matrix) -> Matrix:
    lengths: Matrix = np.linalg.norm(affine[:3, :3], axis=0)
    return lengths


def _has_extent(affine: Matrix) -> bool:
    """Whether the axes are finite and span space."""
    lengths = _lengths(affine)
    if not (np.isfinite(affine).all() and np.isfinite(lengths).all() and lengths.all()):
        return False
    return bool(abs(np.linalg.det(affine[:3, :3] / lengths)) >= FLAT)


def _usable(file: NiftiFile, stated: _Stated, size: tuple[int, ...]) -> bool:
    """Whether a volume may be so large, in its own unit or in millimetres."""
    extent = _lengths(stated.affine) * size
    return is_possible(extent) or is_possible(extent * _factor(file))


def _factor(file: NiftiFile) -> float:
    """From the unit of the file to millimetres."""
    return MILLIMETRES.get(_unit(file), 1.0)


def _unit(file: NiftiFile) -> int:
    return 0 if file.analyze else int(file.fields["xyzt_units"]) & UNIT_BITS


def _apart(one: Matrix, other: Matrix, size: tuple[int, ...]) -> bool:
    corners = np.array([[0, 0, 0, 1], [*(n - 1 for n in size), 1]])
    return bool(np.abs((one - other) @ corners.T).max() > APART_MM)


def _placed(path_name: str, file: NiftiFile, stated: _Stated, size: tuple[int, ...]) -> Placement:
    """In LPS and millimetres, where that can be true."""
    affine, doubts, trusted = TO_LPS @ stated.affine, list(stated.doubts), stated.trusted
    extent = _lengths(affine) * size
    if not np.isfinite(affine).all() or not extent.all():
        raise ImageReadError(path_name, NO_AXES)
    factor = _factor(file)
    if is_possible(extent * factor):
        affine[:3] *= factor
    elif factor != 1 and is_possible(extent):
        trusted = False
        doubts.append(
            message(
                "lengths are stated in {}, which makes the volume {:.6g} mm wide; they are shown "
                "as millimetres, and no length is measured",
                UNITS[_unit(file)],
                float(extent[0] * factor),
            )
        )
    else:
        trusted = False
        affine[:3] *= factor
        doubts.append(no_patient(float(extent[0] * factor)))
    direction = affine[:3, :3] / _lengths(affine)
    if np.abs(direction.T @ direction - np.eye(3)).max() > SHEAR:
        doubts.append(message("the axes are not at right angles; slices are shown as if they were"))
    return Placement(affine, trusted, tuple(doubts))
