"""Pages that show every part of the window, after the three sketches of the design."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.model.service import Step
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer, Page
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.check_list import CheckList
from jcwizard.ui.widgets.choice_cards import Choice, ChoiceCards
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.numbered_rows import NumberedRows
from jcwizard.ui.widgets.picture import Picture
from jcwizard.ui.widgets.secret_edit import SecretEdit
from jcwizard.ui.widgets.text import Heading, Sentence

REDIRECT = "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"
ASKED = Exchange(
    "GET",
    "https://oauth.id.jumpcloud.com/oauth2/auth?prompt=none",
    (("redirect_uri", REDIRECT),),
    303,
    (("location", "https://oauth.id.jumpcloud.com/fallbacks/error?error=invalid_request"),),
    "",
    0.42,
)


def nothing() -> None:
    """Do nothing."""


class ClickPage(Page):
    """Sketch 1: one click, its values and its picture."""

    at: ClassVar[str] = "registration"

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        lead = "In the application's **SSO** tab, under **Redirect URIs**, paste both lines."
        self.heading.say("Add the redirect URLs", lead)
        first = CopyField(context, "1 · Facets", REDIRECT)
        second = CopyField(
            context, "2 · This wizard, for the test login only", "http://127.0.0.1:14217/callback"
        )
        self.add(first)
        self.add(second)
        self.add(Picture(context, "jc-redirect"))
        second.copy()

    def refresh(self) -> None:
        """Leave everything as it is."""

    def footer(self) -> Footer:
        """One click of thirteen."""
        link = ("Open the JumpCloud console", nothing)
        return Footer("Done, next click", hint_text="Click 7 of 13", hint_link=link)


class ChecksPage(Page):
    """Sketch 2: fields, the first cause, and the list of checks."""

    at: ClassVar[str] = "registration"

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        context.setup.put("client_id", "4ff122de-428e-48c8-a4f7-d4f6b11c71a6")
        context.setup.put_secret(Secret("made.up-secret_of-26-signs"))
        self.heading.say("Client ID and secret", "JumpCloud showed both once, after **Activate**.")
        self.add(FieldEdit(context, context.service.fields["client_id"]))
        self.add(SecretEdit(context, "Client Secret"))
        code = next(iter(context.explanations))
        finding = Finding(code, REDIRECT, "not registered", {}, (ASKED,))
        cause = FirstCause(context)
        cause.show_finding(finding)
        self.add(cause)
        checks = CheckList(context)
        checks.show_checks(
            [
                Check.passed("issuer", actual="https://oauth.id.jumpcloud.com/"),
                Check.passed("client_id"),
                Check.of("service_redirect", Status.FAILED, finding),
                Check.of("client_secret", Status.WARNING, Finding(code)),
                Check.of("scopes", Status.UNKNOWN, Finding(code)),
                Check.not_run("refresh_token"),
            ]
        )
        checks.rows[2].unfold()
        self.add(checks)

    def footer(self) -> Footer:
        """Checked, and not to be left yet."""
        extra = (("Check now", True, nothing),)
        return Footer(primary_enabled=False, extra=extra, hint_text="Checked 12 seconds ago")


class PartsPage(Page):
    """Everything else: cards, fields with refusals, callouts, numbered rows."""

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


GALLERY: dict[str, type[Page]] = {"click": ClickPage, "checks": ChecksPage, "parts": PartsPage}
