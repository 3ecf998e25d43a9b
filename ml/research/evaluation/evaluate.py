"""Evaluates a trained network on patients not used for training, and writes its bundle and card."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from ml.core.errors import DataError
from ml.core.types import LesionRule
from ml.inference import bundle
from ml.inference.bundle import describe, open_bundle
from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import Preprocessing
from ml.research.data import collections as public
from ml.research.data.context_slices import context_slices, manifest_context_slices
from ml.research.data.examples import Example
from ml.research.data.lesion_examples import network_examples
from ml.research.data.split import FORMER_TUNING_SHARE, PatientSets, split
from ml.research.data.tasks import TASKS
from ml.research.evaluation.cross_fitting import (
    cross_fitted,
    cross_fitted_settled,
    fit_folds,
    in_folds,
    sure_about_controls,
)
from ml.research.evaluation.model_card import card
from ml.research.evaluation.outline_fit import fit_peak_share, fit_threshold
from ml.research.evaluation.outlined_series import ENHANCING_MASKS, lesion_evaluation
from ml.research.evaluation.presence_figures import presence_metrics, settled_metrics
from ml.research.evaluation.refusal_figures import refusal_metrics
from ml.research.evaluation.source_figures import source_metrics
from ml.research.evaluation.validated_on import STANDING, validated_on
from ml.research.ood import ood_imitations
from ml.research.ood.brats_metastasis import metastasis
from ml.research.ood.features import detector_features
from ml.research.training.config import FORMER_COLLECTIONS, TrainConfig, recall
from ml.research.training.gate_fitting import refit_gates
from ml.research.training.initial_weights import describe_start, load_trained
from ml.research.training.loop import examples, sets_of

VERSION = "0.5"
"""Of the bundle that is written, where none is named."""
FITTED = ("ood", "conformal", "series", "settling", "lesions", "metrics")
REMADE = ("schema", "written_by", *FITTED, *STANDING)
"""Entries of `model.json` that are made anew."""


def bundle_run(run: Path, folder: Path, version: str = VERSION) -> dict[str, Any]:
    """Evaluate the last checkpoint of a run, and write it as a bundle.

    The decision rule is fitted on all patients not used for training, and evaluated by
    cross-fitting (`ml.research.evaluation.cross_fitting`); all other figures are over the test set.

    Args:
        run: Folder of `ml.research.training.loop.train`.
        folder: Where the bundle goes.
        version: Of the bundle.

    Returns:
        The metrics, as in `model.json`: each a number or `[value, low, high]`.

    Raises:
        DataError: The run has no checkpoint, or its data leave a set empty.
    """
    config = recall(run)
    network, epochs = load_trained(run, config)
    sets = sets_of(config, examples(config))
    finish(network, config, sets.training)
    description = {
        "outline": _fit_outline(network, sets.tuning),
        "name": f"whence-{config.task}",
        "version": version,
        "architecture": config.architecture,
        "gate": config.gate if network.gated else "none",
        "attention": "told" if config.lesion_weight else "stages",
        "both_ways": network.both_ways,
        "classes": list(TASKS[config.task].answers),
        "preprocessing": config.preprocessing.as_dict(),
        "input": "axial T1 MR with contrast agent, whole head",
        "training": _training(config, sets, epochs),
        "licence": "the owner's" if config.manifest else "CC BY-NC-SA 4.0, after the training data",
    }
    context = _context(config, sets) if config.task == "presence" else []
    return _write(folder, network, config.task, description, sets, config.shared, context)


def bundle_again(bundled: Path, shared: Path, folder: Path, version: str) -> dict[str, Any]:
    """Refit the decision rule of a bundle, evaluate it again, and write it as another bundle.

    Weights stay as they are.

    Args:
        bundled: The bundle, trained on the public collections.
        shared: Folder that holds `data/`.
        folder: Where the new bundle goes.
        version: Of the new bundle.

    Returns:
        As `bundle_run`.

    Raises:
        BundleError: The bundle cannot be opened.
        DataError: The collections are not there, or the bundle was trained on others.
    """
    opened, model = open_bundle(bundled, torch.device("cpu")), describe(bundled)
    own = model["training"]
    if own["own_data"]:
        raise DataError(
            f"{bundled.name} was trained on a manifest, without which its test set is not "
            "known; evaluate the folder of its run"
        )
    if own.get("parts", 1) > 1:
        raise DataError(
            f"{bundled.name} is the mean of several networks (docs/adr/0065); its decision rule "
            "was fitted with them and cannot be refitted, since the bundle does not hold them"
        )
    names = tuple(own.get("collections", FORMER_COLLECTIONS).split(","))
    slices = network_examples(shared, "", opened.preprocessing, names)
    sets = split(slices, own.get("tuning", FORMER_TUNING_SHARE))
    opened.network.both_ways = _asked_both_ways(opened.network)
    description = {k: v for k, v in model.items() if k not in REMADE}
    outline = _fit_outline(opened.network, sets.tuning)
    description |= {
        "version": version,
        "both_ways": opened.network.both_ways,
        "outline": outline,
    }
    unseen = _names([*sets.tuning, *sets.test])
    presence = model["task"] == "presence"
    context = context_slices(shared, opened.preprocessing, names, unseen) if presence else []
    return _write(folder, opened.network, model["task"], description, sets, shared, context)


def finish(network: ResNeSAt, config: TrainConfig, training: list[Example]) -> None:
    """Make a trained network what a bundle holds, but for its outline.

    Args:
        network: Of the last checkpoint; changed in place.
        config: Of its run.
        training: Its training set.
    """
    refit_gates(network, config, training)
    network.both_ways = _asked_both_ways(network)


def _fit_outline(network: ResNeSAt, tuning: list[Example]) -> dict[str, float] | None:
    """The entry of `model.json` about the outline; sets how much it counts in the answer."""
    if network.decoder is None:
        return None
    network.peak_share = fit_peak_share(network, tuning)
    return {"threshold": fit_threshold(network, tuning), "peak_share": network.peak_share}


def _asked_both_ways(network: ResNeSAt) -> bool:
    """Whether slices are read mirrored as well, in bundle and evaluation (ADR 67).

    A network that outlines lesions is larger and reads slices among their neighbours, which is
    worth more than their mirror images and takes half the time (ADR 75).
    """
    return network.decoder is None


def _write(
    folder: Path,
    network: ResNeSAt,
    task: str,
    description: dict[str, Any],
    sets: PatientSets,
    shared: Path,
    context: list[Example],
) -> dict[str, Any]:
    """Fit the rule, evaluate, and write the bundle; returns the metrics.

    The limits of the OOD detector are fitted on the tuning set alone, so that its false refusals on
    the test set need no cross-fitting.

    Args:
        folder: Of the bundle.
        network: Of the bundle.
        task: `presence` or `source`.
        description: Entries of `model.json` about how it was made.
        sets: Training, tuning and test set of the network.
        shared: Folder that holds `data/`.
        context: Slices without a label, between those of tuning and test set.
    """
    if not sets.test:
        raise DataError("the test set is empty; a bundle needs some twenty patients")
    network.to(memory_format=torch.channels_last)  # a fifth faster
    preprocessing = Preprocessing(**description["preprocessing"])
    own_data = description["training"]["own_data"]
    told = PatientSets(*map(_without_controls, (sets.training, sets.tuning, sets.test)))
    features = detector_features(network, told)
    ood_detector = features.fit()
    folds = in_folds(task, network, [sets.tuning, sets.test], context=context)
    evaluated = cross_fitted(task, folds)
    alone, rule = fit_folds(task, folds)
    if task == "presence":
        attention = description["attention"]
        measured = presence_metrics(network, sets.test, evaluated, alone, attention)
        settled = cross_fitted_settled(folds) if rule.settling is not None else None
        if settled is not None:
            measured |= settled_metrics(settled, rule, sets.test)
    else:
        # of other people's data: our one metastasis would not be comparable
        whole_slices = not (own_data or preprocessing.field_mm)
        real = metastasis(shared, preprocessing) if whole_slices else []
        sure = sure_about_controls(task, folds)
        measured = source_metrics(network, sets.test, evaluated, rule, real, sure)
    lesions = None
    if description.get("outline") and not own_data:
        found, figures = _lesions(network, description, sets, shared)
        lesions, measured = asdict(found), measured | figures
    plain = [] if preprocessing.field_mm else ood_imitations.plain_t1(shared, preprocessing)
    measured |= refusal_metrics(network, told.test, features, ood_detector, plain)
    model = {
        "task": task,
        **description,
        **rule.as_dict(),
        "lesions": lesions,
        **validated_on(task, sets, measured),
        "metrics": measured,
    }
    network.to(memory_format=torch.contiguous_format)
    bundle.write(folder, network, model, card(model), ood_detector)
    return measured


def _lesions(
    network: ResNeSAt, description: dict[str, Any], sets: PatientSets, shared: Path
) -> tuple[LesionRule, dict[str, Any]]:
    """The rule that keeps lesions, and their figures on tuning and test patients."""
    unseen, data = _names([*sets.tuning, *sets.test]), shared / "data"
    rows = [
        row
        for name in description["training"]["collections"].split(",")
        if name in ENHANCING_MASKS
        for row in public.rows(data, name)
        if row.patient in unseen
    ]
    threshold = description["outline"]["threshold"]
    preprocessing = Preprocessing(**description["preprocessing"])
    return lesion_evaluation(network, threshold, data, rows, preprocessing)


def _training(config: TrainConfig, sets: PatientSets, epochs: int) -> dict[str, Any]:
    """The training entries of `model.json`."""
    return {
        "epochs": epochs,
        "of": config.epochs,
        "slices_per_epoch": config.per_epoch or len(sets.training),
        "start": describe_start(config),
        "optimiser": config.optimiser,
        "initial_rate": config.initial_rate,
        "precision": config.precision,
        "lesion_weight": config.lesion_weight,
        "size": config.size,
        "mixed_sizes": config.mixed_sizes,
        "transplanted": config.transplanted,
        "outline_weight": config.outline_weight,
        "blanks": config.blanks,
        "tuning": config.tuning,
        "collections": config.collections,
        "patients": _patients(sets.training),
        "tuning_patients": _patients(sets.tuning),
        "held_out_patients": _patients(sets.test),
        "own_data": bool(config.manifest),
    }


def _context(config: TrainConfig, sets: PatientSets) -> list[Example]:
    """Slices without a label, between those of tuning and test set, of the data of a run."""
    preprocessing, unseen = Preprocessing(size=config.size), _names([*sets.tuning, *sets.test])
    if config.manifest:
        return manifest_context_slices(Path(config.manifest), preprocessing, unseen)
    collections = tuple(config.collections.split(","))
    return context_slices(config.shared, preprocessing, collections, unseen)


def _without_controls(slices: list[Example]) -> list[Example]:
    """What the OOD detector is to let pass."""
    return [e for e in slices if not e.control]


def _names(slices: list[Example]) -> set[str]:
    return {e.patient for e in slices}


def _patients(slices: list[Example]) -> int:
    return len(_names(slices))
