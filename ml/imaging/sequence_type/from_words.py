"""Recognises a sequence by words in descriptions and protocol names, in several languages."""

from __future__ import annotations

import re

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
CONTRAST = (
    r"post|contrast|gd|gad\w*|t1 ?c|t1 ?ce|t1 ?gd|\+ ?c|c ?\+|\+ ?gd|ce|km|kontrast\w*|"
    r"contraste|inj|enh\w*"
)
PLAIN = (
    r"pre|pre ?contrast|w ?o|wo|without|non ?contrast|no ?contrast|native|nativ|plain|"
    r"pre ?(gd|gad\w*)|ohne|sans|sin|unenhanced"
)
NOT_CONTRAST = r"post ?op\w*|pre ?op\w*|post ?proc\w*|pre ?scan"
"""Phrases that hold a word of the lists above and mean something else."""
_AND = r"(?:and|und|et|y|e|\+)"
NAMES_BOTH = (
    rf"(?:w ?{_AND}? ?w ?o|with ?{_AND}? ?(?:or )?without|without ?{_AND}? ?(?:or )?with|"
    rf"pre ?{_AND}? ?post|post ?{_AND}? ?pre|mit {_AND} ohne|ohne {_AND} mit|avec {_AND} sans|"
    rf"sans {_AND} avec|con {_AND} sin|sin {_AND} con|nativ\w* ?{_AND}? ?(?:post|km|mit km))"
    r"(?: (?:contrast\w*|kontrast\w*|gad\w*|gd|km|c))?"
)
"""Phrases that name a series without contrast agent and one with it: they say nothing of either."""
CONTRAST_CHINESE = ("增强", "强化")
PLAIN_CHINESE = ("平扫",)


def tidy(text: str) -> str:
    """Lower case, one space between words; letters, digits, `+`, `*` and other scripts stay.

    A `+` begins a word: `iso+C` says the same as `iso +C`.
    """
    return re.sub(r"[^\w+*]+|_|(?<=\w)(?=\+)", " ", text.lower()).strip()


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w+*])(?:{pattern})(?![\w*])")


_KINDS = {kind: _words(pattern) for kind, pattern in WORDS}
_CONTRAST, _PLAIN = _words(CONTRAST), _words(PLAIN)
_NOT_CONTRAST = re.compile(rf"(?<!\w)(?:{NOT_CONTRAST}|{NAMES_BOTH})(?!\w)")


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


def contrast_word(text: str) -> str:
    """The word that says that contrast agent was given, or nothing."""
    plain = tidy(text)
    if plain_word(text):
        return ""
    plain = _NOT_CONTRAST.sub(" ", plain)
    chinese = next((word for word in CONTRAST_CHINESE if word in plain), "")
    return _holds(plain, _CONTRAST) or chinese


def plain_word(text: str) -> str:
    """The word that says that no contrast agent was given, or nothing."""
    plain = _NOT_CONTRAST.sub(" ", tidy(text))
    return _holds(plain, _PLAIN) or next((word for word in PLAIN_CHINESE if word in plain), "")
