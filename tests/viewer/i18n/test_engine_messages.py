"""What `ml` says is told in the reader's language, and only what `ml` says is in the tables."""

import ast
import re
from pathlib import Path

import pytest

from ml.core.series_verdict import series_verdict
from ml.core.types import RESEARCH_USE, Outcome, Verdict
from tests.viewer.i18n.unwrapped import name_of
from viewer.i18n.engine_messages import TABLES, told

ROOT = Path(__file__).resolve().parents[3]
FRONT = [
    *(ROOT / "ml" / "imaging").rglob("*.py"),
    *(ROOT / "ml" / "core" / f"{name}.py" for name in ("series_verdict", "types")),
    *(ROOT / "ml" / "inference" / f"{name}.py" for name in ("cascade", "selfcheck")),
]
SAID_BY = {"ImageReadError", "Problem", "NoVolumeError", "Evidence", "Recognition", "_problem"}
"""Calls of the front of `ml` that carry a sentence for the reader."""
NOUNS = {
    "names {} not there; copy the whole disc again": "names {} files that are not there; copy the "
    "whole disc again",
    "names {} outside its folder; not opened": "names a file outside its folder; not opened",
    "{} {} of another and left out": "{} files are copies of another and left out",
}
"""Where `ml` fills in words of its own, such as a plural."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_WORDS = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")


def pattern(node):
    """A string as its table would hold it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
        return "".join(parts)
    return ""


def everything_said():
    """Text of every string in `ml` and in what the desk says for it."""
    files = [*(ROOT / "ml").rglob("*.py"), *(ROOT / "viewer").rglob("*.py")]
    files = [path for path in files if "engine_messages" not in path.parts]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    said = {text for tree in trees for node in ast.walk(tree) if (text := pattern(node))}
    bundles = (ROOT / "resources" / "bundles").glob("*/model.json")
    return "\n".join([*said, *(path.read_text(encoding="utf-8") for path in bundles)])


def said_to_the_reader():
    for path in FRONT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name_of(node) in SAID_BY or is_doubt(node)):
                for argument in node.args:
                    text = pattern(argument)
                    if re.search("[a-z]{2} [a-z]", text) and text != "{}":
                        yield path.name, text


def is_doubt(call):
    owner = getattr(getattr(call.func, "value", None), "id", "")
    return name_of(call) == "append" and "doubt" in owner


@pytest.mark.slow
def test_what_is_in_the_tables_is_said_somewhere():
    said = everything_said()
    for sentence in TABLES:
        for piece in sentence.split("{}"):
            words = piece.strip(" ;:,.()?")
            if re.search("[a-z]{4}", words):
                assert words in said or all(w in said for w in words.split()), sentence


@pytest.mark.parametrize(
    ("file", "text"), sorted(set(said_to_the_reader())), ids=lambda value: value[:40]
)
def test_what_is_said_is_in_the_tables(chinese, file, text):
    shown = told(NOUNS.get(text, text).replace("{}", "7"))
    assert CHINESE.search(shown), f"{file} says what no table in viewer/i18n/engine_messages holds"


def test_without_a_language_nothing_changes():
    for sentence in TABLES:
        text = sentence.replace("{}", "7")
        assert told(text) == text


def test_values_are_filled_in_and_told_too(chinese):
    refused = [Verdict("1", Outcome.REFUSED, None, None, None, "no head in this slice", "m")]
    assert told(series_verdict(refused, 0.5).reason) == "本层未见头部"
    words = told("2 of its slices are unlike what the network was trained on")
    assert words == "其中 2 层与网络的训练图像不同"


def test_joined_reasons_are_told_one_by_one(chinese):
    words = told("may be T2?: its description says 't2'; but TR 500 ms, TE 10 ms (proton density)")
    assert words.startswith("可能是")
    assert not LATIN_WORDS.search(words)
    refusal = "FLAIR (its description says 'flair'): the networks read contrast-enhanced T1"
    assert told(refusal) == "FLAIR（序列描述含 'flair'）：网络只分析 T1 增强图像"


def test_what_a_person_wrote_stays(chinese):
    for text in ("T1 post contrast (synthetic phantom)", "Meier^Anna", "SE 4", ""):
        assert told(text) == text


def test_research_use_is_said_in_both_languages_where_it_leaves_the_desk(chinese):
    from viewer.i18n.translate import research_use, tr

    assert tr(RESEARCH_USE) == "仅供研究使用，不得用于诊断。"
    assert research_use().endswith(RESEARCH_USE)
    assert research_use().startswith("仅供研究使用")
