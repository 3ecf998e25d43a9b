"""Logs a run: one line per epoch, and a plot of the learning curve."""

from __future__ import annotations

import csv
from pathlib import Path

from ml.core import atomic_files


def write(out: Path, epoch: int, loss: float, auc: float, seconds: float) -> None:
    """Append one epoch to `metrics.csv`."""
    path = out / "metrics.csv"
    new = not path.exists()
    with path.open("a", newline="") as lines:
        writer = csv.writer(lines)
        if new:
            writer.writerow(["epoch", "loss", "tuning_auc", "seconds"])
        writer.writerow([epoch + 1, f"{loss:.5f}", f"{auc:.5f}", f"{seconds:.1f}"])


def plot(out: Path) -> None:
    """Draw `metrics.csv` into `curves.png`."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    with (out / "metrics.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    epochs = [int(r["epoch"]) for r in rows]
    figure, axis = plt.subplots(figsize=(6, 3.5), layout="constrained")
    axis.plot(epochs, [float(r["loss"]) for r in rows], label="training loss")
    axis.plot(epochs, [float(r["tuning_auc"]) for r in rows], label="AUC of tuning slices")
    axis.set_xlabel("epoch")
    axis.legend()
    atomic_files.write(out / "curves.png", lambda p: figure.savefig(p, dpi=120))
    plt.close(figure)
