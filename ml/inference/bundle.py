"""Reads and writes bundles: a network on disk, verified before it is used.

`weights.safetensors` (fp16), `model.json`, `MODEL_CARD.md` and, if the bundle has an OOD detector,
`ood.safetensors`. Nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from ml.core import atomic_files
from ml.core.errors import BundleError
from ml.core.messages import Message, mark, message, recorded
from ml.core.types import ModelInfo, SeriesRule
from ml.core.version import VERSION
from ml.inference import ood
from ml.inference.abstention import ConformalBand
from ml.inference.calibration import Scaling
from ml.inference.models.attention_map import Attention
from ml.inference.models.resnesat import ARCHITECTURES, ResNeSAt
from ml.inference.preprocessing import Preprocessing

SCHEMA = 1
TASKS = (mark("presence"), mark("source"))
WEIGHTS = "weights.safetensors"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A verified network, ready to run.

    Attributes:
        network: In evaluation mode, fp32.
        preprocessing: Of its input.
        info: What the user may know.
        scaling: Calibrates the network's log-odds.
        abstain: Half width of the band of abstention around the threshold; used only if there is
            no `conformal_band`.
        attention: How its gates are merged into one map.
        conformal_band: Where the network abstains; `None` in older bundles.
        ood_detector: Refuses out-of-distribution slices; `None` in older bundles.
    """

    network: ResNeSAt
    preprocessing: Preprocessing
    info: ModelInfo
    scaling: Scaling
    abstain: float
    attention: Attention
    conformal_band: ConformalBand | None = None
    ood_detector: ood.OodDetector | None = None

    def abstains(self, score: float) -> bool:
        """Whether the answer for a probability is "not sure"."""
        if self.conformal_band is not None:
            return self.conformal_band.contains(score)
        return abs(score - self.info.threshold) < self.abstain


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(
    folder: Path,
    network: ResNeSAt,
    model: Mapping[str, Any],
    card: str,
    ood_detector: ood.OodDetector | None = None,
) -> None:
    """Write a bundle; `model.json` last, so that a torn bundle cannot be opened.

    Args:
        folder: Made where absent.
        network: Its weights are stored as fp16, its counters as they are.
        model: What `model.json` says, but for the schema and the checksums.
        card: The model card, Markdown.
        ood_detector: Refuses out-of-distribution slices, if there is one.

    Raises:
        WriteError: The disk is full or the folder may not be written to.
    """
    state = {
        name: (value.half() if value.is_floating_point() else value).cpu().contiguous()
        for name, value in network.state_dict().items()
    }
    weights = folder / WEIGHTS
    atomic_files.write(weights, lambda path: save_file(state, path))
    atomic_files.write_text(folder / "MODEL_CARD.md", card)
    described = {
        "schema": SCHEMA,
        **model,
        "written_by": f"Whence {VERSION}",
        "sha256": sha256(weights),
    }
    if ood_detector is not None:
        ood.save(folder / "ood.safetensors", ood_detector)
        described["ood"] = {
            "sha256": sha256(folder / "ood.safetensors"),
            "false_refusals": ood.FALSE_REFUSALS,
        }
    atomic_files.write_text(folder / "model.json", json.dumps(described, indent=2) + "\n")


def describe(folder: Path) -> dict[str, Any]:
    """Read `model.json` without touching the weights.

    Raises:
        BundleError: It is not there or not readable.
    """
    try:
        model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BundleError(
            message(
                "{} is not a bundle: model.json cannot be read; install the bundle again",
                _named(folder),
            )
        ) from error
    if model.get("schema") != SCHEMA or model.get("task") not in TASKS:
        raise BundleError(
            message(
                "{}: schema {} and task {} are not known to this version of Whence; update Whence "
                "or the bundle",
                _named(folder),
                str(model.get("schema")),
                str(model.get("task")),
            )
        )
    return dict(model)


def open_bundle(folder: Path, device: torch.device) -> Bundle:
    """Verify and load a bundle.

    Args:
        folder: Holds the files.
        device: Where the network shall run.

    Raises:
        BundleError: A file is missing, was altered, or does not fit the architecture.
    """
    model = describe(folder)
    weights = folder / WEIGHTS
    _verify(weights, str(model["sha256"]))
    if "ood" in model:
        _verify(folder / "ood.safetensors", str(model["ood"]["sha256"]))
    try:
        make = ARCHITECTURES[model["architecture"]]
        network = make(2) if model["gate"] == "none" else make(2, gate=model["gate"])
        state = load_file(weights)
        network.load_state_dict(
            {k: v.float() if v.is_floating_point() else v for k, v in state.items()}
        )
        preprocessing = Preprocessing(**model["preprocessing"])
        conformal_band = ConformalBand(**model["conformal"]) if "conformal" in model else None
        info = ModelInfo(
            task=model["task"],
            name=f"{model['name']} {model['version']}",
            fingerprint=_fingerprint(model),
            demonstration=bool(model["demonstration"]),
            caution=recorded(model["caution"]),
            threshold=float(model["threshold"]),
            card=(folder / "MODEL_CARD.md").read_text(encoding="utf-8"),
            series=SeriesRule(**model["series"]) if "series" in model else None,
            band=(conformal_band.yes_from, conformal_band.no_to) if conformal_band else None,
        )
        scaling = Scaling(float(model["temperature"]), float(model.get("offset", 0.0)))
        abstain = float(model["abstain"])
        attention: Attention = model["attention"]
        ood_detector = ood.load(folder / "ood.safetensors").to(device) if "ood" in model else None
    except (KeyError, TypeError, RuntimeError, SafetensorError, OSError) as error:
        raise BundleError(message("{} is inconsistent: {}", _named(folder), str(error))) from error
    network.both_ways = bool(model.get("both_ways", False))
    network.eval().to(device).to(memory_format=torch.channels_last)
    return Bundle(
        network, preprocessing, info, scaling, abstain, attention, conformal_band, ood_detector
    )


def _named(folder: Path) -> str:
    """The folder's name; where that is a task, as bundles are installed, it is translated."""
    return Message(folder.name) if folder.name in TASKS else folder.name


def _verify(path: Path, expected: str) -> None:
    if not path.is_file():
        raise BundleError(
            message("{}: {} is missing; install it again", _named(path.parent), path.name)
        )
    digest = sha256(path)
    if digest != expected:
        raise BundleError(
            message(
                "{}: {} was altered (sha256 {}, expected {}); install the bundle again",
                _named(path.parent),
                path.name,
                digest[:12],
                expected[:12],
            )
        )


def _fingerprint(model: Mapping[str, Any]) -> str:
    """Twelve hex digits over weights, preprocessing and decision rule."""
    keys = ("sha256", "preprocessing", "threshold", "temperature", "abstain", "gate", "attention")
    later = [key for key in ("offset", "both_ways", "conformal", "ood", "series") if key in model]
    text = json.dumps({key: model[key] for key in (*keys, *later)}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
