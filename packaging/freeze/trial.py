"""What of NVIDIA's libraries in a build can be tried on a machine without a card.

    PYTHONPATH=packaging python -m freeze.trial build/app/whence

Every library is loaded, the compiler compiles (for which it opens its second half by name), and
cuDNN is asked for the version of each of its parts (each of which it opens by name). All of them
must come from the build, although the environment that it was made of has them, too.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

KERNEL = b'extern "C" __global__ void twice(float *x) { x[threadIdx.x] *= 2; }'
ARCHITECTURE = b"--gpu-architecture=compute_80"
PARTS = ("Graph", "Ops", "Cnn", "Adv")
"""Of cuDNN; each has a function that tells whether it fits the others."""


def of(app: Path) -> None:
    """Try a build, in a process of its own, with the loader's path as the application has it.

    Raises:
        SystemExit: A library is missing, or one of them opens another that is not the build's.
    """
    libraries_folder = app / "_internal"
    environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries_folder.resolve())}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), str(app)], env=environment, check=False
    )
    if done.returncode:
        raise SystemExit("NVIDIA's libraries in the build do not find each other")


def _try(libraries_folder: Path) -> None:
    libraries = sorted((libraries_folder / "nvidia").glob("*/lib/*.so*"))
    if not libraries:
        raise SystemExit(f"{libraries_folder} holds no libraries of NVIDIA")
    for name in ("libc10.so", "libtorch_cpu.so", "libtorch_cuda.so"):
        ctypes.CDLL(str(libraries_folder / "torch" / "lib" / name))
    _compile()
    _ask_cudnn()
    for library in libraries:
        ctypes.CDLL(str(library))
    foreign = [path for path in _loaded() if not path.is_relative_to(libraries_folder)]
    if foreign:
        raise SystemExit(f"loaded from elsewhere: {', '.join(map(str, foreign))}")
    sys.stdout.write(f"{len(libraries)} libraries of NVIDIA find each other; no card was used\n")


def _compile() -> None:
    compiler = ctypes.CDLL(next(path.name for path in _loaded() if "libnvrtc.so" in path.name))
    program = ctypes.c_void_p()
    options = (ctypes.c_char_p * 1)(ARCHITECTURE)
    failed = compiler.nvrtcCreateProgram(ctypes.byref(program), KERNEL, b"twice", 0, None, None)
    if failed or compiler.nvrtcCompileProgram(program, 1, options):
        raise SystemExit("NVIDIA's compiler does not compile")


def _ask_cudnn() -> None:
    cudnn = ctypes.CDLL(next(path.name for path in _loaded() if "libcudnn.so" in path.name))
    wrong = [part for part in PARTS if getattr(cudnn, f"cudnn{part}VersionCheck")()]
    if wrong:
        raise SystemExit(f"cuDNN does not fit its parts: {', '.join(wrong)}")


def _loaded() -> list[Path]:
    """Every library of NVIDIA's that this process has loaded."""
    lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    paths = {line.split(maxsplit=5)[5] for line in lines if ".so" in line}
    return sorted(Path(path) for path in paths if "/nvidia/" in path)


if __name__ == "__main__":
    _try((Path(sys.argv[1]) / "_internal").resolve())
