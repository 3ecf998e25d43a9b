"""Options of research commands: numbers within bounds, help that states what is so."""

import argparse
import math
import re
from dataclasses import fields

import pytest

import main as whence
from ml.research.experiments.crossval.figures import DRAWS
from ml.research.experiments.engine.run_plan import QUICK_DRAWS
from ml.research.option_types import Number
from ml.research.training.config import TrainConfig

pytestmark = pytest.mark.slow
OUT_OF_RANGE = ("-1", "nan", "inf", "-inf", "1e400", "", "x", "1_0x", "9" * 5000, "٣x", "0x10")
NEEDED = {
    "train": ["presence", "-o", "out"],
    "crossval": ["-o", "out"],
    "compare": ["-o", "out"],
    "ablate": ["-o", "out"],
    "leave-out": ["-o", "out"],
}


def subparsers(parser, path=()):
    yield path, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from subparsers(below, (*path, name))


OPTIONS = [
    (path, parser, action)
    for path, parser in subparsers(whence._parser())
    for action in parser._actions
    if action.option_strings
]
NUMBERS = [(path[0], action) for path, _, action in OPTIONS if isinstance(action.type, Number)]


def test_every_option_that_takes_a_number_has_bounds():
    assert len(NUMBERS) > 30
    assert [(p, a.dest) for p, _, a in OPTIONS if a.type in (int, float)] == []
    assert {command for command, _ in NUMBERS} == set(NEEDED)


@pytest.mark.parametrize(("command", "action"), NUMBERS, ids=lambda v: getattr(v, "dest", v))
def test_a_number_out_of_range_is_one_line_and_code_2(command, action, capsys):
    above = str(action.type.high * 2 + 1)
    for text in (*OUT_OF_RANGE, above):
        option = f"{action.option_strings[0]}={text}"
        with pytest.raises(SystemExit) as ended:
            whence._parser().parse_args([command, *NEEDED[command], option])
        assert ended.value.code == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.count("\n") == 1, printed.err
        assert action.option_strings[0] in printed.err


@pytest.mark.parametrize(("command", "action"), NUMBERS, ids=lambda v: getattr(v, "dest", v))
def test_bounds_and_defaults_are_allowed(command, action):
    for value in (action.type.low, action.type.high, action.default):
        option = f"{action.option_strings[0]}={action.type.kind(value)}"
        options = whence._parser().parse_args([command, *NEEDED[command], option])
        assert math.isclose(getattr(options, action.dest), value)


def test_help_states_the_default_that_holds():
    stated = 0
    for path, parser, action in OPTIONS:
        shown = parser._get_formatter()._expand_help(action) if action.help else ""
        words = re.search(r"\(default (.+?)\)", shown)
        if words is not None:
            assert words[1] == str(action.default), (path, action.dest)
            stated += 1
    assert stated == len(NUMBERS)


def test_defaults_of_train_are_those_of_the_configuration():
    options = vars(whence._parser().parse_args(["train", *NEEDED["train"]]))
    for field in fields(TrainConfig):
        left_out = ("task", "out", "shared", "collections")
        if field.name in options and field.name not in left_out:
            assert options[field.name] == field.default, field.name


def test_help_states_the_draws_that_are_drawn():
    (help_text,) = (a.help for p, _, a in OPTIONS if p == ("crossval",) and a.dest == "draws")
    assert f"0 takes {DRAWS}, with --quick {QUICK_DRAWS}" in help_text


@pytest.mark.parametrize(
    "arguments",
    [
        ["annotate"], ["annotate", "in"], ["annotate", "in", "-o"], ["train", "grading", "-o", "x"],
        ["train", "presence", "-o", "x", "--precision", "float8"], ["doctor", "--now"],
        ["dataset"], ["crossval", "-o", "x", "--by", "eye"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_arguments_are_one_line_and_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        whence.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
