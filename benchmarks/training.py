"""Times a training step against the same network in plain PyTorch.

    python -m benchmarks.training [--write]

A batch of sixteen at 96x96 with random labels, forwards, backwards and AdamW, in turn in one
process on one thread (a run per core trains more than one run on all cores):

- *timm*: `resnest50d` as timm gives it, float32, memory as PyTorch has it;
- *timm, tuned*: the same with channels last, bfloat16 by autocast and the fused AdamW;
- *ResNeSt*: ours in the same setting;
- *ResNeSAt*: ours with its sixteen gates, in the same setting.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import timm
import torch
from torch import nn
from torch.nn import functional

from benchmarks.page import write_section
from ml.inference.models.resnesat import resnesat50, resnest50
from ml.research.data.tasks import TASKS
from ml.research.training.precision import autocast

ROUNDS = 9
BATCH, SIZE = 16, 96
DEVICE = torch.device("cpu")


class Step:
    """One step of one network.

    Args:
        network: From random weights.
        tuned: With channels last, bfloat16 and the fused step.
    """

    def __init__(self, network: nn.Module, *, tuned: bool) -> None:
        random = torch.Generator().manual_seed(1)
        layout = torch.channels_last if tuned else torch.contiguous_format
        self.network = network.train().to(memory_format=layout)
        self.images = torch.randn(BATCH, 3, SIZE, SIZE, generator=random)
        self.images = self.images.contiguous(memory_format=layout)
        self.labels = torch.randint(0, 2, (BATCH,), generator=random)
        self.optimiser = torch.optim.AdamW(network.parameters(), 1e-4, fused=tuned)
        self.precision = autocast(DEVICE, "bfloat16" if tuned else "float32")

    def __call__(self) -> float:
        """Seconds that a step took."""
        began = time.perf_counter()
        with self.precision:
            loss = functional.cross_entropy(self.network(self.images).float(), self.labels)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        return time.perf_counter() - began


def main() -> None:
    """Measure, print and, if asked, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    torch.set_num_threads(1)
    classes = len(TASKS["presence"].answers)

    def theirs() -> nn.Module:
        network: nn.Module = timm.create_model("resnest50d", num_classes=classes)
        return network

    ways: dict[str, Callable[[], float]] = {
        "timm's ResNeSt": Step(theirs(), tuned=False),
        "timm's ResNeSt, tuned": Step(theirs(), tuned=True),
        "our ResNeSt": Step(resnest50(classes), tuned=True),
        "our ResNeSAt": Step(resnesat50(classes, gate="open"), tuned=True),
    }
    spans: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS + 1):
        for name, way in ways.items():
            spans[name].append(way())
    text = _page({name: statistics.median(own[1:]) for name, own in spans.items()})
    print(text)
    if options.write:
        write_section("training", text)


def _page(seconds: dict[str, float]) -> str:
    ours = seconds["our ResNeSAt"]
    rows = [
        f"| {name} | {duration * 1000:.0f} | {duration / ours:.2f} |"
        for name, duration in seconds.items()
    ]
    return "\n".join(
        (
            "## A step of training",
            "",
            f"`python -m benchmarks.training --write`, median of {ROUNDS} rounds, a batch of "
            f"{BATCH} at {SIZE}x{SIZE}, one thread, cpu. *Tuned* is channels last, bfloat16 and "
            "the fused AdamW, in which ours are trained.",
            "",
            "| | ms a step | of ResNeSAt's |",
            "|---|---|---|",
            *rows,
        )
    )


if __name__ == "__main__":
    main()
