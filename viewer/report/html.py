"""Report content as HTML of the subset that Qt's text documents lay out; everything escaped."""

from __future__ import annotations

import struct
from html import escape

from viewer.i18n.translate import mark, tr
from viewer.report.content import ReportContent, Rows

STRIP = "strip.png"
WIDTH = 640
"""Width of the text in CSS pixels (1/96 inch)."""
PICTURE_HEIGHT = 270
NOT_THE_READERS = mark("Machine's result (not the reader's)")
STRIP_SAYS = mark(
    "One bar per slice, first to last: probability that the slice holds a tumour; "
    "dashed line: threshold; hollow: not sure; hatched: not analysed; triangle: key slice."
)
STYLE = """
body { color: #1a1d21; }
h1 { font-size: 15pt; margin: 0 0 6px 0; }
h2 { font-size: 11pt; margin: 9px 0 3px 0; color: #22384d; }
p { margin: 2px 0 2px 0; }
.name { color: #59636e; }
.small { font-size: 8pt; color: #59636e; }
.statement { font-size: 12pt; font-weight: bold; }
.caution { color: #8a3b00; }
"""


def picture_name(index: int) -> str:
    """Name under which the picture at `index` is known to the document."""
    return f"key-{index}.png"


def to_html(content: ReportContent) -> str:
    """Lay out a report.

    Args:
        content: What it says.

    Returns:
        HTML that refers to `STRIP` and to `picture_name(i)` as pictures.
    """
    parts = [
        f"<html><head><style>{STYLE}</style></head><body>",
        _tagged("h1", tr("Brain MR report · series {}").format(content.series_key)),
        _pairs(content.identity, columns=2),
        _heading(tr("Reader's findings")),
        _own_words(content.findings),
        _heading(tr("Reader's impression")),
        _own_words(content.impression),
        _signature(content.reader),
        _heading(tr("Reader's marks")) + _pairs(content.marks, columns=1) if content.marks else "",
        _machine(content),
        _heading(tr("Technique")),
        _pairs(content.technique, columns=2),
        _lines(tr("Warnings"), content.warnings),
        _heading(tr("Provenance")),
        _pairs(content.provenance, columns=1),
        _heading(tr("Disclosure")),
        f"<p>{escape(content.disclosure)}</p>",
        _pictures(content),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _plain(words: str) -> str:
    return escape(words, quote=False)


def _tagged(tag: str, words: str) -> str:
    return f"<{tag}>{_plain(words)}</{tag}>"


def _heading(words: str) -> str:
    return _tagged("h2", words)


def _pairs(rows: Rows, columns: int) -> str:
    cells = [
        f'<td width="{34 // columns}%" class="name">{escape(name)}</td>'
        f'<td width="{(100 - 34) // columns}%">{escape(value)}</td>'
        for name, value in rows
    ]
    lines = (cells[i : i + columns] for i in range(0, len(cells), columns))
    body = "".join(f"<tr>{''.join(line)}</tr>" for line in lines)
    return f'<table width="100%" cellspacing="0" cellpadding="2">{body}</table>'


def _own_words(text: str) -> str:
    """Return the reader's text, or lines to write on."""
    if text.strip():
        return "".join(f"<p>{escape(line) or '&nbsp;'}</p>" for line in text.splitlines())
    return '<p style="margin-top:10px"></p><hr>' * 2


def _signature(reader: str) -> str:
    """Who answers for findings and impression; lines to write on where nobody said so."""
    line = "_" * 26
    cells = (
        (tr("Reader"), reader or line),
        (tr("Signature"), line),
        (tr("Date"), "_" * 14),
    )
    row = "".join(
        f'<td><span class="name">{escape(name)}</span> &nbsp;{escape(value)}</td>'
        for name, value in cells
    )
    return (
        '<p style="margin-top:6px"></p>'
        f'<table width="100%" cellspacing="0" cellpadding="2"><tr>{row}</tr></table>'
    )


def _lines(title: str, lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    items = "".join(f"<p>– {escape(line)}</p>" for line in lines)
    return f'<p class="caution"><b>{escape(title)}</b></p>{items}'


def _machine(content: ReportContent) -> str:
    reason = _tagged("p", tr("Why: {}").format(content.reason)) if content.reason else ""
    begin = _tagged("b", tr("Caution."))
    cautions = "".join(
        f'<p class="caution">{begin} {escape(line)}</p>' for line in content.cautions
    )
    refusals = _lines(tr("Slices not analysed"), content.refusals)
    strip = (
        f'<p><img src="{STRIP}" width="{WIDTH - 24}"></p>'
        f'<p class="small">{escape(tr(STRIP_SAYS))}</p>'
        if content.bars
        else ""
    )
    return (
        '<p style="margin-top:12px"></p>'
        '<table width="100%" border="1" style="border-color:#22384d; border-style:solid; '
        'border-collapse:collapse" cellspacing="0" cellpadding="8"><tr><td bgcolor="#f3f6f9">'
        f'<h2 style="margin-top:0">{_plain(tr(NOT_THE_READERS))}</h2>'
        f'<p class="statement">{escape(content.statement)}</p>{reason}{cautions}'
        f"{_pairs(content.result, columns=1)}{strip}"
        f"{refusals}"
        f'<p class="small">{escape(content.banner)}</p></td></tr></table>'
    )


def _pictures(content: ReportContent) -> str:
    if not content.pictures:
        return ""
    slice_words = tr("Slice {}/{}")
    blocks = [
        f'<p style="margin-top:8px">{_tagged("b", slice_words.format(p.number, p.total))}'
        f" · {escape(p.caption)}<br>"
        f'<img src="{picture_name(i)}" width="{_width(p.png)}"></p>'
        for i, p in enumerate(content.pictures)
    ]
    words = escape(tr("Key slices, plain and with attention"))
    title = f'<h2 style="page-break-before:always">{words}</h2>'
    side = tr("Right: {}.").format(content.laid_over)
    note = f'<p class="small">{escape(side)}</p>'
    return f"{title}{note}{''.join(blocks)}"


def _width(png: bytes) -> int:
    """Return the width at which three such pictures and their captions share a page."""
    size: tuple[int, int] = struct.unpack(">II", png[16:24])  # IHDR is always the first chunk
    width, height = size
    return min(WIDTH, round(PICTURE_HEIGHT * width / max(1, height)))
