"""Pages that describe the code name only files, folders and modules that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = "ml|viewer|tests|resources|packaging|benchmarks"
GONE = re.compile(r"^Status: (superseded|.*code removed)", re.MULTILINE)
"""Decision records of code that is no longer there may name it."""
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (
        ROOT / "ARCHITECTURE.md",
        ROOT / "CONTEXT.md",
        ROOT / "README.md",
        ROOT / "docs" / "features.md",
        ROOT / "docs" / "limits.md",
        ROOT / "docs" / "own-source-model.md",
        ROOT / "docs" / "packaging.md",
        *sorted((ROOT / "docs" / "adr").glob("*.md")),
    )
}
PATH = re.compile(rf"(?<![\w./*-])((?:{TOP}|docs)/[\w./@-]*[\w/]|[\w-]+\.py)(?![\w/])")
MODULE = re.compile(rf"(?<![\w./*-])((?:{TOP})(?:\.\w+)+)(?!\w)")
LONGEST = 115
"""Lines of the architecture page, so that it stays two pages (ours)."""


def named(pattern):
    """Every page with every name of a kind on it."""
    return [
        (page, name)
        for page, text in PAGES.items()
        if not GONE.search(text)
        for name in sorted(set(pattern.findall(text)))
    ]


def resolves(name):
    """Whether a dotted name is a package, a module, or something that a module defines."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        stem = ROOT.joinpath(*parts[:count])
        for source in (stem.with_suffix(".py"), stem / "__init__.py"):
            if source.is_file():
                code = source.read_text(encoding="utf-8")
                return all(defines(code, part) for part in parts[count:])
    return ROOT.joinpath(*parts).is_dir()


def defines(code, name):
    return re.search(rf"^ *(?:class|def) {name}\b|^{name}\b.*=", code, re.MULTILINE) is not None


def test_every_path_that_a_page_names_exists():
    names = named(PATH)
    assert len(names) > 50
    assert not [(page, name) for page, name in names if not (ROOT / name).exists()]


def test_every_module_that_a_page_names_exists():
    names = named(MODULE)
    assert len(names) > 80
    assert not [(page, name) for page, name in names if not resolves(name)]


@pytest.mark.parametrize("name", ["ml.core.typos", "viewer.nowhere", "ml.core.types.Nothing"])
def test_what_does_not_exist_is_noticed(name):
    assert not resolves(name)


def test_every_link_of_a_page_leads_to_a_file():
    links = [
        (page, link)
        for page, text in PAGES.items()
        for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text)
        if "://" not in link
    ]
    assert len(links) > 80
    assert not [
        (page, link) for page, link in links if not (ROOT / page).parent.joinpath(link).exists()
    ]


def test_every_anchor_of_a_page_is_a_heading():
    links = [
        ((ROOT / page).parent / link, anchor)
        for page, text in PAGES.items()
        for link, anchor in re.findall(r"\]\(([^)#:]+)#([^)]+)\)", text)
    ]
    assert links
    for target, anchor in links:
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}


def test_the_architecture_page_is_short():
    assert len(PAGES["ARCHITECTURE.md"].splitlines()) <= LONGEST
