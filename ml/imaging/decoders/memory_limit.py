"""Bounds the memory of this process, so that a file cannot take the computer's.

Linux alone holds a process to such a limit. macOS accepts one and ignores it, and Windows knows
jobs instead; there, only the sizes that files state are checked before they are decoded.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ml.core.physical_memory import physical_memory

LEAST, MOST = 2**30, 2**32
"""The largest frame that is read has half a gigabyte, and codecs hold it several times (ours)."""


def memory_limit() -> int:
    """Bytes that a decoder may take, at most half of the computer's."""
    return max(LEAST, min(MOST, physical_memory() // 2))


def bound_memory(most: int) -> bool:
    """Let this process take no more than so many bytes beyond what it has now.

    Args:
        most: Bytes.

    Returns:
        Whether the system holds it to that.
    """
    if sys.platform != "linux":
        return False
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + most
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    return True
