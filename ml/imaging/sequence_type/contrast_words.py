"""Tells by the words of a description whether contrast agent was given, in several languages.

What denies the agent outranks what names it: "without contrast" holds the word contrast. A text
that says both, as the name of an exam in two parts does ("W/WO"), says nothing of either.
"""

from __future__ import annotations

import re

from ml.imaging.sequence_type.tidy_text import tidy, whole_words

NOUNS = (
    r"contrast\w*|kontras[tz]\w*|kontraści\w*|контраст\w*|σκιαγραφ\w*|km|mdc|cte|gd|gad\w*|gbca|"
    r"dotarem|clariscan|magnevist|prohance|multihance|omniscan|elucirem|vueway|inj(?:e[ck]\w*)?|enh\w*|"
    r"tehoste\w*"
)
"""Words for the agent, its brands and what it does."""
AGENT = rf"{NOUNS}|c"
"""The same after a preposition, where a single letter tells enough."""
WITHOUT = r"w ?o|without|ohne|sans|sin|senza|sem|без|utan|uten|uden|bez|zonder|ilman|χωρίς"
"""Denials that count by themselves, but where something else follows that scans do without."""
BEFORE = (
    r"no|non|not|nicht|un|vor|prä|prae|pré|pre|avant|antes|previo|prima|до|före|før|przed|voor|"
    r"before|s"
)
"""Denials where the agent's word follows."""
WITH = (
    r"w|with|mit|nach|avec|apr[eè]s|con|com|c|tras|despu[eé]s|dopo|p[oó]s|ap[oó]s|с|после|med|"
    r"efter|etter|met|na|z|po|after|post|μετά"
)
FILLERS = r"(?: (?:i ?v|medio|mezzo|meio|medium|de|di|do|du|la|any|the|tuot\w*))*"
NOT_OF_AGENTS = (
    r"post ?op\w*|pre ?op\w*|post ?proc\w*|pre ?scan|pre ?sat\w*|pre ?press\w*|c ?spine|"
    rf"(?:{WITHOUT}) (?:fs|fat\w*|spair|spir|dixon|mt\w*|grasa|fett\w*|moco|flow\w*|ang\w*)"
)
"""Phrases that hold a word of these lists and mean something else."""
_AND = r"(?: ?(?:and|und|et|y|e|or|en|og|och|i|и|\+) ?(?:then )?| )?"
NAMES_BOTH = (
    rf"(?:{WITHOUT}|{BEFORE}){_AND}(?:{WITH})|(?:{WITH}){_AND}(?:{WITHOUT}|{BEFORE})|"
    rf"nativ\w*{_AND}(?:{WITH}|km)"
)
DENIED = (
    rf"(?:{WITHOUT}|{BEFORE}){FILLERS} ?(?:{AGENT})|(?:{AGENT}) (?:pre|avant|nélkül)|"
    rf"kontrasts[ıi]z\w*|{WITHOUT}|pre|nativ\w*|plain|unenhanced|blanco"
)
NAMED = (
    r"post ?(?:contrast\w*|kontrast\w*|gd|gad\w*|km|inj(?:e[ck]\w*)?)?|t1 ?c|t1 ?ce|"
    rf"t1 ?gd|\+ ?c|c ?\+|\+ ?gd|\+ ?km|ce|kontrastl[ıi]\w*|{NOUNS}"
)
DENIED_ASIAN = (
    "平扫", "増強なし", "单纯", "単純", "非造影", "造影前", "造影なし", "增强前", "强化前",
    "无增强", "不增强", "조영전", "조영 전", "비조영",
)  # fmt: skip
NAMED_ASIAN = ("增强", "増強", "强化", "造影", "조영")
_SIGNED = re.compile(
    r"(?<!\w)(c|gd|gad\w*|km|contrast|kontrast)\s*(?:\(-\)|-(?!\w))|(?<=\s)-(c|gd|km)(?!\w)"
)
"""A minus sign after the agent's word, or right before it."""
_SHORT = re.compile(r"(?<!\w)s/c(?!\w)")

_NOT_OF_AGENTS = whole_words(NOT_OF_AGENTS)
_BOTH = whole_words(rf"(?:{NAMES_BOTH}){FILLERS}(?: ?(?:{AGENT}))?")
_DENIED, _NAMED = whole_words(DENIED), whole_words(NAMED)


def contrast_word(text: str) -> str:
    """The word that says that contrast agent was given, or nothing."""
    denied, named = _said(text)
    return "" if denied else named


def plain_word(text: str) -> str:
    """The word that says that no contrast agent was given, or nothing."""
    denied, named = _said(text)
    return "" if named else denied


def _said(text: str) -> tuple[str, str]:
    """The words that deny the agent, and those that name it."""
    raw = text.lower()
    denied = next((m.group() for m in (*_SIGNED.finditer(raw), *_SHORT.finditer(raw))), "")
    plain = tidy(_SHORT.sub(" ", _SIGNED.sub(" ", raw)))
    plain = _BOTH.sub(" ", _NOT_OF_AGENTS.sub(" ", plain))
    denied = denied or _first(_DENIED, plain)
    plain = _DENIED.sub(" ", plain)
    for word in DENIED_ASIAN:
        if word in plain:
            denied, plain = denied or word, plain.replace(word, " ")
    named = _first(_NAMED, plain) or next((word for word in NAMED_ASIAN if word in plain), "")
    return denied, named


def _first(words: re.Pattern[str], text: str) -> str:
    match = words.search(text)
    return match.group() if match else ""
