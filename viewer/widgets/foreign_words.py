"""Shows words from elsewhere, such as a bundle's name or card: as text, whatever they hold.

Qt takes a text that looks like HTML for HTML, and then loads the pictures that it names, from any
path and without end if that is a pipe. Here nothing is markup but the Markdown of a model card, of
which pictures, links and HTML stay what they are: characters.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTextBrowser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

WITHOUT = ("image", "link", "autolink", "reference", "html_inline", "html_block", "entity")
"""Rules of Markdown that name something outside the page, or write HTML."""
TABLES = "td, th { padding: 2px 10px 2px 0; } th { text-align: left; }"


def plain_label(text: str = "", kind: str = "") -> QLabel:
    """A label that shows characters, and never takes them for HTML.

    Args:
        text: To show.
        kind: Of the style sheet; empty for the usual one.
    """
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    if kind:
        label.setProperty("kind", kind)
    return label


def card_view(card: str, name: str) -> QTextBrowser:
    """A model card, of which nothing is loaded and nothing can be followed.

    Args:
        card: Markdown, from anybody.
        name: For screen readers.
    """
    view = QTextBrowser()
    view.setAccessibleName(name)
    view.setOpenLinks(False)
    view.document().setDefaultStyleSheet(TABLES)
    view.setHtml(card_html(card))
    return view


def card_html(card: str) -> str:
    """A card's headings, paragraphs, lists and tables as HTML; everything else is escaped."""
    html: str = _markdown().render(card)
    return html


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # not before a card is shown: the start does without it

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(WITHOUT))
    return parser
