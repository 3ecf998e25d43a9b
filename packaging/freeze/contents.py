"""What the installed application holds and what it leaves out, each with its reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
NAME = "whence"

TRAINING = "training and evaluation are done from the source tree, on machines made for it"
COMPILER = "torch.compile's machinery; the networks run eagerly"
CLUSTER = "several machines or cards at once; one desk has one process for its networks"

LEFT_OUT: dict[str, str] = {
    "ml.research": TRAINING,
    "matplotlib": TRAINING,
    "sklearn": TRAINING,
    "scipy": TRAINING,
    "timm": TRAINING,
    "torchvision": TRAINING,
    "torch.utils.tensorboard": TRAINING,
    "torch.utils.benchmark": TRAINING,
    "torch.onnx": "export to ONNX",
    "torch._inductor": COMPILER,
    "torch._dynamo": COMPILER,
    "triton": COMPILER,
    "sympy": COMPILER,
    "mpmath": COMPILER,
    "networkx": COMPILER,
    **{
        f"torch.testing._internal.{name}": "PyTorch's own tests"
        for name in (
            "common_device_type",
            "common_distributed",
            "common_methods_invocations",
            "common_nn",
            "common_quantization",
            "common_utils",
            "distributed",
            "hypothesis_utils",
            "inductor_utils",
            "jit_utils",
            "opinfo",
            "optests",
        )
    },
    "SimpleITK": "a reader to compare with in tests; 272 MB",
    "PIL._avif": "a kind of picture that Whence does not read",
    "PIL._webp": "a kind of picture that Whence does not read",
    "PIL._imagingtk": "another window toolkit",
    "setuptools": "torch's builder of C++ extensions; its start-up hook took 0.2 s of every start",
    "pkg_resources": "setuptools",
    "distutils": "setuptools",
    "numpy.f2py": "Fortran compiled into modules",
    "lib2to3": "Python 2",
    "pydoc_data": "a Python prompt",
    "idlelib": "a Python prompt",
    "fsspec": CLUSTER,
    "torch.distributed._shard": CLUSTER,
    "torch.distributed.pipelining": CLUSTER,
    "torch.distributed.elastic": CLUSTER,
    "torch.distributed.checkpoint": CLUSTER,
    "torch.distributed.fsdp": CLUSTER,
    "cuda": "CUDA bindings for torch.compile; the networks use torch's own",
    "PySide6.QtNetwork": "Whence opens no network connection",
    "PySide6.QtTest": "tests",
    "tkinter": "another window toolkit",
    "doctest": "tests inside texts",
    "readline": "a Python prompt; its library is under the GPL, which Whence is not",
    "_gdbm": "a database nobody uses here; its library is under the GPL, which Whence is not",
    "_dbm": "a database nobody uses here",
    "pyqtgraph.opengl": "three-dimensional plots",
    "pyqtgraph.examples": "examples",
    "pydicom.data.test_files": "pydicom's test images",
}
"""Module to the reason why the application does without it."""

BY_NAME = ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtSvg")
"""Modules imported by a name that is put together, which following imports does not find."""

UNUSED_PLUGINS = {
    "egldeviceintegrations": "machines without a desktop",
    "generic": "machines without a desktop",
    "networkinformation": "Whence opens no network connection",
    "tls": "Whence opens no network connection",
    "platforms/*eglfs": "machines without a desktop",
    "platforms/*linuxfb": "machines without a desktop",
    "platforms/*vkkhr": "machines without a desktop",
    "platforms/*vnc": "Whence opens no network connection",
    "platforms/*minimal": "Qt's own tests; `offscreen` does without a screen",
    "platformthemes/*gtk3": "GTK's file dialog, which brings thirty libraries; Qt's own does",
    "imageformats/*q[!sj]": "kinds of pictures that Whence does not draw; it needs SVG and JPEG",
}
"""Part of the path of a Qt plugin to the reason why the application does without it."""

STARTS_THE_APPLICATION = frozenset({"PyInstaller", "_pyinstaller_hooks_contrib"})
"""Modules of build tools of which a part goes along."""

NOT_SHIPPED_DATA = ("*.py", "*.pyc", "__pycache__")
"""Patterns of files under `resources` that make resources, and are none."""


def resource_files() -> list[tuple[str, str]]:
    """Source file and target folder of everything under `resources` that is shipped, in order."""
    folder = ROOT / "resources"
    return [
        (str(path), str(path.parent.relative_to(ROOT)))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(path.match(p) for p in NOT_SHIPPED_DATA)
    ]


def asked_for() -> set[str]:
    """Names of the distributions that the project's dependencies ask for, directly or not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = _applying(project["dependencies"], set())
    names: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        names.add(name)
        try:
            waiting += _applying(requires(name) or [], requirement.extras)
        except PackageNotFoundError:
            continue  # of another system or Python; the build would miss it if it were needed
    return names


def _applying(texts: Iterable[str], extras: set[str]) -> list[Requirement]:
    """Requirements that hold on this system for a distribution asked for with some extras."""
    requirements = [Requirement(text) for text in texts]
    return [
        requirement
        for requirement in requirements
        if requirement.marker is None
        or any(requirement.marker.evaluate({"extra": e}) for e in extras or {""})
    ]


def only_installed() -> list[str]:
    """Modules that this Python has although the project does not ask for them, such as pytest."""
    wanted = asked_for()
    return sorted(
        module
        for module, owners in packages_distributions().items()
        if not wanted & {canonicalize_name(owner) for owner in owners}
        and module.isidentifier()
        and module not in STARTS_THE_APPLICATION
    )


def is_of_a_left_out_package(target: str) -> bool:
    """Whether a file describes a package of which no module goes along.

    Args:
        target: Of the file in the build, such as `cuda_bindings-13.5.0.dist-info/RECORD`.
    """
    folder, inside, _ = target.replace("\\", "/").partition(".dist-info/")
    if not inside:
        return False
    name = canonicalize_name(folder.rpartition("-")[0])
    modules = [
        module
        for module, owners in packages_distributions().items()
        if name in {canonicalize_name(owner) for owner in owners}
    ]
    return bool(modules) and all(module in LEFT_OUT for module in modules)


def is_used_plugin(path: str) -> bool:
    """Whether a file that comes with Qt is none of the plugins left out.

    Args:
        path: Of the file, with its last folders.
    """
    name = path.replace("\\", "/")
    return not any(fnmatch(name, f"*/plugins/{part}*") for part in UNUSED_PLUGINS)


def version() -> str:
    """Of Whence; read as text, since a build need not have the sources on its path."""
    text = (ROOT / "ml" / "core" / "version.py").read_text(encoding="utf-8")
    match = re.search(r'^VERSION = "(.+)"$', text, re.MULTILINE)
    if match is None:
        raise SystemExit("ml/core/version.py names no version")
    return match[1]
