"""Pages that describe the code name only files, folders and modules that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = "ml|viewer|tests|resources|packaging|benchmarks"
PAGES = ("ARCHITECTURE.md", "README.md", "CONTEXT.md", "docs/packaging.md", "docs/limits.md")
PATH = re.compile(rf"(?<![\w./-])((?:{TOP}|docs)/[\w./@-]*[\w/]|[\w-]+\.py)(?![\w/])")
MODULE = re.compile(rf"(?<![\w./-])((?:{TOP})(?:\.\w+)+)(?!\w)")


def named(pattern, page):
    """Every name of a kind on a page, once, without what is built and not committed."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return sorted(set(pattern.findall(text)))


def cases(pattern):
    return [(page, name) for page in PAGES for name in named(pattern, page)]


def resolves(name):
    """Whether a dotted name is a package, a module, or something that a module defines."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:count])
        source = place.with_suffix(".py") if place.with_suffix(".py").is_file() else None
        if source is None and (place / "__init__.py").is_file():
            source = place / "__init__.py"
        if source is None:
            continue
        rest = parts[count:]
        if len(rest) > 1:
            return False
        return not rest or defines(source.read_text(encoding="utf-8"), rest[0])
    return False


def defines(code, name):
    return re.search(rf"^(?:class|def) {name}\b|^{name}\b.*=", code, re.MULTILINE) is not None


@pytest.mark.parametrize(("page", "name"), cases(PATH))
def test_path_exists(page, name):
    assert (ROOT / name).exists(), f"{page} names {name}"


@pytest.mark.parametrize(("page", "name"), cases(MODULE))
def test_module_exists(page, name):
    assert resolves(name), f"{page} names {name}"


def test_the_patterns_find_names():
    assert len(named(PATH, "ARCHITECTURE.md")) > 15
    assert len(named(MODULE, "ARCHITECTURE.md")) > 30


@pytest.mark.parametrize("name", ["ml.core.typos", "viewer.nowhere", "ml.core.types.Nothing"])
def test_what_does_not_exist_is_noticed(name):
    assert not resolves(name)


def test_the_page_is_short():
    assert len((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) <= 115
