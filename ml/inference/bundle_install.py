"""Installs a bundle from elsewhere after verifying and trying it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from ml.core.errors import BundleError, WriteError
from ml.core.messages import message
from ml.core.private_files import make_folder
from ml.core.types import ModelInfo, SliceImage
from ml.inference import bundle_room
from ml.inference.bundle import FILES, MODEL, Bundle, open_bundle
from ml.inference.bundle_seal import SIGNATURE, SUMS
from ml.inference.cascade import Cascade

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
        folder = _folder_of(source)
        bundle = open_bundle(folder, torch.device("cpu"))
        _try(bundle, folder.name)
        return bundle.info

    def install(self, source: Path, shown: str = "") -> ModelInfo:
        """Verify, copy, verify the copy, and only then take the place of the one before.

        Args:
            source: As of `verify`.
            shown: Fingerprint of the bundle that the reader agreed to; empty for any.

        Raises:
            BundleError: As `verify`, or it is no longer the one that was shown.
            WriteError: The disk is full or the folder may not be written to.
        """
        folder = _folder_of(source)
        task = self.verify(folder).task
        try:
            make_folder(self.into)
            bundle_room.recover(self.into)
            with bundle_room.opened(self.into) as room:
                copy = room / task
                copy.mkdir()
                for name in _names(folder):
                    shutil.copyfile(folder / name, copy / name)
                info = self.verify(copy)
                if shown not in ("", info.fingerprint):
                    raise BundleError(
                        message(
                            "{} was changed after it was shown; choose it again to see what it is "
                            "now",
                            folder.name,
                        )
                    )
                bundle_room.put(copy, self.into / task, room)
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


def _folder_of(source: Path) -> Path:
    """The folder of a bundle, of which one may also choose the `model.json`."""
    folder = source.parent if source.name == MODEL else source
    if not folder.is_dir():
        raise BundleError(
            message("{} is not a bundle: it is not a folder with a model.json", folder.name)
        )
    return folder


def _names(folder: Path) -> tuple[str, ...]:
    """What there is to copy from a bundle that opened; nothing else in its folder is."""
    signature = (SIGNATURE,) if (folder / SIGNATURE).exists() else ()
    return (*FILES, SUMS, *signature)


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
