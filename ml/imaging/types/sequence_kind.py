"""What kind of MR picture a series is, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SequenceKind(StrEnum):
    """Kinds of sequence that are told apart; the value is the label in the series list."""

    T1 = "T1"
    T1_CONTRAST = "T1 with contrast"
    T2 = "T2"
    FLAIR = "FLAIR"
    PD = "proton density"
    DWI = "DWI"
    ADC = "ADC"
    MRA = "MRA"
    T2_STAR = "T2* or SWI"
    PERFUSION = "perfusion"
    FMRI = "fMRI"
    FIELD_MAP = "field map"
    LOCALISER = "localiser"
    DERIVED = "derived"
    UNKNOWN = "unknown sequence"


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
    evidence: tuple[str, ...] = ()
    from_pixels: bool = False

    @property
    def label(self) -> str:
        """The kind as it is shown; a guess as a guess, and doubt with a question mark."""
        if self.from_pixels:
            return f"looks like {self.kind}"
        doubtful = self.kind is not SequenceKind.UNKNOWN and self.confidence < LIKELY
        return f"{self.kind}?" if doubtful else str(self.kind)


LIKELY = 0.5
"""From this confidence on a kind is believed, and may refuse a series (ours)."""
