"""JSON from elsewhere is read as RFC 8259 means it, or not at all."""

import pytest

from ml.core.strict_json import MOST_DEPTH, StrictJsonError, parse


def test_what_is_sound_is_parsed():
    text = '{"a": [1, 2.5, true, null, "Zürich 脑 [[[[ \\" {{{{"], "b": {"c": "\\\\"}}'
    assert parse(text.encode()) == {
        "a": [1, 2.5, True, None, 'Zürich 脑 [[[[ " {{{{'],
        "b": {"c": "\\"},
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"[" * 100_000, "levels deep"),
        (b'{"a":' * 50_000, "levels deep"),
        (b"[" * (MOST_DEPTH + 1) + b"]" * (MOST_DEPTH + 1), "levels deep"),
        (b'{"a": 1, "a": 2}', "a is there twice"),
        (b'{"a": {"b": 1, "b": 1}}', "b is there twice"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"a": "\xff"}', "not JSON"),
        (b"", "not JSON"),
        (b"{} {}", "not JSON"),
        (b'{"a": "\xe2\x80\xaecured"}', r"U\+202E"),
        (b'{"a": "\\u202ecured"}', r"U\+202E"),
        (b'{"a\\u200b": 1}', r"U\+200B"),
        (b'{"a": "x\\ny"}', r"U\+000A"),
        (b'{"a": "\\ud800"}', r"U\+D800"),
        (b'{"a": "x' + "\u0301".encode() * 9 + b'"}', r"U\+0301"),
    ],
)
def test_what_is_not_is_refused_in_words(text, words):
    with pytest.raises(StrictJsonError, match=words):
        parse(text)
