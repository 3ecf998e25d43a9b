"""Every byte of a bundle counts, and only what Whence ships is called so."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import sign_bundles
import torch
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ml.core.errors import BundleError
from ml.core.types import FROM_ELSEWHERE, SHIPPED
from ml.inference import release_key
from ml.inference.bundle import FILES, TASKS, open_bundle
from ml.inference.bundle_install import BundleInstaller
from ml.inference.bundle_seal import SIGNATURE, SUMS, is_signed, seal
from tests.ml.inference.tiny_bundles import model, write

BUNDLES = Path(__file__).resolve().parents[3] / "resources" / "bundles"
CPU = torch.device("cpu")


@pytest.fixture
def folder(tmp_path):
    torch.manual_seed(3)
    return write(tmp_path / "presence", model("presence"))


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
def test_what_ships_is_signed_with_the_key_in_the_code(task):
    info = open_bundle(BUNDLES / task, CPU).info
    assert info.shipped, "sign the shipped bundles: python packaging/sign_bundles.py"
    assert info.origin == SHIPPED


@pytest.mark.parametrize("task", TASKS)
def test_what_ships_is_sealed_as_sha256sum_would(task):
    if shutil.which("sha256sum") is None:
        pytest.skip("there is no sha256sum")
    said = subprocess.run(
        ["sha256sum", "--strict", "--check", SUMS], cwd=BUNDLES / task, check=False, text=True,
        capture_output=True,
    )  # fmt: skip
    assert said.returncode == 0, "sign the shipped bundles: python packaging/sign_bundles.py"
    assert sorted(line.partition(":")[0] for line in said.stdout.splitlines()) == sorted(FILES)


def test_a_bundle_that_nobody_signed_is_from_elsewhere(folder):
    assert open_bundle(folder, CPU).info.origin == FROM_ELSEWHERE


@pytest.mark.parametrize(
    "signature",
    [
        b"", b"\x00" * 64, b"00" * 64, b"zz", b"0" * 129, "ü".encode(),
        Ed25519PrivateKey.generate().sign(b"other").hex().encode(),
        (BUNDLES / "presence" / SIGNATURE).read_bytes(),
    ],
)  # fmt: skip
def test_a_signature_of_something_else_is_none(folder, signature):
    (folder / SIGNATURE).write_bytes(signature)
    assert not open_bundle(folder, CPU).info.shipped


def test_another_key_does_not_sign(folder):
    private_key = Ed25519PrivateKey.generate()
    sums = (folder / SUMS).read_bytes()
    signature = private_key.sign(sums).hex().encode()
    assert is_signed(sums, signature, private_key.public_key().public_bytes_raw().hex())
    assert not is_signed(sums, signature, release_key.PUBLIC_KEY)


@pytest.mark.parametrize("name", [*FILES, SUMS])
def test_any_other_byte_is_refused(folder, name):
    path = folder / name
    data = bytearray(path.read_bytes())
    data[-1 if name in (SUMS, "model.json") else len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BundleError, match=rf"{name}|model\.json"):
        open_bundle(folder, CPU)


def test_a_space_more_in_a_field_or_a_word_less_in_the_card_is_refused(folder):
    for name, old, new in (("model.json", ": 0.5", ":  0.5"), ("MODEL_CARD.md", "# c", "# C")):
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace(old, new))
        with pytest.raises(BundleError, match=f"{name} was altered"):
            open_bundle(folder, CPU)
        (folder / name).write_text(text)


def pipe(path):
    os.mkfifo(path)


def link(path):
    path.with_name("elsewhere").write_bytes(b"{}")
    path.symlink_to("elsewhere")


def device(path):
    path.symlink_to("/dev/zero")


def large(path):
    with path.open("wb") as file:
        file.truncate(2**30)  # a hole: takes no space


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices need POSIX")
@pytest.mark.parametrize("name", [*FILES, SUMS, SIGNATURE])
@pytest.mark.parametrize(
    ("make", "words"),
    [(pipe, "no ordinary file"), (Path.mkdir, "no ordinary file"), (link, "a link"),
     (device, "a link"), (large, "larger than")],
)  # fmt: skip
def test_only_ordinary_files_of_bounded_size_are_opened(folder, name, make, words):
    (folder / name).unlink(missing_ok=True)
    make(folder / name)
    for opened in (open_bundle, lambda f, _: BundleInstaller(folder.parent / "own").verify(f)):
        with pytest.raises(BundleError, match=f"{name} cannot be read .it is {words}"):
            opened(folder, CPU)


@pytest.mark.parametrize(
    ("changes", "card"),
    [({"name": "other"}, "# card"), ({"version": "1"}, "# card"), ({"caution": "x"}, "# card"),
     ({"demonstration": True}, "# card"), ({"licence": "x"}, "# card"), ({}, "# another")],
)  # fmt: skip
def test_all_that_is_shown_enters_the_fingerprint(tmp_path, changes, card):
    prints = []
    for name, told, page in (("a", {}, "# card"), ("b", changes, card)):
        torch.manual_seed(3)
        folder = write(tmp_path / name, model("presence") | told, card=page)
        prints.append(open_bundle(folder, CPU).info.fingerprint)
    assert prints[0] != prints[1]


def test_a_bundle_changed_on_purpose_is_sealed_again_and_loses_its_signature(tmp_path, folder):
    (folder / SIGNATURE).write_text("00" * 64)
    (folder / "MODEL_CARD.md").write_text("# mine")
    seal(folder, FILES)
    assert not (folder / SIGNATURE).exists()
    assert open_bundle(folder, CPU).info.card == "# mine"


@pytest.fixture
def signed(tmp_path, monkeypatch):
    """Tiny bundles that were signed as those that ship, and the key in the code."""
    for task in TASKS:
        write(tmp_path / "shipped" / task, model(task))
    source = tmp_path / "release_key.py"
    shutil.copy(sign_bundles.KEY_FILE, source)
    key = sign_bundles.sign(tmp_path / "shipped", source)
    assert f'PUBLIC_KEY = "{key}"' in source.read_text()
    monkeypatch.setattr("ml.inference.bundle.is_signed", lambda s, sig: is_signed(s, sig, key))
    return tmp_path / "shipped"


def test_signing_takes_one_command_and_keeps_no_private_key(signed, tmp_path):
    infos = [open_bundle(signed / task, CPU).info for task in TASKS]
    assert [info.origin for info in infos] == [SHIPPED, SHIPPED]
    left = {path.name for path in signed.parent.rglob("*") if path.is_file()}
    assert left == {*FILES, SUMS, SIGNATURE, "release_key.py"}
    first = (signed / "source" / SIGNATURE).read_text()
    assert sign_bundles.sign(signed, tmp_path / "release_key.py")
    assert (signed / "source" / SIGNATURE).read_text() != first


def test_what_cannot_be_opened_is_not_signed(signed, tmp_path):
    (signed / "source" / "weights.safetensors").write_bytes(b"none")
    with pytest.raises(BundleError):
        sign_bundles.sign(signed, tmp_path / "release_key.py")
    assert not (signed / "source" / SIGNATURE).exists()


def test_a_shipped_bundle_stays_one_when_installed(signed, tmp_path):
    installer = BundleInstaller(tmp_path / "own")
    assert installer.install(signed / "source").shipped
    assert open_bundle(tmp_path / "own" / "source", CPU).info.shipped
