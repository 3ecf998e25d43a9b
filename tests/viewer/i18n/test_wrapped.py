"""No word on screen escapes translation: a literal that is shown stands inside `tr` or `mark`."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.viewer.i18n.unwrapped import name_of, on_screen, sentences

ROOT = Path(__file__).resolve().parents[3]
VIEWER = sorted((ROOT / "viewer").rglob("*.py"))
FOR_MACHINES = {
    "viewer/storage/crash_reports.py",  # the crash report is for whoever mends Whence
    "viewer/storage/log_file.py",
    "viewer/storage/standard_error.py",
}
"""Files that speak English to somebody else than the reader."""
KEPT = {
    "key image",  # a kind of row in the journal
    "a picture could not be encoded as PNG",  # an error of ours, not of the reader's files
    *("DejaVu Sans", "Segoe UI", "Helvetica Neue", "Noto Sans"),
}
each_file = pytest.mark.parametrize("path", VIEWER, ids=lambda p: p.relative_to(ROOT).as_posix())


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def marked():
    """Words of tables, which are translated where they are shown."""
    return {
        call.args[0].value  # type: ignore[attr-defined]
        for path in (*VIEWER, *(ROOT / "ml").rglob("*.py"))
        for call in ast.walk(parse(path))
        if isinstance(call, ast.Call) and name_of(call) == "mark"
    }


@each_file
def test_what_is_shown_is_wrapped(path):
    assert not list(on_screen(parse(path)))


@each_file
def test_sentences_are_wrapped(path):
    if path.relative_to(ROOT).as_posix() not in FOR_MACHINES:
        assert not [found for found in sentences(parse(path)) if found[1] not in KEPT | marked()]


def test_commands_are_marked():
    tree = parse(ROOT / "viewer" / "widgets" / "keys" / "command_table.py")
    rows = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and name_of(n) == "Command"]
    assert len(rows) > 40
    for row in rows:
        assert isinstance(row.args[1], ast.Call), ast.unparse(row)
        assert name_of(row.args[1]) == "mark", ast.unparse(row)


@pytest.mark.slow
def test_no_words_are_put_together_before_translation():
    """lupdate sees neither an f-string inside `tr`, nor `tr` inside an f-string."""
    for path in VIEWER:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.JoinedStr):
                hidden = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
                for call in hidden:
                    first = call.args[0] if call.args else None
                    wrapped = name_of(call) in ("tr", "mark", "counted")
                    assert not (wrapped and isinstance(first, ast.Constant)), (path, call.lineno)
            if isinstance(node, ast.Call) and name_of(node) in ("tr", "mark", "counted"):
                assert not any(isinstance(a, ast.JoinedStr) for a in node.args), path


@pytest.mark.parametrize(
    "code",
    [
        'QLabel("Opacity")',
        'box.setToolTip(f"{n} slices")',
        'bar.setText("Reading" if busy else tr("Done"))',
        'form.addRow("Opacity", slider)',
    ],
)
def test_the_check_finds_what_escaped(code):
    assert list(on_screen(ast.parse(code)))


def test_the_check_lets_names_and_styles_pass():
    code = 'label.setText(tr("Opacity")); label.setText(f"{a} · {b}"); log.info("two words")'
    assert not list(on_screen(ast.parse(code)))
    assert not list(sentences(ast.parse(code)))
    assert list(sentences(ast.parse('WAITING = "Press V when you have looked."')))
