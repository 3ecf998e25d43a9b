"""Supervises training with lesion outlines, beyond the labels.

With labels alone a network may learn where in the head a slice lies, since that predicts the
label in public collections. An outline says which pixels the label is about. It is used twice:
training-only 1x1 heads on the last three stages must find the lesion in their grid, and the
last gate of each of these stages must open there and close elsewhere (ours; the paper trains on
labels alone). The heads are thrown away; the network stays the paper's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ml.inference.models.attention_map import SUPERVISED_STAGES
from ml.inference.models.resnesat import Bottleneck, ResNeSAt
from ml.inference.models.spatial_gate import SpatialGate

GATE_SHARE = 0.5
"""Weight of the gates beside the heads."""


class LesionHeads(nn.Module):
    """A 1x1 convolution on the output of each taught stage.

    Args:
        network: Whose stages they read.
    """

    def __init__(self, network: ResNeSAt) -> None:
        super().__init__()
        self.heads = nn.ModuleList(nn.Conv2d(network.channels[s], 1, 1) for s in SUPERVISED_STAGES)
        for head in self.heads.parameters():
            nn.init.zeros_(head)

    def forward(self, stages: Sequence[Tensor]) -> list[Tensor]:
        """Logits of "lesion here" on the grid of each taught stage, `(B, 1, h, w)`."""
        return [head(stages[s]) for head, s in zip(self.heads, SUPERVISED_STAGES, strict=True)]


class Learner(nn.Module):
    """All that a run trains.

    Args:
        network: What is trained.
        heads: What is thrown away.
        average: Decay of the running mean of the network's weights and norms; 0 keeps none.

    Attributes:
        average: The running mean, or `None`.
    """

    def __init__(self, network: ResNeSAt, heads: LesionHeads, average: float = 0.0) -> None:
        super().__init__()
        self.network = network
        self.heads = heads
        self.average = (
            AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(average), use_buffers=True)
            if average
            else None
        )

    @property
    def kept_network(self) -> nn.Module:
        """The network that a run keeps: the running mean where there is one."""
        return self.network if self.average is None else self.average.module

    def supervised_parameters(self) -> Iterator[nn.Parameter]:
        """Parameters of the heads and of the supervised gates."""
        yield from self.heads.parameters()
        for gate in supervised_gates(self.network):
            yield from gate.parameters()


def supervised_gates(network: ResNeSAt) -> Iterator[SpatialGate]:
    """The last gate of each of the `SUPERVISED_STAGES`, in order; none in ResNeSt."""
    for stage in SUPERVISED_STAGES:
        block = network.get_submodule(f"layer{stage + 1}.{network.layers[stage] - 1}")
        if isinstance(block, Bottleneck) and block.sa is not None:
            yield block.sa


def lesion_loss(logits: Sequence[Tensor], gates: Sequence[Tensor], mask: Tensor) -> Tensor:
    """Cross entropy of heads and gates against the share of lesion in each cell.

    Args:
        logits: Of `LesionHeads`.
        gates: Of `ml.inference.models.attention_map.supervised_maps`; empty for ResNeSt.
        mask: The outline; all zero where no lesion is.

    Shapes:
        logits: each `(B, 1, h, w)`.
        gates: each `(B, 1, h, w)` in (0, 1).
        mask: `(B, S, S)` float, 0 or 1.
        returns: a scalar.
    """
    total = mask.new_zeros(())
    for index, guess in enumerate(logits):
        share = functional.adaptive_avg_pool2d(mask[:, None], (guess.shape[2], guess.shape[3]))
        total = total + functional.binary_cross_entropy_with_logits(guess.float(), share)
        if gates:
            # where the run broke down, the label's loss says so: this one's would not accept it
            opened = gates[index].float().nan_to_num(0.5).clamp(1e-4, 1 - 1e-4)
            total = total + GATE_SHARE * functional.binary_cross_entropy(opened, share)
    return total / len(logits)


def outline_loss(logits: Tensor, mask: Tensor) -> Tensor:
    """Cross entropy and overlap of the decoder's outline with the lesion.

    The overlap (soft Dice, Milletari et al., arXiv 1606.04797) is taken over the whole batch, so
    that slices without a lesion count as well; without it small lesions are not worth drawing.

    Args:
        logits: Of `ml.inference.models.outline_decoder.OutlineDecoder`.
        mask: The outline; all zero where no lesion is.

    Shapes:
        logits: `(B, 1, h, w)`.
        mask: `(B, S, S)` float in [0, 1].
        returns: a scalar.
    """
    guess = logits.float()
    share = functional.adaptive_avg_pool2d(mask[:, None], (guess.shape[2], guess.shape[3]))
    entropy = functional.binary_cross_entropy_with_logits(guess, share)
    drawn = guess.sigmoid()
    overlap = (2 * (drawn * share).sum() + 1) / (drawn.sum() + share.sum() + 1)
    return 5 * entropy + 1 - overlap
