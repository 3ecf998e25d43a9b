"""Why the pixels of an image may hold typed text, such as the name of a patient."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ml.core.messages import Message, mark


class PixelText(StrEnum):
    """Reasons, the surest first; the value says why, in words."""

    STATED = mark("its header says that text is burned into the pixels")
    CAPTURE = mark("it is a secondary capture, which may show a name")
    PICTURE = mark("it is a picture file, which may show a name")
    MODALITY = mark("its modality is one whose images often show a name")
    SECONDARY = mark("it was made after the examination, and may show a name")
    NONE = ""

    @property
    def words(self) -> Message:
        """The reason, to be translated; empty where there is none."""
        return Message(self.value)


def surest(reasons: Iterable[PixelText]) -> PixelText:
    """The surest of the reasons that the images of a series give."""
    order = list(PixelText)
    return min(reasons, key=order.index, default=PixelText.NONE)
