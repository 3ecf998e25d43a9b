"""Train one network: the paper's recipe by default, resumable, by patient.

Source: the ResNeSAt paper, section III.A and eq. 1.
"""

from __future__ import annotations

import csv
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional

from ml import atomic
from ml.data import sample
from ml.data.examples import Example, load
from ml.data.simulate import implant
from ml.data.split import split
from ml.errors import DataError
from ml.model.pretrained import recalibrate, start_from_resnet50, start_from_timm
from ml.model.resnesat import ARCHITECTURES, ResNeSAt
from ml.preprocess import Preprocessing, normalise

COLLECTIONS = ("lgg", "cheng", "btp")


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """A run; the defaults are the paper's recipe.

    Attributes:
        task: `presence` or `source`.
        out: Run folder: `config.json`, `metrics.csv`, `curves.png`, `last/`.
        shared: Folder that holds `data/`.
        start: Folder of the ImageNet ResNet-50, `timm:NAME`, or empty for random weights.
        architecture: See `ml.model.resnesat.ARCHITECTURES`.
        gate: See `ml.model.resnesat.Gate`.
        epochs: 100 in the paper.
        batch: 16 in the paper.
        rate: Initial learning rate; 0 takes the paper's 1e-3 (presence) or 1e-4 (source).
        momentum: Of SGD; the paper does not state it.
        decay: Weight decay; the paper does not state it.
        size: Side of the input; 256 in the paper.
        per_epoch: Slices drawn per epoch; 0 means as many as there are.
        full_augmentation: False leaves the paper's flip alone.
        seed: Of every draw.
    """

    task: str
    out: Path
    shared: Path
    start: str = ""
    architecture: str = "resnesat50"
    gate: str = "paper"
    epochs: int = 100
    batch: int = 16
    rate: float = 0.0
    momentum: float = 0.9
    decay: float = 1e-4
    size: int = 256
    per_epoch: int = 0
    full_augmentation: bool = False
    seed: int = 1

    @property
    def initial_rate(self) -> float:
        """The learning rate that epoch 0 has."""
        return self.rate or {"presence": 1e-3, "source": 1e-4}[self.task]


def learning_rate(epoch: int, epochs: int, initial: float) -> float:
    """The paper's eq. 1: `(1 + cos(e pi / N)) / 2 * initial`."""
    return 0.5 * (1 + math.cos(epoch * math.pi / epochs)) * initial


def build(config: TrainConfig) -> ResNeSAt:
    """A network at its start, with pretrained weights where the run names them."""
    torch.manual_seed(config.seed)
    make = ARCHITECTURES[config.architecture]
    network = make(2) if config.architecture == "resnest50" else make(2, gate=config.gate)
    if config.start.startswith("timm:"):
        start_from_timm(network, config.start.removeprefix("timm:"))
    elif config.start:
        start_from_resnet50(network, Path(config.start))
    return network


def draw(config: TrainConfig, examples: list[Example], seed: int) -> tuple[Tensor, Tensor]:
    """The slices of one epoch and their labels, shuffled.

    Shapes:
        returns: `(N, S, S)` uint8 and `(N,)` int64.
    """
    random = np.random.default_rng((config.seed, seed))
    count = config.per_epoch or len(examples)
    epoch = sample.presence_epoch if config.task == "presence" else sample.source_epoch
    drawn = list(epoch(examples, count, random))
    order = random.permutation(len(drawn))
    images = torch.from_numpy(np.stack([drawn[i][0] for i in order]))
    return images, torch.tensor([drawn[i][1] for i in order])


def held_out_set(config: TrainConfig, examples: list[Example]) -> tuple[Tensor, Tensor]:
    """Fixed slices of held-out patients for the curve after each epoch.

    Shapes:
        returns: `(N, S, S)` uint8 and `(N,)` int64.
    """
    random = np.random.default_rng(7)
    if config.task == "presence":
        chosen = [e for e in examples if e.collection != "cheng"]
        picks = random.permutation(len(chosen))[:160]
        images = [chosen[i].unit for i in picks]
        labels = [int(chosen[i].present) for i in picks]
    else:
        free = [e for e in examples if not e.present and 0.25 < e.level < 0.9]
        labels = [i % 2 for i in range(80)]
        images = [
            implant(free[int(random.integers(len(free)))].unit, bool(label), random)[0]
            for label in labels
        ]
    return torch.from_numpy(np.stack(images)), torch.tensor(labels)


@torch.no_grad()
def probabilities(network: ResNeSAt, images: Tensor, batch: int = 16) -> Tensor:
    """Probability of the positive class.

    Shapes:
        images: `(N, S, S)` uint8.
        returns: `(N,)` float in [0, 1].
    """
    network.eval()
    device = next(network.parameters()).device
    parts = [
        network(normalise(chunk.to(device).float() / 255)).softmax(1)[:, 1].cpu()
        for chunk in images.split(batch)
    ]
    return torch.cat(parts)


def train(config: TrainConfig) -> Path:
    """Train, or go on where a killed run stopped.

    Returns:
        Folder of the last checkpoint: `weights.safetensors`, `momentum.safetensors`,
        `state.json`.

    Raises:
        DataError: The data is missing, or the run folder belongs to another configuration.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    stored = _remember(config)
    network = build(config).to(device).to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(
        network.parameters(), config.initial_rate, config.momentum, weight_decay=config.decay
    )
    collections = COLLECTIONS
    how = Preprocessing(size=config.size)
    training, testing = split(load(config.shared, how, collections))
    judged = held_out_set(config, testing)
    last = config.out / "last"
    done = _resume(last, network, optimiser)
    if done == 0 and config.start:
        images, _ = draw(config, training, seed=10_000)
        recalibrate(
            network,
            [normalise(b.to(device).float() / 255) for b in images[:160].split(config.batch)],
        )
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )
    with bar:
        row = bar.add_task(f"{config.task}, {stored}", total=config.epochs, completed=done)
        for epoch in range(done, config.epochs):
            started = time.perf_counter()
            loss = _epoch(config, network, optimiser, draw(config, training, epoch), epoch)
            scores = probabilities(network, judged[0])
            auc = float(roc_auc_score(judged[1].numpy(), scores.numpy()))
            _save(last, network, optimiser, epoch + 1)
            _log(config.out, epoch, loss, auc, time.perf_counter() - started)
            bar.update(row, advance=1, description=f"{config.task} loss {loss:.3f} AUC {auc:.3f}")
    _plot(config.out)
    return last


def _epoch(
    config: TrainConfig,
    network: ResNeSAt,
    optimiser: torch.optim.Optimizer,
    drawn: tuple[Tensor, Tensor],
    epoch: int,
) -> float:
    random = np.random.default_rng((config.seed, 1, epoch))
    device = next(network.parameters()).device
    for group in optimiser.param_groups:
        group["lr"] = learning_rate(epoch, config.epochs, config.initial_rate)
    network.train()
    total = 0.0
    pairs = list(zip(drawn[0].split(config.batch), drawn[1].split(config.batch), strict=True))
    for images, labels in pairs:
        batch = sample.augment(images.to(device).float() / 255, random, config.full_augmentation)
        logits = network(batch.contiguous(memory_format=torch.channels_last))
        loss = functional.cross_entropy(logits, labels.to(device))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        total += float(loss.detach())
    return total / len(pairs)


def _remember(config: TrainConfig) -> str:
    """Write the configuration, or refuse to go on with another one's checkpoint."""
    path = config.out / "config.json"
    text = json.dumps({k: str(v) for k, v in asdict(config).items()}, indent=2)
    if path.exists() and path.read_text() != text:
        raise DataError(f"{config.out} holds a run with other settings; choose another --out")
    atomic.write_text(path, text)
    return config.out.name


def _resume(last: Path, network: ResNeSAt, optimiser: torch.optim.Optimizer) -> int:
    if not (last / "state.json").exists():
        return 0
    state = json.loads((last / "state.json").read_text())
    network.load_state_dict(load_file(last / state["weights"]))
    momenta = load_file(last / state["momentum"])
    for name, parameter in network.named_parameters():
        if name in momenta:
            buffer = momenta[name].to(parameter.device)
            optimiser.state[parameter]["momentum_buffer"] = buffer
    return int(state["epochs"])


def _save(last: Path, network: ResNeSAt, optimiser: torch.optim.Optimizer, epochs: int) -> None:
    """Write both tensor files, then point `state.json` at them: a kill loses one epoch at most."""
    momenta = {
        name: optimiser.state[p]["momentum_buffer"].contiguous()
        for name, p in network.named_parameters()
        if "momentum_buffer" in optimiser.state[p]
    }
    weights = {k: v.contiguous() for k, v in network.state_dict().items()}
    turn = epochs % 2
    names = {"weights": f"weights-{turn}.safetensors", "momentum": f"momentum-{turn}.safetensors"}
    atomic.write(last / names["weights"], lambda p: save_file(weights, p))
    atomic.write(last / names["momentum"], lambda p: save_file(momenta, p))
    atomic.write_text(last / "state.json", json.dumps({"epochs": epochs, **names}))


def _log(out: Path, epoch: int, loss: float, auc: float, seconds: float) -> None:
    path = out / "metrics.csv"
    new = not path.exists()
    with path.open("a", newline="") as lines:
        writer = csv.writer(lines)
        if new:
            writer.writerow(["epoch", "loss", "held_out_auc", "seconds"])
        writer.writerow([epoch + 1, f"{loss:.5f}", f"{auc:.5f}", f"{seconds:.1f}"])


def _plot(out: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    with (out / "metrics.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    epochs = [int(r["epoch"]) for r in rows]
    figure, axis = plt.subplots(figsize=(6, 3.5), layout="constrained")
    axis.plot(epochs, [float(r["loss"]) for r in rows], label="training loss")
    axis.plot(epochs, [float(r["held_out_auc"]) for r in rows], label="held-out AUC (slices)")
    axis.set_xlabel("epoch")
    axis.legend()
    atomic.write(out / "curves.png", lambda p: figure.savefig(p, dpi=120))
    plt.close(figure)
