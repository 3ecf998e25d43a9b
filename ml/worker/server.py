"""Says what the networks' process does; it imports torch when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from logging import LogRecord
from pathlib import Path

from ml.core.types import Check, ModelInfo, SliceClassifier, SliceImage, Verdict
from ml.processes import serving
from ml.processes.framing import FrameError


class Services:
    """What the desk may ask for; torch is imported by the first that needs it."""

    names = frozenset({"open", "read", "examine", "verify", "install"})

    def __init__(self) -> None:
        self._cascade: SliceClassifier | None = None

    def open(self, folders: Iterable[str]) -> Iterator[tuple[tuple[ModelInfo, ...], str, int]]:
        """Open the cascade; answers its networks, its device and how many slices it takes."""
        from ml.inference.cascade import open_cascade

        cascade = open_cascade(*map(Path, folders))
        self._cascade = cascade
        yield cascade.models, cascade.device, cascade.max_batch

    def read(self, items: tuple[SliceImage, ...]) -> Iterator[Verdict]:
        """Read slices; answers a verdict for each."""
        if self._cascade is None:
            raise FrameError("slices came before the networks were opened")
        yield from self._cascade(items)

    def examine(self, bundles: Iterable[str], records: str, samples: str) -> Iterator[Check]:
        """Make the self-check."""
        from ml.inference.selfcheck import examine

        yield from examine([Path(b) for b in bundles], Path(records), Path(samples))

    def verify(self, into: str, source: str) -> Iterator[ModelInfo]:
        """Check a bundle from elsewhere."""
        from ml.inference.bundle_install import BundleInstaller

        yield BundleInstaller(Path(into)).verify(Path(source))

    def install(self, into: str, source: str, shown: str) -> Iterator[ModelInfo]:
        """Check and install a bundle, if it is the one that was shown."""
        from ml.inference.bundle_install import BundleInstaller

        yield BundleInstaller(Path(into)).install(Path(source), shown)


def serve(redacted: Callable[[LogRecord], str]) -> int:
    """Be that process, until the desk is gone.

    Args:
        redacted: Words of a log record without patient data (docs/adr/0032).

    Returns:
        Exit code.
    """
    return serving.serve(Services(), redacted)
