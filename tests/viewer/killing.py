"""A process that counts what it has kept, killed in the middle of it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def kill_after(code: str, path: Path, after: int) -> int:
    """Run code that keeps things in a file, and kill it (-9).

    Args:
        code: Prints the number of each thing once it is kept; given the path as its argument.
        path: The file.
        after: The number upon which it is killed.

    Returns:
        The last number that was printed.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    last = -1
    for line in process.stdout:
        last = int(line)
        if last >= after:
            process.kill()
            break
    process.stdout.close()
    process.wait()
    return last
