"""What a reader says of one stack: the same words for ours and for every other reader."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

WITHIN_MM = 1e-3
LOSSY_STEPS = 1.0
"""Decoders of lossy streams may round the last step each their own way."""


@dataclass(frozen=True)
class Stack:
    """Slices in order; `None` where the reader does not say.

    positions are `(n, 3)`, orientation six cosines, spacing rows, columns and slices; values
    `(n, rows, cols)`, with a last axis of 3 for colour; rounded where the reader keeps the
    rescale slope in fewer digits than the file.
    """

    reader: str
    values: np.ndarray | None = None
    positions: np.ndarray | None = None
    orientation: np.ndarray | None = None
    spacing: tuple[float | None, ...] | None = None
    rounded: bool = False

    @property
    def normal(self):
        return np.cross(self.orientation[:3], self.orientation[3:])

    def flipped(self):
        """The same from the other end."""
        back = None if self.positions is None else self.positions[::-1]
        values = None if self.values is None else self.values[::-1]
        return replace(self, values=values, positions=back)


def from_affine(reader, values, affine, headers):
    """A stack of a voxel-to-LPS matrix, turned as the header's rows and columns run.

    Args:
        reader: Its name.
        values: `(k, j, i)` or with colour.
        affine: `(4, 4)`, of `(i, j, k)`.
        headers: Row and column cosines in the files; they only choose between the two ends.
    """
    affine = np.array(affine, dtype=float)
    header = max(headers, key=lambda h: abs(affine[:3, 0] @ h[:3]) + abs(affine[:3, 1] @ h[3:]))
    for axis, wanted in ((0, header[:3]), (1, header[3:])):
        if affine[:3, axis] @ wanted < 0:
            last = values.shape[2 - axis] - 1
            affine[:3, 3] += affine[:3, axis] * last
            affine[:3, axis] *= -1
            values = np.flip(values, 2 - axis)
    steps = np.linalg.norm(affine[:3, :3], axis=0)
    unit = affine[:3, :3] / steps
    count = len(values)
    places = affine[:3, 3] + np.arange(count)[:, None] * affine[:3, 2]
    across = abs(np.cross(unit[:, 0], unit[:, 1]) @ affine[:3, 2])
    return Stack(
        reader, values, places, np.concatenate([unit[:, 0], unit[:, 1]]),
        (steps[1], steps[0], across if count > 1 else None),
    )  # fmt: skip


def geometry_apart(ours, theirs):
    """Where two stacks differ by more than a thousandth of a millimetre, in words; or nothing."""
    said = []
    if theirs.values is not None and ours.values.shape != theirs.values.shape:
        return [f"{'x'.join(map(str, theirs.values.shape))} values"]
    reach = max(ours.values.shape[1:3]) * 2 * max(*ours.spacing[:2], 1)
    if theirs.orientation is not None:
        off = (
            np.abs(ours.orientation - theirs.orientation).max()
            if ours.orientation is not None else 2
        )  # fmt: skip
        # at the far corner, where an error of the angle is largest
        if off * reach > WITHIN_MM + reach * 1e-6:
            said.append("orientation")
    if theirs.spacing is not None:
        rows, cols = ours.values.shape[1:3]
        for name, a, b, n in zip(
            ("row spacing", "column spacing", "slice spacing"),
            ours.spacing, theirs.spacing, (rows, cols, 1), strict=True,
        ):  # fmt: skip
            if b is not None and (a is None or abs(a - b) * (n if n > 1 else 1) > WITHIN_MM * n):
                said.append(name)
    if theirs.positions is not None:
        off = np.inf if ours.positions is None else np.abs(ours.positions - theirs.positions).max()
        if off > WITHIN_MM:
            said.append("positions")
    return said


def values_apart(ours, theirs, *, lossy):
    """Whether values differ: by a bit, or by more than a step of a lossy stream."""
    if theirs.values is None:
        return []
    if ours.values.shape != theirs.values.shape:
        return ["values"]
    if lossy or theirs.rounded:
        most = LOSSY_STEPS if lossy else 1e-6 * np.abs(ours.values).max()
        off = np.abs(ours.values.astype(float) - theirs.values.astype(float)).max()
        return ["values"] if off > most else []
    if np.array_equal(ours.values, theirs.values):
        return []
    same = np.array_equal(single(ours.values), single(theirs.values), equal_nan=True)
    return [] if same else ["values"]


def single(values):
    """As float32, or bytes of colour: one form for readers that use other types."""
    return np.ascontiguousarray(values if values.ndim == 4 else values.astype(np.float32))


def checksum(stack, *, lossy):
    """Eight digits of the hash over all values in order."""
    if stack.values is None:
        return "-"
    if lossy:
        return "lossy"
    return hashlib.sha256(single(stack.values).astype("<f4").tobytes()).hexdigest()[:8]
