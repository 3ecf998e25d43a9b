"""NVIDIA's libraries in the build for NVIDIA cards: all that a wheel brings, but for a few.

Many of them ask for others by name while they run (`dlopen`), which a walk along the libraries'
headers does not see: what is missing then shows on a machine with a card only. So all go along,
and what stays out is named.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.utils import canonicalize_name

from freeze.contents import asked_for

PROFILER = "NVIDIA's profiler, which only whoever measures a network starts"
CLUSTER = "several cards or machines at once"

LEFT_OUT = {
    "libnvrtc.alt.so.*": "NVIDIA's compiler a second time; the libraries ask for the first",
    "libnvrtc-builtins.alt.so.*": "as above",
    "libcusolverMg.so.*": CLUSTER,
    "libcufile_rdma.so.*": CLUSTER,
    "nvshmem_*.so.*": CLUSTER,
    "libnvperf_host.so": PROFILER,
    "libnvperf_target.so": PROFILER,
    "libpcsamplingutil.so": PROFILER,
    "libcheckpoint.so": PROFILER,
    "libnvtx3interop.so.*": PROFILER,
    "libcufftw.so.*": "stands in for FFTW, which torch does not use",
    "libnvblas.so.*": "stands in for BLAS, which torch does not use",
}
"""Pattern of a library's file name to the reason why the application does without it."""

BY_NAME = (
    "libcublasLt.so.*",
    "libcudnn_adv.so.*",
    "libcudnn_cnn.so.*",
    "libcudnn_engines_precompiled.so.*",
    "libcudnn_engines_runtime_compiled.so.*",
    "libcudnn_engines_tensor_ir.so.*",
    "libcudnn_ext.so.*",
    "libcudnn_graph.so.*",
    "libcudnn_heuristic.so.*",
    "libcudnn_ops.so.*",
    "libnvJitLink.so.*",
    "libnvrtc-builtins.so.*",
    "libnvrtc.so.*",
)
"""What cuDNN, cuFFT, cuBLAS and the compiler open by name; a build without one of them stops."""

NAME = re.compile(rb"\blib[A-Za-z0-9_+-]+(?:\.alt)?\.so\b")


def libraries() -> list[tuple[Path, str]]:
    """Each library of NVIDIA's wheels that goes along, and its folder in the build, in order.

    The folders are the wheels' own: libraries look for each other by where they stand.

    Raises:
        SystemExit: One that is opened by name is missing.
    """
    binaries = [
        (path, path.parent.relative_to(root).as_posix())
        for path, root in of_wheels()
        if why_left_out(path.name) is None
    ]
    missing = [p for p in BY_NAME if not any(fnmatch(path.name, p) for path, _ in binaries)]
    if missing:
        raise SystemExit(f"NVIDIA's wheels lack what is opened by name: {', '.join(missing)}")
    return binaries


def of_wheels() -> Iterator[tuple[Path, Path]]:
    """Every library of the wheels of NVIDIA that torch asks for, and the folder it counts from."""
    for name in sorted(asked_for()):
        wheel = _wheel(name) if canonicalize_name(name).startswith("nvidia-") else None
        for file in sorted(wheel.files or [], key=str) if wheel is not None else ():
            if ".so" in file.suffixes or file.name.endswith(".so"):
                yield (
                    Path(str(file.locate())),
                    Path(str(file.locate())).parents[len(file.parts) - 1],
                )


def why_left_out(name: str) -> str | None:
    """The reason why a library stays out; `None` if it goes along.

    Args:
        name: Of the file, without folder.
    """
    return next((why for pattern, why in LEFT_OUT.items() if fnmatch(name, pattern)), None)


def named_in(library: Path) -> set[str]:
    """Stems of the libraries whose names stand in the text of a library, such as `libcuda.so`."""
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return {name.decode() for name in NAME.findall(text)}


def _wheel(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None  # of another system
