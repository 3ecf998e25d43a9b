"""OOD slices are refused, and the score survives its file."""

import numpy as np
import pytest
import torch

from ml.core.errors import BundleError
from ml.core.series_verdict import series_verdict
from ml.core.types import UNLIKE, Outcome, SliceImage, Verdict
from ml.inference import ood
from ml.inference.bundle import open_bundle
from ml.inference.bundle_install import BundleInstaller
from ml.inference.cascade import open_cascade
from ml.inference.models.resnesat import resnesat_tiny
from ml.inference.preprocessing import normalise
from ml.research.ood import fitting
from tests.ml.inference.test_cascade import image
from tests.ml.inference.tiny_bundles import model, write


def heads(count, seed):
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:64, :64] - 31.5
    disc = np.hypot(y, x) < 27
    return [
        (disc * (110 + 30 * random.standard_normal((64, 64)).clip(-2, 2))).astype(np.uint8)
        for _ in range(count)
    ]


def features(network, units):
    grey = torch.from_numpy(np.stack(units)).float() / 255
    with torch.inference_mode():
        stages, *_ = network.features(normalise(grey))
        return ood.pool(grey, stages)


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(3)
    return resnesat_tiny().eval()


@pytest.fixture(scope="module")
def ood_detector(network):
    return fitting.fit(features(network, heads(120, 0)), features(network, heads(60, 1)))


@pytest.mark.slow
def test_as_many_tuning_slices_are_refused_as_meant(network, ood_detector):
    unlike = ood_detector.score(features(network, heads(60, 1)))
    assert float((unlike > ood_detector.limit).double().mean()) == pytest.approx(0.05, abs=0.02)


@pytest.mark.slow
def test_noise_and_inversion_are_refused_and_a_new_head_is_not(network, ood_detector):
    random = np.random.default_rng(2)
    noise = [random.integers(0, 256, (64, 64)).astype(np.uint8) for _ in range(20)]
    inverted = [255 - unit for unit in heads(20, 3)]
    for strangers in (noise, inverted):
        assert (ood_detector.score(features(network, strangers)) > ood_detector.limit).all()
    known = ood_detector.score(features(network, heads(40, 4))) > ood_detector.limit
    assert float(known.double().mean()) < 0.3


@pytest.mark.slow
def test_the_file_gives_the_same_score(network, ood_detector, tmp_path):
    ood.save(tmp_path / "ood.safetensors", ood_detector)
    read = ood.load((tmp_path / "ood.safetensors").read_bytes())
    some = features(network, heads(5, 5))
    assert torch.allclose(read.score(some), ood_detector.score(some), atol=1e-4)
    assert read.limit == ood_detector.limit


def test_the_distance_is_mahalanobis_where_all_axes_are_kept():
    random = np.random.default_rng(0)
    mixed = random.standard_normal((300, 5)) @ random.standard_normal((5, 5))
    points = torch.from_numpy(mixed).float()
    found = fitting.fit([points, points], [points, points]).depths[0]
    from sklearn.covariance import LedoitWolf

    expected = np.log(LedoitWolf().fit(mixed).mahalanobis(mixed))
    np.testing.assert_allclose(found.distance(points).numpy(), expected, rtol=1e-3, atol=1e-3)


@pytest.fixture
def guarded(tmp_path, network, ood_detector):
    write(tmp_path / "presence", model("presence"), network, ood_detector=ood_detector)
    return tmp_path


def test_the_cascade_refuses_an_ood_slice_in_words(guarded, network, ood_detector):
    random = np.random.default_rng(6)
    values = random.integers(0, 900, (64, 64)).astype(np.int16)
    verdict = next(iter(open_cascade(guarded)([SliceImage("n", values, (1, 1), (1, 1))])))
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.reason == "unlike what the network was trained on"
    assert (verdict.presence, verdict.source, verdict.attention) == (None, None, None)


def test_a_head_beside_an_ood_slice_keeps_its_own_verdict(guarded):
    cascade = open_cascade(guarded)
    cascade.max_batch = 3
    head = heads(1, 8)[0].astype(np.int16)
    known = SliceImage("head", head, (1, 1), (1, 1))
    blank = SliceImage("blank", np.zeros((40, 40), np.int16), (1, 1), (1, 1))
    together = list(cascade([blank, image(0, "stranger"), known]))
    assert [v.uid for v in together] == ["blank", "stranger", "head"]
    assert together[0].reason == "no head in this slice"
    alone = next(iter(cascade([known])))
    assert together[2].outcome is alone.outcome
    if alone.presence is not None:
        assert together[2].presence == pytest.approx(alone.presence, abs=1e-4)


def test_an_altered_score_is_found(guarded):
    path = guarded / "presence" / "ood.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(BundleError, match=r"ood\.safetensors was altered"):
        open_cascade(guarded)


def test_a_missing_score_is_found(guarded):
    (guarded / "presence" / "ood.safetensors").unlink()
    with pytest.raises(BundleError, match="missing"):
        open_cascade(guarded)


def test_the_fingerprint_tells_the_score(guarded, tmp_path, network):
    with_score = open_cascade(guarded).models[0].fingerprint
    write(tmp_path / "plain" / "presence", model("presence"), network)
    assert open_cascade(tmp_path / "plain").models[0].fingerprint != with_score


def test_a_series_that_is_mostly_ood_is_refused_as_a_whole():
    def verdict(strange):
        outcome, reason = (Outcome.REFUSED, UNLIKE) if strange else (Outcome.ABSENT, "")
        return Verdict("u", outcome, None if strange else 0.9, None, None, reason, "m")

    mostly = series_verdict([verdict(True)] * 4 + [verdict(False)] * 6, 0.5)
    assert mostly.outcome is Outcome.REFUSED
    assert UNLIKE in mostly.reason
    few = series_verdict([verdict(True)] * 1 + [verdict(False)] * 9, 0.5)
    assert few.outcome is not Outcome.REFUSED
    assert few.refused == 1


def test_a_bundle_with_an_ood_detector_can_be_installed(guarded, tmp_path):
    BundleInstaller(tmp_path / "own").install(guarded / "presence")
    installed = open_bundle(tmp_path / "own" / "presence", torch.device("cpu"))
    assert installed.ood_detector is not None


def test_an_ood_detector_from_before_the_probe_still_opens_and_scores(
    network, ood_detector, tmp_path
):
    """Bundles before 0.2.1 have four depths and no probe; more is pooled now than they use."""
    old = ood.OodDetector(ood_detector.depths[:4], ood_detector.limit)
    ood.save(tmp_path / "ood.safetensors", old)
    read = ood.load((tmp_path / "ood.safetensors").read_bytes())
    assert read.probe is None
    some = features(network, heads(5, 5))
    expected = torch.stack([d.score(f) for d, f in zip(old.depths, some, strict=False)])
    torch.testing.assert_close(read.score(some), expected.mean(0))


@pytest.mark.slow
def test_the_probe_refuses_what_distance_lets_pass_and_both_err_as_meant(network, tmp_path):
    known, tuning = features(network, heads(120, 0)), features(network, heads(80, 1))
    strange = features(network, [np.minimum(unit, 110) for unit in heads(80, 2)])
    both = fitting.fit(known, tuning, [strange])
    limited = (both.score(tuning) > both.limit).double().mean()
    assert float(limited) <= 0.05
    new = features(network, [np.minimum(unit, 110) for unit in heads(40, 7)])
    found = (both.score(new) > both.limit).double().mean()
    alone = (
        (fitting.fit(known, tuning).score(new) > fitting.fit(known, tuning).limit).double().mean()
    )
    assert float(found) > 0.9
    assert float(found) >= float(alone)
    ood.save(tmp_path / "ood.safetensors", both)
    read = ood.load((tmp_path / "ood.safetensors").read_bytes())
    torch.testing.assert_close(read.score(new), both.score(new), rtol=1e-4, atol=1e-4)
