"""Takes of torch what inference imports, in place of PyInstaller's hook, which takes it all.

Python modules come by following imports; libraries are named here.
"""

from importlib.metadata import requires

from freeze import cuda
from packaging.requirements import Requirement
from PyInstaller import compat
from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, get_package_paths

TESTS = ("_test", "with_compiler", "custom_ops")
"""Parts of the names of libraries that only PyTorch's own tests load."""

READ_THEIR_OWN_SOURCE = (
    "functional",
    "nn.functional",
    "nn.modules.rnn",
    "_functorch.config",
    "_export.config",
    "fx.experimental._config",
    "distributed.config",
    "compiler.config",
    "utils._config_module",
    "utils.serialization.config",
)
"""Modules that torch reads as text, for overloads and for its `install_config_module`."""

module_collection_mode = {f"torch.{name}": "pyz+py" for name in READ_THEIR_OWN_SOURCE}
binaries = [
    (source, target)
    for source, target in collect_dynamic_libs(
        "torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"]
    )
    if target.endswith("lib") and not any(part in source for part in TESTS)
]
datas = []
hiddenimports = []
if compat.is_linux:
    # Importing torch fails without its shared-memory daemon, though one process never starts it.
    binaries.append((f"{get_package_paths('torch')[1]}/bin/torch_shm_manager", "torch/bin"))
    bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
    requirements = [Requirement(text) for text in requires("torch") or []]
    if any(r.name.startswith(("nvidia-", "cuda-")) for r in requirements):  # a CUDA build
        binaries += [(str(path), folder) for path, folder in cuda.libraries()]
        bindepend_symlink_suppression.append("**/nvidia/*/lib/*.so*")
