"""The numbers that research commands take: bounds, defaults and what each means."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from ml.research.option_types import Number

COUNT = 100_000_000
"""No count of slices, draws or epochs is larger (ours)."""
SIZE = Number(int, 32, 4096)
"""Side of the input; the networks halve it five times."""
EPOCHS = Number(int, 1, 1_000_000)
BATCH = Number(int, 1, 65_536)
RATE = Number(float, 0, 100)
SEED = Number(int, 0, 2**31 - 1)
SHARE = Number(float, 0, 1)
POSITIVE = Number(int, 1, COUNT)
COUNTED = Number(int, 0, COUNT)

Row = tuple[str, Number, int | float, str]
COMMON: tuple[Row, ...] = (
    ("epochs", EPOCHS, 100, "passes over the training set"),
    ("batch", BATCH, 16, "slices per step"),
    ("rate", RATE, 0.0, "initial learning rate; 0 takes the task's"),
    ("decay", SHARE, 1e-4, "weight decay"),
    ("size", SIZE, 256, "side of the input in pixels"),
    ("seed", SEED, 1, "of every draw"),
)
TRAINING: tuple[Row, ...] = (
    *COMMON,
    ("lesion-weight", Number(float, 0, 1e6), 0.0, "of lesion outlines in the loss"),
    ("per-epoch", COUNTED, 0, "slices drawn per epoch; 0 takes as many as there are"),
    (
        "average",
        Number(float, 0, 0.999999),
        0.0,
        "decay of a mean of weights; 0 keeps none",
    ),
    ("transplanted", SHARE, 0.0, "share of pairs with a transplanted lesion"),
    (
        "outline-weight",
        Number(float, 0, 1e6),
        0.0,
        "of the decoder that draws outlines; 0 leaves it out",
    ),
    ("blanks", SHARE, 0.0, "share of pairs whose negative is the positive without its lesion"),
    (
        "field-mm",
        Number(float, 0, 300),
        0.0,
        "field around single lesions that source learns from; 0 takes whole slices",
    ),
)
EXPERIMENT: tuple[Row, ...] = (
    *COMMON,
    ("few", COUNTED, 0, "slices per patient at most; 0 takes all"),
    ("processes", Number(int, 0, 1024), 0, "0 takes one per GPU; torchrun works, too"),
)
CROSSVAL: tuple[Row, ...] = (
    ("folds", Number(int, 2, 1000), 10, "groups of patients or slices"),
    ("draws", COUNTED, 0, "of the bootstrap; 0 takes 1000, with --quick 100"),
)
ABLATION: tuple[Row, ...] = (
    ("size", SIZE, 64, "side of the input in pixels"),
    ("epochs", EPOCHS, 6, "passes over the training set"),
    ("per-epoch", POSITIVE, 960, "slices drawn per epoch"),
    ("seeds", Number(int, 1, 1000), 2, "runs of each variant"),
)


def add_numbers(parser: argparse.ArgumentParser, rows: Iterable[Row]) -> None:
    """Add an option for each row; the help states the default that the parser has."""
    for name, kind, default, words in rows:
        parser.add_argument(
            f"--{name}", type=kind, default=default, help=f"{words} (default %(default)s)"
        )
