"""The self-check tells in words what is sound and what is not."""

import os
import shutil
from pathlib import Path

import pydicom
import pytest

from ml.imaging.decoder_check import check_decoders
from ml.inference import selfcheck

ROOT = Path(__file__).resolve().parents[2]
CODECS = ROOT / "resources" / "codecs"
BUNDLES = ROOT / "resources" / "bundles"


def test_every_kind_of_compression_is_decoded():
    checks = list(check_decoders(CODECS))
    assert len(checks) == len(list(CODECS.glob("*.dcm"))) >= 9
    assert [c.words for c in checks if not c.sound] == []


def test_samples_are_of_as_many_kinds_as_they_say():
    syntaxes = {
        pydicom.dcmread(p, stop_before_pixels=True).file_meta.TransferSyntaxUID
        for p in CODECS.glob("*.dcm")
    }
    assert len(syntaxes) == len(list(CODECS.glob("*.dcm")))


@pytest.mark.parametrize("kind", ["JPEG-LS.lossless", "HTJ2K.lossless", "uncompressed.lossless"])
def test_a_decoder_that_decodes_wrongly_is_named(kind, tmp_path):
    content = bytearray((CODECS / f"{kind}.dcm").read_bytes())
    content[-40:] = bytes(40)
    (tmp_path / f"{kind}.dcm").write_bytes(content)
    (check,) = check_decoders(tmp_path)
    assert not check.sound
    assert kind.split(".")[0].replace("-", " ") in check.words


def test_missing_samples_are_no_success(tmp_path):
    assert [c.sound for c in check_decoders(tmp_path)] == [False]


@pytest.mark.slow
def test_a_flipped_byte_in_the_weights_is_told(tmp_path):
    folder = tmp_path / "presence"
    shutil.copytree(BUNDLES / "presence", folder)
    intact = selfcheck.check_bundle(folder)
    assert intact.sound
    assert "alidated on" in intact.words
    with (folder / "weights.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)[0]
        file.seek(1_000_000)
        file.write(bytes([byte ^ 1]))
    check = selfcheck.check_bundle(folder)
    assert not check.sound
    assert "altered" in check.words
    assert "install" in check.words


def test_a_folder_that_nobody_may_write_to_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    check = selfcheck.check_disk(tmp_path / "not" / "there")
    assert not check.sound
    assert "is not writable" in check.words


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(9, 8, 1))
    check = selfcheck.check_disk(tmp_path)
    assert not check.sound
    assert "free some space" in check.words


def test_safe_mode_keeps_to_the_processor(monkeypatch):
    monkeypatch.setenv("WHENCE_DEVICE", "cpu")
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    assert "safe mode" in selfcheck.check_device().words
    assert selfcheck.best_device().type == "cpu"  # type: ignore[attr-defined]
