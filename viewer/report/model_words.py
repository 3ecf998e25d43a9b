"""What is said beside a network: the words of its bundle, told from those of the program."""

from __future__ import annotations

from collections.abc import Sequence

from ml.core.messages import NOTHING, Message, message, recorded
from ml.core.printable import in_quotes
from ml.core.types import ModelInfo
from ml.core.validation import ValidationStatus, limits, statement
from viewer.i18n.translate import tr, translated

MOST_NAME, MOST_CAUTION = 80, 300
"""Characters of a bundle's own words that are shown (`ml.inference.bundle_schema` has as many)."""


def title_of(model: ModelInfo) -> Message:
    """Its name as it is shown: where nobody checked the bundle, quoted as its maker's."""
    if model.shipped:
        return recorded(model.name)
    name = recorded(in_quotes(model.name, MOST_NAME))
    return message("named by its maker {}", name)


def makers_words(model: ModelInfo) -> Message:
    """Its caution, quoted as its maker's where nobody checked it; empty if there is none."""
    if model.shipped or not model.caution:
        return model.caution
    words = recorded(in_quotes(model.caution, MOST_CAUTION))
    return message("Whoever made it says: {}", words)


def name_of(model: ModelInfo) -> str:
    """Its name, quoted where its maker chose it, and beside it who answers for the bundle."""
    return f"{translated(title_of(model))} ({translated(model.origin)})"


def caution_of(model: ModelInfo) -> str:
    """How far it was validated, on what it was not, and its maker's words."""
    return f"{translated(model.words)} {translated(makers_words(model))}".strip()


def doubts_of(model: ModelInfo) -> str:
    """The same without how far it was validated, which stands below the verdict (`grounds_of`)."""
    if model.validation.status is ValidationStatus.DEMONSTRATION:
        return caution_of(model)
    return f"{translated(limits(model.validation))} {translated(makers_words(model))}".strip()


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
    parts = (translated(title_of(model)), model.fingerprint, status, translated(model.origin))
    return " ·\u00a0".join(parts)  # a line that breaks does so before a dot
