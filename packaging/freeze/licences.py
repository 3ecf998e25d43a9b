"""Which licence each part carries, and whether it allows to hand the part on inside Whence.

Whence is under Apache-2.0 and is handed on as one folder. A part under the GPL only would put the
whole under the GPL; a part without a known licence may not be handed on at all.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution

from license_expression import (
    AND,
    OR,
    ExpressionError,
    LicenseSymbol,
    LicenseWithExceptionSymbol,
    get_spdx_licensing,
)

REDISTRIBUTABLE = frozenset(
    (
        "0BSD",
        "AFL-2.1",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC-BY-4.0",
        "CC0-1.0",
        "FTL",
        "HPND",
        "IJG",
        "ISC",
        "LGPL-2.1-only",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "LGPL-3.0-or-later",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Python-2.0",
        "Unicode-3.0",
        "X11",
        "Zlib",
        "blessing",
        "bzip2-1.0.6",
        "libpng-2.0",
        "libtiff",
        "LicenseRef-NVIDIA-Redistributable",
    )
)
"""LGPL parts stand as files of their own beside the program, where they can be replaced."""

EXCEPTIONS = frozenset(
    {
        "Apache-2.0 WITH LLVM-exception",
        "GPL-2.0-or-later WITH Bootloader-exception",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
    }
)
"""Licences that allow it because of their exception."""

STATED_ELSEWHERE: dict[str, tuple[str, str]] = {
    "pyside6-essentials": ("LGPL-3.0-only", "chosen from LGPL-3.0, GPL-2.0, GPL-3.0"),
    "shiboken6": ("LGPL-3.0-only", "chosen from LGPL-3.0, GPL-2.0, GPL-3.0"),
    "pyinstaller": ("GPL-2.0-or-later WITH Bootloader-exception", "COPYING.txt; the bootloader"),
    "pyinstaller-hooks-contrib": ("Apache-2.0", "README.md: run-time hooks, which alone go along"),
    "colorama": ("BSD-3-Clause", "LICENSE.txt"),
    "jinja2": ("BSD-3-Clause", "LICENSE.txt"),
}
"""Distribution to its licence and where that is said, for metadata that a program cannot read."""

CLASSIFIERS = {
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "OSI Approved :: GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "OSI Approved :: GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "OSI Approved :: Python Software Foundation License": "PSF-2.0",
}

NVIDIA = re.compile(r"nvidia-|cuda-toolkit")
"""NVIDIA's run-time libraries may be handed on with an application (CUDA EULA, attachment A)."""

VENDORED: dict[str, str] = {
    "libgomp": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libquadmath": "LGPL-2.1-or-later",
    "libscipy_openblas64_": "BSD-3-Clause",
    "libavif": "BSD-2-Clause",
    "libbrotlicommon": "MIT",
    "libbrotlidec": "MIT",
    "libbrotlienc": "MIT",
    "libcharls": "BSD-3-Clause",
    "libfreetype": "FTL",
    "libharfbuzz": "MIT",
    "libjpeg": "IJG AND BSD-3-Clause AND Zlib",
    "liblcms2": "MIT",
    "liblzma": "0BSD",
    "libopenjp2": "BSD-2-Clause",
    "libopenjph": "BSD-2-Clause",
    "libpng16": "libpng-2.0",
    "libsharpyuv": "BSD-3-Clause",
    "libtiff": "libtiff",
    "libwebp": "BSD-3-Clause",
    "libwebpdemux": "BSD-3-Clause",
    "libwebpmux": "BSD-3-Clause",
    "libxcb": "MIT",
    "libXau": "MIT",
    "libzstd": "BSD-3-Clause",
    "libicudata": "Unicode-3.0",
    "libicui18n": "Unicode-3.0",
    "libicuuc": "Unicode-3.0",
}
"""Library that a wheel brings along to its own licence, from the wheel's licence files."""

SYSTEM: dict[str, str] = {
    "brotli": "MIT",
    "bzip2": "bzip2-1.0.6",
    "dbus": "AFL-2.1",
    "expat": "MIT",
    "fontconfig": "HPND",
    "freetype": "FTL",
    "gcc": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glib2.0": "LGPL-2.1-or-later",
    "libbsd": "BSD-3-Clause",
    "libcap2": "BSD-3-Clause",
    "libffi": "MIT",
    "libgcrypt20": "LGPL-2.1-or-later",
    "libgpg-error": "LGPL-2.1-or-later",
    "libmd": "BSD-3-Clause",
    "libpng1.6": "libpng-2.0",
    "libx11": "MIT",
    "libxau": "MIT",
    "libxcb": "MIT",
    "libxdmcp": "MIT",
    "libxkbcommon": "MIT",
    "libzstd": "BSD-3-Clause",
    "lz4": "BSD-2-Clause",
    "openssl": "Apache-2.0",
    "pcre2": "BSD-3-Clause",
    "sqlite3": "blessing",
    "systemd": "LGPL-2.1-or-later",
    "util-linux": "BSD-3-Clause",
    "xcb-util": "MIT",
    "xcb-util-cursor": "MIT",
    "xcb-util-image": "MIT",
    "xcb-util-keysyms": "MIT",
    "xcb-util-renderutil": "MIT",
    "xcb-util-wm": "MIT",
    "xz-utils": "0BSD",
    "zlib": "Zlib",
}
"""Debian source package to the licence of the library taken from it (its copyright file)."""

UNKNOWN = "LicenseRef-unknown"

_spdx = get_spdx_licensing()


def normal(name: str) -> str:
    """A distribution's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def of_distribution(distribution: Distribution) -> str:
    """SPDX expression of a Python distribution, `UNKNOWN` where nothing tells."""
    metadata = distribution.metadata
    name = normal(metadata["Name"])
    if name in STATED_ELSEWHERE:
        return STATED_ELSEWHERE[name][0]
    if NVIDIA.match(name):
        return "LicenseRef-NVIDIA-Redistributable"
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    classified = [
        CLASSIFIERS[text.removeprefix("License :: ")]
        for text in metadata.get_all("Classifier", [])
        if text.removeprefix("License :: ") in CLASSIFIERS
    ]
    if classified:
        return " AND ".join(dict.fromkeys(classified))
    text = (metadata["License"] or "").strip()
    return text if text and not problems_of(text, known_only=True) else UNKNOWN


def of_system(source_package: str) -> str:
    """SPDX expression of a library taken from a Debian source package."""
    return SYSTEM.get(re.sub(r"^gcc-\d+$", "gcc", source_package), UNKNOWN)


def of_vendored(file_name: str) -> str:
    """SPDX expression of a library that a wheel brings along, by the name before hash and `.so`."""
    stem = re.split(r"-[0-9a-f]{8}|\.", file_name)[0]
    return VENDORED.get(stem, UNKNOWN)


def problems_of(expression: str, *, known_only: bool = False) -> str:
    """Why an SPDX expression does not allow redistribution; empty if it does.

    Args:
        expression: Such as `MIT AND (LGPL-3.0-only OR GPL-3.0-only)`.
        known_only: Ask only whether it is an SPDX expression at all.
    """
    try:
        tree = _spdx.parse(expression.replace("LicenseRef-", "licenseref-"))
    except ExpressionError as error:
        return f"{expression!r} is no SPDX expression ({error})"
    unknown = [key for key in _spdx.unknown_license_keys(tree) if "licenseref" not in key.lower()]
    if unknown:
        return f"{expression!r} names licences that SPDX does not know: {', '.join(unknown)}"
    if known_only or _allowed(tree):
        return ""
    return f"{expression} does not allow to hand it on inside Whence"


def _allowed(tree: object) -> bool:
    if isinstance(tree, LicenseWithExceptionSymbol):
        return str(tree) in EXCEPTIONS
    if isinstance(tree, LicenseSymbol):
        return tree.key.replace("licenseref-", "LicenseRef-") in REDISTRIBUTABLE
    if isinstance(tree, AND):
        return all(_allowed(part) for part in tree.args)
    if isinstance(tree, OR):
        return any(_allowed(part) for part in tree.args)
    return False
