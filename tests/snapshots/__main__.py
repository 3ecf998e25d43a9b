"""Takes the pictures.

    python -m tests.snapshots                      # all of them anew, into tests/snapshots/pictures
    python -m tests.snapshots --scale 2 --theme light --language zh_CN --only result -o FOLDER

Every state is taken twice, so that each is seen at both scales, in both themes and in both
languages: small, dark and English; large, light and Chinese.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

PICTURES = Path(__file__).resolve().parent / "pictures"
LOOKS = (("1", "dark", "en"), ("2", "light", "zh_CN"))


def name_of(state: str, scale: str, theme: str, language: str) -> str:
    """What a picture is called."""
    return f"{state}-{theme}-{language}@{scale}x.webp"


def take(folder: Path, scale: str, theme: str, language: str, only: str = "") -> None:
    """Take the pictures of one look, in this process; Qt knows one scale per process."""
    os.environ["QT_SCALE_FACTOR"] = scale
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tests.snapshots.stage import Stage
    from tests.snapshots.states import STATES

    folder.mkdir(parents=True, exist_ok=True)
    for state, play in STATES.items():
        if only in ("", state):
            path = folder / name_of(state, scale, theme, language)
            play(Stage(path, theme, language))


def main() -> None:
    """Take every look, each in a process of its own; or the one that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=PICTURES)
    parser.add_argument("--scale", default="")
    parser.add_argument("--theme", default="dark")
    parser.add_argument("--language", default="en")
    parser.add_argument("--only", default="", help="one state")
    options = parser.parse_args()
    if options.scale:
        take(options.out, options.scale, options.theme, options.language, options.only)
        from viewer.app import leave

        leave(0)
    for scale, theme, language in LOOKS:
        look = ["--scale", scale, "--theme", theme, "--language", language, "--only", options.only]
        here = [sys.executable, "-m", "tests.snapshots", "-o", str(options.out)]
        subprocess.run([*here, *look], check=True)


if __name__ == "__main__":
    main()
