"""`make words`: collects the words that the reader sees into catalogs, and compiles them.

    python packaging/catalogs.py

Qt's own tools do both: lupdate merges what `tr`, `mark` and `counted` say in `viewer`, and
`message` and `mark` in `ml`, into each `.ts`; lrelease makes a `.qm` of it. A new language is
`--add CODE`, such as `--add de`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
SOURCES = ("viewer", "ml")
ALIASES = ("mark", "counted", "message")
"""Our functions that lupdate shall take for `tr`; `counted` has its arguments' order."""


def tool(name: str) -> Path:
    """One of Qt's programs, which come with PySide6."""
    suffix = ".exe" if sys.platform == "win32" else ""
    return Path(PySide6.__file__).with_name(name + suffix)


def collect(catalog: Path) -> None:
    """Merge the words in the code into a catalog; what the code no longer says goes."""
    aliases = ",".join(f"tr+={name}" for name in ALIASES)
    style = ["-silent", "-no-obsolete", "-locations", "none", "-tr-function-alias", aliases]
    selection = ["-extensions", "py", "-sort-messages", "-source-language", "en"]
    files = [*(str(ROOT / name) for name in SOURCES), "-ts", str(catalog)]
    subprocess.run([tool("lupdate"), *style, *selection, *files], check=True)


def compiled(catalog: Path, out: Path) -> None:
    """Write what the desk loads; the same catalog gives the same bytes."""
    subprocess.run([tool("lrelease"), "-silent", str(catalog), "-qm", str(out)], check=True)


def main() -> None:
    """Bring every catalog up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--add", metavar="CODE", help="begin a language, such as de")
    options = parser.parse_args()
    catalogs = set(FOLDER.glob("whence_*.ts"))
    if options.add:
        catalogs.add(FOLDER / f"whence_{options.add}.ts")
    for catalog in sorted(catalogs):
        collect(catalog)
        compiled(catalog, catalog.with_suffix(".qm"))


if __name__ == "__main__":
    main()
