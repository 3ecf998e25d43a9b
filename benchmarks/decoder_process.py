"""Measures what decoding in a process of its own costs (ADR 76).

    python -m benchmarks.decoder_process [SLICES]

A series of 512 x 512 slices is scanned and every slice decoded, four at a time as on the desk, with
the decoders and with the same codecs in this process, in turns; the fastest of the rounds counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.reading_series import SYNTAXES, write_series
from ml.imaging import decode
from ml.imaging.decoders.frame_codecs import Frame, decoded
from ml.imaging.dicom import codecs
from ml.imaging.scanning.scan import open_series
from viewer.background.image_tool import ImageTool, SliceRequest

ROUNDS = 5


class Here:
    """Stands in for the decoders: the same codecs, in this process."""

    def ask(self, _service: str, source: Any, *form: Any, key: object) -> Any:
        """Decode one frame."""
        del key
        return decoded(source.tobytes(), Frame(*form))


def seconds(folder: Path) -> float:
    """To scan a series and decode it whole."""
    decode._cached.cache_clear()
    decode._percentiles_of.cache_clear()
    begin = time.perf_counter()
    (series,), _ = open_series([folder])
    tool = ImageTool()
    for start in range(0, len(series.slices), tool.max_batch):
        stop = min(start + tool.max_batch, len(series.slices))
        list(tool([SliceRequest(series, index) for index in range(start, stop)]))
    took = time.perf_counter() - begin
    tool.close()
    return took


def main() -> None:
    """Print one row per encoding."""
    slices = int(sys.argv[1]) if len(sys.argv) > 1 else 64
    print("| encoding | here | in decoders | ratio |\n|---|---|---|---|")
    for encoding in SYNTAXES:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "series"
            write_series(folder, encoding, slices)
            here, apart = [], []
            for _ in range(ROUNDS):
                with mock.patch.object(codecs, "decoders", Here):
                    here.append(seconds(folder))
                apart.append(seconds(folder))
        a, b = min(here), min(apart)
        print(f"| {encoding} | {a:.2f} s | {b:.2f} s | {b / a:.2f} |", flush=True)


if __name__ == "__main__":
    main()
