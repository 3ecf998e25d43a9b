"""A bundle from elsewhere is believed only after it was tried."""

import errno
import json
import shutil

import pytest
import torch

from ml.core.errors import BundleError, WriteError
from ml.core.version import VERSION
from ml.inference import bundle
from ml.inference import bundle_install as install_module
from ml.inference.bundle_install import BundleInstaller
from ml.inference.cascade import open_cascade
from ml.inference.models.resnesat import resnesat_tiny
from tests.ml.inference.tiny_bundles import model, write


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
