"""A page that shows the parts of the window side by side."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout

from jcwizard.model.service import Step
from jcwizard.ui.context import Context
from jcwizard.ui.page import Page
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.choice_cards import Choice, ChoiceCards
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.widgets.numbered_rows import NumberedRows
from jcwizard.ui.widgets.text import Heading, Sentence
from tests.ui.admin.gallery import ADMIN


def nothing() -> None:
    """Do nothing."""


class PartsPage(Page):
    """Cards, fields with refusals, callouts, numbered rows."""

    at: ClassVar[str] = "registration"

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        cards = [Choice(s.id, s.card, s.summary, s.icon) for s in context.services.values()]
        cards.append(
            Choice("practice", "Practice", "Rehearse with a pretend JumpCloud.", "practice")
        )
        choices = ChoiceCards(context, "Service", cards)
        choices.choose("facets")
        self.add(choices)
        context.setup.put("registration_id", "JumpCloud ID")
        for key in ("region", "registration_id", "login_button_text"):
            self.add(FieldEdit(context, context.service.fields[key]))
        for kind in ("info", "passed", "warning", "failed", "unknown"):
            link = ("What does this mean?", nothing)
            self.add(
                Callout(context, kind, f"A callout: {kind}", "A sentence with a **Label**.", link)
            )
        rows = NumberedRows(context)
        rows.add("Sign in once at the Control Plane", ("Open it", nothing))
        rows.add("Remove the test address from JumpCloud", ("Remove it", nothing))
        done = rows.add("Keep a record")
        done.settle("passed", "saved")
        self.add(Heading(context, "Finish"))
        self.add(rows)
        row = QHBoxLayout()
        row.addWidget(Sentence(context, "Small print", "small"))
        self.column.addLayout(row)


GALLERY: dict[str, type[Page]] = {"parts": PartsPage, **ADMIN}
