"""Text in every character set of DICOM, and in some that files only pretend not to use."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset
from pydicom.charset import python_encoding
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

from ml.imaging.dicom.character_sets import decoded, text
from ml.imaging.dicom.charset_repair import certain_encoding
from ml.imaging.scanning.scan import open_series
from tests.synthetic.dicom import as_bytes
from tests.synthetic.mr import mr, write

NAME = Tag(0x0010, 0x0010)
STANDARD = {
    # PS3.5 annexes H, I, J and K, and PS3.3 C.12.1.1.2: term, text, its bytes
    "ISO_IR 13": ("ﾔﾏﾀﾞ^ﾀﾛｳ", "shift_jis"),
    "ISO_IR 100": ("Buc^Jérôme", "latin_1"),
    "ISO_IR 101": ("Wałęsa", "iso8859_2"),
    "ISO_IR 109": ("Ĉiuĵaŭde", "iso8859_3"),
    "ISO_IR 110": ("Āboliņš", "iso8859_4"),
    "ISO_IR 126": ("Διονυσιος", "iso8859_7"),
    "ISO_IR 127": ("قباني^لنزار", "iso8859_6"),
    "ISO_IR 138": ("שרון^דבורה", "iso8859_8"),
    "ISO_IR 144": ("Люкceмбypг", "iso8859_5"),
    "ISO_IR 148": ("Çavuşoğlu", "iso8859_9"),
    "ISO_IR 166": ("นามสกุล", "iso8859_11"),
    "ISO_IR 192": ("Wang^XiaoDong=王^小东=", "utf-8"),
    "ISO_IR 203": ("Œuvré €", "iso8859_15"),
    "GB18030": ("Wang^XiaoDong=王^小东=", "gb18030"),
    "GBK": ("王^誠信", "gbk"),
}
EXTENDED = {
    # PS3.5 H.3.1, H.3.2, I.2, K.2: declared terms, bytes, text
    "Japanese": (
        ["", "ISO 2022 IR 87"],
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
        "Yamada^Tarou=山田^太郎=やまだ^たろう",
    ),
    "Japanese with half-width": (
        ["ISO 2022 IR 13", "ISO 2022 IR 87"],
        b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J"
        b"=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    ),
    "Korean": (
        ["", "ISO 2022 IR 149"],
        b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
        "Hong^Gildong=洪^吉洞=홍^길동",
    ),
    "Korean without escapes": (
        ["", "ISO 2022 IR 149"], "홍^길동".encode("euc_kr"), "홍^길동",
    ),
    "Chinese": (
        ["", "ISO 2022 IR 58"],
        b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=",
        "Zhang^XiaoDong=张^小东=",
    ),
    "Chinese without escapes": (
        ["", "ISO 2022 IR 58"], "张^小东".encode("gb2312"), "张^小东",
    ),
    "Chinese, 58 alone": (["ISO_IR 58"], "张^小东".encode("gb2312"), "张^小东"),
    "two single-byte sets": (
        ["ISO_IR 100", "ISO 2022 IR 144"], b"M\xfcller \x1b-L\xbb\xee\xda", "Müller Люк",
    ),
}  # fmt: skip
NOT_CHINESE = [
    ("Müller^Jürgen", "latin_1"), ("Núñez^Íñigo", "latin_1"), ("Ångström", "latin_1"),
    ("Þórðarson^Ýr", "latin_1"), ("ÉÈÊË^ÀÂ", "latin_1"), ("Wałęsa", "iso8859_2"),
    ("Иванов^Иван", "cp1251"), ("Соболь^Анна", "cp1251"), ("Соня", "cp1251"), ("Ли^Иван", "cp1251"),
    ("Ипатов^Иван", "iso8859_5"), ("Ли^Иван", "iso8859_5"), ("Рюмин^Юрий", "iso8859_5"),
    ("Петров^Пётр", "koi8_r"), ("Διονύσιος", "iso8859_7"), ("Παπαδόπουλος^Γιώργος", "iso8859_7"),
    ("김^민수", "euc_kr"), ("주^지훈", "euc_kr"), ("이^영희", "euc_kr"), ("박지성", "euc_kr"),
    ("山田^太郎", "euc_jp"), ("鈴木^一郎", "shift_jis"), ("陳^大文", "big5"), ("שרון", "iso8859_8"),
    ("قباني", "iso8859_6"), ("Çavuşoğlu", "iso8859_9"), ("นามสกุล", "iso8859_11"),
]  # fmt: skip


def raw(value, terms=None, tag=NAME, vr="PN", **more):
    """A data set as pydicom reads it, its text still bytes."""
    d = Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom's, of terms that are wrong on purpose
        if terms:
            d.SpecificCharacterSet = terms
    d[tag] = RawDataElement(tag, vr, len(value), value, 0, False, True)
    for keyword, other in more.items():
        other_tag = Tag(keyword)
        d[other_tag] = RawDataElement(other_tag, "LO", len(other), other, 0, False, True)
    return d


@pytest.mark.parametrize("term", STANDARD)
def test_every_single_character_set(term):
    expected, encoding = STANDARD[term]
    assert text(raw(expected.encode(encoding), term), "PatientName") == expected


@pytest.mark.parametrize("case", EXTENDED)
def test_code_extensions(case):
    terms, value, expected = EXTENDED[case]
    assert text(raw(value, terms), "PatientName") == expected


def test_no_term_of_the_standard_is_forgotten():
    known = set(STANDARD) | {t for terms, *_ in EXTENDED.values() for t in terms}
    known |= {"ISO_IR 6", "ISO 2022 IR 6", "ISO 2022 GBK", "ISO 2022 58"}
    for term in python_encoding:
        single = term.replace("ISO 2022 IR", "ISO_IR")
        if term not in known and single not in known:
            assert term == "ISO 2022 IR 159"
    supplementary = b"\x1b$(DD2\x1b(B"
    assert decoded(supplementary, ["", "ISO 2022 IR 159"], name=False) != ""


@pytest.mark.parametrize(
    ("term", "encoding"),
    [("UTF-8", "utf-8"), ("utf8", "utf-8"), ("ISO-IR 192", "utf-8"), ("ISO IR 192", "utf-8"),
     ("GB2312", "gb18030"), ("GB 18030", "gb18030"), ("cp936", "gb18030")],
)  # fmt: skip
def test_other_spellings(term, encoding):
    assert text(raw("王^小东".encode(encoding), term), "PatientName") == "王^小东"


def test_a_backslash_inside_a_character_does_not_split_it():
    value = "誠信".encode("gbk")
    assert b"\\" in value
    d = raw(value, "GBK", tag=Tag("SeriesDescription"), vr="LO")
    assert text(d, "SeriesDescription") == "誠信"


def test_several_values_stay():
    d = raw("头\\脑".encode("gb18030"), "GB18030", tag=Tag("SeriesDescription"), vr="LO")
    assert text(d, "SeriesDescription") == "头\\脑"


@pytest.mark.parametrize("terms", [None, "ISO_IR 100", "ISO_IR 6", ["", "ISO 2022 IR 100"]])
@pytest.mark.parametrize("name", ["王^小东", "李丽", "杨^修", "张 伟", "陈^大文"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_under_a_wrong_declaration_is_repaired(terms, name, encoding):
    assert text(raw(name.encode(encoding), terms), "PatientName") == name


def test_the_hospital_tells_where_the_name_does_not():
    """林 alone could be Korean; the hospital's name settles it, for every text of the file."""
    lin = "林^涛".encode("gbk")
    hospital = {"InstitutionName": "北京协和医院".encode("gbk")}
    assert text(raw(lin, "ISO_IR 100", **hospital), "PatientName") == "林^涛"
    series = {"SeriesDescription": "头颅平扫".encode("gbk")}
    d = raw(b"WANG^WEI", "ISO_IR 100", **series)
    assert text(d, "SeriesDescription") == "头颅平扫"


@pytest.mark.parametrize(("name", "encoding"), NOT_CHINESE)
def test_no_other_name_becomes_chinese(name, encoding):
    value = name.encode(encoding)
    assert certain_encoding({"PatientName": value}, ["ISO_IR 100"]) is None
    assert text(raw(value, "ISO_IR 100"), "PatientName") == value.decode("latin_1").strip(" \0")


LETTERS = " " + "".join(c for c in map(chr, range(256)) if c.isalpha() and c not in "ªºµ")


@given(st.text(LETTERS))
@pytest.mark.slow
def test_latin_1_letters_stay_latin_1(name):
    value = name.encode("latin_1")
    assert text(raw(value, "ISO_IR 100"), "PatientName") == name.strip(" \0")


@pytest.mark.parametrize("name", ["Müller^Jürgen", "Wałęsa^Lech", "Иванов^Иван", "한^국", "Ñandú"])
def test_utf_8_under_a_wrong_declaration_is_repaired(name):
    assert text(raw(name.encode(), "ISO_IR 100"), "PatientName") == name


@pytest.mark.parametrize("term", ["ISO_IR 144", "ISO 2022 IR 149", "ISO_IR 192"])
def test_a_declaration_of_another_set_is_believed(term):
    assert certain_encoding({"PatientName": "王^小东".encode("gbk")}, [term]) is None


@given(st.binary(max_size=64), st.sampled_from([*STANDARD, "nonsense", "ISO 2022 IR 87", ""]))
def test_any_bytes_give_some_text(value, term):
    assert isinstance(text(raw(value, [term, "ISO 2022 IR 149"]), "PatientName"), str)
    assert isinstance(text(raw(value, term), "PatientName"), str)


def test_a_repair_is_told_as_a_warning(tmp_path):
    data = as_bytes(mr(0, PatientName="x^y")).replace(
        b"PN\x04\x00x^y ", b"PN\x08\x00" + "王^小东".encode("gbk") + b" "
    )
    (tmp_path / "a.dcm").write_bytes(data)
    (series,), _ = open_series([tmp_path])
    assert series.patient.name == "王^小东"
    assert "the declared character set is wrong; text was read as GB18030" in series.warnings
    (plain,), _ = open_series([write(tmp_path / "plain", [mr(0, PatientName="Doe^Jane")])])
    assert not any("character set" in warning for warning in plain.warnings)
