"""The lines of the self-check on copies of records that were set aside.

Apart from `backups`, which every start needs at once: `Check` brings numpy along.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ml.core.messages import mark, message
from ml.core.private_files import SIDE_FILES
from ml.core.types import Check
from viewer.storage.backups import copies_set_aside, databases
from viewer.storage.sqlite_file import size_of


def checks(settings: Path, records: Path) -> Iterator[Check]:
    """One line of the self-check for each copy that was set aside.

    Args:
        settings: The settings file.
        records: Folder with databases.
    """
    for path in (settings, *databases(records)):
        for copy in copies_set_aside(path):
            if copy.name.endswith(SIDE_FILES) or size_of(copy) == 0:
                continue
            changed = datetime.fromtimestamp(copy.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
            words = message(
                "{}, last changed {}; to use it again, close Whence and rename it to {}",
                str(copy),
                changed,
                path.name,
            )
            yield Check(mark("copy set aside"), True, words)
