"""Reads a window as a person does: which finding stands first, and how sure it is put.

What is read is text of widgets on show. It is mapped back to a code by the catalogue alone.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget

from jcwizard.catalogue import Catalogue
from jcwizard.ui.markup import plain
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.check_list import CheckRow
from jcwizard.ui.widgets.evidence import Evidence
from jcwizard.ui.widgets.note import Note
from jcwizard.ui.widgets.text import LinkButton
from jcwizard.ui.window import Window
from tests.faults.case import Shown

TROUBLE = {"failed", "warning", "unknown"}
CALM = "hand_in.unknown_title"
"""The calm sentence above rows that hold the finding."""
CANCELLED = "test_login.cancelled_there"
"""Why nothing came of a test login, said calmly."""
LEAST = 12
"""Letters that a sentence must have of its own, beside what is filled in."""


class Lexicon:
    """Knows which code stands behind a title and its sentence."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._findings = {
            told.code: tuple(_pattern(text) for text in (told.title, told.what, told.why))
            for told in catalogue.explanations.values()
        }
        self._plainness = {
            told.code: _literal(told.title, told.what, told.why)
            for told in catalogue.explanations.values()
        }
        words = catalogue.words
        self._lines = [
            (_literal(template), key, _pattern(template))
            for key in words
            if _literal(template := words.template(key)) >= LEAST
        ]
        self._reasons = [
            (f"refused.{field.id}", plain(refusal.reason))
            for service in catalogue.services.values()
            for field in service.fields.values()
            for refusal in field.refusals
        ]

    def finding(self, *texts: str) -> str:
        """Return the code whose title, sentence and reason these texts are; "" when none is.

        Of several the one with the most words of its own: a title may be nothing but a name.
        """
        found = [
            code
            for code, patterns in self._findings.items()
            if all(one.match(text) for one, text in zip(patterns, texts, strict=False))
            and patterns[0].fullmatch(texts[0])
        ]
        return max(found, key=lambda code: self._plainness[code], default="")

    def line(self, text: str) -> str:
        """Return the key of a single sentence; "" when nobody has written it."""
        reasons = [code for code, reason in self._reasons if reason == text]
        lines = [(length, key) for length, key, line in self._lines if line.fullmatch(text)]
        return next(iter(reasons), max(lines)[1] if lines else "")


def _pattern(template: str) -> re.Pattern[str]:
    parts = string.Formatter().parse(plain(template))
    return re.compile("".join(re.escape(t) + (".*" if name is not None else "")
                              for t, name, _, _ in parts), re.S)  # fmt: skip


def _literal(*templates: str) -> int:
    return sum(len(text) for one in templates for text, *_ in string.Formatter().parse(one))


class Eyes:
    """Looks at one window."""

    def __init__(self, window: Window, lexicon: Lexicon) -> None:
        self._window, self._lexicon = window, lexicon
        self._meaning = window.context.words("start.what_means")

    def first(self) -> Shown | None:
        """Return the finding that stands first on show; None when nothing is said to be wrong.

        A title that nobody wrote into the catalogue is a code of its own, `unheard: …`.
        """
        for part in self._from_the_top():
            shown = self._read(part)
            if shown is not None and shown.code != CALM:
                return shown
            if shown is not None:
                return self._first_row() or shown
        return self._first_row() or self._first_remark()

    def card(self) -> Callout | None:
        """Return the first card with trouble in it."""
        cards = (part for part in self._from_the_top() if isinstance(part, Callout))
        return next(cards, None)

    def _from_the_top(self) -> list[Callout | Note]:
        window = self._window
        found: list[Callout | Note] = [
            part
            for kind in (Callout, Note)
            for part in window.findChildren(kind)
            if part.isVisibleTo(window) and _kind(part) in TROUBLE
        ]
        return sorted(found, key=lambda part: part.mapTo(window, QPoint(0, 0)).y())

    def _read(self, part: Callout | Note) -> Shown | None:
        for link in part.findChildren(LinkButton):
            if link.isVisibleTo(part) and link.text() == self._meaning:
                link.click()
        texts = _texts(part)
        if not texts:
            return None
        code = self._lexicon.finding(*texts[:3]) if isinstance(part, Callout) else ""
        code = code or self._lexicon.line(texts[0]) or f"unheard: {texts[0]}"
        return Shown(code, _kind(part), self._window.page.step.id, texts[0])

    def _first_row(self) -> Shown | None:
        """Unfold the first row that is not passed, and read what it says."""
        rows = [row for row in self._window.findChildren(CheckRow) if row.isVisibleTo(self._window)]
        for status in ("failed", "unknown", "warning"):
            for row in rows:
                if row.status != status:
                    continue
                if not row.unfolded:
                    row.button.click()
                evidence = row.findChildren(Evidence)[-1]
                title, *more = _texts(evidence)
                code = self._lexicon.finding(title, *more[:2]) or f"unheard: {title}"
                return Shown(code, status, self._window.page.step.id, title)
        return None

    def _first_remark(self) -> Shown | None:
        """Return what a calm callout says, where it says why nothing came of it."""
        for part in self._window.findChildren(Callout):
            if part.isVisibleTo(self._window) and part.kind == "info":
                texts = _texts(part)
                found = {self._lexicon.line(text) for text in texts}
                code = CANCELLED if CANCELLED in found else self._lexicon.finding(*texts[:3])
                if code:
                    return Shown(code, "info", self._window.page.step.id, texts[0])
        return None


def _kind(part: Callout | Note) -> str:
    if isinstance(part, Callout):
        return part.kind
    kinds = [label.property("kind") for label in part.findChildren(QLabel)]
    return next((str(kind) for kind in kinds if kind), "")


def _texts(part: QWidget) -> list[str]:
    labels: Iterable[QLabel] = part.findChildren(QLabel)
    shown = (label for label in labels if label.isVisibleTo(part))
    return [text for label in shown if (text := label.accessibleName() or label.text())]
