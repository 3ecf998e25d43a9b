"""What `ml` says is a template with values, and is translated however it travelled."""

import ast
import io
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import NamedTuple

from ml.core.errors import BundleError, ImageReadError
from ml.core.messages import (
    Message,
    from_text,
    message,
    quoted,
    recorded,
    to_json,
    to_text,
    with_semicolons,
)
from ml.core.series_verdict import series_verdict
from ml.core.types import RESEARCH_USE, UNLIKE, Check, Outcome, Verdict
from ml.core.validation import in_words
from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.scan import scan
from ml.imaging.sequence_type.from_tags import refusal, sequence_doubts
from ml.imaging.types.sequence_kind import Recognition, SequenceKind
from ml.inference.bundle_schema import FORMER_CAUTIONS, validated
from ml.processes.framing import read_frame, write_frame
from ml.processes.serialization import pack, unpack
from ml.processes.worker_process import _error
from tests.synthetic.mr import mr, write
from tests.viewer.i18n.unwrapped import literals, name_of
from viewer.i18n.translate import research_use, tr, translated

ROOT = Path(__file__).resolve().parents[3]

SAID_BY = {"ImageReadError", "Problem", "NoVolumeError", "BundleError", "WriteError"} | {
    *("NothingFoundError", "WorkerError", "WorkerEndedError", "Evidence", "Recognition", "Check"),
    *("_problem", "_no", "_guess", "_refuse"),
}
"""Calls of `ml` that carry a sentence for the reader."""
RESEARCH = ROOT / "ml" / "research"
"""Its command line speaks English."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_WORDS = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")
WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
SAME_EVERYWHERE = {"TR {:g} ms, TE {:g} ms", "{} with {:.0f} GB, torch {}"}
"""Templates of units and signs only."""


LOOKING = {"startswith", "endswith", "removeprefix", "removesuffix", "find", "index", "count"} | {
    *("match", "fullmatch", "search", "compile", "findall", "split", "partition", "replace"),
}
"""Calls that look for something in a text."""
ASKED_FOR = {"message", *SAID_BY, *LOOKING}


class Code(NamedTuple):
    """What matters of one file: calls by name, and comparisons."""

    path: Path
    calls: dict[str, list[ast.Call]]
    comparisons: list[ast.Compare]


@cache
def code():
    """Every file of ml and viewer, gone through once: it takes seconds."""
    return [
        looked_through(path, ast.parse(path.read_text(encoding="utf-8")))
        for folder in ("ml", "viewer")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def looked_through(path, tree):
    found = Code(path, defaultdict(list), [])
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in ASKED_FOR:
            found.calls[name_of(node)].append(node)
        elif isinstance(node, ast.Compare):
            found.comparisons.append(node)
    return found


def calls(*names):
    return [(f.path, call) for f in code() for name in names for call in f.calls.get(name, ())]


@cache
def templates():
    return {call.args[0].value for _, call in calls("message")}


def with_values(template):
    """A message of a template, with numbers where it formats them and words elsewhere."""
    specs = [spec for _, name, spec, _ in Formatter().parse(template) if name is not None]
    return Message(template, *(7.0 if spec else "7" for spec in specs))


def test_templates_are_literals_that_lupdate_takes_whole():
    found = list(calls("message"))
    assert len(found) > 150
    for path, call in found:
        first, *values = call.args
        where = f"{path.name}:{call.lineno}"
        assert isinstance(first, ast.Constant), where
        assert isinstance(first.value, str), where
        fields = [field for _, field, _, _ in Formatter().parse(first.value) if field is not None]
        if not any(isinstance(value, ast.Starred) for value in values):
            assert len(fields) == len(values), where
        taken_for_comment = values[0] if values else None
        assert not isinstance(taken_for_comment, ast.JoinedStr), where
        assert not isinstance(getattr(taken_for_comment, "value", None), str), where


def test_what_is_said_to_the_reader_keeps_its_template():
    """Text put together in place of a message could not be translated."""
    bare = [
        f"{path.name}:{call.lineno}"
        for path, call in calls(*SAID_BY)
        for argument in call.args
        for literal in unwrapped(argument)
        if RESEARCH not in path.parents and WORDS.search(literal.value)
    ]
    assert not bare


def unwrapped(node):
    """Literals below a node that no message, mark or tr holds."""
    return [] if is_message(node) else literals(node)


def is_message(node):
    return isinstance(node, ast.Call) and name_of(node) == "message"


def test_what_is_said_is_translated(chinese):
    untranslated = []
    for template in templates():
        shown = translated(with_values(template))
        latin = LATIN_WORDS.search(re.sub("`.*?`", "", shown))
        same = not re.search("[a-z]{3}", template) or template in SAME_EVERYWHERE
        if not same and (latin or not CHINESE.search(shown)):
            untranslated.append(template)
    assert not untranslated, "translate them (make words adds them to the catalog)"


def test_without_a_language_nothing_changes(qapp):
    for template in templates():
        said = with_values(template)
        assert translated(said, privacy=False) == said


def test_values_are_filled_in_and_translated_too(chinese):
    refused = [
        Verdict("1", Outcome.REFUSED, None, None, None, message("no head in this slice"), "m")
    ]
    assert translated(series_verdict(refused, 0.5).reason) == "本层未见头部"
    words = translated(message("{} of its slices are {}", 2, UNLIKE))
    assert words == "其中 2 层与网络的训练图像不同"


def test_joined_reasons_are_translated_one_by_one(chinese):
    times = message("TR {:g} ms, TE {:g} ms", 500, 10)
    rival = message("but {} ({})", message("a spin echo with {}", times), SequenceKind.PD.words)
    evidence = (message("its description says {}", repr("t2")), rival)
    (doubt, _) = sequence_doubts(Recognition(SequenceKind.T2, 0.3, evidence))
    assert doubt == (
        "may be T2: its description says 't2'; but a spin echo with TR 500 ms, TE 10 ms "
        "(proton density)"
    )
    words = translated(doubt)
    assert words.startswith("可能是")
    assert not LATIN_WORDS.search(words)
    assert doubt.values[1] == with_semicolons(evidence)
    kind = Recognition(SequenceKind.FLAIR, 0.9, (message("its description says {}", "'flair'"),))
    refused = refusal(SimpleNamespace(modality="MR", colour=False), kind)
    assert refused == "FLAIR (its description says 'flair'): the networks read contrast-enhanced T1"
    assert translated(refused, privacy=False) == (
        "FLAIR（序列描述含 'flair'）：网络只分析 T1 增强图像"
    )
    assert translated(refused) == "FLAIR（序列描述含 （已隐藏））：网络只分析 T1 增强图像"


def test_what_a_person_wrote_stays(chinese):
    for text in ("T1 post contrast (synthetic phantom)", "Meier^Anna", "SE 4", "", "{not a field}"):
        assert translated(quoted(text), privacy=False) == text


def test_text_of_an_old_record_stays_or_is_translated_whole(chinese):
    assert translated(recorded("no head in this slice")) == "本层未见头部"
    assert translated(recorded("T2?")) == "T2?"
    assert translated("claims 7 frames; the header is damaged").startswith("claims 7 frames")


def test_what_the_shipped_bundles_say_of_themselves_is_translated(chinese):
    found = list((ROOT / "resources" / "bundles").glob("*/model.json"))
    assert found
    for path in found:
        fields = validated(json.loads(path.read_text(encoding="utf-8")))
        assert not fields.caution or fields.caution in FORMER_CAUTIONS
        words = in_words(fields.task, fields.validation)
        assert not re.search("[A-Za-z]", translated(words)), words


def test_a_message_that_crosses_the_worker_process_is_translated(chinese):
    verdict = Verdict("1", Outcome.REFUSED, None, None, None, UNLIKE, "m")
    check = Check("disk", False, message("{:.1f} GB free for records and reports", 1.25))
    stream, arrays = io.BytesIO(), []
    write_frame(stream, {"answer": pack((verdict, check), arrays)}, arrays)
    stream.seek(0)
    frame, came = read_frame(stream)  # type: ignore[misc]
    verdict_again, check_again = unpack(frame["answer"], came)
    assert verdict_again == verdict
    assert translated(verdict_again.reason) == "与网络的训练图像不同"
    assert check_again.words == "1.2 GB free for records and reports"
    assert translated(check_again.words) == "可用于记录和报告的空间 1.2 GB"


def test_an_error_that_crosses_the_worker_process_is_translated(chinese):
    raised = BundleError(message("{}: {} is missing; install it again", "presence", "model.json"))
    sent = json.loads(json.dumps({"kind": "BundleError", "words": to_json(raised.message)}))
    came = _error(sent, message("a decoder"))
    assert isinstance(came, BundleError)
    assert str(came) == str(raised)
    assert CHINESE.search(translated(came.message))


def test_a_message_that_the_index_keeps_is_translated(chinese, tmp_path):
    folder = tmp_path / "study"
    lost = {"LossyImageCompression": "01", "LossyImageCompressionMethod": "ISO_15444_1"}
    write(folder, [mr(LossyImageCompressionRatio=12, **lost), mr(1, Rows=0)])

    def found():
        *_, last = scan([folder], index=Index(tmp_path / "index.sqlite"))
        return last

    for step in (found(), found()):  # the second time from the index
        (series,) = step.series
        (lossy,) = [warning for warning in series.warnings if "lossy" in warning]
        assert translated(lossy).startswith("有损 JPEG 2000")
        assert CHINESE.search(translated(series.details["Lossy compression"]))
        (problem,) = step.problems
        assert CHINESE.search(translated(problem.reason))


def test_a_message_that_the_study_database_keeps_is_translated(chinese):
    said = message("{} of its slices are {}", 2, UNLIKE)
    again = from_text(to_text(said))
    assert again == said
    assert translated(again) == "其中 2 层与网络的训练图像不同"
    assert to_text(UNLIKE) == "unlike what the network was trained on"
    assert from_text('{"message": [').values == ()


def test_an_error_tells_its_reason(chinese):
    error = ImageReadError("a.dcm", message("states {} frames; the header is damaged", 7))
    assert str(error) == "a.dcm: states 7 frames; the header is damaged"
    assert translated(error.message, privacy=False).startswith("a.dcm")
    assert CHINESE.search(translated(error.message))


def recognised(file):
    """Literals that hold words of what `ml` says, and that a text is compared with."""
    looked_for = [side for node in file.comparisons for side in (node.left, *node.comparators)]
    looked_for += [
        argument for name in LOOKING for call in file.calls[name] for argument in call.args
    ]
    for literal in (literal for argument in looked_for for literal in literals(argument)):
        words = literal.value.strip(" .;:,")
        if WORDS.search(words) and any(words in template for template in templates()):
            yield words


def test_no_code_of_the_desk_recognises_what_ml_says():
    found = [
        (file.path.name, words)
        for file in code()
        if ROOT / "viewer" in file.path.parents
        for words in recognised(file)
    ]
    assert not found


def test_the_check_finds_what_recognises():
    for line in (
        'any("distances are not valid" in warning for warning in series.warnings)',
        're.match("no head in this slice", reason)',
        'reason.endswith("the header is damaged")',
    ):
        assert list(recognised(looked_through(ROOT, ast.parse(line))))
    said = 'say(message("no head in this slice"))'
    assert not list(recognised(looked_through(ROOT, ast.parse(said))))


def test_research_use_is_said_in_both_languages_where_it_leaves_the_desk(chinese):
    assert tr(RESEARCH_USE) == "仅供研究使用，不得用于诊断。"
    assert research_use().endswith(RESEARCH_USE)
    assert research_use().startswith("仅供研究使用")
