"""The lock names exact versions with hashes, and no address to take them from."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
BLOCKS = re.split(r"\n(?=[A-Za-z])", re.sub(r"(?m)^#.*\n", "", LOCK).strip())


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_is_pinned_with_hashes():
    for block in BLOCKS:
        assert re.match(r"[A-Za-z0-9._-]+==[\w.!]+( ; [^\\]+)? \\\n", block), block[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:80]


def test_no_address():
    assert not re.search(
        r"://|file:| @ |--(extra-)?index-url|--find-links|--trusted-host|\+cpu", LOCK
    )


def test_everything_asked_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    asked = [*project["dependencies"], *(item for extra in extras for item in extra)]
    names = {normal(re.match(r"[A-Za-z0-9._-]+", item)[0]) for item in asked}
    assert names <= {normal(block.partition("==")[0]) for block in BLOCKS}
