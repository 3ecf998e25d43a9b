"""Both locks name exact versions with hashes, and no address to take them from."""

import re
import tomllib
from pathlib import Path

import locks
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNNING, EVERYTHING = "requirements.lock", "requirements-dev.lock"


def text_of(lock):
    return (ROOT / lock).read_text(encoding="utf-8")


def blocks_of(lock):
    """Each package with its marker and hashes."""
    return re.split(r"\n(?=[A-Za-z])", re.sub(r"(?m)^#.*\n", "", text_of(lock)).strip())


def names_of(lock):
    return {normal(block.partition("==")[0]) for block in blocks_of(lock)}


def asked_for(requirements):
    return {normal(re.match(r"[A-Za-z0-9._-]+", item)[0]) for item in requirements}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", [RUNNING, EVERYTHING])
def test_every_package_is_pinned_with_hashes(lock):
    for block in blocks_of(lock):
        assert re.match(r"[A-Za-z0-9._-]+==[\w.!]+( ; [^\\]+)? \\\n", block), block[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:80]


@pytest.mark.parametrize("lock", [RUNNING, EVERYTHING])
def test_no_address(lock):
    assert not re.search(
        r"://|file:| @ |--(extra-)?index-url|--find-links|--trusted-host|\+cpu", text_of(lock)
    )


def test_everything_asked_for_is_locked():
    extras = PROJECT["optional-dependencies"].values()
    asked = [*PROJECT["dependencies"], *(item for extra in extras for item in extra)]
    assert asked_for(asked) <= names_of(EVERYTHING)
    assert asked_for(PROJECT["dependencies"]) <= names_of(RUNNING)


def test_running_is_a_part_of_everything():
    """Setup relies on it: with the second lock installed, the first asks for nothing more."""
    assert set(blocks_of(RUNNING)) <= set(blocks_of(EVERYTHING))


def test_running_needs_nothing_of_the_extras():
    extras = PROJECT["optional-dependencies"]
    assert not asked_for([*extras["research"], *extras["dev"]]) & names_of(RUNNING)


def test_one_range_of_pythons_is_named_everywhere():
    versions = re.findall(r":: (3\.\d+)$", "\n".join(PROJECT["classifiers"]), re.MULTILINE)
    first, last = versions[0], versions[-1]
    minor = int(last.partition(".")[2])
    assert PROJECT["requires-python"] == f">={first},<3.{minor + 1}"
    setup = (ROOT / "packaging" / "setup.sh").read_text(encoding="utf-8")
    assert f"Python from {first} to {last}" in setup
    low, high = (f"({version.replace('.', ', ')})" for version in (first, last))
    assert f"{low} <= sys.version_info[:2] <= {high}" in setup
    assert list(locks.PYTHONS) == versions
