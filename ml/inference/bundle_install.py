"""Installs a bundle from elsewhere after verifying and trying it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from ml.core.errors import BundleError, WriteError
from ml.core.messages import message
from ml.core.types import ModelInfo, SliceImage
from ml.inference.bundle import WEIGHTS, Bundle, describe, open_bundle
from ml.inference.cascade import Cascade

FILES = (WEIGHTS, "MODEL_CARD.md", "model.json")
OPTIONAL = ("ood.safetensors",)
MOST_BYTES = 2**30
"""A bundle larger than this is no bundle of ours (ours are below 0.1 GB)."""
TRIAL_SIDE = 64


@dataclass(frozen=True, slots=True)
class BundleInstaller:
    """Verifies and installs bundles.

    Attributes:
        into: Folder of the reader's own bundles, one folder per task.
    """

    into: Path

    def verify(self, source: Path) -> ModelInfo:
        """Check a bundle as the cascade would, and have it read a trial slice.

        Args:
            source: The folder, or its `model.json`.

        Raises:
            BundleError: It is incomplete, altered, of an unknown kind, or gives no numbers.
        """
        folder = source.parent if source.name == "model.json" else source
        _plain(folder)
        bundle = open_bundle(folder, torch.device("cpu"))
        _try(bundle, folder.name)
        return bundle.info

    def install(self, source: Path) -> ModelInfo:
        """Verify, copy, verify the copy, and only then take the place of the one before.

        Raises:
            BundleError: As `verify`.
            WriteError: The disk is full or the folder may not be written to.
        """
        folder = source.parent if source.name == "model.json" else source
        self.verify(folder)
        task = str(describe(folder)["task"])
        try:
            self.into.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".installing-", dir=self.into) as room:
                copy, before = Path(room) / task, Path(room) / "before"
                copy.mkdir()
                for name in _files(folder):
                    shutil.copyfile(folder / name, copy / name)
                info = self.verify(copy)
                target = self.into / task
                if target.exists():
                    target.rename(before)
                try:
                    copy.rename(target)
                except OSError:
                    if before.exists():
                        before.rename(target)
                    raise
        except OSError as error:
            raise WriteError(
                message(
                    "{} could not be installed ({}); free some disk space or ask your "
                    "administrator",
                    folder.name,
                    error.strerror or str(error),
                )
            ) from error
        return info


def _plain(folder: Path) -> None:
    """Refuse what is not a few ordinary files."""
    if not folder.is_dir():
        raise BundleError(
            message("{} is not a bundle: it is not a folder with a model.json", folder.name)
        )
    for name in _files(folder):
        path = folder / name
        if path.is_symlink() or not path.is_file():
            raise BundleError(
                message("{} is not a bundle: {} is missing; copy it again", folder.name, name)
            )
    if sum((folder / name).stat().st_size for name in _files(folder)) > MOST_BYTES:
        raise BundleError(message("{} is not a Whence bundle: it is larger than 1 GB", folder.name))


def _files(folder: Path) -> tuple[str, ...]:
    """What there is to copy; `open_bundle` misses what ought to be there."""
    return (*FILES, *(name for name in OPTIONAL if (folder / name).exists()))


def _try(bundle: Bundle, name: str) -> None:
    """Weights that fit may still be broken; one slice through the network shows it."""
    row, column = np.mgrid[:TRIAL_SIDE, :TRIAL_SIDE]
    middle = TRIAL_SIDE / 2
    head = np.hypot(row - middle, column - middle) < 0.4 * TRIAL_SIDE
    values = np.where(head, 300 + 5 * row + 3 * column, 0).astype(np.int16)
    image = SliceImage("trial", values, (1.0, 1.0), (500.0, 1000.0))
    trusting = replace(bundle, ood_detector=None)  # the trial slice is no head, and may be refused
    (verdict,) = Cascade(trusting, None)([image])
    if verdict.presence is None or not np.isfinite(verdict.presence):
        raise BundleError(
            message("{}: the network returns no number for a test slice; not installed", name)
        )
