"""A bundle's own words are shown as a quotation that they cannot end, beside who answers for it."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from ml.core.messages import NOTHING, recorded
from ml.core.printable import first_unprintable
from ml.core.series_verdict import series_verdict
from ml.core.types import FROM_ELSEWHERE, SHIPPED
from tests.viewer.synthetic import FakeClassifier, fake_decode, make_series
from viewer.report.content import build
from viewer.report.html import to_html
from viewer.report.model_words import caution_of, line_of, name_of
from viewer.report.result_files import COLUMNS, to_record
from viewer.report.result_table import _row, cell

CLAIM = "cleared for diagnostic use"
PIECES = (
    CLAIM, "Shipped by Whence", "”", "“", '"', "'", "«", "」", " · ", "\n", "\r\n", "\u2028",
    "\u202e", "\u2066", "\u200b", "\u0301" * 9, "</p><b>", "{}", "{0.__class__}", "%n", "=1+1",
    "\ud800", "植村", "المزروعة", "\x1b[2J",
)  # fmt: skip
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
HOSTILE = st.lists(st.one_of(st.sampled_from(PIECES), ANY), max_size=8).map("".join)
MODEL = FakeClassifier.models[0]
SERIES = make_series(count=3)
VERDICTS = list(FakeClassifier()([fake_decode(SERIES, index) for index in range(3)]))
RESULT = series_verdict(VERDICTS, 0.5)


def outputs(model):
    """Each place where words of a bundle are written, as text."""
    content = build(
        SERIES, VERDICTS, RESULT, [model], created=datetime(2026, 1, 1).astimezone(), privacy=False
    )
    record = to_record(
        SERIES, VERDICTS, RESULT, [model],
        source="", status="done", reason=NOTHING, privacy=False,
    )  # fmt: skip
    table = io.StringIO(newline="")
    csv.writer(table).writerow([cell(value) for value in _row(record, True)])
    return {
        "line": line_of(model),
        "name": name_of(model),
        "cautions": content.cautions[0],
        "disclosure": content.disclosure,
        "provenance": content.provenance[0][1],
        "json": json.dumps(record["models"], ensure_ascii=False),
        "csv": table.getvalue(),
    }, to_html(content)


def outside_quotes(text):
    """What is left of a text without quotations."""
    return re.sub("“[^“”]*”", "", text)


@settings(max_examples=150, deadline=None)
@given(name=HOSTILE, caution=HOSTILE)
def test_words_of_a_bundle_stay_inside_their_quotes(name, caution):
    ours = f"{CLAIM} {name} {CLAIM} 1"
    model = replace(MODEL, name=ours, caution=recorded(f"{CLAIM} {caution}"), shipped=False)
    texts, page = outputs(model)
    for place, text in texts.items():
        assert CLAIM not in outside_quotes(text), place
        assert str(SHIPPED) not in outside_quotes(text), place
        assert str(FROM_ELSEWHERE) in text, place
        assert not first_unprintable(text, line_breaks=True), place
    assert len(name_of(model)) < 80 + 70
    assert len(caution_of(model)) < 300 + 300
    assert "\n" not in line_of(model)
    assert CLAIM not in outside_quotes(page)
    assert "</p><b>" not in page


def test_what_ships_is_named_without_quotes_and_says_so():
    shipped = replace(MODEL, shipped=True)
    texts, _ = outputs(shipped)
    assert name_of(shipped) == f"{MODEL.name} ({SHIPPED})"
    assert all(str(SHIPPED) in text for text in texts.values())


def test_the_table_says_who_answers_for_each_network():
    source = replace(FakeClassifier.models[1], shipped=True)
    record = to_record(
        SERIES, VERDICTS, RESULT, [MODEL, source],
        source="", status="done", reason=NOTHING, privacy=True,
    )  # fmt: skip
    row = dict(zip(COLUMNS, _row(record, True), strict=True))
    assert row["presence_origin"] == FROM_ELSEWHERE
    assert row["source_origin"] == SHIPPED
