"""Maps, shortcuts and refusals of a bundle are measured as they should be."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ml.inference import intensity_features
from ml.inference.bundle import open_bundle
from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.data.split import PatientSets
from ml.research.evaluation.map_localisation import TOP, localise
from ml.research.evaluation.refusal_figures import FITTED, refusal_metrics
from ml.research.experiments.examine import (
    examine_report,
    map_vs_lesion,
    ood_report,
    shortcuts,
    weight_randomisation,
)
from ml.research.experiments.examine.map_variants import GATES, forward_pass, variants_of
from ml.research.ood.features import detector_features
from ml.research.ood.ood_imitations import evaluation_imitations, fitting_imitations
from tests.ml.inference.tiny_bundles import model, write

pytestmark = pytest.mark.slow


def head(seed, lesion=True):
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:64, :64] - 31.5
    disc = np.hypot(y, x * 1.15) < 27
    unit = disc * (110 + 12 * random.standard_normal((64, 64)))
    mask = np.zeros((64, 64), bool)
    if lesion:
        row, column = random.integers(16, 40, 2)
        mask[row : row + 7, column : column + 7] = True
        unit = unit + 100 * mask
    return Example(
        np.clip(unit, 0, 255).astype(np.uint8), mask, lesion, f"p{seed // 3}", "lgg", "t",
        float(random.random()), "primary" if lesion else "", f"s{seed}",
    )  # fmt: skip


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    torch.manual_seed(5)
    folder = tmp_path_factory.mktemp("b") / "presence"
    write(folder, model("presence"))
    one = open_bundle(folder, torch.device("cpu"))
    one.network.to(memory_format=torch.contiguous_format)
    return one


@pytest.fixture(scope="module")
def slices():
    return [head(seed, seed % 3 < 2) for seed in range(18)]


def test_hirescam_by_gradient_is_the_head_taken_apart(opened):
    """On the last stage the gradient of a logit is the head's weight over the number of cells."""
    units = torch.rand(3, 64, 64)
    seen = forward_pass(opened.network, units)
    features = seen.stages[-1].detach().requires_grad_()
    logits = opened.network.classify(features)
    (logits[:, 1] - logits[:, 0]).sum().backward()
    product = (features * features.grad).sum(1, keepdim=True).clamp_min(0)
    expected = product / product.amax((2, 3), keepdim=True).clamp_min(1e-9)
    found = variants_of(opened.network)["HiResCAM (= Grad-CAM), stage 4"](seen)
    torch.testing.assert_close(found, seen.grown(expected.detach()), rtol=1e-3, atol=1e-4)


def test_every_way_gives_maps_in_range_and_a_network_without_gates_gives_class_maps(opened):
    seen = forward_pass(opened.network, torch.rand(2, 64, 64))
    for name, way in variants_of(opened.network).items():
        drawn = way(seen)
        assert drawn.shape == (2, 64, 64), name
        assert drawn.min() >= 0, name
        assert drawn.max() <= 1 + 1e-5, name
    torch.manual_seed(0)
    bare = ResNeSAt(2, layers=(1, 1, 1, 1), width=8, stem=8, gate="none").eval()
    assert not set(variants_of(bare)) & set(GATES)
    seen = forward_pass(bare, torch.rand(1, 64, 64))
    assert all(way(seen).shape == (1, 64, 64) for way in variants_of(bare).values())


def test_overlap_takes_the_highest_places_and_a_flat_map_has_none():
    masks = np.zeros((2, 40, 40), bool)
    masks[:, 4:12, 4:14] = True  # 80 of 1600 pixels: the highest 5 %
    assert masks[0].mean() == TOP
    maps = masks.astype(np.float32)
    maps[1] = 0.5
    found = localise(maps, masks)
    assert found.overlap.tolist() == [1.0, 0.0]


def test_the_null_that_knows_the_level_is_the_mean_outline_there(slices):
    low = [replace(s, level=0.1) for s in slices[:4]]
    high = [replace(s, level=0.9) for s in slices[6:9]]
    null = map_vs_lesion.mean_outlines([*low, *high], [low[0], high[0]])
    outlined = [s.mask for s in low if s.mask.any()]
    np.testing.assert_allclose(null[0], np.mean(outlined, axis=0), atol=1e-6)
    assert not np.allclose(null[0], null[1])


def test_maps_are_compared_by_collection_with_every_null(opened, slices):
    found = map_vs_lesion.compare(opened.network, "source", slices, slices)
    own = found["by_collection"]["lgg"]
    assert set(own["ways"]) == {*variants_of(opened.network), *map_vs_lesion.NULLS}
    assert own["patients"] == 6
    assert own["ways"][own["null"]]["over_null"] == [0, 0, 0]
    bright = own["ways"]["brightness"]
    assert bright["hit"][0] == 1  # the lesion is the brightest thing in these heads
    assert bright["over_null"][1] > 0


def test_random_weights_change_a_map_and_gates_do_not_see_the_head(opened, slices):
    found = weight_randomisation.cascade(opened.network, "presence", slices)
    for way in GATES:
        assert found["ways"][way][0] == pytest.approx(1, abs=1e-3), way
    assert found["ways"]["HiResCAM (= Grad-CAM), stage 4"][0] < 0.9
    before = opened.network.fc.weight.clone()
    assert torch.equal(before, opened.network.fc.weight)


def test_rank_correlation_is_spearmans():
    from scipy.stats import spearmanr

    one, other = np.random.default_rng(0).random((2, 1, 16, 16)).astype(np.float32)
    expected = spearmanr(one[0, ::2, ::2].ravel(), other[0, ::2, ::2].ravel()).statistic
    assert weight_randomisation.rank_correlation(one, other) == pytest.approx(expected, abs=1e-6)
    assert weight_randomisation.rank_correlation(one, np.zeros_like(other)) == 0


def test_a_change_that_changes_nothing_flips_nothing(opened, slices, monkeypatch):
    monkeypatch.setattr(
        shortcuts, "CHANGES", {"nothing": lambda unit: unit, "black": np.zeros_like}
    )
    found = shortcuts.flips(opened, slices)
    still = found["changes"]["nothing"]
    assert still["flipped"] == [0, 0, 0]
    assert still["shift"] == 0
    assert still["auc"] == found["auc"]
    assert found["changes"]["black"]["shift"] > 0
    assert found["changes"]["black"]["auc"] == 0.5


def test_changes_keep_size_and_type_and_change_little(slices):
    unit = slices[0].unit
    for name, change in shortcuts.CHANGES.items():
        changed = change(unit)
        assert changed.shape == unit.shape, name
        assert changed.dtype == np.uint8, name
        assert not np.array_equal(changed, unit), name
    mild = shortcuts.jpeg(unit, 90).astype(int) - unit
    assert np.abs(mild).mean() < 10


def test_greys_are_finite_and_tell_kinds_apart(slices):
    kinds = evaluation_imitations(slices[:4])
    kinds["known"] = [s.unit for s in slices[:4]]
    figures = {
        name: np.stack([intensity_features.statistics(resized(unit)) for unit in units])
        for name, units in kinds.items()
    }
    assert all(np.isfinite(f).all() and np.abs(f).max() < 10 for f in figures.values())
    assert len({f.shape[1] for f in figures.values()}) == 1
    blank = intensity_features.statistics(np.zeros((96, 96), np.float32))
    assert np.isfinite(blank).all()
    for name in ("noise", "inverted", "like_t2"):
        apart = np.abs(figures[name] - figures["known"]).sum(1).min()
        within = np.abs(figures["known"][0] - figures["known"][1]).sum()
        assert apart > within, name


def resized(unit):
    grey = torch.from_numpy(unit.copy())[None, None].float() / 255
    return torch.nn.functional.interpolate(grey, (96, 96), mode="bilinear")[0, 0].numpy()


def test_imitations_are_other_contrasts_of_the_same_heads(slices):
    units = [s.unit for s in slices[:3]]
    for name, drawn in fitting_imitations(units).items():
        assert len(drawn) == 3, name
        for unit, one in zip(units, drawn, strict=True):
            assert one.dtype == np.uint8
            assert one[:3].max() < 60, name  # air stays dark
            inside = np.corrcoef(unit[20:44, 20:44].ravel(), one[20:44, 20:44].ravel())[0, 1]
            assert inside < 0.95, name
    np.testing.assert_array_equal(
        fitting_imitations(units)["any contrast"], fitting_imitations(units)["any contrast"]
    )


def test_the_ood_detector_refuses_unseen_kinds_and_the_page_says_how_much(opened, tmp_path):
    sets = PatientSets(
        [head(s) for s in range(90)], [head(s) for s in range(200, 240)],
        [head(s) for s in range(300, 330)],
    )  # fmt: skip
    features = detector_features(opened.network, sets)
    guarded = replace(opened, ood_detector=features.fit())
    told = refusal_metrics(
        opened.network, sets.test, features, guarded.ood_detector, [head(500).unit]
    )
    assert {f"refused_{name}_unseen" for name in FITTED} <= set(told)
    assert set(FITTED.values()) <= set(features.imitations)
    assert told["refused_noise"] == 1
    assert told["refused_plain_t1"] in (0, 1)
    found = ood_report.refusal_shares(guarded, sets, tmp_path)
    assert found["kinds"]["noise"]["refused"] == 1
    assert found["kinds"]["inverted"]["refused"] == 1
    assert found["kinds"]["like_t2"]["sort"] == "fitted on"
    assert found["false_refusals"][0] < 0.3
    page = examine_report.markdown(
        {
            "bundles": {"presence": "tiny 0"},
            "provenance": {"machine": "m", "date": "d", "commit": "c", "seed": 1},
            "maps": {
                "presence": {
                    **map_vs_lesion.compare(opened.network, "presence", sets.test, sets.training),
                    "sanity": weight_randomisation.cascade(
                        opened.network, "presence", sets.test[:8]
                    ),
                }
            },
            "shortcuts": shortcuts.flips(opened, [*sets.test, head(400, lesion=False)]),
            "strangers": found,
        }
    )
    for words in ("HiResCAM", "JPEG, quality 75", "noise", "independent of the class"):
        assert words in page
