"""The application holds what reading needs, and what it leaves out is not needed."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from freeze import contents
from freeze.manifest import difference, write
from setuptools.config.pyprojecttoml import read_configuration

ROOT = contents.ROOT
READ_ONE_SLICE = """
import importlib.abc, sys
out = set(sys.argv[1:])

class LeftOut(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if any(".".join(parts[:n]) in out for n in range(1, len(parts) + 1)):
            raise ModuleNotFoundError(f"{name} is left out", name=name)

sys.meta_path.insert(0, LeftOut())
import main
from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series
series, _ = open_series([main.SAMPLE])
cascade = main._open_cascade(main.BUNDLES)
(verdict,) = cascade([decode(series[0], 12)])
assert verdict.presence is not None
from datetime import datetime
from ml.core.series_verdict import series_verdict
from viewer.report.content import build
from viewer.report.html import to_html
whole = series_verdict([verdict], 0.5)
content = build(series[0], [verdict], whole, cascade.models, created=datetime.now())
assert to_html(content).endswith("</html>")
import viewer.app.application, viewer.report.batch, ml.inference.selfcheck
import ml.inference.bundle_install, ml.worker.server, ml.worker.one_off_tasks
assert not any(module in sys.modules for module in out)
print(verdict.outcome)
"""


def test_what_is_left_out_of_our_own_is_there():
    ours = [name for name in contents.LEFT_OUT if name.startswith("ml.")]
    assert ours
    assert [name for name in ours if find_spec(name) is None] == []


@pytest.mark.slow
def test_nothing_that_is_left_out_is_needed_to_read():
    out = [*contents.LEFT_OUT, *contents.only_installed()]
    done = subprocess.run(
        [sys.executable, "-c", READ_ONE_SLICE, *out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_reason_is_given():
    assert all(contents.LEFT_OUT.values())
    assert all(contents.UNUSED_PLUGINS.values())


def test_what_only_developers_have_is_left_out():
    assert {"pytest", "mypy", "hypothesis"} <= set(contents.only_installed())


def test_what_reading_needs_is_asked_for():
    assert {
        "torch",
        "numpy",
        "pydicom",
        "imagecodecs",
        "shiboken6",
        "jinja2",
        "markupsafe",
    } <= contents.asked_for()


def test_bundles_samples_and_styles_go_along_and_sources_do_not():
    targets = {f"{folder}/{Path(source).name}" for source, folder in contents.resource_files()}
    assert {
        "resources/bundles/presence/weights.safetensors",
        "resources/bundles/presence/MODEL_CARD.md",
        "resources/codecs/RLE.lossless.dcm",
        "resources/icons/whence.svg",
        "resources/styles/dark.qss",
        "resources/sample/series/001.dcm",
        "resources/templates/report.html.j2",
    } <= targets
    assert not [target for target in targets if target.endswith((".py", ".pyc"))]


@pytest.mark.parametrize(
    ("path", "used"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", False),
        ("PySide6\\plugins\\imageformats\\qsvg.dll", True),
        ("PySide6\\plugins\\tls\\qopensslbackend.dll", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
    ],
)
def test_plugins_for_other_machines_are_left_out(path, used):
    assert contents.is_used_plugin(path) is used


@pytest.mark.parametrize(
    ("target", "left_out"),
    [
        ("simpleitk-2.5.7.dist-info/METADATA", True),
        ("numpy-2.4.6.dist-info/METADATA", False),
        ("resources/bundles/presence/model.json", False),
    ],
)
def test_what_describes_a_left_out_package_stays_out(target, left_out):
    assert contents.is_of_a_left_out_package(target) is left_out


def test_two_builds_are_compared_file_by_file(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text("same", encoding="utf-8")
        (tmp_path / name / "b").write_text(name, encoding="utf-8")
        write(tmp_path / name)
    (tmp_path / "two" / "c").write_text("more", encoding="utf-8")
    assert difference(tmp_path / "one", tmp_path / "two") == ["b", "c"]
    said = (tmp_path / "one" / "manifest.sha256").read_text(encoding="utf-8")
    done = subprocess.run(
        ["sha256sum", "-c", "-"], input=said, text=True, cwd=tmp_path / "one", check=False
    )
    assert done.returncode == 0


def test_the_spec_is_python():
    compile((ROOT / "packaging" / "whence.spec").read_text(encoding="utf-8"), "whence.spec", "exec")


def test_everything_names_one_version():
    import main
    from ml.core.version import VERSION

    project = read_configuration(ROOT / "pyproject.toml")["project"]
    assert {contents.version(), main.VERSION, project["version"]} == {VERSION}  # type: ignore[attr-defined]
