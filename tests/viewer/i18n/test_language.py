"""Words in the reader's language: what is said without one, and which one is chosen."""

import pytest

from viewer.i18n.language import ENGLISH, SYSTEM, fitting
from viewer.i18n.translate import counted, mark, tr

KNOWN = ("en", "zh_CN", "pt_BR")


def test_without_a_catalog_the_words_are_english():
    assert tr(mark("slice {} of {}")).format(2, 9) == "slice 2 of 9"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 slices"), (1, "1 slice"), (2, "2 slices"), (21, "21 slices")]
)
def test_english_has_two_forms(number, words):
    assert counted("%n slices", "%n slice", number) == words


@pytest.mark.parametrize(
    ("choice", "wanted", "spoken"),
    [
        (SYSTEM, ["zh-Hans-CN", "zh-CN"], "zh_CN"),
        (SYSTEM, ["zh-SG"], "zh_CN"),
        (SYSTEM, ["zh-TW", "en-US"], ENGLISH),
        (SYSTEM, ["fr-FR", "pt-PT"], "pt_BR"),
        (SYSTEM, ["en-GB", "zh-CN"], ENGLISH),
        (SYSTEM, ["C"], ENGLISH),
        (SYSTEM, [], ENGLISH),
        ("zh_CN", ["en-US"], "zh_CN"),
        (ENGLISH, ["zh-CN"], ENGLISH),
        ("xx", ["zh-CN"], "zh_CN"),
    ],
)
def test_choice_before_system_and_script_before_country(choice, wanted, spoken):
    assert fitting(choice, wanted, KNOWN) == spoken
