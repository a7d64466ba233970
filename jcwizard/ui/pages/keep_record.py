"""The last row of the finishing: a report to show around, and a setup file to go on with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from jcwizard.keep import report, setup_file
from jcwizard.model.finding import Finding
from jcwizard.ui import pdf
from jcwizard.ui.context import Context
from jcwizard.ui.tasks import Task
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.note import Note
from jcwizard.ui.widgets.numbered_rows import NumberedRow
from jcwizard.ui.widgets.text import LinkButton, Sentence


class KeepRecord(QWidget):
    """Saves the report as a web page or PDF, and the setup as a file; no secret in either."""

    changed = Signal()

    def __init__(self, context: Context, number: int) -> None:
        super().__init__()
        self._context = context
        self._task: Task[Any] | None = None
        words, px = context.words, context.theme.px
        action = (words("finishing.save_report"), self._ask_report)
        self.row = NumberedRow(context, number, words("finishing.keep"), action)
        self.save_setup = LinkButton(words("finishing.save_setup"), self._ask_setup)
        self._said = Note(context, "passed")
        self._trouble = FirstCause(context)
        body = self.row.body
        body.setContentsMargins(px(36), 0, px(2), px(12))
        body.setSpacing(px(8))
        body.addWidget(Sentence(context, words("finishing.keep_what"), "small"))
        body.addWidget(self.save_setup, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(self._said)
        body.addWidget(self._trouble)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)

    def stop(self) -> None:
        """Wait no longer for the disk; what is being written is written whole."""
        if self._task is not None:
            self._task.cancel()

    def save_report(self, path: Path) -> None:
        """Write the report of now, as PDF where the name says so."""
        context = self._context
        html = report.report_html(
            context.service,
            context.setup,
            context.around,
            context.words,
            context.explanations,
            time.time(),
        )
        write = pdf.save if path.suffix.lower() == ".pdf" else report.save
        self._begin(path, lambda: asyncio.to_thread(write, path, html))

    def save_setup_file(self, path: Path) -> None:
        """Write the setup of now; a file that is none of ours is left alone."""
        context = self._context
        setup, service = context.setup, context.service
        self._begin(path, lambda: asyncio.to_thread(setup_file.write, path, setup, service))

    def _begin(self, path: Path, work: Callable[[], Coroutine[Any, Any, Finding | None]]) -> None:
        self._said.say("")
        self._trouble.show_finding(None)
        self._task = self._context.tasks.start(
            work, done=partial(self._saved, path), finding=self._failed
        )

    def _saved(self, path: Path, _: object = None) -> None:
        words = self._context.words
        self.row.settle("passed", words("finishing.saved"))
        self._said.say(words("finishing.saved_as", file=path.name, folder=str(path.parent)))
        self.changed.emit()

    def _failed(self, finding: Finding) -> None:
        self._trouble.show_finding(finding, "warning")
        self.changed.emit()

    def _ask_report(self) -> None:
        words = self._context.words
        kinds = {words("finishing.html"): "html", words("finishing.pdf"): "pdf"}
        title = words("finishing.save_report")
        dialog = self._dialog(title, kinds, words("finishing.report_name", **self._plain_names()))
        dialog.fileSelected.connect(lambda path: self.save_report(Path(path)))
        dialog.open()

    def _ask_setup(self) -> None:
        words = self._context.words
        kinds = {words("finishing.setup"): "jcsetup"}
        title = words("finishing.save_setup")
        dialog = self._dialog(title, kinds, words("finishing.setup_name", **self._plain_names()))
        dialog.fileSelected.connect(lambda path: self.save_setup_file(Path(path)))
        dialog.open()

    def _dialog(self, title: str, kinds: dict[str, str], name: str) -> QFileDialog:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suffix = next(iter(kinds.values()))
        dialog = QFileDialog(self, title, folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(kinds))
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{name}.{suffix}")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kinds.get(kind, suffix)))
        return dialog

    def _plain_names(self) -> dict[str, str]:
        """Return the names as a file's name may hold them."""
        found = self._context.names()
        return {
            name: "".join(c if c.isalnum() or c in " -" else "-" for c in text).strip("- ")
            for name, text in found.items()
        }
