"""What is said beside a network: the words of its bundle, told from those of the program."""

from __future__ import annotations

from collections.abc import Sequence

from ml.core.messages import NOTHING
from ml.core.types import ModelInfo
from ml.core.validation import ValidationStatus, limits, statement
from viewer.i18n.translate import tr, translated


def makers_words(model: ModelInfo) -> str:
    """Its caution, as its maker's where nobody checked it; empty if there is none."""
    words = translated(model.caution)
    return tr("Whoever made it says: {}").format(words) if words and not model.shipped else words


def caution_of(model: ModelInfo) -> str:
    """How far it was validated, on what it was not, and its maker's words."""
    return f"{translated(model.words)} {makers_words(model)}".strip()


def doubts_of(model: ModelInfo) -> str:
    """The same without how far it was validated, which stands below the verdict (`grounds_of`)."""
    if model.validation.status is ValidationStatus.DEMONSTRATION:
        return caution_of(model)
    return f"{translated(limits(model.validation))} {makers_words(model)}".strip()


def grounds_of(models: Sequence[ModelInfo], *, sourced: bool) -> str:
    """How far the network that had the last word on a verdict was validated, in one sentence.

    Args:
        models: The networks.
        sourced: Whether the verdict has a probability of its source.
    """
    task = "source" if sourced else "presence"
    said = (statement(m.task, m.validation, checked=m.shipped) for m in models if m.task == task)
    return translated(next(said, NOTHING))


def line_of(model: ModelInfo) -> str:
    """Name, fingerprint, status and origin in one line."""
    status = tr(model.validation.status.value)
    parts = (model.name, model.fingerprint, status, translated(model.origin))
    return " ·\u00a0".join(parts)  # a line that breaks does so before a dot
