"""Tells whether results are what Whence wrote: the record by its seal, other files by their hashes.

This finds what was cut short, damaged or edited. It is no signature: it protects nobody from
someone who computes the seal anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ml.core.errors import ImageReadError
from ml.imaging.types.ordinary_file import open_ordinary

SEAL = "seal"
FILES = "files"


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with a hash over all of it."""
    return {**record, SEAL: _hash_of(record)}


def is_sealed(record: Mapping[str, Any]) -> bool:
    """Whether a record is as `sealed` left it."""
    body = {name: value for name, value in record.items() if name != SEAL}
    return record.get(SEAL) == _hash_of(body)


def describe_files(folder: Path, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of files, by name.

    Raises:
        OSError: One of them cannot be read.
        ImageReadError: One is a pipe, a device or a socket.
    """
    return {name: _described(folder / name) for name in sorted(names)}


def files_stand(folder: Path, record: Mapping[str, Any], *, whole: bool) -> bool:
    """Whether the files that a record describes are there.

    Args:
        folder: Where they should be.
        record: With a sealed description, as of `describe_files`.
        whole: Compare what they hold, not only their sizes.
    """
    described = record[FILES]
    try:
        if not whole:
            return all(
                (folder / name).stat().st_size == about["bytes"]
                for name, about in described.items()
            )
        return bool(describe_files(folder, described) == described)
    except (OSError, ImageReadError):
        return False


def _described(path: Path) -> dict[str, Any]:
    with open_ordinary(path) as file:
        data = file.read()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _hash_of(record: Mapping[str, Any]) -> str:
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
