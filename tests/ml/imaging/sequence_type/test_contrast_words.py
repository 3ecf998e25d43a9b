"""Denials outrank what they deny, in every language; what says both says nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.imaging.sequence_type.contrast_words import contrast_word, plain_word
from ml.imaging.types.sequence_kind import SequenceKind
from tests.synthetic.mr import mr
from tests.synthetic.scanned import one

WITHOUT = (
    "w/o contrast", "without IV contrast", "pre contrast", "pre-Gd", "PRE", "non-contrast",
    "no gad", "unenhanced", "C-", "C(-)", "Gd-", "ohne KM", "nativ", "vor KM", "prä KM",
    "ohne i.v. KM", "sans injection", "avant gado", "sin contraste", "sin medio de contraste",
    "s/c", "senza mdc", "senza mezzo di contrasto", "sem contraste", "zonder contrast",
    "voor contrast",
    "utan kontrast", "uten kontrast", "bez kontrastu", "przed kontrastem", "kontrasts\u0131z",
    "без контраста", "до контрастирования", "平扫", "增强前", "造影前", "造影なし", "조영전",
)  # fmt: skip
GIVEN = (
    "with contrast", "w/ contrast", "post contrast", "POST", "postcontrast", "+C", "C+", "Gd+",
    "GADO", "Gadovist", "Dotarem", "mit KM", "nach KM", "+KM", "après injection", "avec Gd",
    "con contraste", "con mdc", "dopo mdc", "com contraste", "pós contraste", "met contrast",
    "na contrast", "efter kontrast", "po kontra\u015bcie", "z kontrastem", "kontrastl\u0131",
    "с контрастом", "после контраста", "增强", "造影後", "조영후", "enhanced",
)  # fmt: skip
BOTH = (
    "W/WO", "w&w/o", "with and without contrast", "WITHOUT AND WITH", "pre/post", "PRE AND POST",
    "mit und ohne KM", "nativ + KM", "sans et avec injection", "avant et après gado",
    "con y sin contraste", "senza e con mdc", "до и после контраста",
)  # fmt: skip
NEITHER = (
    "w", "C-SPINE", "post-op", "PRE-OP", "posterior fossa", "FS PRE-SAT", "W/O FS",
    "without fatsat", "mprage_iso", "se tra", "DIXON W", "precision", "concat", "ganglia", "injury",
)  # fmt: skip
around = st.sampled_from(["", "AX", "sag", "T1_tse", "3D MPRAGE", "FS", "Kopf", "轴位"])


def said(text):
    return bool(contrast_word(text)), bool(plain_word(text))


@given(around, st.sampled_from(WITHOUT), around, st.booleans())
def test_a_denial_is_heard(before, words, after, loud):
    text = f"{before} {words} {after}"
    assert said(text.upper() if loud and words.isascii() else text) == (False, True)


@given(around, st.sampled_from(GIVEN), around, st.booleans())
def test_an_agent_is_heard(before, words, after, loud):
    text = f"{before} {words} {after}"
    assert said(text.upper() if loud and words.isascii() else text) == (True, False)


@given(around, st.sampled_from(BOTH + NEITHER[:8]), around)
def test_what_says_both_or_nothing_says_nothing(before, words, after):
    assert said(f"{before} {words} {after}") == (False, False)


@given(st.sampled_from(WITHOUT), st.sampled_from(GIVEN))
def test_two_words_that_contradict_each_other_say_nothing(denied, given_word):
    assert said(f"{denied}; T1 {given_word}") == (False, False)


@pytest.mark.parametrize("words", NEITHER)
def test_words_of_other_things_say_nothing(words):
    assert said(f"AX T1 {words}") == (False, False)


@given(
    st.sampled_from([*WITHOUT, *GIVEN, *BOTH, ""]), st.sampled_from([*WITHOUT, *GIVEN, *BOTH, ""]),
    st.sampled_from(["", "Gadovist", "NONE"]),
)  # fmt: skip
def test_the_series_outranks_the_agent_and_that_the_exam(tmp_path_factory, own, exam, agent):
    made = mr(
        0, SpecificCharacterSet="ISO_IR 192", SeriesDescription=f"AX T1 {own}",
        ProtocolName=f"BRAIN {exam}", ContrastBolusAgent=agent,
    )  # fmt: skip
    series = one(tmp_path_factory.mktemp("exam"), [made])
    heard = [w for w in (own, "agent" if agent == "Gadovist" else "", exam) if w and w not in BOTH]
    first = heard[0] if heard else ""
    contrast = first == "agent" or first in GIVEN
    assert (series.sequence.kind is SequenceKind.T1_CONTRAST) == contrast
    assert bool(series.refusal) == (first in WITHOUT)
