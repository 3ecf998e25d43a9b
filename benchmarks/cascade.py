"""Times the cascade against the same networks in plain PyTorch.

    python -m benchmarks.cascade [--write] [--former FOLDER]

All read the sample series with the shipped weights, slice by slice, in turn in one process:

- *presence alone*: each slice made ready, `network(x)`, mirrored as well where the bundle says so;
  no map, no guard;
- *cascade*: the same, and the source network where presence passes its threshold;
- *cascade with Grad-CAM*: and a map of the last stage by gradients, the usual way to get one;
- *Whence*: both networks, the gates' maps and every other that the desk offers, the guard
  against strangers, and the map laid back onto the slice.

With `--former`, Whence reads with the bundles of that folder in turn as well, such as those of an
earlier commit (`git archive COMMIT resources/bundles | tar x -C FOLDER`); prints, writes nothing.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.page import write_section
from ml.core.types import SliceImage
from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series
from ml.inference.bundle import Bundle, open_bundle
from ml.inference.cascade import best_device, open_cascade
from ml.inference.preprocessing import normalise, to_unit

ROOT = Path(__file__).resolve().parents[1]
BUNDLES = ROOT / "resources" / "bundles"
ROUNDS = 7


class Plain:
    """A network as PyTorch gives it: float32, norms and memory as they were trained."""

    def __init__(self, bundle: Bundle, device: torch.device) -> None:
        self.network = bundle.network.to(memory_format=torch.contiguous_format)
        self.bundle, self.device = bundle, device

    def ready(self, item: SliceImage) -> Tensor:
        """`(1, 3, S, S)`."""
        grey = torch.from_numpy(to_unit(item.values, self.bundle.preprocessing))[None]
        return normalise(grey.to(self.device))

    def score(self, item: SliceImage) -> float:
        """Probability of yes."""
        with torch.no_grad():
            return self._probability(self.network(self.ready(item)))

    def score_with_map(self, item: SliceImage) -> float:
        """The same, with Grad-CAM of the last stage (Selvaraju et al. 2017)."""
        ready = self.ready(item)
        ways = [ready, ready.flip(-1)] if self.network.both_ways else [ready]
        last = self.network.features(torch.cat(ways)).stages[-1]
        last.retain_grad()
        logits = self.network.classify(last).mean(0, keepdim=True)
        logits[0, 1].backward()
        weights = last.grad.mean(dim=(2, 3), keepdim=True) if last.grad is not None else last
        (weights * last).sum(1).relu().detach().cpu()
        self.network.zero_grad(set_to_none=True)
        return self._probability(logits.detach())

    def _probability(self, logits: Tensor) -> float:
        return float(self.bundle.scaling.calibrated(logits[0, 1] - logits[0, 0]).sigmoid())


def sample() -> list[SliceImage]:
    """The slices of the series that ships."""
    (series, *_), _ = open_series([ROOT / "resources" / "sample"])
    return [decode(series, index) for index in range(len(series.slices))]


def main() -> None:
    """Measure, print and, if asked, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--former", type=Path, help="folder with other bundles, to compare with")
    options = parser.parse_args()
    device = best_device()
    whence = open_cascade(BUNDLES)
    presence, source = (
        Plain(open_bundle(BUNDLES / task, device), device) for task in ("presence", "source")
    )
    threshold = presence.bundle.info.threshold
    slices = sample()

    def cascade(score: Callable[[Plain, SliceImage], float]) -> Callable[[SliceImage], object]:
        def read(item: SliceImage) -> object:
            presence_score = score(presence, item)
            return score(source, item) if presence_score >= threshold else presence_score

        return read

    ways: dict[str, Callable[[SliceImage], object]] = {
        "plain PyTorch, presence alone": presence.score,
        "plain PyTorch, cascade": cascade(Plain.score),
        "plain PyTorch, cascade with Grad-CAM": cascade(Plain.score_with_map),
        "Whence": lambda item: list(whence([item])),
    }
    if options.former:
        former = open_cascade(options.former)
        ways = {
            "Whence, former bundles": lambda item: list(former([item])),
            "Whence": ways["Whence"],
        }
    spans: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            for item in slices:
                way(item)
            spans[name].append((time.perf_counter() - began) / len(slices))
    text = _page({name: statistics.median(own[1:]) for name, own in spans.items()}, whence.device)
    print(text)
    if options.write and not options.former:
        write_section("cascade", text)


def _page(seconds: dict[str, float], device: str) -> str:
    ours = seconds["Whence"]
    note = (
        "Whence asks the source network where presence is sure of a tumour, and computes every "
        "map that the desk offers and the guard against strangers as well; plain PyTorch asks it "
        "where presence passes its threshold, and computes nothing but what is named."
    )
    rows = [
        f"| {name} | {duration * 1000:.0f} | {duration / ours:.2f} |"
        for name, duration in seconds.items()
    ]
    return "\n".join(
        (
            "## The cascade",
            "",
            f"`python -m benchmarks.cascade --write`, median of {ROUNDS} rounds over the sample "
            f"series, {torch.get_num_threads()} threads, {device}. {note}",
            "",
            "| | ms a slice | of Whence's |",
            "|---|---|---|",
            *rows,
        )
    )


if __name__ == "__main__":
    main()
