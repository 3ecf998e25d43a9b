"""Records where results come from: machine, date and commit."""

from __future__ import annotations

import datetime
import platform
import subprocess
from pathlib import Path
from typing import Any

import torch

from ml.core.types import RESEARCH_USE


def provenance(seed: int) -> dict[str, str | int]:
    """Machine, date, commit and seed, for `results.json` and every table."""
    card = torch.cuda.get_device_name(0) if torch.cuda.is_available() else "no GPU"
    return {
        "machine": f"{_processor()}, {card}",
        "torch": torch.__version__,
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        "commit": _commit(),
        "seed": seed,
        "use": RESEARCH_USE,
    }


def remark(results: dict[str, Any]) -> str:
    """What a person noted in stored results that the code has outgrown, as a sentence to add."""
    return f" **{results['remark']}**" if "remark" in results else ""


def some_slices(few: int) -> str:
    """What a table says of an experiment that took no more than so many slices; 0 is all."""
    return f", at most {few} slices of each patient" if few else ""


def in_numbers(precision: str) -> str:
    """What a table says of networks that were not trained in float32."""
    return "" if precision == "float32" else f" in {precision}"


def by_optimiser(recipe: dict[str, Any]) -> str:
    """What a table says of networks that were not trained by SGD.

    Args:
        recipe: As results keep it; before there was a choice they named no optimiser.
    """
    return " by AdamW" if recipe.get("optimiser") == "adamw" else ""


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _commit() -> str:
    """Short hash of the code, with `+` where it was changed; `unknown` outside a repository."""
    here = Path(__file__).parent

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=here, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    try:
        return git("rev-parse", "--short=10", "HEAD") + "+" * bool(git("status", "--porcelain"))
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
