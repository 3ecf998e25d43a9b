"""`make app`: the repository becomes a folder that needs nothing but the system.

    PYTHONPATH=packaging python -m freeze.build [--cuda]

Steps: get the torch that was asked for, run PyInstaller, strip the libraries of symbols, write the
licence report and the bill of materials, and have the application check itself.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from freeze import elf, manifest, sbom, trial
from freeze.contents import NAME, ROOT

BUILD = ROOT / "build"
CPU_TORCH = "torch==2.13.0+cpu"
"""Named by PyTorch for its builds without CUDA; on Linux, PyPI's own is the CUDA build, 4 GB."""
NOT_ON_PYPI = f"""{CPU_TORCH} could not be installed. It stands in PyTorch's own index, not on PyPI:
  PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make app
or, with the wheel in a folder, PIP_FIND_LINKS=FOLDER make app"""
EPOCH = "1704067200"
"""Time stamp of everything in a build, 2024-01-01, unless SOURCE_DATE_EPOCH says otherwise."""


def torch_path(cuda: bool) -> Path | None:
    """Where the torch to bundle stands; `None` for the one that this Python has."""
    if cuda or not sys.platform.startswith("linux"):
        return None  # PyPI's builds for Windows and macOS are without CUDA
    folder = BUILD / "torch-cpu"
    wanted = CPU_TORCH.partition("==")[2]
    if not (folder / f"torch-{wanted}.dist-info").is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--target", str(folder)]
        if subprocess.run([*pip, CPU_TORCH], check=False).returncode:
            raise SystemExit(NOT_ON_PYPI)
    return folder


def freeze(torch: Path | None, out: Path, work: Path) -> Path:
    """Run PyInstaller; returns the application's folder."""
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", EPOCH),
        "PYTHONPATH": os.pathsep.join(map(str, filter(None, (torch, ROOT / "packaging")))),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    folders = ["--distpath", str(out), "--workpath", str(work)]
    spec = str(ROOT / "packaging" / "whence.spec")
    subprocess.run([*command, *folders, spec], check=True, env=environment)
    return out / NAME


def main() -> None:
    """Build; ends with an error where a licence does not allow it or the self-check fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuda", action="store_true", help="for NVIDIA cards: 4 GB more")
    parser.add_argument("-o", "--out", type=Path, default=BUILD / "app")
    options = parser.parse_args()
    torch = torch_path(options.cuda)
    work = BUILD / ("work-cuda" if options.cuda else "work")
    app = freeze(torch, options.out, work)
    elf.strip(app)
    sbom.write(app, work / NAME, torch)
    manifest.write(app)
    if options.cuda:
        trial.of(app)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([str(app / NAME), "doctor"], check=True, env=environment)
    size = sum(p.stat().st_size for p in app.rglob("*") if p.is_file() and not p.is_symlink())
    sys.stdout.write(f"{app}: {size / 1e6:.0f} MB\n")


if __name__ == "__main__":
    main()
