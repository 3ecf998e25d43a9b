"""Runs tasks that need torch only for a moment: the self-check, and installing a bundle.

Each task has a process of its own, which ends with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ml.core.types import Check, ModelInfo
from ml.processes.worker_process import WorkerProcess
from ml.worker.classifier import NAME


def examine(
    command: Sequence[str], bundles: Sequence[Path], records: Path, samples: Path
) -> Iterator[Check]:
    """`ml.inference.selfcheck.examine`, elsewhere; line by line as they come.

    Args:
        command: Starts a process that serves.
        bundles: As there.
        records: As there.
        samples: As there.
    """
    with closing(WorkerProcess(command, NAME)) as worker:
        yield from worker.ask("examine", [str(b) for b in bundles], str(records), str(samples))


@dataclass(frozen=True, slots=True)
class WorkerInstaller:
    """`ml.inference.bundle_install.BundleInstaller`, elsewhere.

    Attributes:
        command: Starts a process that serves.
        into: Folder of the reader's own bundles.
    """

    command: tuple[str, ...]
    into: Path

    def verify(self, source: Path) -> ModelInfo:
        """Check a bundle; raises as `BundleInstaller.verify`."""
        return self._ask("verify", source)

    def install(self, source: Path, shown: str) -> ModelInfo:
        """Check and install a bundle; as `BundleInstaller.install`."""
        return self._ask("install", source, shown)

    def _ask(self, service: str, source: Path, *more: str) -> ModelInfo:
        with closing(WorkerProcess(self.command, NAME)) as worker:
            (info,) = worker.ask(service, str(self.into), str(source), *more)
        assert isinstance(info, ModelInfo)
        return info
