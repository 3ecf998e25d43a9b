"""SQLite files of the viewer are opened in one place, which makes them private."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPENER = Path("viewer/storage/sqlite_file.py")


def connects(path):
    """Lines that open a SQLite file, or give the means another name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Attribute(value=ast.Name(id="sqlite3"), attr="connect"):
                yield node.lineno
            case ast.ImportFrom(module="sqlite3", names=names):
                yield from (node.lineno for alias in names if alias.name in ("connect", "*"))
            case ast.Import(names=names):
                yield from (node.lineno for a in names if a.name == "sqlite3" and a.asname)


def test_only_the_opener_connects():
    offenders = [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in sorted((ROOT / "viewer").rglob("*.py"))
        for line in connects(path)
        if path.relative_to(ROOT) != OPENER
    ]
    assert offenders == []


def test_the_opener_is_found_out():
    assert list(connects(ROOT / OPENER))
