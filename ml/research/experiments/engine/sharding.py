"""Shares jobs among processes, started here, by torchrun or by hand; they never communicate.

Each process takes every n-th job and passes by what is already done, so that any number of them,
on any number of devices, in any order and after any kill, end in the same files.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import TypeVar

import torch

from ml.core.errors import DataError

Item = TypeVar("Item")


def rank_and_world() -> tuple[int, int]:
    """This process's rank and how many there are (torchrun's RANK and WORLD_SIZE)."""
    return int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))


def own_share(items: Sequence[Item]) -> list[Item]:
    """The jobs of this process."""
    rank, world = rank_and_world()
    return list(items[rank::world])


def device() -> torch.device:
    """The GPU whose turn it is (LOCAL_RANK), or the processor with its share of threads."""
    local, world = int(os.environ.get("LOCAL_RANK", "0")), rank_and_world()[1]
    if torch.cuda.is_available():
        return torch.device("cuda", local % torch.cuda.device_count())
    if world > 1:
        torch.set_num_threads(max((os.cpu_count() or 1) // world, 1))
    return torch.device("cpu")


def processes(requested: int) -> int:
    """How many processes to start: as asked, else one per GPU; one where torchrun started us."""
    if rank_and_world()[1] > 1:
        return 1
    return requested or max(torch.cuda.device_count(), 1)


def start(count: int, arguments: Sequence[str]) -> None:
    """Run this program `count` times side by side with the same arguments, and wait.

    Raises:
        DataError: One of them failed; what the others finished is kept.
    """
    running = []
    for rank in range(count):
        ranks = {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(count)}
        environment = {**os.environ, **ranks}
        running.append(subprocess.Popen([sys.executable, *arguments], env=environment))
    codes = [process.wait() for process in running]
    if any(codes):
        raise DataError(f"{sum(map(bool, codes))} of {count} processes failed; run again to go on")
