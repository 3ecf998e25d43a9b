"""The network against its references."""

import io

import pytest
import torch

from ml.inference.models.attention_map import merge
from ml.inference.models.fold_norms import fold_norms
from ml.inference.models.resnesat import resnesat50, resnesat_tiny, resnest50
from ml.inference.models.spatial_gate import SpatialGate
from ml.inference.models.split_attention import SplitAttention

MIB = 2**20


@pytest.fixture
def timm_network():
    import timm

    return timm.create_model("resnest50d", pretrained=False, num_classes=1000).eval()


@pytest.mark.slow
def test_resnest_equals_timm_with_the_same_weights(timm_network):
    ours = resnest50(1000).eval()
    ours.load_state_dict(timm_network.state_dict(), strict=True)
    images = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(ours(images), timm_network(images), rtol=0, atol=1e-5)


def test_split_attention_equals_timm():
    from timm.layers.split_attn import SplitAttn

    torch.manual_seed(0)
    ours = SplitAttention(16, 24).eval()
    reference = SplitAttn(
        16, 24, radix=2, rd_channels=ours.fc1.out_channels // 2, norm_layer=torch.nn.BatchNorm2d
    ).eval()
    ours.load_state_dict(reference.state_dict(), strict=True)
    features = torch.randn(3, 16, 9, 7)
    torch.testing.assert_close(ours(features), reference(features))


def test_split_attention_equals_the_equation_written_out():
    torch.manual_seed(1)
    block = SplitAttention(8, 8).eval()
    x = torch.randn(1, 8, 5, 5)
    u = torch.relu(block.bn0(block.conv(x)))
    first, second = u[:, :8], u[:, 8:]
    pooled = (first + second).mean((2, 3), keepdim=True)
    scores = block.fc2(torch.relu(block.bn1(block.fc1(pooled))))
    a, b = scores[:, :8].exp(), scores[:, 8:].exp()
    torch.testing.assert_close(block(x), first * a / (a + b) + second * b / (a + b))


@pytest.mark.slow
def test_saved_sizes_are_those_of_the_paper():
    def saved(network):
        file = io.BytesIO()
        torch.save(network.state_dict(), file)
        return len(file.getvalue()) / MIB

    plain, gated = saved(resnest50()), saved(resnesat50())
    # the archive's own file names add up to 0.02 MiB, which is why the difference is the test
    assert plain == pytest.approx(97.45, abs=0.03)
    assert gated == pytest.approx(97.46, abs=0.03)
    assert 0.005 < gated - plain < 0.015


@pytest.mark.parametrize("make", [resnest50, resnesat50, resnesat_tiny])
@pytest.mark.slow
def test_folded_norms_leave_the_answers_as_they_are(make):
    torch.manual_seed(2)
    network = make(2)
    with torch.no_grad():
        for _ in range(2):  # norms with something to fold
            network(torch.randn(4, 3, 64, 64) * 3 + 1)
    network.eval()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    folded = fold_norms(network)
    images = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        whole, quick = network.features(images), folded.features(images)
        torch.testing.assert_close(folded(images), network(images), rtol=1e-4, atol=1e-5)
    for a, b in zip((*whole.stages, *whole.maps), (*quick.stages, *quick.maps), strict=True):
        torch.testing.assert_close(b, a, rtol=1e-3, atol=1e-4)
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in folded.modules())
    after = network.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_asked_both_ways_an_image_and_its_mirror_image_get_the_mean_of_both():
    torch.manual_seed(2)
    network = resnesat_tiny().eval()
    images = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        one, other = network(images), network(images.flip(-1))
        assert not torch.allclose(one, other)
        _, maps = network.forward_with_attention(images)
        network.both_ways = True
        torch.testing.assert_close(network(images), (one + other) / 2)
        torch.testing.assert_close(network(images.flip(-1)), (one + other) / 2)
        torch.testing.assert_close(fold_norms(network)(images), (one + other) / 2)
        said, same = network.forward_with_attention(images)
    torch.testing.assert_close(said, (one + other) / 2)
    assert all(torch.equal(a, b) for a, b in zip(maps, same, strict=True))


def test_training_is_asked_once():
    torch.manual_seed(2)
    network = resnesat_tiny().train()
    network.both_ways = True
    seen = []
    network.conv1.register_forward_hook(lambda _module, fed, _out: seen.append(len(fed[0])))
    network(torch.randn(2, 3, 64, 64))
    assert seen == [2]


@pytest.mark.slow
def test_parameter_counts():
    assert sum(p.numel() for p in resnest50(1000).parameters()) == 27_483_240
    extra = 16 * 2 * 7 * 7
    assert sum(p.numel() for p in resnesat50().parameters()) == 25_438_338 + extra


@pytest.mark.slow
def test_sixteen_maps_of_the_stages_sizes():
    network = resnesat50().eval()
    with torch.no_grad():
        logits, maps = network.forward_with_attention(torch.randn(1, 3, 64, 64))
    assert logits.shape == (1, 2)
    assert [m.shape[-1] for m in maps] == [16] * 3 + [8] * 4 + [4] * 6 + [2] * 3
    assert all(float(m.min()) > 0 and float(m.max()) < 1 for m in maps)


def test_gates_held_at_one_leave_resnest():
    torch.manual_seed(2)
    gated, plain = resnesat_tiny().eval(), resnesat_tiny(gate="none").eval()
    plain.load_state_dict({k: v for k, v in gated.state_dict().items() if ".sa." not in k})
    for module in gated.modules():
        if isinstance(module, SpatialGate):
            torch.nn.init.zeros_(module.conv.weight)
            torch.nn.init.constant_(module.conv.bias, 40.0)
    x = torch.randn(2, 3, 64, 64)
    torch.testing.assert_close(gated(x), plain(x))


def test_an_open_gate_starts_near_one_and_the_papers_near_one_half():
    x = torch.randn(1, 4, 12, 12)
    assert SpatialGate(starts_open=True)(x).mean().item() > 0.95
    assert SpatialGate()(x).mean().item() == pytest.approx(0.5, abs=0.25)


def test_every_parameter_gets_a_gradient():
    network = resnesat_tiny().train()
    network(torch.randn(4, 3, 64, 64)).sum().backward()
    assert [n for n, p in network.named_parameters() if p.grad is None] == []


def test_the_merged_map_peaks_where_the_gates_peak():
    maps = [torch.zeros(1, 1, n, n) for n in (16, 8, 4)]
    for gate in maps:
        gate[0, 0, 0, -1] = 1.0
    merged = merge(maps, (64, 64))[0]
    row, column = divmod(int(merged.argmax()), 64)
    assert row < 16
    assert column >= 48
    assert float(merged.max()) == pytest.approx(1.0)
