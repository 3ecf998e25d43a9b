"""The kinds of MR sequence, and how surely one was recognised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ml.core.messages import Message, mark, message


class SequenceKind(StrEnum):
    """Kinds of sequence that are told apart; the value is the label in the series list."""

    T1 = "T1"
    T1_CONTRAST = mark("T1 with contrast")
    T2 = "T2"
    FLAIR = "FLAIR"
    PD = mark("proton density")
    DWI = "DWI"
    ADC = "ADC"
    MRA = "MRA"
    T2_STAR = mark("T2* or SWI")
    PERFUSION = mark("perfusion")
    FMRI = "fMRI"
    FIELD_MAP = mark("field map")
    LOCALISER = mark("localiser")
    DERIVED = mark("derived")
    UNKNOWN = mark("unknown sequence")

    @property
    def words(self) -> Message:
        """The label, to be translated."""
        return Message(self.value)


@dataclass(frozen=True, slots=True)
class Recognition:
    """The kind of a series.

    Attributes:
        kind: The most likely kind.
        confidence: How sure, in [0, 1]; a ranking by rules, not a calibrated probability.
        evidence: What spoke for it and against it, in words, strongest first.
        from_pixels: Whether the tags were silent and the pixels had to tell.
    """

    kind: SequenceKind = SequenceKind.UNKNOWN
    confidence: float = 0.0
    evidence: tuple[Message, ...] = ()
    from_pixels: bool = False

    @property
    def label(self) -> Message:
        """The kind as it is shown; a guess as a guess, and doubt with a question mark."""
        if self.from_pixels:
            return message("looks like {}", self.kind.words)
        doubtful = self.kind is not SequenceKind.UNKNOWN and self.confidence < LIKELY
        return message("{}?", self.kind.words) if doubtful else self.kind.words


LIKELY = 0.5
"""From this confidence on a kind is believed, and may refuse a series (ours)."""
