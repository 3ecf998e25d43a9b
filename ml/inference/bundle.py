"""Reads and writes bundles: a network on disk, verified before it is used.

`weights.safetensors` (fp16), `ood.safetensors`, `MODEL_CARD.md` and `model.json`, of which
`ml.inference.bundle_schema` names every field; sealed, and signed if it ships
(`ml.inference.bundle_seal`). Nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import Any

import torch
from msgspec.structs import asdict
from safetensors import SafetensorError
from safetensors.torch import load, save_file

from ml.core import atomic_files, strict_json
from ml.core.errors import BundleError, ImageReadError
from ml.core.messages import Message, mark, message, quoted, recorded, verbatim
from ml.core.printable import first_unprintable
from ml.core.strict_json import shortened
from ml.core.types import LesionRule, ModelInfo, SeriesRule, SettlingRule
from ml.core.version import VERSION
from ml.imaging.types.ordinary_file import open_ordinary
from ml.inference import ood
from ml.inference.abstention import ConformalBand
from ml.inference.bundle_schema import FORMER_CAUTIONS, SCHEMA, ModelFields, SchemaError, validated
from ml.inference.bundle_seal import (
    MOST_SIGNATURE_BYTES,
    MOST_SUMS_BYTES,
    SIGNATURE,
    SUMS,
    altered,
    fingerprint_of,
    is_signed,
    seal,
)
from ml.inference.calibration import Scaling
from ml.inference.models.attention_map import Attention
from ml.inference.models.resnesat import ARCHITECTURES, ResNeSAt
from ml.inference.preprocessing import Preprocessing

TASKS = (mark("presence"), mark("source"))
MODEL, CARD = "model.json", "MODEL_CARD.md"
WEIGHTS, OOD = "weights.safetensors", "ood.safetensors"
FILES = (CARD, MODEL, OOD, WEIGHTS)
"""What a bundle holds beside its seal."""
MOST_BYTES = {MODEL: 2**16, CARD: 2**16, OOD: 2**25, WEIGHTS: 2**29}
"""What a larger file holds is no bundle of ours: 5 kB, 7 kB, 0.8 MB and 51 MB."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A verified network, ready to run.

    Attributes:
        network: In evaluation mode, fp32.
        preprocessing: Of its input.
        info: What the user may know.
        scaling: Calibrates the network's log-odds.
        attention: How its gates are merged into one map.
        conformal_band: Where the network abstains.
        ood_detector: Refuses out-of-distribution slices; `None` only for trials of the network.
        outline_threshold: Probability from which there is an outline; `None` where none is drawn.
    """

    network: ResNeSAt
    preprocessing: Preprocessing
    info: ModelInfo
    scaling: Scaling
    attention: Attention
    conformal_band: ConformalBand
    ood_detector: ood.OodDetector | None = None
    outline_threshold: float | None = None

    def abstains(self, score: float) -> bool:
        """Whether the answer for a probability is "not sure"."""
        return self.conformal_band.contains(score)


def write(
    folder: Path,
    network: ResNeSAt,
    model: Mapping[str, Any],
    card: str,
    ood_detector: ood.OodDetector,
) -> None:
    """Write a bundle; its seal last, so that a torn bundle cannot be opened.

    Args:
        folder: Made where absent.
        network: Its weights are stored as fp16, its counters as they are.
        model: What `model.json` says, but for the schema and who wrote it.
        card: The model card, Markdown.
        ood_detector: Refuses out-of-distribution slices.

    Raises:
        BundleError: `model` says what no bundle may say.
        WriteError: The disk is full or the folder may not be written to.
    """
    described = {
        "schema": SCHEMA,
        **model,
        "written_by": f"Whence {VERSION}",
        "ood": {"false_refusals": ood.FALSE_REFUSALS},
    }
    try:
        validated(described)
    except SchemaError as error:
        raise BundleError(_contradiction(folder, error)) from error
    state = {
        name: (value.half() if value.is_floating_point() else value).cpu().contiguous()
        for name, value in network.state_dict().items()
    }
    atomic_files.write(folder / WEIGHTS, lambda path: save_file(state, path))
    atomic_files.write_text(folder / CARD, card)
    ood.save(folder / OOD, ood_detector)
    atomic_files.write_text(folder / MODEL, json.dumps(described, indent=2) + "\n")
    seal(folder, FILES)


def describe(folder: Path) -> dict[str, Any]:
    """Read `model.json` without touching the weights.

    Returns:
        What `ml.inference.bundle_schema.ModelFields` allows.

    Raises:
        BundleError: It is not there, not readable, or says what no bundle may say.
    """
    return dict(_checked(folder, _read(folder / MODEL, MOST_BYTES[MODEL]))[0])


def _checked(folder: Path, data: bytes) -> tuple[dict[str, Any], ModelFields]:
    """`model.json` as parsed, and checked."""
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
                Message(folder.name),
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
    data = {name: _read(folder / name, MOST_BYTES[name]) for name in FILES}
    _, model = _checked(folder, data[MODEL])
    card = _card(folder, data[CARD])
    sums = _unaltered(folder, data)
    conformal_band = ConformalBand(**asdict(model.conformal))
    info = ModelInfo(
        task=model.task,
        name=f"{model.name} {model.version}",
        fingerprint=fingerprint_of(sums),
        shipped=_is_shipped(folder, sums),
        validation=model.validation,
        caution=recorded("" if model.caution in FORMER_CAUTIONS else model.caution),
        threshold=model.threshold,
        card=card,
        series=SeriesRule(**asdict(model.series)) if model.series is not None else None,
        band=(conformal_band.yes_from, conformal_band.no_to),
        settling=SettlingRule(**asdict(model.settling)) if model.settling is not None else None,
        lesions=LesionRule(**asdict(model.lesions)) if model.lesions is not None else None,
    )
    try:
        network = _network(model, data[WEIGHTS])
        ood_detector = ood.load(data[OOD])
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
        model.attention,
        conformal_band,
        ood_detector.to(device),
        model.outline.threshold if model.outline is not None else None,
    )


def _network(model: ModelFields, weights: bytes) -> ResNeSAt:
    make = ARCHITECTURES[model.architecture]
    outlines = model.outline is not None
    if model.gate == "none":
        network = make(2, outlines=outlines)
    else:
        network = make(2, gate=model.gate, outlines=outlines)
    state = load(weights)
    if not all(bool(value.isfinite().all()) for value in state.values()):
        raise ValueError("a weight is no finite number")
    network.load_state_dict(
        {k: v.float() if v.is_floating_point() else v for k, v in state.items()}
    )
    network.both_ways = model.both_ways
    network.peak_share = model.outline.peak_share if model.outline is not None else 0.0
    return network


def _named(folder: Path) -> str:
    """The folder's name; where that is a task, as bundles are installed, it is translated."""
    return Message(folder.name) if folder.name in TASKS else folder.name


def _read(path: Path, most: int) -> bytes:
    """The bytes of an ordinary file of a bundle, and of no link.

    Args:
        path: Of the file.
        most: Bytes that it may have.
    """
    try:
        if path.is_symlink():
            raise _unreadable(path, message("it is a link"))
        with open_ordinary(path) as file:
            large = file.seek(0, SEEK_END) > most
            file.seek(0)
            data = b"" if large else file.read(most + 1)
    except FileNotFoundError as error:
        raise BundleError(
            message("{}: {} is missing; install it again", _named(path.parent), verbatim(path.name))
        ) from error
    except ImageReadError as error:
        raise _unreadable(path, message("it is no ordinary file")) from error
    except OSError as error:
        raise _unreadable(path, quoted(error.strerror or str(error))) from error
    if large or len(data) > most:  # it may grow meanwhile
        raise _unreadable(path, message("it is larger than {} bytes", most))
    return data


def _unreadable(path: Path, why: Message) -> BundleError:
    return BundleError(
        message(
            "{}: {} cannot be read ({}); install the bundle again",
            _named(path.parent),
            verbatim(path.name),
            why,
        )
    )


def _unaltered(folder: Path, data: Mapping[str, bytes]) -> bytes:
    """`SHA256SUMS`, if all files are as they were sealed."""
    sums = _read(folder / SUMS, MOST_SUMS_BYTES)
    digests = {name: hashlib.sha256(some).hexdigest() for name, some in data.items()}
    if name := altered(sums, digests):
        raise BundleError(
            message(
                "{}: {} was altered and no longer matches {}; install the bundle again",
                _named(folder),
                verbatim(name),
                verbatim(SUMS),
            )
        )
    return sums


def _is_shipped(folder: Path, sums: bytes) -> bool:
    path = folder / SIGNATURE
    return path.exists() and is_signed(sums, _read(path, MOST_SIGNATURE_BYTES))


def _card(folder: Path, data: bytes) -> str:
    try:
        card = data.decode()
    except UnicodeDecodeError as error:
        raise BundleError(
            message("{}: {} is not UTF-8; install the bundle again", _named(folder), verbatim(CARD))
        ) from error
    if found := first_unprintable(card, line_breaks=True):
        raise BundleError(
            message(
                "{}: {} holds the invisible character {}; install the bundle again, or ask who "
                "made it",
                _named(folder),
                verbatim(CARD),
                verbatim(found),
            )
        )
    return card
