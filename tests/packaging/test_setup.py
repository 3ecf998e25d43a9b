"""packaging/setup.sh installs what a lock names once, and takes nothing away."""

import os
import shutil
import subprocess

import pytest
from freeze import contents

SETUP = contents.ROOT / "packaging" / "setup.sh"
RUNNING, EVERYTHING = "requirements.lock", "requirements-dev.lock"
TOOLS = ("bash", "cat", "cut", "dirname", "sha256sum")

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="setup.sh is for systems with a shell"
)


@pytest.fixture
def setup(tmp_path):
    """Run setup.sh in a folder of its own; tells which locks pip was given.

    Its Python only notes what it is called with, and there is no dpkg.
    """
    (tmp_path / "packaging").mkdir()
    shutil.copy(SETUP, tmp_path / "packaging")
    for lock in (RUNNING, EVERYTHING):
        (tmp_path / lock).write_text("one", encoding="utf-8")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/usr/bin/env bash\necho "$@" >> calls; exit "${FAIL:-0}"\n')
    python.chmod(0o755)
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool))
    (tools / "env").symlink_to(shutil.which("env"))

    def run(*arguments, code=0, **more):
        calls = tmp_path / "calls"
        calls.unlink(missing_ok=True)
        done = subprocess.run(
            [shutil.which("bash"), "packaging/setup.sh", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PATH": str(tools), **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        if not calls.exists():
            return []
        return [line.split()[-1] for line in calls.read_text(encoding="utf-8").splitlines()]

    return run


def test_running_installs_the_first_lock_once(setup):
    assert setup() == [RUNNING]
    assert setup() == []


def test_developing_adds_the_rest(setup):
    assert setup() == [RUNNING]
    assert setup("dev") == [EVERYTHING]
    assert setup("dev") == []


def test_running_after_developing_installs_nothing(setup):
    assert setup("dev") == [EVERYTHING]
    assert setup() == []


@pytest.mark.parametrize("lock", [RUNNING, EVERYTHING])
def test_a_changed_lock_is_installed(setup, tmp_path, lock):
    assert setup("dev") == [EVERYTHING]
    (tmp_path / lock).write_text("another", encoding="utf-8")
    assert setup() == ([RUNNING] if lock == RUNNING else [])
    assert setup("dev") == ([EVERYTHING] if lock == EVERYTHING else [])
    assert setup() == []


def test_what_failed_is_tried_again(setup):
    assert setup(code=1, FAIL="1") == [RUNNING]
    assert setup() == [RUNNING]


def test_an_unknown_word_is_refused(setup):
    assert setup("everything", code=2) == []
