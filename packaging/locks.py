"""Compiles the two locks, and checks that each of their packages has a wheel everywhere.

`requirements.lock` is what running needs, `requirements-dev.lock` everything. Both hold for every
Python and system below. Compiling keeps versions, except where a change of `pyproject.toml` asks
for others or `--upgrade` names a package. Checking asks the package index and downloads nothing
but metadata.

    python packaging/locks.py compile [--upgrade NAME ...]
    python packaging/locks.py check
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
RUNNING = ROOT / "requirements.lock"
EVERYTHING = ROOT / "requirements-dev.lock"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "Linux, x86-64, glibc 2.34": "x86_64-manylinux_2_34",
    "Linux, ARM, glibc 2.39": "aarch64-manylinux_2_39",
    "macOS 14, Apple silicon": "aarch64-apple-darwin",
    "Windows, x86-64": "x86_64-pc-windows-msvc",
}
"""System to uv's name for it: the oldest of each for which PyTorch and Qt both have wheels."""
MACOS = "14.0"


def main(arguments: list[str]) -> int:
    """Compile or check the locks; 0 if all is well."""
    parser = argparse.ArgumentParser(prog="locks.py", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(required=True, dest="command")
    compiling = commands.add_parser("compile", help="write both locks from pyproject.toml")
    compiling.add_argument("--upgrade", nargs="+", default=[], metavar="NAME")
    commands.add_parser("check", help="look for a wheel of each package on each system")
    options = parser.parse_args(arguments)
    if options.command == "compile":
        return _compile(options.upgrade)
    return _check()


def _compile(upgrade: list[str]) -> int:
    """Write the whole lock, and from its versions the one for running."""
    raised = [argument for name in upgrade for argument in ("--upgrade-package", name)]
    done = _lock(EVERYTHING, "--all-extras", *raised)
    if done == 0:
        RUNNING.unlink(missing_ok=True)  # its versions are those of the other one
        done = _lock(RUNNING, "--constraints", EVERYTHING.name)
    return done


def _lock(path: Path, *arguments: str) -> int:
    form = ("--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url", "--quiet")
    reach = ("--universal", "--python-version", PYTHONS[0])
    return _uv("pip", "compile", *reach, *form, *arguments, "-o", path.name, "pyproject.toml")


def _check() -> int:
    failed = 0
    for lock, python, (system, platform) in product(
        (RUNNING, EVERYTHING), PYTHONS, SYSTEMS.items()
    ):
        with TemporaryDirectory() as empty:
            done = _uv(
                *("pip", "install", "--dry-run", "--quiet", "--target", empty),
                *("--python-version", python, "--python-platform", platform),
                *("--require-hashes", "--only-binary", ":all:", "-r", lock.name),
            )
        failed += done != 0
        print(f"{'FAILED' if done else 'ok    '} {lock.name}, Python {python}, {system}")
    return int(failed > 0)


def _uv(*arguments: str) -> int:
    """Run uv of this environment; it says itself what it misses."""
    program = Path(sys.executable).with_name("uv")
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": MACOS}
    return subprocess.run([program, *arguments], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
