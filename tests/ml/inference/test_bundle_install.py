"""A bundle from elsewhere is believed only after it was tried."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from ml.core.errors import BundleError, WriteError
from ml.core.version import VERSION
from ml.inference import bundle, bundle_room
from ml.inference import bundle_install as install_module
from ml.inference.bundle_install import BundleInstaller
from ml.inference.cascade import open_cascade
from ml.inference.models.resnesat import resnesat_tiny
from tests.ml.inference.tiny_bundles import model, write

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def offered(tmp_path):
    torch.manual_seed(5)
    folder = tmp_path / "offered"
    return write(folder, model("presence") | {"version": "9"})


@pytest.fixture
def installer(tmp_path):
    return BundleInstaller(tmp_path / "own")


def test_a_bundle_says_which_program_wrote_it(offered):
    assert bundle.describe(offered)["written_by"] == f"Whence {VERSION}"
    again = {**bundle.describe(offered), "written_by": "Whence 0.0.1"}
    write(offered, again)
    assert bundle.describe(offered)["written_by"] == f"Whence {VERSION}"


def test_installed_comes_before_shipped(offered, installer, tmp_path):
    shipped = tmp_path / "shipped"
    for task in ("presence", "source"):
        write(shipped / task, model(task))
    info = installer.install(offered / "model.json")
    assert info.name == "tiny 9"
    names = [m.name for m in open_cascade(installer.into, shipped).models]
    assert names == ["tiny 9", "tiny 0"]
    assert sorted(p.name for p in installer.into.iterdir()) == ["presence"]


def test_a_newer_one_takes_the_place(offered, installer):
    installer.install(offered)
    write(offered, model("presence") | {"version": "10"})
    installer.install(offered)
    assert open_cascade(installer.into).models[0].name == "tiny 10"


def spoil_byte(folder):
    path = folder / "weights.safetensors"
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)


def spoil_number(folder):
    network = resnesat_tiny()
    with torch.no_grad():
        network.fc.bias.fill_(float("nan"))
    write(folder, model("presence"), network)


def spoil_link(folder):
    path = folder / "MODEL_CARD.md"
    path.unlink()
    path.symlink_to("/etc/hostname")


def spoil_task(folder):
    text = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps(text | {"task": "age"}))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_byte, "altered"),
        (spoil_number, "no finite number"),
        (spoil_link, "MODEL_CARD.md cannot be read .it is a link"),
        (spoil_task, "field task: 'age' is not known"),
        (shutil.rmtree, "not a folder"),
    ],
)
def test_a_bad_one_is_refused_and_the_old_one_stays(offered, installer, spoil, words):
    installer.install(offered)
    spoil(offered)
    with pytest.raises(BundleError, match=words):
        installer.install(offered)
    assert open_cascade(installer.into).models[0].name == "tiny 9"
    assert sorted(p.name for p in installer.into.iterdir()) == ["presence"]


def test_a_full_disk_leaves_the_old_one(offered, installer, monkeypatch):
    installer.install(offered)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(install_module.shutil, "copyfile", full)  # type: ignore[attr-defined]
    with pytest.raises(WriteError, match="No space left"):
        installer.install(offered)
    assert open_cascade(installer.into).models[0].name == "tiny 9"
    assert sorted(p.name for p in installer.into.iterdir()) == ["presence"]


KILLED = """
import os, sys
from pathlib import Path
from ml.inference.bundle_install import BundleInstaller
into, source, left = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
rename = Path.rename
def killed(path, target):
    global left
    if not left:
        os.kill(os.getpid(), 9)
    left -= 1
    return rename(path, target)
Path.rename = killed
BundleInstaller(into).install(source)
os.kill(os.getpid(), 9)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("renames", "name"), [(0, "tiny 9"), (1, "tiny 9"), (2, "tiny 10")])
def test_a_kill_at_any_moment_leaves_one_of_both(offered, installer, tmp_path, renames, name):
    installer.install(offered)
    write(offered, model("presence") | {"version": "10"})
    arguments = [str(installer.into), str(offered), str(renames)]
    ended = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=ROOT, check=False)
    assert ended.returncode == -9
    write(shipped := tmp_path / "shipped" / "presence", model("presence") | {"version": "0"})
    assert open_cascade(installer.into, shipped.parent).models[0].name == name
    assert sorted(p.name for p in installer.into.iterdir()) == ["presence"]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks Linux which file it is")
def test_its_files_are_on_the_disk_before_it_has_its_name(offered, installer, monkeypatch):
    done = []
    sync, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda handle: done.append(named(handle)) or sync(handle))
    monkeypatch.setattr(
        Path,
        "rename",
        lambda path, to: done.append(f"{Path(to).name} is there") or rename(path, to),
    )
    installer.install(offered)
    assert set(done[: done.index("presence is there")]) >= {*bundle.FILES, "SHA256SUMS"}
    assert done[-1] == installer.into.name, "and its name, afterwards"


def named(handle):
    return Path(f"/proc/self/fd/{handle}").readlink().name


def test_an_installation_that_goes_on_is_left_alone(installer):
    installer.into.mkdir()
    with bundle_room.opened(installer.into) as room:
        bundle_room.recover(installer.into)
        assert room.is_dir()
    assert list(installer.into.iterdir()) == []


def test_a_bundle_that_was_changed_after_it_was_shown_is_not_installed(offered, installer):
    shown = installer.verify(offered)
    write(offered, model("presence") | {"version": "10"})
    with pytest.raises(BundleError, match="changed after it was shown"):
        installer.install(offered, shown.fingerprint)
    assert list(installer.into.iterdir()) == []
