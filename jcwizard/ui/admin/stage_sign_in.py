"""The first stage: signing in to the Admin API, or going on without a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from jcwizard.model.finding import Finding
from jcwizard.model.route import Stop
from jcwizard.ui.admin.attempt import Attempt, Mode, StageId
from jcwizard.ui.admin.no_key import NoKey
from jcwizard.ui.admin.sign_in_form import SignInForm
from jcwizard.ui.admin.stage import Stage
from jcwizard.ui.admin_session import AdminSession, Waits, what_stands
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer
from jcwizard.ui.visibility import show_when

if TYPE_CHECKING:
    from jcwizard.jumpcloud.access import Organisation
    from jcwizard.jumpcloud.sign_in import Entered

SIGN_IN_SECONDS = 60
"""How long it may take in all."""


class SignInStage(Stage):
    """Nothing typed here is kept unless the person ticks the box; the session is in memory."""

    place = StageId.SIGN_IN

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__(context, attempt)
        self._waits = Waits()
        self.form = SignInForm(context)
        self.form.edited.connect(self.changed)
        self.no_key = NoKey(context)
        self.column.addWidget(self.form)
        self.column.addWidget(self.no_key)
        self.refresh()

    def footer(self, stop: Stop) -> Footer:
        """Offer to sign in as soon as there is something to do it with."""
        return Footer(
            primary_text=self.context.words("api_way.sign_in"),
            primary_enabled=self.form.ready and not self.busy,
            primary_action=self.sign_in,
        )

    def first(self) -> QWidget | None:
        """Begin at the field for the key."""
        return self.form.first

    def entered(self) -> None:
        """Bring back a kept key."""
        self.form.entered()
        self.refresh()

    def refresh(self) -> None:
        """Show what follows from the setup."""
        self.form.refresh()
        show_when(self.no_key, self.attempt.mode is Mode.CHECK)
        self.no_key.refresh()

    def sign_in(self) -> None:
        """Ask JumpCloud who this is."""
        credential, context = self.form.credential, self.context
        if credential is None or self.busy:
            return
        self._waits = Waits(self.waits)
        told = self._waits

        async def work() -> Any:
            import asyncio

            from jcwizard.jumpcloud.access import other_places, place_of
            from jcwizard.jumpcloud.sign_in import sign_in

            place = place_of(context.setup, context.around)
            others = other_places(context.setup, context.around)
            try:
                async with asyncio.timeout(SIGN_IN_SECONDS):
                    return await sign_in(context.client, place, others, credential, told)
            except TimeoutError:
                return Finding("network.timeout", values={"host": place.host, "detail": ""})

        def done(entered: Entered) -> None:
            self.form.signed_in(credential)
            self._entered(entered)

        seconds = str(SIGN_IN_SECONDS)
        self.ask(work, done, context.words("api_way.signing_in", seconds=seconds), self.sign_in)

    def choose(self, organisation: Organisation, *, several: bool) -> None:
        """Enter one of the organisations; the session stands as long as the setup does."""
        from jcwizard.jumpcloud.access import place_of

        context, entered = self.context, self.attempt.entered
        if entered is None:
            return
        api = entered.api.within(organisation.id) if several else entered.api
        place = place_of(context.setup, context.around)
        stands_in = what_stands(context.setup, context.around)
        context.admin = AdminSession(api, place, organisation, stands_in, self._waits)
        self.attempt.entered = None
        self.go.emit(StageId.FIND)

    def _entered(self, entered: Entered) -> None:
        from jcwizard.jumpcloud.access import Organisation

        self.attempt.entered = entered
        if len(entered.organisations) > 1:
            self.go.emit(StageId.ORGANISATION)
            return
        only = next(iter(entered.organisations), Organisation("", ""))
        self.choose(only, several=False)
