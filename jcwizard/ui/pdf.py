"""Turns the report into a PDF, in the thread of whoever asks."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from jcwizard.keep.writing import not_written, write_whole
from jcwizard.model.finding import Finding

DOTS_PER_INCH = 300
MARGIN = 15.0
"""Millimetres at each edge."""


def pdf(html: str) -> bytes:
    """Return the report as a PDF of A4 pages; Qt draws texts in any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(html)
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    document.print_(writer)
    buffer.close()
    return bytes(buffer.data().data())


def save(path: Path, html: str) -> Finding | None:
    """Write the report whole or not at all, readable by this person only."""
    try:
        write_whole(path, pdf(html))
    except OSError as error:
        return not_written("report.not_saved", path, error)
    return None
