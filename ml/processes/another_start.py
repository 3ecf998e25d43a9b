"""Says how Whence is started once more, in the background and without a window."""

from __future__ import annotations

import sys
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[2] / "main.py"


def another(entry: str) -> tuple[str, ...]:
    """Program and arguments of a second start.

    Args:
        entry: What `main.py` shall do instead of opening the desk.
    """
    if not getattr(sys, "frozen", False):
        return sys.executable, str(PROGRAM), entry
    program = Path(sys.executable)
    if sys.platform == "win32":  # a program with a window has no pipes; its sister does
        program = program.with_name(f"{program.stem.removesuffix('-cli')}-cli.exe")
    return str(program), entry
