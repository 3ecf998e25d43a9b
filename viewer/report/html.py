"""Writes a report's content as HTML, in the subset that Qt's text documents lay out.

The template is `resources/templates/report.html.j2`; Jinja2 escapes every value. Words stand here,
where `make words` finds them.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.i18n.translate import mark, tr
from viewer.render.lesion_words import NOT_THE_READERS as NOT_A_MEASUREMENT
from viewer.report.content import ReportContent

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "templates"
STRIP = "strip.png"
WIDTH = 640
"""Width of the text in CSS pixels (1/96 inch)."""
STRIP_WIDTH = WIDTH - 24
PICTURE_HEIGHT = 270
NOT_THE_READERS = mark("Machine's result (not the reader's)")
STRIP_SAYS = mark(
    "One bar per slice, first to last: probability that the slice shows a tumour; dashed "
    "line: threshold; hollow: not sure; hatched: no probability; triangle: key slice."
)
SIGN_HERE, DATE_HERE = "_" * 26, "_" * 14


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
    title = tr("Slice {}/{}")
    pictures = [
        {
            "title": title.format(picture.number, picture.total),
            "caption": picture.caption,
            "name": picture_name(index),
            "width": _width(picture.png),
        }
        for index, picture in enumerate(content.pictures)
    ]
    signature = (
        (tr("Reader"), content.reader or SIGN_HERE),
        (tr("Signature"), SIGN_HERE),
        (tr("Date"), DATE_HERE),
    )
    return report_template().render(
        content=content,
        words=_words(content),
        signature=signature,
        strip={"name": STRIP, "width": STRIP_WIDTH},
        pictures=pictures,
    )


@cache
def report_template() -> Template:
    """The template, read once; Jinja2 is imported here, since the start does without it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2")


def _words(content: ReportContent) -> dict[str, str]:
    """Headings and sentences in the reader's language, by their names in the template."""
    return {
        "title": tr("Brain MR report · series {}").format(content.series_key),
        "findings": tr("Reader's findings"),
        "impression": tr("Reader's impression"),
        "marks": tr("Reader's marks"),
        "machine": tr(NOT_THE_READERS),
        "reason": tr("Why: {}").format(content.reason),
        "caution": tr("Caution."),
        "strip": tr(STRIP_SAYS),
        "lesions": tr("Lesions ({})").format(tr(NOT_A_MEASUREMENT)),
        "refusals": tr("Slices without a probability"),
        "technique": tr("Technique"),
        "warnings": tr("Warnings"),
        "provenance": tr("Provenance"),
        "disclosure": tr("Disclosure"),
        "pictures": tr("Key slices, plain and with attention"),
        "laid_over": tr("Right: {}.").format(content.laid_over),
    }


def _width(png: bytes) -> int:
    """Return the width at which three such pictures and their captions share a page."""
    size: tuple[int, int] = struct.unpack(">II", png[16:24])  # IHDR is always the first chunk
    width, height = size
    return min(WIDTH, round(PICTURE_HEIGHT * width / max(1, height)))
