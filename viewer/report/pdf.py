"""Lays out a report as a PDF, with research-use banner and page number on every page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from ml.core import atomic_files
from ml.core.types import Outcome
from viewer.i18n.translate import tr
from viewer.render import pictures
from viewer.render.fonts import font
from viewer.report.content import ReportContent
from viewer.report.html import STRIP, STRIP_WIDTH, picture_name, to_html

DPI = 600
MARGIN_MM = 15.0
BAND_MM = 11.0
"""Height of the header band; the footer has the same."""


def write_report(path: Path, content: ReportContent) -> None:
    """Write the report; needs a `QGuiApplication`.

    Args:
        path: Where the PDF shall stand.
        content: What it says.

    Raises:
        WriteError: It could not be written; nothing half-written is left.
    """
    data = to_pdf(content)

    def fill(temporary: Path) -> None:
        temporary.write_bytes(data)

    atomic_files.write(path, fill)


def to_pdf(content: ReportContent) -> bytes:
    """Return the report as the bytes of a PDF."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(tr("Whence report {}").format(content.series_key))
    writer.setCreator("Whence")
    unit = DPI / 25.4
    margin, band = MARGIN_MM * unit, BAND_MM * unit
    body = QSizeF(writer.width() - 2 * margin, writer.height() - 2 * (margin + band) + margin)
    painter = QPainter(writer)
    try:
        document = _document(content, writer, body)
        pages = document.pageCount()
        for page in range(pages):
            if page:
                writer.newPage()
            _edges(painter, writer, content, tr("page {} of {}").format(page + 1, pages))
            painter.save()
            painter.translate(margin, margin / 2 + band - page * body.height())
            document.drawContents(
                painter, QRectF(0, page * body.height(), body.width(), body.height())
            )
            painter.restore()
    finally:
        painter.end()
    buffer.close()
    return bytes(data.data())


def _document(content: ReportContent, writer: QPdfWriter, body: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setDefaultFont(font(9))
    kind = QTextDocument.ResourceType.ImageResource.value
    if content.bars:
        presence, keys = [b.presence for b in content.bars], [b.key for b in content.bars]
        unsure = [b.outcome is Outcome.UNSURE for b in content.bars]
        strip = pictures.strip(presence, keys, content.threshold, 2 * STRIP_WIDTH, unsure)
        document.addResource(kind, QUrl(STRIP), strip)
    for index, picture in enumerate(content.pictures):
        document.addResource(kind, QUrl(picture_name(index)), QImage.fromData(picture.png))
    document.setHtml(to_html(content))
    document.setPageSize(body)
    return document


def _edges(painter: QPainter, writer: QPdfWriter, content: ReportContent, page: str) -> None:
    """Draw the banner above and the footer below."""
    unit = DPI / 25.4
    margin, band = MARGIN_MM * unit, BAND_MM * unit
    width = writer.width() - 2 * margin
    top = QRectF(margin, margin / 2, width, band * 0.6)
    bottom = QRectF(margin, writer.height() - margin / 2 - band * 0.6, width, band * 0.6)
    painter.save()
    painter.fillRect(top, QColor("#7a1f1f"))
    painter.setFont(font(9, QFont.Weight.Bold))
    painter.setPen(QColor("white"))
    painter.drawText(top, Qt.AlignmentFlag.AlignCenter, content.banner)
    painter.setFont(font(8))
    painter.setPen(QColor("#59636e"))
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(bottom, left | middle, tr("Whence · series {}").format(content.series_key))
    painter.drawText(bottom, right | middle, page)
    painter.restore()
