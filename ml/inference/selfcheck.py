"""Makes the self-check: device, bundles, decoders, disk. `doctor` on the command line."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from ml.core.errors import BundleError
from ml.core.messages import Message, mark, message, verbatim
from ml.core.types import Check
from ml.imaging.decoder_check import check_decoders
from ml.inference.bundle import TASKS, open_bundle
from ml.inference.cascade import best_device

LOW_BYTES = 500_000_000
"""Less than this is called low (ours): a report with pictures takes some ten megabytes."""


def examine(bundles: Sequence[Path], records: Path, samples: Path) -> Iterator[Check]:
    """Look at everything that reading needs, one thing after another.

    Args:
        bundles: Folders of bundles; the first that holds a task's is the one that is used.
        records: Where the reader's own files stand; it need not exist.
        samples: Folder of small compressed images with known pixels.
    """
    yield check_device()
    for task in TASKS:
        held = [folder / task for folder in bundles if (folder / task).is_dir()]
        yield check_bundle(held[0] if held else bundles[-1] / task)
    yield from check_decoders(samples)
    yield check_disk(records)


def check_device() -> Check:
    """What the networks run on. No graphics card is no fault."""
    if os.environ.get("WHENCE_DEVICE") == "cpu":
        return Check(
            mark("device"),
            True,
            message("processor (safe mode), torch {}", torch.__version__),
        )
    device = best_device()
    if device.type == "cuda":
        card = torch.cuda.get_device_properties(device)
        words = message(
            "{} with {:.0f} GB, torch {}", card.name, card.total_memory / 1e9, torch.__version__
        )
        return Check(mark("device"), True, words)
    if device.type == "mps":
        return Check(
            mark("device"), True, message("Apple graphics (MPS), torch {}", torch.__version__)
        )
    why = (
        message("no NVIDIA card with a working driver was found")
        if torch.version.cuda
        else message("this build of Whence does not use graphics cards")
    )
    threads = torch.get_num_threads()
    words = message(
        "processor ({}, {} threads), torch {}; {}",
        platform.machine(),
        threads,
        torch.__version__,
        why,
    )
    return Check(mark("device"), True, words)


def check_bundle(folder: Path) -> Check:
    """Whether a bundle's weights are the ones that its card describes, and hold together."""
    try:
        info = open_bundle(folder, torch.device("cpu")).info
    except BundleError as error:
        return Check(mark("weights"), False, error.message)
    task = Message(info.task)
    words = message(
        "{} ({}, {}) is intact. {}. {}",
        verbatim(info.name),
        task,
        verbatim(info.fingerprint),
        info.origin,
        info.words,
    )
    return Check(mark("weights"), True, words)


def check_disk(folder: Path) -> Check:
    """Whether the reader's own files can be written, and how much space is left."""
    standing = next(p for p in (folder, *folder.parents) if p.exists())
    if not os.access(standing, os.W_OK):
        return Check(
            mark("disk"),
            False,
            message(
                "{} is not writable: settings and the log will not be saved; make it "
                "writable, or set HOME to a writable folder",
                str(standing),
            ),
        )
    free = shutil.disk_usage(standing).free
    words = message("{:.1f} GB free for records and reports", free / 1e9)
    if free < LOW_BYTES:
        return Check(
            mark("disk"), False, message("{}: free some space before annotating a folder", words)
        )
    return Check(mark("disk"), True, words)
