"""SimpleITK, loaded without holding up other threads.

Python keeps its lock while it loads a library, and this one has 130 MB: the window would stand
still. Loaded by a call from `ctypes` first, it keeps nobody waiting, and the import finds it there.
"""

from __future__ import annotations

import ctypes
import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path


def _load_library() -> None:
    """Map the library; where it is not found so, the import will say what is wrong."""
    package = find_spec("SimpleITK")
    if package is None or not package.submodule_search_locations:
        return
    folder = Path(next(iter(package.submodule_search_locations)))
    found = (folder / f"_SimpleITK{suffix}" for suffix in EXTENSION_SUFFIXES)
    library = next((path for path in found if path.is_file()), None)
    if library is None:
        return
    if sys.platform == "win32":
        ctypes.WinDLL("kernel32").LoadLibraryW(str(library))
        return
    load = ctypes.CDLL(None).dlopen
    load.restype, load.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)
    load(os.fsencode(library), os.RTLD_NOW)


_load_library()

import SimpleITK as SimpleITK  # noqa: E402  # what this module is for
