"""Slice in, verdict out; bundles that lie are refused."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ml.core.errors import BundleError, WriteError
from ml.core.messages import NOTHING
from ml.core.series_verdict import (
    NEVER_PRIMARY,
    series_verdict,
    source_network,
    source_outcome,
)
from ml.core.types import ModelInfo, Outcome, Presentation, SliceImage, Verdict
from ml.inference.bundle import FILES, open_bundle
from ml.inference.bundle_seal import seal
from ml.inference.cascade import Cascade, open_cascade
from ml.inference.models.class_maps import evidence
from tests.ml.inference.tiny_bundles import model, write
from tests.synthetic.validations import ONE_COLLECTION


@pytest.fixture
def bundles(tmp_path):
    torch.manual_seed(3)
    for task in ("presence", "source"):
        write(tmp_path / task, model(task))
    return tmp_path


def image(seed, uid=None):
    random = np.random.default_rng(seed)
    values = np.zeros((90, 80), dtype=np.int16)
    values[10:80, 8:70] = random.integers(200, 900, (70, 62))
    values.flags.writeable = False
    return SliceImage(uid or f"u{seed}", values, (1.0, 1.0), (500, 800))


def test_a_batch_equals_its_slices_one_by_one(bundles):
    cascade = open_cascade(bundles)
    items = [image(i) for i in range(3)]
    together = list(cascade(items))
    alone = [next(iter(cascade([item]))) for item in items]
    assert [v.uid for v in together] == ["u0", "u1", "u2"]
    for a, b in zip(together, alone, strict=True):
        assert a.presence == pytest.approx(b.presence, abs=1e-4)
        assert a.attention.shape == (90, 80)
        assert not a.attention.flags.writeable
        assert 0 <= a.attention.min() <= a.attention.max() <= 1


def test_source_is_read_only_where_present(bundles):
    cascade = open_cascade(bundles)
    for verdict in cascade([image(i) for i in range(6)]):
        assert (verdict.source is not None) == (verdict.presence >= 0.5)


def test_a_blank_slice_is_refused_not_called_free(bundles):
    blank = SliceImage("b", np.zeros((40, 40), np.int16), (1, 1), (1, 1))
    verdict = next(iter(open_cascade(bundles)([blank])))
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.presence is None
    assert verdict.reason


def test_the_evidence_of_a_slice_is_what_the_network_says_uncalibrated(tmp_path):
    torch.manual_seed(3)
    network = model("presence") | {"temperature": 2.0, "offset": -0.5}
    write(tmp_path / "presence", network)
    blank = SliceImage("b", np.zeros((40, 40), np.int16), (1, 1), (1, 1))
    *read, refused = open_cascade(tmp_path)([image(1), image(2), blank])
    for verdict in read:
        (log_odds,) = verdict.evidence
        expected = 1 / (1 + np.exp(0.5 - log_odds / 2.0))
        assert verdict.presence == pytest.approx(expected, abs=1e-6)
        assert not verdict.settled
    assert refused.evidence == ()


def test_out_of_memory_halves_the_batch_and_loses_nothing(bundles, monkeypatch):
    cascade = open_cascade(bundles)
    cascade.max_batch = 8
    honest = Cascade._read

    def hungry(self, items):
        if len(items) > 2:
            raise torch.OutOfMemoryError("no memory")
        return honest(self, items)

    monkeypatch.setattr(Cascade, "_read", hungry)
    verdicts = list(cascade([image(i) for i in range(5)]))
    assert [v.uid for v in verdicts] == [f"u{i}" for i in range(5)]
    assert cascade.max_batch == 2


def test_a_flipped_byte_is_found(bundles):
    path = bundles / "presence" / "weights.safetensors"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BundleError, match="altered"):
        open_cascade(bundles)


def test_a_pickle_in_place_of_weights_is_not_executed(bundles, tmp_path):
    import pickle

    class Bomb:
        def __reduce__(self):
            return (open, (str(tmp_path / "exploded"), "w"))

    path = bundles / "presence" / "weights.safetensors"
    path.write_bytes(pickle.dumps(Bomb()))
    seal(path.parent, FILES)
    with pytest.raises(BundleError, match="weights do not fit"):
        open_cascade(bundles)
    assert not (tmp_path / "exploded").exists()


def test_a_missing_bundle_says_what_to_do(tmp_path):
    with pytest.raises(BundleError, match="doctor"):
        open_cascade(tmp_path)


def test_a_full_disk_leaves_no_bundle(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ml.inference.bundle.save_file", full)
    with pytest.raises(WriteError, match="No space left"):
        write(tmp_path / "b", model("presence"))
    assert list((tmp_path / "b").iterdir()) == []


def verdict(uid, presence, source=None):
    outcome = Outcome.REFUSED if presence is None else Outcome.ABSENT
    return Verdict(uid, outcome, presence, source, None, "", "m")


def test_a_series_takes_its_three_most_suspicious_slices():
    slices = [verdict(str(i), p, 0.9) for i, p in enumerate((0.1, 0.9, 0.8, 0.7, 0.2))]
    said = series_verdict(slices, 0.5)
    assert said.presence == pytest.approx(0.8)
    assert said.outcome is Outcome.SECONDARY
    assert said.key_slices == ("1", "2", "3")


@pytest.mark.parametrize(
    ("score", "outcome"),
    [(0.1, Outcome.PRIMARY), (0.3, Outcome.PRESENT_SOURCE_UNSURE), (0.5, Outcome.SECONDARY)],
)
def test_the_source_of_a_series_is_held_to_what_was_fitted_for_a_slice(score, outcome):
    network = ModelInfo("source", "s 1", "f", ONE_COLLECTION, NOTHING, 0.25, band=(0.15, 0.45))
    slices = [verdict("a", 0.9, score + 0.02), verdict("b", 0.9, score - 0.02)]
    said = series_verdict(slices, 0.5, source=source_network((network,)))
    assert said.outcome is outcome
    assert said.source == pytest.approx(score)


def test_a_series_without_a_readable_slice_is_refused():
    assert series_verdict([verdict("a", None)], 0.5).outcome is Outcome.REFUSED
    assert series_verdict([], 0.5).outcome is Outcome.REFUSED


def test_the_source_abstains_near_one_half():
    assert source_outcome(0.55)[0] is Outcome.PRESENT_SOURCE_UNSURE
    assert source_outcome(0.9)[0] is Outcome.SECONDARY
    assert source_outcome(0.1)[0] is Outcome.PRIMARY


def test_a_demonstration_network_never_calls_a_slice_primary(tmp_path):
    torch.manual_seed(3)
    items = [image(i) for i in range(4)]
    outcomes = {}
    for demonstration in (True, False):
        for task, threshold in (("presence", 0.0), ("source", 1.0)):
            always = model(task) | {"threshold": threshold, "demonstration": demonstration}
            always["conformal"] = {"yes_from": 1.0, "no_to": 0.0, "coverage": 0.95}
            write(tmp_path / str(demonstration) / task, always)
        verdicts = list(open_cascade(tmp_path / str(demonstration))(items))
        outcomes[demonstration] = {(v.outcome, v.reason) for v in verdicts}
    assert outcomes[True] == {(Outcome.PRESENT_SOURCE_UNSURE, NEVER_PRIMARY)}
    assert outcomes[False] == {(Outcome.PRIMARY, "")}


def test_monochrome1_is_read_as_it_is_seen(bundles):
    """The same head, stored the other way round, gives the same presence."""
    plain = image(4)
    top = float(plain.values.max()) + float(plain.values.min())
    turned = (top - np.asarray(plain.values, np.float32)).astype(np.float32)
    inverse = replace(plain, uid="b", values=turned, presentation=Presentation(invert=True))
    one, other = open_cascade(bundles)([plain, inverse])
    assert one.presence == pytest.approx(other.presence, abs=1e-4)


def test_colleagues_may_read_a_bundle(bundles):
    modes = {path.stat().st_mode & 0o044 for path in (bundles / "presence").iterdir()}
    assert modes == {0o044}


def test_every_map_comes_on_a_small_grid_with_its_place(bundles):
    said = list(open_cascade(bundles)([image(i) for i in range(6)]))
    kinds = {"gates", "stage 2", "stage 3", "stage 4", "evidence"}
    for one in said:
        names = {name for name in one.map_names if name.startswith("presence ")}
        assert names == {f"presence {kind}" for kind in kinds}
        sourced = {f"source {kind}" for kind in kinds} if one.source is not None else set()
        assert set(one.map_names) - names == sourced
        assert one.maps.shape == (len(one.map_names), 16, 16)
        assert one.maps.dtype == np.float16
        assert not one.maps.flags.writeable
        assert 0 <= one.maps.min() <= one.maps.max() <= 1
        assert len(one.map_squares) == len(one.map_names)
        assert one.maps.nbytes < one.attention.nbytes


def test_the_square_around_the_head_is_told_where_the_head_was_cut_out(bundles, tmp_path):
    (said,) = open_cascade(bundles)([image(1)])
    assert said.head is not None
    top, left, side = said.head
    assert top <= 10
    assert top + side >= 80
    assert left <= 8
    assert left + side >= 70
    assert side < 90
    whole = model("presence") | {
        "preprocessing": model("presence")["preprocessing"] | {"crop": False}
    }
    write(tmp_path / "whole" / "presence", whole)
    (said,) = open_cascade(tmp_path / "whole")([image(1)])
    assert said.head is None


def test_the_class_map_is_the_head_taken_apart(bundles):
    """Before it is cut at zero, its mean is the difference of the logits, less the biases."""
    network = open_bundle(bundles / "presence", torch.device("cpu")).network
    batch = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        features = network.features(batch)[0][-1]
        logits, head = network.classify(features), network.fc.weight
        sign = torch.ones(2)
        both = [evidence(features, head, sign), evidence(features, head, -sign)]
        spoken = torch.einsum("bchw,c->bhw", features, head[1] - head[0])
        said = logits[:, 1] - logits[:, 0] - (network.fc.bias[1] - network.fc.bias[0])
    torch.testing.assert_close(spoken.mean((1, 2)), said, rtol=1e-3, atol=1e-4)
    assert ((both[0] > 0) == (spoken > 0)[:, None]).all()
    assert ((both[1] > 0) == (spoken < 0)[:, None]).all()


@pytest.mark.parametrize("both_ways", [False, True])
def test_a_mirrored_slice_gets_the_same_answer_where_the_bundle_is_asked_both_ways(
    tmp_path, both_ways
):
    torch.manual_seed(3)
    told = {"both_ways": True} if both_ways else {}
    for task in ("presence", "source"):
        always = model(task) | {"threshold": 0.0} | told
        write(tmp_path / task, always)
    cascade = open_cascade(tmp_path)
    one = image(1)
    turned = np.ascontiguousarray(one.values[:, ::-1])
    turned.flags.writeable = False
    here, there = cascade([one, replace(one, uid="turned", values=turned)])
    assert (here.presence == pytest.approx(there.presence, abs=1e-5)) == both_ways
    assert (here.source == pytest.approx(there.source, abs=1e-5)) == both_ways
    assert not np.allclose(here.attention, there.attention)
