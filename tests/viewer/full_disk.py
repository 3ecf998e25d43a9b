"""A disk that is really full, and one that a limit of the system makes look full."""

import os
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

BLOCK = 1 << 12


class SmallDisk:
    """A file system of one megabyte, which needs root to be mounted.

    Args:
        folder: Where to mount it.

    Raises:
        OSError: This process may not mount anything.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(folder)]
        with suppress(FileNotFoundError):
            subprocess.run(command, capture_output=True, check=False)
        if not os.path.ismount(folder):
            raise OSError("no file system can be mounted here")

    @contextmanager
    def full(self):
        """Nothing can be written inside."""
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * BLOCK)
        yield
        ballast.unlink()

    @contextmanager
    def read_only(self):
        """Nothing may be written inside, not even by root."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)
        yield
        subprocess.run(["mount", "-o", "remount,rw", str(self.folder)], check=True)

    def close(self) -> None:
        """Unmount it."""
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


class LimitedDisk:
    """A folder to which this process may not write while it is full: no file may become longer.

    Works without root, and with it for a full disk only.

    Args:
        folder: Made here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    @contextmanager
    def full(self):
        """No file of this process may grow beyond nothing (EFBIG), wherever it is."""
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    @contextmanager
    def read_only(self):
        """Only a user who is not root is kept out."""
        self.folder.chmod(0o500)
        yield
        self.folder.chmod(0o700)

    def close(self) -> None:
        """Nothing is held."""
