"""Reads look-up tables, of the modality and the VOI kind alike.

Source: DICOM PS3.3 C.11.1.1.1 and C.11.2.1.1 (LUT Descriptor, LUT Data).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table from integers to integers.

    Attributes:
        first: The input that the first entry stands for; inputs outside take the nearest end.
        table: Output of each input from `first` on.
        bits: Bits of an output.

    Shapes:
        table: `(n,)`, uint8 or uint16.
    """

    first: int
    table: NDArray[np.generic]
    bits: int

    @classmethod
    def read(cls, item: Dataset, *, signed: bool) -> Lookup:
        """Read LUT Descriptor (0028,3002) and LUT Data (0028,3006) of one item.

        Args:
            item: Of Modality LUT Sequence or VOI LUT Sequence.
            signed: Whether inputs are signed, which the descriptor's own VR may not tell.

        Raises:
            ValueError: The data has not as many entries as the descriptor says.
        """
        entries, first, bits = (int(v) & 0xFFFF for v in item.LUTDescriptor)
        entries = entries or 2**16
        if signed and first >= 2**15:
            first -= 2**16
        data = item.LUTData
        if isinstance(data, bytes):
            order = "<" if sys.byteorder == "little" else ">"
            wide = len(data) >= 2 * entries
            table: NDArray[np.generic] = np.frombuffer(data, f"{order}u2" if wide else "u1")
        else:
            # always unsigned, though some readers give it the sign of the pixels
            table = (np.atleast_1d(np.asarray(data, dtype=np.int64)) & 0xFFFF).astype(np.uint16)
        if len(table) < entries:
            raise ValueError(f"a table of {entries} entries has only {len(table)}")
        table = table[:entries]
        most = int(table.max(initial=1))
        # Some tables say 16 bits and use 12, or say 8 and use more: the larger of both holds.
        return cls(first, table, max(min(max(bits, 1), 16), most.bit_length()))

    def of(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Look every value up.

        Shapes:
            values: Any, of integers or of numbers that are rounded to them.
            returns: As `values`, in the table's type.
        """
        offset = np.rint(values.astype(np.float64)) - self.first
        index = np.clip(np.nan_to_num(offset), 0, len(self.table) - 1).astype(np.intp)
        outputs: NDArray[np.generic] = self.table[index]
        return outputs

    def as_grey(self) -> NDArray[np.uint8]:
        """The table's outputs as display grey, 0 to 255."""
        scaled = self.table.astype(np.float64) * 255 / (2**self.bits - 1)
        grey: NDArray[np.uint8] = scaled.round().astype(np.uint8)
        return grey
