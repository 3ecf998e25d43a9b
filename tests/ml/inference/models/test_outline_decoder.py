import pytest
import torch

from ml.inference.models.outline_decoder import RARE
from ml.inference.models.resnesat import resnesat50, resnesat_tiny


def test_the_outline_has_half_the_side_of_the_input_and_starts_rare() -> None:
    network = resnesat_tiny(outlines=True).eval()
    assert network.decoder is not None
    seen = network.features(torch.randn(2, 3, 64, 96))
    drawn = network.decoder(seen.stem, seen.stages)
    assert drawn.shape == (2, 1, 32, 48)
    assert torch.allclose(drawn, torch.full_like(drawn, RARE))


@pytest.mark.slow
def test_the_decoder_learns_to_draw_a_bright_disc() -> None:
    torch.manual_seed(0)
    network = resnesat_tiny(outlines=True)
    assert network.decoder is not None
    rows, columns = torch.meshgrid(torch.arange(64), torch.arange(64), indexing="ij")
    centres = torch.randint(16, 48, (8, 2))
    discs = torch.stack([((rows - y) ** 2 + (columns - x) ** 2 < 64) for y, x in centres.tolist()])
    images = discs.float()[:, None].expand(-1, 3, -1, -1)
    target = torch.nn.functional.avg_pool2d(discs.float()[:, None], 2)
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3)
    for _ in range(60):
        seen = network.features(images)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            network.decoder(seen.stem, seen.stages), target
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    drawn = network.decoder(*(lambda f: (f.stem, f.stages))(network.features(images))) > 0
    overlap = 2 * (drawn & (target > 0.5)).sum() / (drawn.sum() + (target > 0.5).sum())
    assert overlap > 0.8


def test_the_decoder_adds_little_to_the_network() -> None:
    plain, drawing = (
        sum(p.numel() for p in resnesat50(outlines=o).parameters()) for o in (False, True)
    )
    assert drawing < 1.03 * plain
