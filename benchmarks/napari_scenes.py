"""Drives napari for `peer.py`; runs in napari's own environment and imports none of our code.

The last line that it prints is JSON: times by `time.monotonic`, as in `viewer_scenes.py`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import napari
import numpy as np
import pydicom
from qtpy.QtWidgets import QApplication

STEPS = 100


def stacked(folder: Path) -> np.ndarray:
    """Every slice of the longest series below a folder, in order."""
    series: dict[str, list[pydicom.Dataset]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            try:
                dataset = pydicom.dcmread(path)
            except pydicom.errors.InvalidDicomError:
                continue
            series.setdefault(str(dataset.get("SeriesInstanceUID", "")), []).append(dataset)
    longest = max(series.values(), key=len)
    longest.sort(key=lambda dataset: float(dataset.ImagePositionPatient[2]))
    return np.stack([dataset.pixel_array for dataset in longest])


def main(folder: Path) -> None:
    """Open a window, then the series, then scroll."""
    viewer = napari.Viewer()
    canvas = viewer.window._qt_viewer.canvas.native
    QApplication.processEvents()
    shown = time.monotonic()
    chosen = time.monotonic()
    volume = stacked(folder)
    viewer.add_image(volume)
    canvas.repaint()
    QApplication.processEvents()
    first = time.monotonic()
    spans: list[float] = []
    last, index, step = volume.shape[0] - 1, volume.shape[0] // 2, 1
    for _ in range(STEPS):
        step = -step if not 0 <= index + step <= last else step
        index += step
        began = time.monotonic()
        viewer.dims.set_current_step(0, index)
        canvas.repaint()
        QApplication.processEvents()
        spans.append(time.monotonic() - began)
    figures = {
        "shown": shown,
        "chosen": chosen,
        "first": first,
        "frame": float(np.median(spans)),
        "p95": float(np.percentile(spans, 95)),
    }
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
