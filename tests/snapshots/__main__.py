"""Takes the pictures.

    python -m tests.snapshots                   # all of them anew, into tests/snapshots/pictures
    python -m tests.snapshots --only result     # one state
    python -m tests.snapshots --scale 2 -o FOLDER --suffix .png

Every state is taken in every look: at both scales, in both themes, in both languages. Qt knows one
scale per process; theme and language are changed in it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

PICTURES = Path(__file__).resolve().parent / "pictures"
SCALES = ("1", "2")
LANGUAGES = ("en", "zh_CN")
LOOKS = tuple(product(SCALES, ("dark", "light"), LANGUAGES))


def name_of(state: str, scale: str, theme: str, language: str, suffix: str = ".webp") -> str:
    """What a picture is called."""
    return f"{state}-{theme}-{language}@{scale}x{suffix}"


def take(folder: Path, scale: str, suffix: str, only: str = "") -> None:
    """Take the pictures of one scale, in this process."""
    os.environ["QT_SCALE_FACTOR"] = scale
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tests.snapshots.networks import Networks
    from tests.snapshots.stage import Stage
    from tests.snapshots.states import STATES

    def path(state: str, language: str, theme: str) -> Path:
        return folder / name_of(state, scale, theme, language, suffix)

    folder.mkdir(parents=True, exist_ok=True)
    networks = Networks()
    for language, (state, play) in product(LANGUAGES, STATES.items()):
        if only in ("", state):
            play(Stage(partial(path, state, language), language, networks))
    networks.close()


def commands(folder: Path, suffix: str = ".webp", only: str = "") -> Iterator[list[str]]:
    """What takes the pictures, one command for each scale."""
    for scale in SCALES:
        here = [sys.executable, "-m", "tests.snapshots", "--scale", scale]
        yield [*here, "-o", str(folder), "--suffix", suffix, "--only", only]


def main() -> None:
    """Take every look, side by side; or those of the scale that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=PICTURES)
    parser.add_argument("--scale", default="", choices=("", *SCALES))
    parser.add_argument("--suffix", default=".webp", choices=(".webp", ".png"))
    parser.add_argument("--only", default="", help="one state")
    options = parser.parse_args()
    if options.scale:
        take(options.out, options.scale, options.suffix, options.only)
        from viewer.app.application import leave

        leave(0)
    running = [subprocess.Popen(each) for each in commands(options.out, only=options.only)]
    sys.exit(max(each.wait() for each in running))


if __name__ == "__main__":
    main()
