"""The cases: folders of the shared collections, pydicom's shipped files, and series made here."""

from dataclasses import dataclass
from pathlib import Path

import pydicom

from tests.conformance.stack import Stack

ONE_BY_ONE = ("wg04-transfer-syntaxes",)
"""One image many times over: each file is a case of its own."""


@dataclass(frozen=True)
class Case:
    """A name, the files, and what is in them where we made them.

    doubt is what the reader must be told of a volume, empty where nothing may be doubted; `None`
    where that is not looked at.
    """

    name: str
    files: tuple[Path, ...]
    made: tuple[Stack, ...] | None = None
    doubt: str | None = None


def shared_cases(folder):
    """Every folder that holds DICOM files."""
    cases = []
    for each in sorted(p for p in folder.rglob("*") if p.is_dir()):
        files = tuple(sorted(p for p in each.iterdir() if p.is_file() and _is_dicom(p)))
        name = each.relative_to(folder).as_posix()
        if name in ONE_BY_ONE:
            cases += [Case(f"{name}/{f.name}", (f,)) for f in files]
        elif files:
            cases.append(Case(name, files))
    return cases


def shipped_cases():
    """The files inside pydicom's wheel, one by one."""
    folder = Path(pydicom.__file__).parent / "data" / "test_files"
    return [Case(f"pydicom/{p.name}", (p,)) for p in sorted(folder.glob("*.dcm"))]


def _is_dicom(path):
    with path.open("rb") as data:
        data.seek(128)
        return data.read(4) == b"DICM"
