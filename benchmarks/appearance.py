"""Measures, by patient, how often pixels predict the sequence, and how wrongly, without headers.

    WHENCE_SHARED=<folder> python -m benchmarks.appearance    # writes docs/appearance.md

Real heads are all T1, nearly all with contrast; there are three real series with bright fluid.
So T2 and FLAIR are also made from the real heads: each pixel is taken for a tissue by its
brightness on T1 and its depth, and gets what the signal equation gives for that tissue.
"""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.atomic_files import write_text
from ml.imaging.decode import decode
from ml.imaging.formats.picture import read_picture
from ml.imaging.scanning.scan import open_series
from ml.imaging.sequence_type.from_pixels import (
    PLACES,
    SliceAppearance,
    appearance,
    depth,
    guessed,
    slice_appearance,
)
from ml.imaging.types.sequence_kind import Recognition, SequenceKind
from ml.imaging.types.series import Series

PAGE = Path(__file__).resolve().parents[1] / "docs" / "appearance.md"
TISSUES = {
    "white matter": (0.70, 600, 80),
    "grey matter": (0.82, 950, 100),
    "fluid": (1.00, 4500, 2200),
    "fat": (0.90, 250, 60),
    "muscle": (0.80, 900, 50),
}
"""Proton density, T1 and T2 in ms at 1.5 T (McRobbie, MRI from Picture to Proton, table 3.1)."""
SEQUENCES = {"T2": (4000.0, 100.0, 0.0), "FLAIR": (9000.0, 120.0, 2500.0)}
"""Repetition, echo and inversion time in ms; 0 for none."""
Guesses = dict[str, Counter[str]]


def main() -> None:
    """Look at all, print and write."""
    data = Path(os.environ.get("WHENCE_SHARED", "../shared")) / "data"
    real: Guesses = defaultdict(Counter)
    simulated: Guesses = defaultdict(Counter)
    for name, slices in _patients(data):
        real[name][_word(appearance(_looks(slices)))] += 1
        for kind in SEQUENCES:
            changed = [_as(kind, values) for values in slices]
            simulated[f"{kind} simulated from {name}"][_word(appearance(_looks(changed)))] += 1
    for name, series in _series(data):
        recognition = guessed(series, decode)
        real[name][_word(recognition or Recognition())] += 1
    page = render(real, simulated)
    print(page)
    write_text(PAGE, page)


def _patients(data: Path) -> Iterator[tuple[str, list[NDArray[np.generic]]]]:
    """Slices of each patient of the two collections of pictures."""
    for folder, title in (
        ("lgg", "T1 with contrast, axial (lgg)"),
        ("cheng", "T1 with contrast, three planes (cheng)"),
    ):
        paths: dict[str, list[Path]] = defaultdict(list)
        with (data / folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if PLACES[0] <= float(row.get("level") or 0.5) <= PLACES[-1]:
                    paths[row["patient"]].append(data / folder / row["image"])
        for files in paths.values():
            chosen = files[:: max(len(files) // len(PLACES), 1)][: len(PLACES)]
            yield title, [read_picture(path) for path in chosen]


def _series(data: Path) -> Iterator[tuple[str, Series]]:
    """Volumes, and DICOM series as if their headers were silent."""
    for title, path in (
        ("T1 with contrast (brain-tumor-progression)", "volumes/brain-tumor-progression"),
        ("T1 with contrast (pyradiomics-brain1)", "volumes/pyradiomics-brain1/image.nrrd"),
        ("T1 with contrast, without skull (brats-met-00110)", "volumes/brats-met-00110"),
        ("non-contrast T1 (normal-t1-plain)", "volumes/normal-t1-plain"),
        ("non-contrast T1, sagittal (siemens-mprage-sagittal)", "dicom/siemens-mprage-sagittal"),
        ("non-contrast T1, sagittal (decubitus)", "dicom/decubitus/HFS"),
        ("T2 (wg04 MR1)", "dicom/wg04-transfer-syntaxes/MR1_RLE.dcm"),
        ("T2-weighted b = 0 (mosaic)", "dicom/mosaic"),
        ("inversion recovery (wg04 MR4)", "dicom/wg04-transfer-syntaxes/MR4_RLE.dcm"),
    ):
        for series in open_series([data / path])[0]:
            if "Mask" not in series.description and "label" not in series.description:
                yield title, replace(series, sequence=Recognition())


def _looks(slices: Sequence[NDArray[np.generic]]) -> list[SliceAppearance]:
    return [look for values in slices if values.ndim == 2 and (look := slice_appearance(values))]


def _as(kind: str, values: NDArray[np.generic]) -> NDArray[np.float64]:
    """The same head as another sequence would show it."""
    grey = values.astype(np.float64)
    if grey.ndim == 3:
        grey = grey.mean(axis=2)
    top = np.percentile(grey, 99.5)
    below = depth(grey > 0.2 * np.percentile(grey[grey > 0.05 * top], 90))
    radius = np.sqrt(max(int(np.count_nonzero(below)), 1) / np.pi)
    inside = grey[below > 0.3 * radius]
    brain = float(np.median(inside)) if inside.size else 1.0
    deep = below > 0.12 * radius
    names = np.select(
        [below == 0, deep & (grey < 0.6 * brain), deep & (grey < brain), deep,
         grey > 1.2 * brain, grey > 0.4 * brain],
        ["", "fluid", "grey matter", "white matter", "fat", "muscle"],
        default="",
    )  # fmt: skip
    shown = np.zeros(grey.shape)
    repetition, echo, inversion = SEQUENCES[kind]
    for name, (density, t1, t2) in TISSUES.items():
        recovered = 1 - np.exp(-repetition / t1)
        if inversion:
            recovered = abs(1 - 2 * np.exp(-inversion / t1) + np.exp(-repetition / t1))
        shown[names == name] = 1000 * density * recovered * np.exp(-echo / t2)
    noise = np.random.default_rng(1).normal(0, 12, shown.shape)
    seen: NDArray[np.float64] = np.abs(
        shown * (0.85 + 0.15 * grey / max(brain, 1e-6)).clip(0.7, 1.3) + noise
    )
    return seen


def _word(recognition: Recognition) -> str:
    return "nothing" if recognition.kind is SequenceKind.UNKNOWN else str(recognition.kind)


def render(real: Guesses, simulated: Guesses) -> str:
    """The page.

    Args:
        real: What each collection looked like, patients or series counted.
        simulated: The same for sequences made of real heads.
    """
    lines = [
        "# Sequence type from pixels",
        "",
        "If a header does not state the sequence type of a series, it is guessed from the pixels",
        "(`ml.imaging.sequence_type.from_pixels`). Written by `python -m benchmarks.appearance` on",
        f"{date.today():%Y-%m-%d}. The numbers are patients, or series where a source has only "
        "one.",
        "",
        "The guess is shown as *looks like T2*, may raise a warning, and never refuses a series. "
        "T1 with",
        "contrast is not distinguished from T1 without, nor FLAIR from T1: with three non-contrast "
        "heads and",
        "no FLAIR available, neither could be measured.",
        "",
        "## Real heads",
        "",
        *_table(real),
        "",
        "## Sequences simulated from real heads",
        "",
        "Fluid, brain and fat of the heads above, rendered with the signal equation of a T2 (TR "
        "4000, TE",
        "100 ms) and a FLAIR (TR 9000, TE 120, TI 2500 ms). These tables show that the rule works "
        "as",
        "intended, not how often it is right in a hospital.",
        "",
        *_table(simulated),
        "",
    ]
    return "\n".join(lines)


def _table(guesses: Guesses) -> list[str]:
    lines = ["| series | number | looks like T1 | looks like T2 | no guess |"]
    lines.append("|---|---|---|---|---|")
    for name, counter in guesses.items():
        counts = [counter[word] for word in ("T1", "T2", "nothing")]
        lines.append(f"| {name} | {sum(counts)} | " + " | ".join(map(str, counts)) + " |")
    return lines


if __name__ == "__main__":
    main()
