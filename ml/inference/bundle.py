"""Reads and writes bundles: a network on disk, verified before it is used.

`weights.safetensors` (fp16), `ood.safetensors`, `MODEL_CARD.md` and `model.json`, of which
`ml.inference.bundle_schema` names every field. Nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from msgspec.structs import asdict
from safetensors import SafetensorError
from safetensors.torch import load, save_file

from ml.core import atomic_files, ordinary_files, strict_json
from ml.core.errors import BundleError
from ml.core.messages import Message, mark, message, recorded, verbatim
from ml.core.printable import first_unprintable
from ml.core.strict_json import shortened
from ml.core.types import ModelInfo, SeriesRule
from ml.core.version import VERSION
from ml.inference import ood
from ml.inference.abstention import ConformalBand
from ml.inference.bundle_schema import SCHEMA, ModelFields, SchemaError, validated
from ml.inference.calibration import Scaling
from ml.inference.models.attention_map import Attention
from ml.inference.models.resnesat import ARCHITECTURES, ResNeSAt
from ml.inference.preprocessing import Preprocessing

TASKS = (mark("presence"), mark("source"))
WEIGHTS, OOD, CARD = "weights.safetensors", "ood.safetensors", "MODEL_CARD.md"
MOST_JSON_BYTES, MOST_CARD_BYTES = 64 * 1024, 64 * 1024
MOST_WEIGHTS_BYTES, MOST_OOD_BYTES = 2**29, 2**25
"""What larger files hold is no bundle of ours: 5 kB, 7 kB, 51 MB and 0.8 MB."""


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
        conformal_band: Where the network abstains; `None` while its rule is being fitted.
        ood_detector: Refuses out-of-distribution slices; `None` only for trials of the network.
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
    ood_detector: ood.OodDetector,
) -> None:
    """Write a bundle; `model.json` last, so that a torn bundle cannot be opened.

    Args:
        folder: Made where absent.
        network: Its weights are stored as fp16, its counters as they are.
        model: What `model.json` says, but for the schema and the checksums.
        card: The model card, Markdown.
        ood_detector: Refuses out-of-distribution slices.

    Raises:
        BundleError: `model` says what no bundle may say.
        WriteError: The disk is full or the folder may not be written to.
    """
    state = {
        name: (value.half() if value.is_floating_point() else value).cpu().contiguous()
        for name, value in network.state_dict().items()
    }
    weights = folder / WEIGHTS
    atomic_files.write(weights, lambda path: save_file(state, path))
    atomic_files.write_text(folder / CARD, card)
    ood.save(folder / OOD, ood_detector)
    described = {
        "schema": SCHEMA,
        **model,
        "written_by": f"Whence {VERSION}",
        "sha256": sha256(weights),
        "ood": {"sha256": sha256(folder / OOD), "false_refusals": ood.FALSE_REFUSALS},
    }
    try:
        validated(described)
    except SchemaError as error:
        raise BundleError(_contradiction(folder, error)) from error
    atomic_files.write_text(folder / "model.json", json.dumps(described, indent=2) + "\n")


def describe(folder: Path) -> dict[str, Any]:
    """Read `model.json` without touching the weights.

    Returns:
        What `ml.inference.bundle_schema.ModelFields` allows.

    Raises:
        BundleError: It is not there, not readable, or says what no bundle may say.
    """
    return dict(_described(folder)[0])


def _described(folder: Path) -> tuple[dict[str, Any], ModelFields]:
    """`model.json` as parsed, and checked."""
    data = _read(folder / "model.json", MOST_JSON_BYTES)
    try:
        model = strict_json.parse(data)
    except strict_json.StrictJsonError as error:
        raise BundleError(
            message(
                "{} is not a bundle: model.json cannot be read, {}; install the bundle again",
                _named(folder),
                error.reason,
            )
        ) from error
    if isinstance(model, dict) and model.get("schema") != SCHEMA:
        raise BundleError(
            message(
                "{}: schema {} of model.json is not known to this version of Whence; update Whence "
                "or the bundle",
                _named(folder),
                shortened(str(model.get("schema"))),
            )
        )
    try:
        fields = validated(model)
    except SchemaError as error:
        raise BundleError(_contradiction(folder, error)) from error
    if folder.name in TASKS and fields.task != folder.name:
        raise BundleError(
            message(
                "the bundle in the folder {} is for the task {}; move it to the folder of its task",
                folder.name,
                Message(fields.task),
            )
        )
    return model, fields


def _contradiction(folder: Path, error: SchemaError) -> Message:
    if not error.field:
        return message(
            "{}: model.json is not that of a bundle: {}; install the bundle again, or ask who "
            "made it",
            _named(folder),
            error.reason,
        )
    return message(
        "{}: model.json cannot be used because of its field {}: {}; install the bundle again, or "
        "ask who made it",
        _named(folder),
        error.field,
        error.reason,
    )


def open_bundle(folder: Path, device: torch.device) -> Bundle:
    """Verify and load a bundle.

    Args:
        folder: Holds the files; where its name is a task, the bundle must be for that task.
        device: Where the network shall run.

    Raises:
        BundleError: A file is missing, was altered, or does not fit the architecture.
    """
    described, model = _described(folder)
    card = _card(folder)
    weights = _verified(folder / WEIGHTS, MOST_WEIGHTS_BYTES, model.sha256)
    guard = _verified(folder / OOD, MOST_OOD_BYTES, model.ood.sha256)
    conformal_band = ConformalBand(**asdict(model.conformal))
    info = ModelInfo(
        task=model.task,
        name=f"{model.name} {model.version}",
        fingerprint=_fingerprint(described, card),
        demonstration=model.demonstration,
        caution=recorded(model.caution),
        threshold=model.threshold,
        card=card,
        series=SeriesRule(**asdict(model.series)) if model.series is not None else None,
        band=(conformal_band.yes_from, conformal_band.no_to),
    )
    try:
        network = _network(model, weights)
        ood_detector = ood.load(guard)
        ood_detector.check_fits(network.channels)
    except (KeyError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
        raise BundleError(
            message(
                "{}: the weights do not fit model.json ({}); install the bundle again",
                _named(folder),
                shortened(str(error), 200),
            )
        ) from error
    network.eval().to(device).to(memory_format=torch.channels_last)
    return Bundle(
        network,
        Preprocessing(**asdict(model.preprocessing)),
        info,
        Scaling(model.temperature, model.offset),
        model.abstain,
        model.attention,
        conformal_band,
        ood_detector.to(device),
    )


def _network(model: ModelFields, weights: bytes) -> ResNeSAt:
    make = ARCHITECTURES[model.architecture]
    network = make(2) if model.gate == "none" else make(2, gate=model.gate)
    state = load(weights)
    if not all(bool(value.isfinite().all()) for value in state.values()):
        raise ValueError("a weight is no finite number")
    network.load_state_dict(
        {k: v.float() if v.is_floating_point() else v for k, v in state.items()}
    )
    network.both_ways = model.both_ways
    return network


def _named(folder: Path) -> str:
    """The folder's name; where that is a task, as bundles are installed, it is translated."""
    return Message(folder.name) if folder.name in TASKS else folder.name


def _read(path: Path, most: int) -> bytes:
    """The bytes of an ordinary file of a bundle.

    Args:
        path: Of the file.
        most: Bytes that it may have.
    """
    try:
        return ordinary_files.read(path, most)
    except FileNotFoundError as error:
        raise BundleError(
            message("{}: {} is missing; install it again", _named(path.parent), path.name)
        ) from error
    except (OSError, ordinary_files.NotOrdinaryError) as error:
        why = verbatim(error.strerror or str(error)) if isinstance(error, OSError) else error.reason
        raise BundleError(
            message(
                "{}: {} cannot be read ({}); install the bundle again",
                _named(path.parent),
                path.name,
                why,
            )
        ) from error


def _verified(path: Path, most: int, expected: str) -> bytes:
    """As `_read`, of a file whose hash is known."""
    data = _read(path, most)
    digest = hashlib.sha256(data).hexdigest()
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
    return data


def _card(folder: Path) -> str:
    data = _read(folder / CARD, MOST_CARD_BYTES)
    try:
        card = data.decode()
    except UnicodeDecodeError as error:
        raise BundleError(
            message("{}: {} is not UTF-8; install the bundle again", _named(folder), CARD)
        ) from error
    if found := first_unprintable(card, line_breaks=True):
        raise BundleError(
            message(
                "{}: {} holds the invisible character {}; install the bundle again, or ask who "
                "made it",
                _named(folder),
                CARD,
                found,
            )
        )
    return card


def _fingerprint(model: Mapping[str, Any], card: str) -> str:
    """Twelve hex digits over all that the bundle does and says."""
    text = json.dumps([model, card], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
