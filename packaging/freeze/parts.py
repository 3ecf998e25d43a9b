"""Which packages the files of a build come from, as PyInstaller noted them."""

from __future__ import annotations

import ast
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

from freeze import licences
from freeze.contents import ROOT

TOCS = ("COLLECT-00.toc", "PYZ-00.toc", "EXE-00.toc")
WEIGHTS = frozenset({"Apache-2.0", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-SA-4.0"})
"""Licences of weights that allow to hand them on; with NC, not for money."""


@dataclass(frozen=True, slots=True)
class Part:
    """One package inside the application.

    Attributes:
        name: As its own world calls it.
        version: Of it.
        licence: SPDX expression.
        kind: `ours`, `weights`, `font`, `python`, `vendored` (inside a wheel), `system` or
            `interpreter`.
    """

    name: str
    version: str
    licence: str
    kind: str

    @property
    def problem(self) -> str:
        """Why it may not be handed on; empty if it may."""
        if self.kind == "weights":
            return "" if self.licence in WEIGHTS else f"{self.licence} is not known to allow it"
        return licences.problems_of(self.licence)


FONTS = {
    "DroidSansFallbackFull.ttf": Part("Droid Sans Fallback", "6.0.1r16", "Apache-2.0", "font"),
}
"""File in `resources/fonts` to what it is; its README says where it comes from."""


def parts_of(work: Path, torch: Path | None, version: str) -> list[Part]:
    """Every package that a build took files from.

    Args:
        work: PyInstaller's work folder, with its tables of contents.
        torch: Where the bundled torch stands, if it is not this Python's.
        version: Of Whence.
    """
    owners = _owners([str(torch)] if torch is not None else [])
    parts: set[Part] = {Part("whence", version, "Apache-2.0", "ours"), *_weights(), *fonts()}
    for source in _sources(work):
        if source.is_relative_to(ROOT) and not _elsewhere(source, torch):
            continue
        source = source.resolve()
        owner = owners.get(source)
        if owner is not None:
            parts.add(_python(owner))
        vendored = source.parent.name.endswith(".libs") or source.parts[-3:-1] == ("Qt", "lib")
        if vendored and not source.name.startswith("libQt6"):
            parts.add(_vendored(source, owner))
        elif owner is None:
            parts.add(_from_system(source))
    return sorted(parts, key=lambda part: (part.kind, part.name.lower()))


def _elsewhere(source: Path, torch: Path | None) -> bool:
    """Whether a file below the repository belongs to an environment or a download."""
    inside = (ROOT / ".venv", *((torch,) if torch is not None else ()))
    return any(source.is_relative_to(folder) for folder in inside)


def _sources(work: Path) -> Iterator[Path]:
    for name in TOCS:
        table = ast.literal_eval((work / name).read_text(encoding="utf-8"))
        for group in table:
            if isinstance(group, list):
                for entry in group:
                    if isinstance(entry, tuple) and len(entry) == 3 and os.path.isabs(entry[1]):  # noqa: PTH117
                        source = Path(entry[1])
                        if not source.is_relative_to(work):
                            yield source


def _owners(first: list[str]) -> dict[Path, Distribution]:
    owners: dict[Path, Distribution] = {}
    for distribution in [*distributions(path=first), *distributions()]:
        folder = Path(str(distribution.locate_file(""))).resolve()
        for file in distribution.files or []:
            path = folder / file
            owners.setdefault(path, distribution)
    return owners


def _python(distribution: Distribution) -> Part:
    name = distribution.metadata["Name"]
    return Part(name, distribution.version, licences.of_distribution(distribution), "python")


def _vendored(source: Path, owner: Distribution | None) -> Part:
    inside = owner.metadata["Name"] if owner is not None else "?"
    name = source.name.split(".so")[0].split("-")[0]
    return Part(f"{name} in {inside}", "", licences.of_vendored(source.name), "vendored")


def _from_system(source: Path) -> Part:
    if source.is_relative_to(sys.base_prefix):
        return Part("CPython", platform.python_version(), "Python-2.0", "interpreter")
    name, version = _debian_source(source)
    return Part(name, version, licences.of_system(name), "system")


@cache
def _debian_source(library: Path) -> tuple[str, str]:
    """Source package and version of a library of Debian or a child of it."""
    unmerged = Path("/", *library.parts[2:])  # dpkg knows /lib, which now is a link to /usr/lib
    for path in (library, unmerged):
        owner = _ask("dpkg-query", "-S", str(path))
        if owner:
            package = owner.partition(": ")[0].split(",")[0]
            answer = _ask("dpkg-query", "-W", "-f", "${source:Package} ${Version}", package)
            name, _, version = answer.partition(" ")
            return name, version
    return library.name, ""


def _ask(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _weights() -> Iterator[Part]:
    for path in sorted((ROOT / "resources" / "bundles").glob("*/model.json")):
        model = json.loads(path.read_text(encoding="utf-8"))
        licence = str(model.get("licence", licences.UNKNOWN)).split(",")[0].replace(" ", "-")
        yield Part(model["name"], model["version"], licence, "weights")


def fonts() -> list[Part]:
    """What stands in `resources/fonts`.

    Raises:
        SystemExit: Nobody noted what a font is.
    """
    files = sorted((ROOT / "resources" / "fonts").glob("*.[to]t[fc]"))
    unknown = [file.name for file in files if file.name not in FONTS]
    if unknown:
        raise SystemExit(f"The licences of these fonts are not noted: {', '.join(unknown)}")
    return [FONTS[file.name] for file in files]
