"""The licences' own texts, which go along with what they allow to hand on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from importlib.metadata import distributions
from pathlib import Path

from freeze.contents import ROOT
from freeze.licences import NVIDIA, normal
from freeze.parts import Part

WHOLE = ROOT / "packaging" / "licences"
"""Texts that packages name and do not bring along, `<SPDX>.txt`; LGPL-3.0 builds on GPL-3.0."""
DOCUMENTS = Path("/usr/share/doc")
IS_TEXT = re.compile("LICEN|COPYING|NOTICE|AUTHORS")


def write(folder: Path, parts: list[Part], first: list[str]) -> None:
    """Write every text into a folder: one for each package, and whole licences beside them.

    Args:
        folder: `licences` in the application's folder.
        parts: Of the build.
        first: Where distributions are looked for before this Python's.

    Raises:
        SystemExit: Of a part, there is no text.
    """
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    for text in sorted(WHOLE.glob("*.txt")):
        shutil.copyfile(text, folder / text.name)
    _of_packages(folder, {normal(p.name) for p in parts if p.kind == "python"}, first)
    _of_python(folder)
    _of_system(folder, {p.name for p in parts if p.kind == "system"})
    missing = [part.name for part in parts if not _has_text(folder, part)]
    if missing:
        raise SystemExit(f"There is no text of the licences of: {', '.join(missing)}")


def _has_text(folder: Path, part: Part) -> bool:
    own = any((folder / name).is_dir() for name in (normal(part.name), part.name))
    shared = (folder / f"{part.licence}.txt").is_file()
    beside = part.kind not in ("python", "interpreter", "system") or NVIDIA.match(part.name)
    return own or shared or bool(beside)  # a wheel's text speaks of the libraries inside it, too


def _of_packages(folder: Path, wanted: set[str], first: list[str]) -> None:
    seen: set[str] = set()
    for distribution in [*distributions(path=first), *distributions()]:
        name = normal(distribution.metadata["Name"])
        if name not in wanted or name in seen:
            continue
        seen.add(name)
        for file in distribution.files or []:
            source = Path(str(distribution.locate_file(file)))
            inside = file.parts[0].endswith(".dist-info") and IS_TEXT.search(file.name.upper())
            if inside and source.is_file():
                _copy(source, folder / name / "-".join(file.parts[1:]))


def _of_python(folder: Path) -> None:
    library = Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for source in (library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"):
        if source.is_file():
            _copy(source, folder / "CPython" / "LICENSE.txt")
            return


def _of_system(folder: Path, wanted: set[str]) -> None:
    """Debian's copyright file of one binary package for each source package."""
    if not wanted:
        return
    line_format = "${source:Package} ${Package}\n"
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", line_format], capture_output=True, text=True, check=True
    ).stdout
    packages: dict[str, list[str]] = defaultdict(list)
    for line in answer.splitlines():
        source, _, package = line.partition(" ")
        packages[source].append(package)
    for source in sorted(wanted):
        texts = [DOCUMENTS / package / "copyright" for package in sorted(packages[source])]
        text = next((text for text in texts if text.is_file()), None)
        if text is not None:
            _copy(text, folder / source / "copyright")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
