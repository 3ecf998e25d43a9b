"""Says how much memory the computer has."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import lru_cache


@lru_cache(maxsize=1)
def physical_memory() -> int:
    """Bytes of memory in the computer; 8 GiB where the system does not say."""
    try:
        if sys.platform == "win32":
            return _windows()
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return 8 << 30


if sys.platform == "win32":

    class _MemoryStatus(ctypes.Structure):
        """MEMORYSTATUSEX of sysinfoapi.h."""

        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in (
                "total", "free", "total_page", "free_page", "total_virtual", "free_virtual",
                "free_extended",
            )),
        )  # fmt: skip

    def _windows() -> int:
        status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
        if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            raise OSError("the system does not say")
        return int(status.total)
