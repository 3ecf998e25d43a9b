"""Adds the research commands to `main.py`: from folders to a manifest, from a manifest to a bundle.

Each imports what it needs when it runs, so that the parser stays quick.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.core.named_paths import path_argument
from ml.core.readable_text import say
from ml.research.option_numbers import ABLATION, CROSSVAL, EXPERIMENT, TRAINING, add_numbers

if TYPE_CHECKING:
    from ml.research.training.config import TrainConfig

PRECISIONS = ("float32", "bfloat16")
OPTIMISERS = ("sgd", "adamw")
TRAINED = ("resnest50", "resnesat50", "resnesat50_mirrored", "resnesat_tiny")
SHARED = Path(os.environ.get("WHENCE_SHARED", "../shared"))


def add(commands: Any) -> None:
    """Add the research commands to a parser's subcommands.

    Args:
        commands: What `add_subparsers` returned.
    """
    _add_dataset(commands)
    _add_train(commands)
    evaluate = commands.add_parser(
        "evaluate", help="evaluate a run, or a bundle again, on the test set"
    )
    evaluate.add_argument("trained_folder", type=path_argument, metavar="RUN or BUNDLE")
    evaluate.add_argument(
        "-o", "--out", type=path_argument, required=True, help="the bundle to write"
    )
    evaluate.add_argument("--version", help="of the bundle to write")
    evaluate.add_argument(
        "--shared", type=path_argument, default=SHARED, help="for a bundle: folder that holds data/"
    )
    evaluate.set_defaults(run=_evaluate)
    _add_crossval(commands)
    _add_compare(commands)
    _add_ablate(commands)
    _add_leave_out(commands)
    _add_examine(commands)
    document = commands.add_parser("document", help="write docs/evaluation.md from results")
    document.add_argument(
        "--crossval", type=path_argument, action="append", default=[], metavar="OUT"
    )
    document.add_argument(
        "--compare", type=path_argument, action="append", default=[], metavar="OUT"
    )
    document.add_argument(
        "--ablation", type=path_argument, action="append", default=[], metavar="OUT"
    )
    document.add_argument("--leave-out", type=path_argument, metavar="OUT")
    document.add_argument("--examine", type=path_argument, metavar="OUT")
    document.add_argument("--docs", type=path_argument, default=Path("docs"))
    document.add_argument("--bundles", type=path_argument, default=Path("resources/bundles"))
    document.set_defaults(run=_document)


def _add_examine(commands: Any) -> None:
    examine = commands.add_parser(
        "examine", help="shipped bundles: do maps lie on lesions, what flips verdicts, what is odd"
    )
    examine.add_argument("-o", "--out", type=path_argument, required=True)
    examine.add_argument(
        "--part",
        action="append",
        choices=("maps", "shortcuts", "strangers"),
        dest="parts",
        help="may be given again; default all",
    )
    examine.add_argument(
        "--shared", type=path_argument, default=SHARED, help="folder that holds data/"
    )
    examine.add_argument("--bundles", type=path_argument, default=Path("resources/bundles"))
    examine.set_defaults(run=_examine)


def _add_crossval(commands: Any) -> None:
    crossval = commands.add_parser(
        "crossval", help="the paper's experiment: folds, ResNeSt against ResNeSAt, tables III, IV"
    )
    add_numbers(crossval, CROSSVAL)
    crossval.add_argument(
        "--by", choices=("patient", "slice", "both"), default="both", help="slice: as the paper did"
    )
    crossval.add_argument("--tables", action="store_true", help="count again, train nothing")
    _add_experiment(crossval)
    crossval.set_defaults(run=_crossval)


def _add_compare(commands: Any) -> None:
    compare = commands.add_parser(
        "compare", help="the paper's figure 3: eight networks on one split by patient"
    )
    _add_experiment(compare)
    compare.set_defaults(run=_compare)


def _add_ablate(commands: Any) -> None:
    ablate = commands.add_parser("ablate", help="what each part of a recipe gains")
    ablate.add_argument("-o", "--out", type=path_argument, required=True)
    ablate.add_argument(
        "--shared", type=path_argument, default=SHARED, help="folder that holds data/"
    )
    ablate.add_argument("--start", default="", help="ImageNet ResNet-50 folder, or a bundle")
    ablate.add_argument("--precision", default="float32", choices=PRECISIONS)
    ablate.add_argument("--variant", action="append", dest="variants", metavar="NAME")
    ablate.add_argument("--tables", action="store_true", help="count again, train nothing")
    add_numbers(ablate, ABLATION)
    ablate.set_defaults(run=_ablate)


def _add_leave_out(commands: Any) -> None:
    leave_out = commands.add_parser(
        "leave-out", help="source networks on primaries of a collection that they never saw"
    )
    _add_recipe(leave_out)
    leave_out.set_defaults(run=_leave_out, task="source")


def _add_experiment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--out", type=path_argument, required=True)
    parser.add_argument(
        "--shared", type=path_argument, default=SHARED, help="folder that holds data/"
    )
    parser.add_argument("--manifest", default="", help="manifest.csv instead")
    parser.add_argument(
        "--task",
        action="append",
        choices=("presence", "source", "tumour-class"),
        dest="tasks",
        help="may be given again; default presence and source",
    )
    parser.add_argument("--network", action="append", dest="networks", metavar="NAME")
    parser.add_argument("--simulate", action="store_true", help="draw lesions for the task source")
    parser.add_argument("--gate", default="paper", choices=("paper", "open"))
    parser.add_argument("--start", default="", help="ImageNet ResNet-50 folder for our networks")
    parser.add_argument("--pretrained", action="store_true", help="torchvision's, timm's weights")
    add_numbers(parser, EXPERIMENT)
    parser.add_argument("--optimiser", default="sgd", choices=OPTIMISERS)
    parser.add_argument("--precision", default="float32", choices=PRECISIONS)
    parser.add_argument("--full-augmentation", action="store_true", help="more than the flip")
    parser.add_argument(
        "--quick", action="store_true", help="tiny networks, drawn heads: does everything work?"
    )


def _add_dataset(commands: Any) -> None:
    dataset = commands.add_parser("dataset", help="make or look over a manifest of labelled slices")
    kinds = dataset.add_subparsers(required=True, metavar="build|check")
    build = kinds.add_parser("build", help="from folders of series and a label sheet")
    build.add_argument("folder", type=path_argument, metavar="FOLDER")
    build.add_argument(
        "--labels",
        type=path_argument,
        required=True,
        help="CSV: series, patient, class; may have source, slices, mask "
        "(ml/research/dataset/label_sheet.py)",
    )
    build.add_argument(
        "-o", "--out", type=path_argument, required=True, help="manifest.csv to write"
    )
    build.set_defaults(run=_build)
    check = kinds.add_parser("check", help="patients and images by class, duplicates, doubts")
    check.add_argument("manifest", type=path_argument)
    check.add_argument(
        "-o", "--out", type=path_argument, help="write the report here as Markdown as well"
    )
    check.set_defaults(run=_check)


def _add_train(commands: Any) -> None:
    train = commands.add_parser("train", help="train one network, the paper's recipe by default")
    train.add_argument("task", choices=("presence", "source"))
    _add_recipe(train)
    train.set_defaults(run=_train)


def _add_recipe(train: argparse.ArgumentParser) -> None:
    train.add_argument("-o", "--out", type=path_argument, required=True)
    train.add_argument(
        "--shared", type=path_argument, default=SHARED, help="folder that holds data/"
    )
    train.add_argument("--manifest", default="", help="manifest.csv to learn from instead")
    train.add_argument(
        "--collections", metavar="A,B,...", help="of data/ in --shared; default: all with outlines"
    )
    train.add_argument("--start", default="", help="ImageNet folder, timm:NAME, RUN or BUNDLE")
    train.add_argument("--architecture", default="resnesat50", choices=TRAINED)
    train.add_argument("--gate", default="paper", choices=("paper", "open", "none"))
    add_numbers(train, TRAINING)
    train.add_argument("--optimiser", default="sgd", choices=OPTIMISERS)
    train.add_argument("--precision", default="float32", choices=PRECISIONS)
    train.add_argument("--full-augmentation", action="store_true", help="more than the flip")
    train.add_argument("--mixed-sizes", action="store_true", help="3/4 to 5/4 of --size")
    train.add_argument("--compiled", action="store_true", help="torch.compile: needs C++")


def _build(options: argparse.Namespace) -> int:
    from ml.research.dataset.build import build
    from ml.research.dataset.check import table

    built = build(options.folder, options.labels, options.out)
    for doubt in built.doubts:
        say(f"- {doubt}")
    for line in table(built.rows):
        say("  ".join(str(cell) for cell in line if cell != ""))
    say(f"Manifest: {options.out}; look it over with `python main.py dataset check`")
    return 0


def _check(options: argparse.Namespace) -> int:
    from ml.core import atomic_files
    from ml.research.dataset.check import check

    report = check(options.manifest)
    say(report.markdown())
    if options.out:
        atomic_files.write_text(options.out, report.markdown())
    return 1 if report.faults else 0


def _train(options: argparse.Namespace) -> int:
    from ml.research.training.loop import train

    say(f"Last checkpoint: {train(_recipe(options))}")
    return 0


def _recipe(options: argparse.Namespace) -> TrainConfig:
    from dataclasses import fields

    from ml.research.training.config import TrainConfig

    names = {f.name for f in fields(TrainConfig)}
    return TrainConfig(**{k: v for k, v in vars(options).items() if k in names and v is not None})


def _evaluate(options: argparse.Namespace) -> int:
    from ml.research.evaluation.evaluate import VERSION, bundle_again, bundle_run

    trained_folder, out, version = options.trained_folder, options.out, options.version or VERSION
    if (trained_folder / "model.json").exists():
        measured = bundle_again(trained_folder, options.shared, out, version)
    else:
        measured = bundle_run(trained_folder, out, version)
    for name, value in measured.items():
        say(f"{name}: {value}")
    say(f"Bundle: {options.out}")
    return 0


def _crossval(options: argparse.Namespace) -> int:
    from ml.research.experiments.crossval.crossval_report import finished, report
    from ml.research.experiments.crossval.crossval_run import run
    from ml.research.experiments.crossval.figures import DRAWS
    from ml.research.experiments.engine import run_plan

    plan = run_plan.plan(options, compared=False)
    if not options.tables:
        run_plan.work(plan, run, options.processes)
    if finished(plan) or options.tables:
        report(plan, options.draws or (run_plan.QUICK_DRAWS if options.quick else DRAWS))
        say(run_plan.text(plan.out / "tables.md"))
    return 0


def _compare(options: argparse.Namespace) -> int:
    from ml.research.experiments.compare.compare_report import finished, report
    from ml.research.experiments.compare.compare_run import run
    from ml.research.experiments.engine import run_plan

    plan = run_plan.plan(options, compared=True)
    run_plan.work(plan, run, options.processes)
    if finished(plan):
        report(plan)
        say(run_plan.text(plan.out / "table.md"))
    return 0


def _ablate(options: argparse.Namespace) -> int:
    from ml.research.experiments.ablation.ablation_report import markdown, report
    from ml.research.experiments.ablation.ablation_run import base, run
    from ml.research.experiments.ablation.variants import VARIANTS

    recipe = base(
        "presence", options.out, options.shared, options.start, options.size, options.epochs,
        options.per_epoch, options.precision,
    )  # fmt: skip
    seeds = range(1, options.seeds + 1)
    if not options.tables:
        names = options.variants or list(VARIANTS["presence"])
        run(recipe, names, seeds, say)
    say(markdown(report(recipe, seeds)))
    return 0


def _leave_out(options: argparse.Namespace) -> int:
    from ml.research.experiments.leave_out.leave_out_report import markdown, report
    from ml.research.experiments.leave_out.leave_out_run import leave_out

    recipe = _recipe(options)
    found = leave_out(recipe, lambda name: say(f"without {name}"))
    say(markdown(report(recipe, found)))
    return 0


def _examine(options: argparse.Namespace) -> int:
    from ml.research.experiments.examine.examine_run import PARTS, examine

    parts = options.parts or PARTS
    say(f"Written: {examine(options.bundles, options.shared, options.out, parts)}")
    return 0


def _document(options: argparse.Namespace) -> int:
    from ml.research.evaluation_page import document

    folders = (options.crossval, options.compare, options.ablation, options.examine)
    written = document(options.docs, options.bundles, *folders, left_out=options.leave_out)
    say(f"Written: {written}")
    return 0
