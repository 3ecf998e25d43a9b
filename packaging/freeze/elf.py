"""The libraries of a build on Linux: what they need, and what they can do without."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

AS_THEY_ARE = "nvidia"
"""Folder of libraries whose licence (CUDA EULA) lets them be handed on, not changed."""


def libraries_of(app: Path) -> Iterator[Path]:
    """Programs and libraries below a folder, each once, in order."""
    for path in sorted(app.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def missing_libraries(app: Path) -> set[str]:
    """Names of the libraries that the application needs and does not bring along."""
    own = {p.name for p in app.rglob("*") if ".so" in p.name}
    needed: set[str] = set()
    for path in libraries_of(app):
        headers = subprocess.run(
            ["readelf", "-d", str(path)], capture_output=True, text=True, check=True
        ).stdout
        needed |= set(re.findall(r"\(NEEDED\).*\[(.+?)\]", headers))
    return {name for name in needed - own if not name.startswith("libcuda.so")}


def strip(app: Path) -> int:
    """Remove the symbols that only a debugger reads; returns the bytes saved.

    A library whose headers the wheel's tools moved to its end cannot be stripped: `strip` would
    put a part of it where the loader refuses it. Such a one stays as it is, as do NVIDIA's, and the
    program itself, since PyInstaller keeps Python's modules behind its last section.
    """
    if not sys.platform.startswith("linux"):
        return 0
    saved = 0
    for path in libraries_of(app / "_internal"):
        if AS_THEY_ARE in path.relative_to(app).parts:
            continue
        slim = path.with_name(f"{path.name}.stripped")
        subprocess.run(["strip", "--strip-unneeded", "-o", str(slim), str(path)], check=True)
        if loadable(slim):
            saved += path.stat().st_size - slim.stat().st_size
            slim.replace(path)
        else:
            slim.unlink()
    return saved


def loadable(library: Path) -> bool:
    """Whether the loader takes every part: its place in the file and in memory agree by page."""
    headers = subprocess.run(
        ["readelf", "-lW", str(library)], capture_output=True, text=True, check=True
    ).stdout
    parts = re.findall(r"^ +LOAD +(0x\w+) (0x\w+) .* (0x\w+)$", headers, re.MULTILINE)
    return bool(parts) and all(
        (int(offset, 16) - int(address, 16)) % int(page, 16) == 0 for offset, address, page in parts
    )
