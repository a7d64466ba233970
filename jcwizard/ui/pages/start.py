"""The first page: which service, which region of JumpCloud, or something saved, or practice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from jcwizard.model.service import Step
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer, Page
from jcwizard.ui.pages.practice_panel import PracticePanel
from jcwizard.ui.pages.quiet_checks import QuietChecks
from jcwizard.ui.pages.saved_list import SavedList
from jcwizard.ui.tasks import Task
from jcwizard.ui.widgets.choice_cards import Choice, ChoiceCards
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.note import Note

PRACTICE = "practice"

COMPANY_WIDE = ("region", "issuer", "admin_api", "organisation")
"""What another setup of the same company has in common with this one."""


class StartPage(Page):
    """Chooses what is to be set up.

    One setup is one connection of one service: once something of it exists, another card begins
    another setup, and the first one stays among the saved ones.
    """

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        self._picked = context.setup.service_id
        self._given = set() if self._picked else set(context.setup.values)
        self._cards = ChoiceCards(context, context.words("start.cards"), _choices(context))
        self._cards.chosen.connect(self._choose)
        self._other = Note(context)
        self._practice = PracticePanel(context)
        self._region = FieldEdit(context, context.service.fields["region"])
        self._region.edited.connect(self.changed)
        self._self_checks: Task[Any] | None = None
        self._trouble = FirstCause(context)
        self._saved = SavedList(context, self._trouble.show_finding)
        self._file = QPushButton(context.words("start.open_file"))
        self._file.setAutoDefault(False)
        self._file.clicked.connect(self._ask_for_file)
        self._quiet = QuietChecks(context)
        parts = (self._cards, self._other, self._practice, self._region)
        for part in (*parts, self._trouble, self._saved):
            self.add(part)
        self.column.addWidget(self._file, 0, Qt.AlignmentFlag.AlignLeft)
        # Its line comes a second or two late, and must not push away what is about to be pressed.
        self.add(self._quiet)
        self.refresh()

    def refresh(self) -> None:
        """Show what is chosen."""
        super().refresh()
        context = self.context
        if self._picked != PRACTICE and not self._begun():
            self._picked = context.setup.service_id
        self._cards.choose(self._picked)
        self._practice.setVisible(self._picked == PRACTICE)
        self._region.setVisible(self._picked != PRACTICE)
        sentence = ""
        if self._another():
            chosen = context.services[self._picked].card
            sentence = context.words(
                "start.other_service", chosen=chosen, service=context.said_names()["service"]
            )
        self._other.say(sentence)
        self._quiet.refresh()

    def footer(self) -> Footer:
        """Next; or the start of practice, or of another setup."""
        if self._picked == PRACTICE:
            text = self.context.words("start.start_practice")
            return Footer(primary_text=text, primary_action=self._practice.start)
        enabled = bool(self._picked) and self.stop.may_leave
        if self._another():
            return Footer(primary_enabled=enabled, primary_action=self._begin_another)
        return Footer(primary_enabled=enabled)

    def entered(self) -> None:
        """Look what is saved, and whether this computer can do what will be asked of it."""
        self._saved.look()
        if self._self_checks is None:
            self._self_checks = self.context.tasks.start(
                lambda: self.context.run_checks("self", lambda _: None)
            )

    def left(self) -> None:
        """End what is still being asked."""
        self._saved.stop()
        if self._self_checks is not None and self._self_checks.running:
            self._self_checks.cancel()
            self._self_checks = None

    def _choose(self, card: str) -> None:
        self._picked = card
        if card != PRACTICE and not self._begun():
            self.context.setup.choose(card)
        self.refresh()
        self.changed.emit()

    def _begun(self) -> bool:
        """Whether there is something in the setup that belongs to its service alone."""
        setup, known = self.context.setup, {*COMPANY_WIDE, *self._given}
        entered = any(text for key, text in setup.values.items() if key not in known)
        return bool(setup.service_id) and (entered or bool(setup.ticks) or setup.secret is not None)

    def _another(self) -> bool:
        known = self._picked in self.context.services
        return known and self._picked != self.context.setup.service_id and self._begun()

    def _begin_another(self) -> None:
        context, service = self.context, self.context.services[self._picked]
        common = {key: context.setup.values.get(key, "") for key in COMPANY_WIDE}
        setup = Setup(service.id, {key: text for key, text in common.items() if text})
        context.begin(setup)

    def _ask_for_file(self) -> None:
        words = self.context.words
        dialog = QFileDialog(self, words("start.open_file_title"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(words("start.file_kind"))
        dialog.fileSelected.connect(self.open_file)
        dialog.open()

    def open_file(self, path: str) -> None:
        """Go on with a setup file, or say why not."""
        self._trouble.show_finding(None)
        self._saved.open(lambda: self.context.open_file(Path(path)))


def _choices(context: Context) -> list[Choice]:
    words = context.words
    services = context.services.values()
    cards = [Choice(s.id, s.card, s.summary, s.icon) for s in services]
    practice = Choice(PRACTICE, words("start.practice"), words("start.practice_text"), PRACTICE)
    return [*cards, practice]
