"""The list of checks: rows of icon, sentence, proof and word, whose evidence unfolds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jcwizard.model.finding import Check
from jcwizard.ui.context import Context
from jcwizard.ui.restyle import restyle
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.evidence import Evidence
from jcwizard.ui.widgets.mark import Mark
from jcwizard.ui.widgets.proof import ProofText, proof_of
from jcwizard.ui.widgets.row_layout import RowLayout
from jcwizard.ui.widgets.sized_by_layout import SizedByLayout
from jcwizard.ui.widgets.text import PlainText, Sentence


class RowButton(SizedByLayout, QPushButton):
    """A button as wide as a row, whose parts are its label."""


class CheckRow(QFrame):
    """One check: a button over icon, sentence, proof and word; it unfolds the evidence.

    It is empty until it is told to show something.
    """

    def __init__(self, context: Context, check_id: str) -> None:
        super().__init__()
        self._context = context
        self.id = check_id
        self.status = "waiting"
        self._check: Check | None = None
        self._sentence = Sentence(context, "", "line")
        self._proof: ProofText | None = None
        self._word = Sentence(context, "", "word")
        self._word.setWordWrap(False)
        self._mark = Mark(context)
        self._fold = PlainText("", "word")
        self.button = RowButton()
        self.button.setProperty("role", "row")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.unfold)
        self._evidence: Evidence | None = None
        self._build()

    def _build(self) -> None:
        px = self._context.theme.px
        self._lay_out()
        for part in self.button.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.button.least = px(42)
        self.button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.button)
        self.setProperty("role", "row")

    def _lay_out(self) -> None:
        """Put the parts into the button."""
        px = self._context.theme.px
        self._proof = ProofText()
        row = RowLayout(self.button, px(100) / 100, px(12))
        row.setContentsMargins(px(2), px(9), px(2), px(9))
        for part in (self._mark, self._sentence, self._proof, self._word, self._fold):
            row.addWidget(part)

    def said(self, status: str) -> tuple[str, str]:
        """Return the row's sentence, and the word for how it stands."""
        context = self._context
        sentence = context.words(f"check.{self.id}", **context.said_names())
        return sentence, context.words(f"status.{status}")

    def told(self) -> str:
        """Return what assistive technology reads after the row's name, "" for nothing."""
        return self._proof.accessibleName() if self._proof is not None else ""

    def show_check(self, check: Check, proof: str = "") -> None:
        """Show an answer; one that is on show already stays as it is, unfolded or not.

        `proof` is shown at the row's end instead of what the check itself found.
        """
        self._prove(proof or proof_of(check))
        if check == self._check:
            return
        self._check = check
        self._say(check.status.value)
        foldable = bool(check.evidence or check.expected or check.actual or check.finding)
        self._forget_evidence()
        self._offer(foldable)

    def show_waiting(self, status: str) -> None:
        """Show that there is no answer yet: `waiting` or `running`."""
        self._check = None
        self._prove("")
        self._say(status)
        self._forget_evidence()
        self._offer(False)

    def _prove(self, proof: str) -> None:
        if self._proof is not None and proof != self._proof.accessibleName():
            self._proof.prove(proof)

    @property
    def unfolded(self) -> bool:
        """Whether the evidence is on show."""
        return self._evidence is not None and not self._evidence.isHidden()

    def unfold(self) -> None:
        """Show the evidence, or put it away again."""
        if self._check is None:
            return
        if self._evidence is None:
            self._evidence = Evidence(self._context, self._check)
            self._column.addWidget(self._evidence)
            self._evidence.show()  # the layout alone would do so only in the next turn
        else:
            self._evidence.setVisible(self._evidence.isHidden())
        self._offer(True)

    def _offer(self, foldable: bool) -> None:
        """Show by an arrow whether there is more to see, and whether it is on show."""
        words = self._context.words
        self.button.setEnabled(foldable)
        self._fold.say(("\u25be" if self.unfolded else "\u25b8") if foldable else "")
        state = "window.unfolded" if self.unfolded else "window.folded"
        told = (self.told(), words(state) if foldable else "")
        self.button.setAccessibleDescription(", ".join(filter(None, told)))

    def _forget_evidence(self) -> None:
        if self._evidence is not None:
            self._column.removeWidget(self._evidence)
            self._evidence.deleteLater()
            self._evidence = None

    def _say(self, status: str) -> None:
        self.status = status
        words = self._context.words
        sentence, word = self.said(status)
        self._sentence.say(sentence)
        self._word.say(word)
        restyle(self._word, kind=status)
        self._mark.show_status(status)
        self.button.setAccessibleName(words("window.row", sentence=sentence, word=word))


class CheckList(QWidget):
    """Checks in their order; a row without an answer says so."""

    def __init__(self, context: Context, ids: Sequence[str] = ()) -> None:
        super().__init__()
        self._context = context
        self._rows: dict[str, CheckRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.expect(ids)

    @property
    def rows(self) -> tuple[CheckRow, ...]:
        """The rows in order."""
        return tuple(self._rows.values())

    def expect(self, ids: Sequence[str]) -> None:
        """Start over with these checks, none of them answered."""
        self._have(ids)
        for row in self.rows:
            row.show_waiting("waiting")

    def _have(self, ids: Sequence[str]) -> None:
        """Have these rows in this order; those that are there already are taken again."""
        old = self._rows
        for check_id in set(old) - set(ids):
            row = old.pop(check_id)
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = {name: old.get(name) or CheckRow(self._context, name) for name in ids}
        for place, row in enumerate(self._rows.values()):
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
        show_when(self, bool(ids))

    def run(self) -> None:
        """Show that the checks are being asked, the first one now."""
        for place, row in enumerate(self.rows):
            row.show_waiting("waiting" if place else "running")

    def answer(self, check: Check) -> None:
        """Show one answer as it comes in, announce it, and mark the next one as being asked."""
        if check.id not in self._rows:
            return
        row = self._rows[check.id]
        row.show_check(check)
        self._context.announce(row.button.accessibleName())
        waiting = next((row for row in self.rows if row.status == "waiting"), None)
        if waiting is not None:
            waiting.show_waiting("running")

    def show_checks(self, checks: Sequence[Check], proofs: Mapping[str, str] | None = None) -> None:
        """Show a finished run; `proofs` says by check what its row ends with."""
        if [check.id for check in checks] != list(self._rows):
            self._have([check.id for check in checks])
        for check in checks:
            self._rows[check.id].show_check(check, (proofs or {}).get(check.id, ""))
