"""Batches into small file systems, which then grow; needs the right to mount.

python -m tests.e2e.faulty_batch.real_disk FOLDER
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.e2e.faulty_batch.scenario import WRITE_ERROR, Room, run, wait

PAGE = 4096
PAGES = (3, 5, 7, 9, 11, 13, 15, 24)


def main(folder):
    """Fill each, check what is believed, make room, and run again."""
    room = Room(folder)
    told = {"full": 0, "whole": 0}
    out = folder / "disk"
    out.mkdir()
    for pages in PAGES:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={pages * PAGE}", "tmpfs", out], check=True
        )
        code, _ = wait(run(room.study, out))
        assert code in (3, WRITE_ERROR), code
        told["full" if code == WRITE_ERROR else "whole"] += 1
        believed = room.check_beliefs(out)
        assert code == WRITE_ERROR or believed == len(room.series)
        assert not [p for p in out.rglob("*") if p.name.startswith(".")]
        subprocess.run(["mount", "-o", "remount,size=10m", out], check=True)
        assert wait(run(room.study, out))[0] == 3
        assert room.check_beliefs(out) == len(room.series)
        room.check_complete(out)
        subprocess.run(["umount", out], check=True)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
