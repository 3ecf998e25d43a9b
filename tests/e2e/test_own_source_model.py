"""docs/own-source-model.md, command by command: from labelled series to a verdict."""

import json

import numpy as np
import pydicom
import pytest
from pydicom.uid import generate_uid

import main
from ml.core.types import SliceImage
from ml.inference.bundle_install import BundleInstaller
from ml.inference.cascade import open_cascade
from tests.synthetic.series import make_series

PATIENTS = 40
SLICES = 6


def series(folder, secondary, random):
    """A head whose slices 3 and 4 hold one large, or three small bright lesions."""
    make_series(folder, slices=SLICES, rows=64, columns=64)
    y, x = np.mgrid[:64, :64] - 31.5
    for path in folder.iterdir():
        ds = pydicom.dcmread(path)
        values = (np.hypot(y, x) < 28) * (300 + 40 * random.standard_normal((64, 64)))
        if ds.InstanceNumber in (3, 4):
            for _ in range(3 if secondary else 1):
                angle = random.uniform(0, 6.28)
                apart = np.hypot(y - 14 * np.sin(angle), x - 14 * np.cos(angle))
                values = np.where(apart < (3 if secondary else 10), 900, values)
        ds.PixelData = np.clip(values, 0, 4000).astype(np.uint16).tobytes()
        ds.SeriesInstanceUID = ds.SeriesInstanceUID or generate_uid()
        ds.save_as(path)


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    root = tmp_path_factory.mktemp("hospital")
    random = np.random.default_rng(3)
    lines = ["series,patient,class,slices"]
    for patient in range(PATIENTS):
        secondary = patient % 2 == 1
        series(root / "studies" / f"s{patient:02d}", secondary, random)
        tumour = "lung cancer brain metastasis" if secondary else "glioma"
        lines.append(f"s{patient:02d},P{patient:02d},{tumour},3-4")
    (root / "labels.csv").write_text("\n".join(lines) + "\n")
    return root


def test_three_commands_from_series_to_an_installed_source_network(studies, capsys):
    root, manifest = studies, studies / "own" / "manifest.csv"
    assert main.main(
        ["dataset", "build", str(root / "studies"), "--labels", str(root / "labels.csv"),
         "-o", str(manifest)]
    ) == 0  # fmt: skip
    assert f"total  {PATIENTS}" in capsys.readouterr().out
    assert main.main(
        ["train", "source", "--manifest", str(manifest), "-o", str(root / "own" / "run"),
         "--architecture", "resnesat_tiny", "--gate", "open", "--epochs", "6", "--size", "64",
         "--per-epoch", "96", "--rate", "0.03", "--shared", str(root / "nowhere")]
    ) == 0  # fmt: skip
    bundle = root / "own" / "source"
    assert main.main(["evaluate", str(root / "own" / "run"), "-o", str(bundle)]) == 0
    model = json.loads((bundle / "model.json").read_text())
    assert model["status"] == "demonstration"  # few patients, and no mask for the controls
    assert {"too-few-patients", "control-missing", "own-manifest-only"} <= set(model["limits"])
    assert sum(model["tested"]["secondary"].values()) >= 1
    assert model["metrics"]["real_metastases_tested"] >= 1
    assert model["metrics"]["auc"][0] > 0.8
    card = (bundle / "MODEL_CARD.md").read_text()
    assert "Research use only" in card
    assert "simulate" not in card
    info = BundleInstaller(root / "installed").install(bundle)
    assert info.task == "source"
    read_by_the_cascade(root, main.BUNDLES)


def read_by_the_cascade(root, shipped):
    cascade = open_cascade(root / "installed", shipped)
    assert [m.name.partition(" ")[0] for m in cascade.models] == [
        "whence-presence",
        "whence-source",
    ]
    random = np.random.default_rng(9)
    y, x = np.mgrid[:64, :64] - 31.5
    values = ((np.hypot(y, x) < 28) * random.integers(250, 350, (64, 64))).astype(np.int16)
    verdict = next(iter(cascade([SliceImage("u", values, (1, 1), (300, 600))])))
    assert verdict.model_id.endswith(cascade.models[1].fingerprint)
