"""What is said beside a network: the words of its bundle, told from those of the program."""

from __future__ import annotations

from ml.core.types import ModelInfo
from viewer.i18n.translate import mark, tr, translated

DEMONSTRATION = mark("Demonstration network: not validated on real cases of this task.")


def makers_words(model: ModelInfo) -> str:
    """Its caution, as its maker's where nobody checked it; empty if there is none."""
    words = translated(model.caution)
    return tr("Whoever made it says: {}").format(words) if words and not model.shipped else words


def caution_of(model: ModelInfo) -> str:
    """The same, and that it is a demonstration where it does not say so itself."""
    own = makers_words(model)
    if model.demonstration and "demonstration" not in model.caution.lower():
        return f"{tr(DEMONSTRATION)} {own}".strip()
    return own


def line_of(model: ModelInfo) -> str:
    """Name, fingerprint and origin in one line."""
    demonstration = (tr("demonstration"),) if model.demonstration else ()
    parts = (model.name, model.fingerprint, *demonstration, translated(model.origin))
    return " ·\u00a0".join(parts)  # a line that breaks does so before a dot
