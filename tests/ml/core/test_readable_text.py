"""Names of any bytes become text that can be written, sent and shown on one line."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.core.readable_text import name_id, path_hash, readable

ANY = st.text(st.characters(), max_size=40) | st.binary(max_size=40).map(os.fsdecode)


@given(ANY)
def test_any_text_becomes_one_line_that_can_be_written(text):
    shown = readable(text)
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown
    assert readable(shown) == shown


@pytest.mark.parametrize(
    "name", ["Jürgen 3.dcm", "患者 一", "Ju\u0308rgen", "a\u200db", "{}", "%s"]
)
def test_readable_names_stay_as_they_are(name):
    assert readable(name) == name_id(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [("J\udcfcrgen", "J\ufffdrgen"), ("a\nb", "a b"), ("\x1b[31m", "\ufffd[31m"),
     ("gnp\u202e.exe", "gnp\ufffd.exe"), ("\ud800", "\ufffd")],
)  # fmt: skip
def test_what_cannot_be_shown_is_replaced(name, shown):
    assert readable(name) == shown


@given(ANY, ANY)
def test_two_names_never_share_an_id(one, other):
    name_id(one).encode("utf-8")
    assert (name_id(one) == name_id(other)) == (one == other)


def test_a_message_and_an_error_can_be_written_whatever_they_quote():
    error = ImageReadError("J\udcfc\n.dcm", message("{} is odd", "\udcff\x1b"))
    assert str(error) == "J\ufffd .dcm: \ufffd\ufffd is odd"
    assert error.name == "J\udcfc\n.dcm"


def test_a_path_of_any_bytes_has_a_hash(tmp_path):
    assert len(path_hash(tmp_path / os.fsdecode(b"\xfc"))) == 20
    assert path_hash(tmp_path / "a") != path_hash(Path("a"))
