"""What is said beside a network: the words of its bundle, told from those of the program."""

from __future__ import annotations

from ml.core.types import ModelInfo
from ml.core.validation import limits, statement
from viewer.i18n.translate import tr, translated


def makers_words(model: ModelInfo) -> str:
    """Its caution, as its maker's where nobody checked it; empty if there is none."""
    words = translated(model.caution)
    return tr("Whoever made it says: {}").format(words) if words and not model.shipped else words


def caution_of(model: ModelInfo) -> str:
    """How far it was validated, on what it was not, and its maker's words."""
    return f"{translated(model.words)} {makers_words(model)}".strip()


def grounds_of(model: ModelInfo) -> tuple[str, str]:
    """How far it was validated, in one sentence; and on what it was not, for a tooltip."""
    return (
        translated(statement(model.task, model.validation)),
        translated(limits(model.validation)),
    )


def line_of(model: ModelInfo) -> str:
    """Name, fingerprint, status and origin in one line."""
    status = tr(model.validation.status.value)
    parts = (model.name, model.fingerprint, status, translated(model.origin))
    return " ·\u00a0".join(parts)  # a line that breaks does so before a dot
