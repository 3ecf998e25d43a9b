"""What the application does before the first line of `main.py`, and what it is spared.

PyInstaller and PySide6 do both of the following at every start; together it was a quarter of the
time to the splash (docs/packaging.md).
"""

from __future__ import annotations

import py_compile
from pathlib import Path

SUPPORT = "shiboken6/files.dir"
"""Where shiboken looks for its Python half before it unpacks the copy inside its library."""

SPARED_HOOKS = {
    "pyi_rth_multiprocessing": "nothing is forked; every worker process is a start of its own",
    "pyi_rth_pyqtgraph_multiprocess": "as above",
}
"""PyInstaller's run-time hook to the reason why the application does without it."""


def compiled_support(folder: Path) -> list[tuple[str, str]]:
    """Compile the Python half of shiboken, which otherwise is compiled anew at every start.

    It lies as packed text in shiboken's library (its `signature_bootstrap.py`; the variable
    `SBK_EMBED=0` makes shiboken unpack it, but beside the environment's own files).

    Args:
        folder: To write into.

    Returns:
        Source file and target folder of each compiled module, in order.
    """
    import PySide6.QtCore  # noqa: F401  # loads what is wanted
    from shibokensupport.signature import loader

    archive = loader.__loader__.zfile  # of shiboken's own kind
    modules: list[tuple[str, str]] = []
    for name in sorted(archive.namelist()):
        if not name.startswith("shibokensupport/") or not name.endswith(".py"):
            continue
        source = folder / name
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(archive.read(name))
        compiled = source.with_suffix(".pyc")
        py_compile.compile(
            str(source),
            cfile=str(compiled),
            dfile=f"{SUPPORT}/{name}",  # not the build's own path: the same bytes everywhere
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        modules.append((str(compiled), f"{SUPPORT}/{Path(name).parent.as_posix()}"))
    return modules
