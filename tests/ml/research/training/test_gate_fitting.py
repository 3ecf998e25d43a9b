"""Supervised gates are refitted by a regression with a unique solution."""

import pytest
import torch

from ml.inference.models.attention_map import supervised_maps
from ml.inference.models.resnesat import resnesat_tiny, resnest50
from ml.research.training.gate_fitting import fit_gates

pytestmark = pytest.mark.slow


@pytest.fixture
def network():
    torch.manual_seed(3)
    return resnesat_tiny(2, gate="open").eval()


def slices(count, seed=0):
    """Dark heads; in every second one a bright square, which is the lesion."""
    random = torch.Generator().manual_seed(seed)
    images = torch.randn(count, 1, 64, 64, generator=random) * 0.1
    outlines = torch.zeros(count, 64, 64)
    for index in range(0, count, 2):
        row, column = (int(v) for v in torch.randint(8, 40, (2,), generator=random))
        outlines[index, row : row + 16, column : column + 16] = 1
    return (images + 3 * outlines[:, None]).expand(-1, 3, -1, -1).contiguous(), outlines


def test_fitted_gates_open_where_the_lesion_is_and_on_new_slices(network):
    images, outlines = slices(64)
    gained = fit_gates(network, images.split(16), outlines.split(16))
    assert len(gained) == 3
    assert all(after < before / 2 for before, after in gained)
    fresh, places = slices(16, seed=1)
    with torch.no_grad():
        first = supervised_maps(network.features(fresh).maps, network.layers)[0]
    side = first.shape[-1]
    peaks = first[::2].flatten(1).argmax(1)
    share = torch.nn.functional.adaptive_avg_pool2d(places[::2, None], (side, side)).flatten(1)
    assert (share[torch.arange(8), peaks] > 0).all()
    assert float(first[1::2].mean()) < float(first[::2].mean()) / 2


def test_nothing_but_the_supervised_gates_changes(network):
    before = {k: v.clone() for k, v in network.state_dict().items()}
    images, outlines = slices(16)
    fit_gates(network, images.split(8), outlines.split(8))
    changed = {k for k, v in network.state_dict().items() if not torch.equal(v, before[k])}
    last = [f"layer{s + 1}.{network.layers[s] - 1}.sa.conv" for s in (1, 2, 3)]
    assert changed == {f"{name}.{part}" for name in last for part in ("weight", "bias")}
    assert all(p.grad is None for p in network.parameters())


def test_the_answer_does_not_depend_on_where_the_gates_stood(network):
    images, outlines = slices(32)
    gates = [network.get_submodule(f"layer{s + 1}.{network.layers[s] - 1}.sa") for s in (1, 2, 3)]
    found = []
    for start in (0.0, 0.5):
        for gate in gates:
            torch.nn.init.constant_(gate.conv.weight, start)
        gained = fit_gates(network, images.split(16), outlines.split(16))
        found.append(gained[0][1])
    assert found[0] == pytest.approx(found[1], rel=0.05)


def test_a_gate_of_the_paper_has_no_bias_and_is_fitted_all_the_same():
    torch.manual_seed(3)
    network = resnesat_tiny(2, gate="paper").eval()
    images, outlines = slices(16)
    gained = fit_gates(network, images.split(16), outlines.split(16))
    assert all(after <= before for before, after in gained)


def test_a_network_without_gates_has_none_to_tell():
    images, outlines = slices(2)
    assert fit_gates(resnest50(2).eval(), [images], [outlines]) == []
