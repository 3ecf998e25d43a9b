"""What is in a build, file by file, so that two builds can be compared.

PYTHONPATH=packaging python -m freeze.manifest FOLDER FOLDER
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

NAME = "manifest.sha256"


def lines(app: Path) -> list[str]:
    """One line for each file, as `sha256sum` writes and checks them; links by their target."""
    entries: list[str] = []
    for path in sorted(app.rglob("*")):
        name = path.relative_to(app).as_posix()
        if path.is_symlink() or not path.is_file() or name == NAME:
            continue
        with path.open("rb") as file:
            entries.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}")
    return entries


def write(app: Path) -> Path:
    """Write the manifest into the application's folder."""
    target = app / NAME
    target.write_text("\n".join(lines(app)) + "\n", encoding="utf-8")
    return target


def difference(first: Path, second: Path) -> list[str]:
    """Names of files that are not the same in two builds."""
    digests, other_digests = (
        {name: digest for digest, _, name in (line.partition("  ") for line in lines(app))}
        for app in (first, second)
    )
    return sorted(
        n for n in digests.keys() | other_digests.keys() if digests.get(n) != other_digests.get(n)
    )


if __name__ == "__main__":
    differing = difference(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write("\n".join(differing) + f"\n{len(differing)} files differ\n")
    sys.exit(bool(differing))
