"""Compares decoders: which files each reads, how fast, and whether they agree (ADR 4).

    pip install python-gdcm pyjpegls pylibjpeg pylibjpeg-libjpeg pylibjpeg-openjpeg pylibjpeg-rle
    python -m benchmarks.decoders [FOLDER ...]

pydicom's shipped files are always read; each FOLDER (such as `wg04-transfer-syntaxes` and
`vendor-headers` under WHENCE_SHARED) is added.
"""

from __future__ import annotations

import logging
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.pixels import get_decoder

from ml.imaging.dicom import codecs

ALL = ("imagecodecs", "gdcm", "pillow", "pydicom", "pyjpegls", "pylibjpeg")


def compressed(folders: list[Path]) -> Iterator[Dataset]:
    """Every readable file with compressed pixels."""
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            try:
                dataset = pydicom.dcmread(path)
            except (pydicom.errors.InvalidDicomError, OSError):
                continue
            syntax = dataset.file_meta.get("TransferSyntaxUID")
            if "PixelData" in dataset and syntax and syntax.is_encapsulated:
                yield dataset


def main() -> None:
    """Print one row per decoder."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    codecs.install()
    own = Path(pydicom.__file__).parent / "data" / "test_files"
    files = list(compressed([Path(a) for a in sys.argv[1:]] + [own]))
    read: dict[str, int] = defaultdict(int)
    equal: dict[str, int] = defaultdict(int)
    both: dict[str, int] = defaultdict(int)
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for dataset in files:
        syntax = dataset.file_meta.TransferSyntaxUID
        decoder = get_decoder(syntax)
        lossless = "Lossless" in syntax.name or "First-Order" in syntax.name
        ours = None
        for name in ALL:
            if name not in decoder.available_plugins:
                continue
            begin = time.perf_counter()
            try:
                pixels, _ = decoder.as_array(dataset, index=0, decoding_plugin=name)
            except Exception:  # noqa: BLE001  # decoders raise what they like
                continue
            times[name, syntax.name[:24]].append(time.perf_counter() - begin)
            read[name] += 1
            ours = pixels if name == "imagecodecs" else ours
            if lossless and ours is not None and name != "imagecodecs":
                both[name] += 1
                equal[name] += np.array_equal(ours, pixels)
    print(f"{len(files)} compressed files\n")
    print("| decoder | reads | equal to imagecodecs, lossless files |\n|---|---|---|")
    for name in ALL:
        same = f"{equal[name]} of {both[name]}" if name != "imagecodecs" else ""
        print(f"| {name} | {read[name]} | {same} |")
    print("\n| syntax | " + " | ".join(ALL) + " |\n|---|" + "---|" * len(ALL))
    for syntax in sorted({s for _, s in times}):
        cells = [f"{1000 * np.median(t):.1f} ms" if (t := times[n, syntax]) else "" for n in ALL]
        print(f"| {syntax} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
