"""What does the cascade gain where the source network keeps the presence network's trunk?

    python -m benchmarks.shared_trunk [--write]

The shipped presence network and a twin with a last stage of its own read the sample series, at a
threshold that asks both networks of every slice: with the trunk computed once, and with each
network computing its own, in turn in one process.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

import torch

from benchmarks.page import write_section
from ml.core.types import SliceImage
from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series
from ml.inference import bundle
from ml.inference.bundle import Bundle, describe, open_bundle
from ml.inference.cascade import Cascade, open_cascade
from ml.inference.models.resnesat import ARCHITECTURES

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7


def main() -> None:
    """Measure, print and, if asked, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        _twins(Path(room))
        once = open_cascade(Path(room))
        with patch("ml.inference.cascade._share_trunk", lambda *_: False):
            each = open_cascade(Path(room))
        slices = sample()
        spans: dict[str, list[float]] = {"once": [], "each": []}
        for _ in range(ROUNDS + 1):
            spans["once"].append(_read(once, slices))
            spans["each"].append(_read(each, slices))
    shared, own = (statistics.median(spans[name][1:]) for name in ("once", "each"))
    text = "\n".join(
        (
            "## A shared trunk",
            "",
            f"`python -m benchmarks.shared_trunk --write`, median of {ROUNDS} rounds over the "
            f"sample series, {torch.get_num_threads()} threads, {once.device}. Both networks are "
            "asked of every slice; the source network keeps all but the last stage of the "
            "presence network (`train --shared-trunk`), or computes it again:",
            "",
            "| | ms a slice |",
            "|---|---|",
            f"| each network its own trunk | {own * 1000:.0f} |",
            f"| one trunk for both | {shared * 1000:.0f} |",
            f"| ratio | {own / shared:.2f} |",
        )
    )
    print(text)
    if options.write:
        write_section("shared-trunk", text)


def _twins(room: Path) -> None:
    """A presence bundle that asks on every slice, and a source bundle with its trunk."""
    shipped = ROOT / "resources" / "bundles" / "presence"
    one: Bundle = open_bundle(shipped, torch.device("cpu"))
    told = describe(shipped)
    kept = {k: v for k, v in told.items() if k not in ("schema", "sha256", "ood", "conformal")}
    always = {**kept, "threshold": 0.0, "abstain": 0.0}
    bundle.write(room / "presence", one.network, always, "# card", one.strangeness)
    torch.manual_seed(1)
    twin = ARCHITECTURES[told["architecture"]](2, gate=told["gate"])
    fresh = {k: v for k, v in twin.state_dict().items() if k.startswith(("layer4.", "fc."))}
    twin.load_state_dict({**one.network.state_dict(), **fresh})
    bundle.write(room / "source", twin, {**always, "task": "source"}, "# card", one.strangeness)


def sample() -> list[SliceImage]:
    """The slices of the series that ships."""
    (series, *_), _ = open_series([ROOT / "resources" / "sample"])
    return [decode(series, index) for index in range(len(series.slices))]


def _read(cascade: Cascade, slices: list[SliceImage]) -> float:
    """Seconds a slice."""
    began = time.perf_counter()
    asked = sum(verdict.source is not None for verdict in cascade(slices))
    if not asked:
        raise SystemExit("the source network was never asked: nothing was measured")
    return (time.perf_counter() - began) / len(slices)


if __name__ == "__main__":
    main()
