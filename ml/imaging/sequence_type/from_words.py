"""Recognises a sequence by words in descriptions and protocol names, in several languages."""

from __future__ import annotations

import re

from ml.imaging.sequence_type.tidy_text import tidy, whole_words
from ml.imaging.types.sequence_kind import SequenceKind

WORDS: tuple[tuple[SequenceKind, str], ...] = (
    (SequenceKind.LOCALISER, r"loc|localizer|localiser|loc\d?|scout|aascout|aahead ?scout|survey|"
                     r"3 ?pl(ane)?( loc)?|smart ?brain|topogram"),
    (SequenceKind.ADC, r"e?adc|adc ?map|apparent diffusion( coefficient)?"),
    (SequenceKind.DERIVED, r"fa|col ?fa|mip|minip|sub(traction)?|tensor|t[12] ?map"),
    (SequenceKind.DWI,
     r"e?dwi|diff|diffusion|dti|hardi|trace ?w?|ep2d ?diff|b ?(500|800|1000|2000|3000)"),
    (SequenceKind.FLAIR, r"t2 ?flair|flair|dark ?fluid|tirm|da ?fl"),
    (SequenceKind.PERFUSION, r"perf|perfusion|dsc|dce|p?c?asl|cbf|cbv|r?cbv|mtt|ttp|tmax|ktrans"),
    (SequenceKind.FMRI, r"bold|fmri|rs ?fmri|rest(ing)?( ?state)?\d?|task"),
    (SequenceKind.FIELD_MAP,
     r"b0( ?map| ns)?|field ?map(ping)?|gre ?field( ?mapping)?|fmap|b1 ?map"),
    (SequenceKind.MRA, r"tof|mra|angio\w*|pc ?a|inhance|twist|tricks|mrv"),
    (SequenceKind.T2_STAR, r"t2 ?\*|t2 ?star|t2 ?gre|swi|swip?|swan|hemo|venobold|qsm|medic|merge"),
    (SequenceKind.T2,
     r"e?t2\w?|t2 ?(tse|fse|w|wi|frfse|blade|propeller|space|haste)|haste|ciss|fiesta"),
    (SequenceKind.PD, r"pd\w?|proton( ?density)?|dp"),
    (SequenceKind.T1, r"t1\w?|t1 ?(se|tse|fse|w|wi|mprage|mpr|vibe|space|flair|fl\dd)|"
              r"mp ?rage|mpr|bravo|fspgr|spgr|vibe|tfl\d?d?|mp2rage|isspgr|ir ?fspgr"),
)  # fmt: skip
"""Each a pattern for whole words; `_`, `-` and the like count as spaces."""
CHINESE = {
    "定位": SequenceKind.LOCALISER,
    "弥散": SequenceKind.DWI,
    "扩散": SequenceKind.DWI,
    "灌注": SequenceKind.PERFUSION,
}

_KINDS = {kind: whole_words(pattern) for kind, pattern in WORDS}


def _holds(text: str, words: re.Pattern[str]) -> str:
    """The words of a text that a pattern matches, or nothing."""
    match = words.search(text)
    return match.group(0) if match else ""


def named(text: str) -> tuple[tuple[SequenceKind, str], ...]:
    """Every kind that a text names, with the word that does, most specific first.

    FLAIR beside T1 is T1; T2* is not T2; diffusion beside ADC is ADC's parent.
    """
    plain = tidy(text)
    kinds = {kind: word for kind, words in _KINDS.items() if (word := _holds(plain, words))}
    kinds |= {kind: word for word, kind in CHINESE.items() if word in plain}
    if SequenceKind.T1 in kinds:
        kinds.pop(SequenceKind.FLAIR, None)
    for special in (SequenceKind.FLAIR, SequenceKind.T2_STAR):
        if special in kinds:
            kinds.pop(SequenceKind.T2, None)
    if SequenceKind.ADC in kinds:
        kinds.pop(SequenceKind.DWI, None)
    return tuple(kinds.items())
