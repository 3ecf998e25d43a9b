"""Reads one folder with one reader; prints first image, whole series (s) and peak memory (MB).

python -m benchmarks.reading_readers Whence|SimpleITK|pydicom|dcm2niix FOLDER
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

Times = tuple[float, float]
"""Seconds to the first image and to the whole series."""


def whence() -> Callable[[Path], Times]:
    """As the desk reads: steps of a scan, the first slice at once, the rest side by side."""
    from ml.imaging.scanning.progress_pacing import Clocked
    from ml.imaging.scanning.scan import scan
    from viewer.background.image_tool import (
        Decoded,
        ImageTool,
        SliceRequest,
        import_reader,
        real_decode,
    )
    from viewer.background.prefetch_order import ahead

    import_reader()  # as the desk does when its window is up

    def read(folder: Path) -> Times:
        begin = time.perf_counter()
        first, series = 0.0, None
        tool = ImageTool(lambda _paths: iter(()), real_decode)
        for step in scan([folder], pace=Clocked()):
            series = max(step.series, key=lambda s: len(s.slices), default=None)
            if series is not None and not first:
                request = SliceRequest(series, len(series.slices) // 2)
                (result,) = tool([request])
                if not isinstance(result, Decoded):
                    raise SystemExit("Whence could not decode the first slice")
                first = time.perf_counter() - begin
        if series is None:
            raise SystemExit("Whence found no series")
        order = ahead(len(series.slices), len(series.slices) // 2, 0)
        images = []
        for start in range(0, len(order), tool.max_batch):
            requests = [SliceRequest(series, i) for i in order[start : start + tool.max_batch]]
            images += [r.image for r in tool(requests) if isinstance(r, Decoded)]
        total = time.perf_counter() - begin
        tool.close()
        if len(images) != len(series.slices):
            raise SystemExit("Whence could not decode every slice")
        return first, total

    return read


def simpleitk() -> Callable[[Path], Times]:
    """The series reader: no pixel before the last."""
    import SimpleITK

    def read(folder: Path) -> Times:
        begin = time.perf_counter()
        reader = SimpleITK.ImageSeriesReader()
        reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
        SimpleITK.GetArrayViewFromImage(reader.Execute())[0]
        total = time.perf_counter() - begin
        return total, total

    return read


def plain_pydicom() -> Callable[[Path], Times]:
    """Read every file, sort by position, decode in order: what most scripts do."""
    import numpy as np
    import pydicom

    from ml.imaging.dicom import codecs

    codecs.install()

    def position_along_normal(dataset: Any) -> float:
        row, column = np.reshape(dataset.ImageOrientationPatient, (2, 3)).astype(float)
        return float(np.dot(np.cross(row, column), np.array(dataset.ImagePositionPatient, float)))

    def read(folder: Path) -> Times:
        begin = time.perf_counter()
        files = [p for p in folder.iterdir() if p.suffix == ".dcm"]
        datasets = sorted((pydicom.dcmread(p) for p in files), key=position_along_normal)
        images = [datasets[len(datasets) // 2].pixel_array]
        first = time.perf_counter() - begin
        images += [dataset.pixel_array for dataset in datasets]
        return first, time.perf_counter() - begin

    return read


def dcm2niix() -> Callable[[Path], Times]:
    """The converter: its first pixel is in the file that it writes at the end."""
    import dcm2niix as package

    def read(folder: Path) -> Times:
        with tempfile.TemporaryDirectory() as out:
            begin = time.perf_counter()
            subprocess.run(
                [package.bin, "-z", "n", "-b", "n", "-o", out, str(folder)],
                check=True,
                capture_output=True,
            )
            total = time.perf_counter() - begin
            if not list(Path(out).glob("*.nii")):
                raise SystemExit("dcm2niix wrote nothing")
        return total, total

    return read


def floor() -> Callable[[Path], Times]:
    """What no reader can undercut: one frame through its codec, and the bytes of all files."""
    import pydicom

    from ml.imaging.decoders.decoder_pool import decoders
    from ml.imaging.dicom.pixel_data import read_stored

    decoders().begin()

    def read(folder: Path) -> Times:
        files = [p for p in folder.iterdir() if p.suffix == ".dcm"]
        pydicom.dcmread(files[0], stop_before_pixels=True)
        read_stored(files[0], 0)  # keeps the header; the second time is the frame alone
        begin = time.perf_counter()
        read_stored(files[0], 0)
        frame = time.perf_counter() - begin
        begin = time.perf_counter()
        for path in files:
            with path.open("rb", buffering=0) as file:
                file.read()
        return frame, time.perf_counter() - begin

    return read


READERS = {
    "Whence": whence, "SimpleITK": simpleitk, "pydicom": plain_pydicom, "dcm2niix": dcm2niix,
    "floor": floor,
}  # fmt: skip


def main() -> None:
    """Measure, and print one line of JSON."""
    warnings.simplefilter("ignore")
    name, folder = sys.argv[1], Path(sys.argv[2])
    read = READERS[name]()
    first, total = read(folder)
    who = resource.RUSAGE_CHILDREN if name == "dcm2niix" else resource.RUSAGE_SELF
    peak = resource.getrusage(who).ru_maxrss / 1024
    print(json.dumps({"first": first, "whole": total, "peak": peak}))


if __name__ == "__main__":
    main()
