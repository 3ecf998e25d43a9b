"""Defines the configuration of a training run, and stores it.

Source: the ResNeSAt paper, section III.A and eq. 1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.inference.preprocessing import Preprocessing
from ml.research.data.split import FORMER_TUNING_SHARE, TUNING_SHARE

DEFAULT_COLLECTIONS = "lgg,cheng,btp,bcbm,brats-glioma,tcga-gbm"
FORMER_COLLECTIONS = "lgg,cheng,btp"
"""Of runs and bundles that did not store theirs."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """A run; the defaults are the paper's recipe.

    Attributes:
        task: `presence` or `source`.
        out: Run folder: `config.json`, `metrics.csv`, `curves.png`, `last/`.
        shared: Folder that holds `data/`.
        start: Folder of the ImageNet ResNet-50, `timm:NAME`, folder of another run
            or of a bundle, or empty for random weights.
        architecture: See `ml.inference.models.resnesat.ARCHITECTURES`.
        gate: See `ml.inference.models.resnesat.Gate`.
        epochs: 100 in the paper.
        batch: 16 in the paper.
        rate: Initial learning rate; 0 takes the paper's 1e-3 (presence) or 1e-4 (source).
        momentum: Of SGD; the paper does not state it.
        decay: Weight decay; the paper does not state it.
        optimiser: `sgd` (the paper) or `adamw`.
        size: Side of the input; 256 in the paper.
        per_epoch: Slices drawn per epoch; 0 means as many as there are.
        full_augmentation: False leaves the paper's flip alone.
        lesion_weight: Weight of the lesion's outline in the loss
            (`ml.research.training.lesion_supervision`); 0 is the paper, which knows labels only.
        precision: See `ml.research.training.precision`.
        compiled: Let `torch.compile` join the steps of the network, which needs a C++ compiler and
            some minutes first, and then passes over memory less often.
        seed: Of the weights that a start leaves open, and of every draw.
        manifest: A `manifest.csv` to learn from in place of `shared`.
        collections: Public collections to learn from, with commas between
            (`ml.research.data.collections`); without a `manifest` only.
        average: Decay of a running mean of the weights, which then is the network that is
            kept; 0 keeps the last weights, as the paper.
        mixed_sizes: Feed batches at sizes from three quarters to five quarters of `size`.
        transplanted: Share of the pairs that presence learns from in which a lesion is set into
            another patient's slice (`ml.research.synthesis.transplanted_lesions`).
        outline_weight: Weight of the decoder that draws the lesion's outline; 0 leaves the decoder
            out, as the paper (presence only).
        blanks: Share of the pairs whose negative is the positive with its lesion replaced
            (`ml.research.synthesis.presence_epoch`).
        field_mm: Where not 0, learn from single lesions in a field of this side
            (`ml.research.data.lesion_examples`; source only).
        tuning: Share of the patients in the tuning set (`ml.research.data.split`).
        inner: For choosing between recipes: evaluate on a part of the training patients, so
            that the test set stays unused.
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
    optimiser: str = "sgd"
    size: int = 256
    per_epoch: int = 0
    full_augmentation: bool = False
    lesion_weight: float = 0.0
    precision: str = "float32"
    compiled: bool = False
    seed: int = 1
    manifest: str = ""
    collections: str = DEFAULT_COLLECTIONS
    average: float = 0.0
    mixed_sizes: bool = False
    transplanted: float = 0.0
    outline_weight: float = 0.0
    blanks: float = 0.0
    field_mm: float = 0.0
    tuning: float = TUNING_SHARE
    inner: bool = False

    @property
    def preprocessing(self) -> Preprocessing:
        """How its slices are made ready."""
        return Preprocessing(size=self.size, field_mm=self.field_mm)

    @property
    def initial_rate(self) -> float:
        """The learning rate that epoch 0 has."""
        return self.rate or {"presence": 1e-3, "source": 1e-4}[self.task]


REMOVED = {"order": "0", "part": "", "shared_trunk": "False"}
"""Options that are gone, with the value that changed nothing; run folders of before name them."""


def learning_rate(epoch: float, epochs: int, initial: float) -> float:
    """The paper's eq. 1: `(1 + cos(e pi / N)) / 2 * initial`."""
    return 0.5 * (1 + math.cos(epoch * math.pi / epochs)) * initial


def remember(config: TrainConfig) -> None:
    """Write the configuration into the run folder; where nothing was trained yet, begin anew.

    Raises:
        DataError: The folder holds a trained run with other settings.
    """
    path = config.out / "config.json"
    text = json.dumps({k: str(v) for k, v in asdict(config).items()}, indent=2)
    if path.exists() and trained(config.out) and recall(config.out) != config:
        raise DataError(f"{config.out} holds a run with other settings; choose another --out")
    atomic_files.write_text(path, text)


def trained(run: Path) -> bool:
    """Whether a run folder holds a checkpoint, which is after its first epoch."""
    return (run / "last" / "state.json").exists()


def recall(run: Path) -> TrainConfig:
    """Read the configuration of a run folder.

    Raises:
        DataError: It is not one, or the run was trained with an option that is gone.
    """
    try:
        stored = json.loads((run / "config.json").read_text())
    except (OSError, ValueError) as error:
        raise DataError(f"{run} is not a run folder: {error}") from error
    read: dict[str, Callable[[str], Any]] = {
        "str": str,
        "int": int,
        "float": float,
        "Path": Path,
        "bool": lambda text: text == "True",
    }
    types = {f.name: str(f.type) for f in fields(TrainConfig)}
    stored.setdefault("tuning", str(FORMER_TUNING_SHARE))
    stored.setdefault("collections", FORMER_COLLECTIONS)
    gone = [name for name, plain in REMOVED.items() if stored.get(name, plain) != plain]
    if gone:
        raise DataError(
            f"{run} was trained with {' and '.join(f'{name}={stored[name]}' for name in gone)}, "
            "which this version no longer has; open it with the version that trained it"
        )
    try:
        return TrainConfig(**{k: read[types[k]](v) for k, v in stored.items() if k in types})
    except (TypeError, ValueError) as error:
        raise DataError(f"{run} is not a run folder: {error}") from error
