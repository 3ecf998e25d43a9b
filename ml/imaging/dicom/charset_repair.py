"""Recognises text whose declared character set is certainly wrong, and finds the right one.

Chinese scanners and gateways write GBK or UTF-8 and declare ISO_IR 100, or nothing. A repair must
not turn a name into another one, so it is made only on evidence that no other reading shares;
otherwise the text stays as declared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

DOUBTED = {"", "ISO_IR 6", "ISO_IR 100", "ISO 2022 IR 6", "ISO 2022 IR 100"}
"""Declarations that gateways fill in without looking."""
HIGH = re.compile(rb"[\x80-\xff]+")
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
"""The hundred most frequent Chinese family names: nine in ten people."""
KOREAN_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편"
)
PLACES = ("医院", "大学", "卫生院", "诊所", "头颅", "平扫", "增强", "颅脑")
"""Words of hospitals and of head scans that name no person."""
MOST_FAMILY, MOST_GIVEN, MOST_NAME = 2, 2, 4


def certain_encoding(texts: Mapping[str, bytes], terms: Sequence[str]) -> str | None:
    """The encoding in which texts were certainly written; `None` where the declared one may hold.

    Args:
        texts: Bytes above 127 among them, by keyword; `PatientName` is judged as a name.
        terms: Specific Character Set (0008,0005).
    """
    raws = [raw for raw in texts.values() if not raw.isascii()]
    if not raws or not set(terms or [""]) <= DOUBTED or any(b"\x1b" in raw for raw in raws):
        return None
    chinese = all(_hanzi_only(raw) for raw in raws)
    if chinese and any(
        _names_a_place(raw) or (keyword.endswith("Name") and _is_chinese_name(raw))
        for keyword, raw in texts.items()
    ):
        return "gb18030"
    if all(_decodes(raw, "utf-8") and _letters_only(raw) for raw in raws):
        # In Latin-1 it would be letters followed by control signs and symbols; but everyday
        # Chinese in GBK may look like UTF-8 as well.
        return "utf-8" if not chinese or all(_latin_words(raw) for raw in raws) else None
    return None


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _letters_only(raw: bytes) -> bool:
    """Whether what is not ASCII in UTF-8 text is letters and their marks."""
    return all(c.isascii() or unicodedata.category(c)[0] in "LM" for c in raw.decode("utf-8"))


def _latin_words(raw: bytes) -> bool:
    """Whether it reads as words of Latin letters, among them some with accents."""
    words = re.findall(r"[^\W\d_]+", raw.decode("utf-8"))
    accented = [word for word in words if not word.isascii()]
    return all(re.search("[A-Za-z]", word) and all(c < "\u0250" for c in word) for word in accented)


def _hanzi_only(raw: bytes) -> bool:
    """Whether every run of bytes above 127 is whole characters of GB2312."""
    return all(len(run) % 2 == 0 and _decodes(run, "gb2312") for run in HIGH.findall(raw))


def _names_a_place(raw: bytes) -> bool:
    words = raw.decode("gb18030", errors="replace")
    return any(word in words for word in PLACES)


def _is_chinese_name(raw: bytes) -> bool:
    """A frequent family name, a given name of everyday characters, and no Korean reading."""
    for group in raw.decode("gb18030", errors="replace").split("="):
        parts = [part for part in re.split(r"[\^ ]+", group.strip(" \0")) if part]
        name = "".join(parts)
        if not 2 <= len(name) <= MOST_NAME or not all(_is_hanzi(c) for c in name):
            continue
        lengths = [len(part) for part in parts]
        if len(parts) > 1 and (lengths[0] > MOST_FAMILY or sum(lengths[1:]) > MOST_GIVEN):
            continue
        everyday = any(_is_level_one(c) for c in name[1:])
        if name[0] in SURNAMES and everyday and not _reads_as_korean(name.encode("gb18030")):
            return True
    return False


def _is_hanzi(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _is_level_one(character: str) -> bool:
    """Level 1 of GB2312: the 3,755 everyday characters, rows 16 to 55."""
    return 0xB0 <= character.encode("gb18030")[0] <= 0xD7


def _reads_as_korean(raw: bytes) -> bool:
    try:
        name = raw.decode("euc_kr")
    except UnicodeDecodeError:
        return False
    return name[0] in KOREAN_SURNAMES and all("\uac00" <= c <= "\ud7a3" for c in name)
