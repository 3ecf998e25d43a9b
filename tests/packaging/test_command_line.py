"""What a reader, a desktop and a support line type."""

import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from freeze import contents

import main

ROOT = contents.ROOT


@pytest.fixture
def run(tmp_path):
    def command(*arguments, code=None, **more):
        environment = {
            **os.environ,
            "XDG_DATA_HOME": str(tmp_path / "share 数据"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            **more,
        }
        start = ["-c", code] if code else [str(ROOT / "main.py")]
        return subprocess.run(
            [sys.executable, *start, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return command


def test_version_is_told(run):
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"Whence {contents.version()}\n")


@pytest.mark.slow
def test_doctor_tells_each_thing_in_words(run):
    done = run("doctor", WHENCE_DEVICE="cpu")
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout
    assert "Research use only" in told
    assert "device: processor" in told
    assert told.count("is intact. Shipped by Whence.") == len(
        list((ROOT / "resources" / "bundles").iterdir())
    )
    assert "JPEG LS: decodes" in told
    assert "GB free" in told


def test_the_installed_application_says_that_it_does_not_train(run):
    code = (
        "import sys, main\n"
        "sys.frozen = True\n"
        "sys.exit(main.main(['train', 'presence', '-o', 'x']))\n"
    )
    done = run(code=code)
    assert done.returncode == 2
    assert "train needs the source tree" in done.stderr


def test_research_without_its_packages_says_how_to_get_them(run):
    code = (
        "import sys, main\n"
        "main.RESEARCH_PACKAGES = ('no_such_package',)\n"
        "sys.exit(main.main(['train', 'presence', '-o', 'x']))\n"
    )
    done = run(code=code)
    assert done.returncode == 2
    assert "train needs more packages: make setup-dev" in done.stderr


@pytest.mark.slow
def test_research_packages_are_those_of_the_extra():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.match(r"[\w-]+", item)[0] for item in project["optional-dependencies"]["research"]}
    assert asked == {
        metadata.packages_distributions()[module][0] for module in main.RESEARCH_PACKAGES
    }


@pytest.mark.slow
def test_the_desk_starts_reads_without_torch_and_ends_in_safe_mode(run, tmp_path):
    picture = tmp_path / "window.png"
    sample = str(ROOT / "resources" / "sample" / "series" / "012.dcm")
    code = (
        "import sys, main, viewer.app.application\n"
        "end = viewer.app.application.leave\n"
        "viewer.app.application.leave = lambda code: end(code or 3 * ('torch' in sys.modules))\n"
        f"main.main(['--safe', '--picture', {str(picture)!r}, {sample!r}])\n"
    )
    done = run(code=code)
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes()[:4] == b"\x89PNG"
    log = (tmp_path / "share 数据/whence/log/whence.log").read_text(encoding="utf-8")
    for mark in (
        "safe mode",
        "splash shown",
        "window shown",
        "first slice shown",
        "the networks' process was started",
        "a series was read",
        "end, code 0",
    ):
        assert mark in log
    assert not (tmp_path / "config").exists()
    assert not list((tmp_path / "share 数据/whence").glob("*.sqlite*"))


@pytest.mark.slow
def test_the_window_needs_no_reader_of_images(run):
    code = (
        "import sys, viewer.app.application\n"
        "heavy = {'torch', 'pydicom', 'nibabel', 'SimpleITK', 'imagecodecs', 'PIL'}\n"
        "early = heavy & set(sys.modules)\n"
        "sys.exit(str(early) if early else 0)\n"
    )
    done = run(code=code)
    assert done.returncode == 0, done.stderr


def test_nothing_torch_comes_before_the_window(run):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from viewer.app.startup import Start, open_desk\n"
        "start = Start('0', True, lambda: iter(()))\n"
        "early = []\n"
        f"icon = Path({str(ROOT / 'resources/icons/whence.svg')!r})\n"
        "open_desk([], start, icon, lambda *_: early.extend(sys.modules) or 0)\n"
        "heavy = {'torch', 'numpy', 'pydicom', 'pyqtgraph', 'SimpleITK'} & set(early)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = run(code=code)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="a folder without write bits")
@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere; check.sh does it as a reader")
def test_a_read_only_home_is_told_by_doctor(run, tmp_path):
    home = Path(tmp_path / "home")
    home.mkdir(mode=0o555)
    done = run("doctor", XDG_DATA_HOME=str(home / "share"))
    assert done.returncode == 1
    assert "is not writable" in done.stdout


def test_every_research_command_is_known_to_the_entry():
    """Without importing `ml.research`, which the installed application lacks."""
    choices = next(a.choices for a in main._parser()._actions if a.dest == "command")
    assert tuple(choices) == ("annotate", "demo", *main.FROM_SOURCE, "doctor")


def test_the_citation_and_the_changelog_name_this_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    released = re.search(r"^date-released: (\S+)$", citation, re.MULTILINE)[1]
    assert f"\nversion: {contents.version()}\n" in citation
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {contents.version()} - {released}\n" in changes
