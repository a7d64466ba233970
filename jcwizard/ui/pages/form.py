"""A page of fields, with what comes out of them and where to click meanwhile."""

from __future__ import annotations

from jcwizard.model.route import clicks_of
from jcwizard.model.service import Step
from jcwizard.model.settings import accepted, fill, shown_fields
from jcwizard.ui.context import Context
from jcwizard.ui.page import Page
from jcwizard.ui.pages.id_in_use import IdInUse, asks_for_id
from jcwizard.ui.pages.login_button_preview import LoginButtonPreview
from jcwizard.ui.pages.redirect_preview import RedirectPreview
from jcwizard.ui.pages.where_to_click import WhereToClick
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.widgets.picture import Picture

PREVIEWS: dict[str, type[RedirectPreview] | type[LoginButtonPreview]] = {
    "redirect": RedirectPreview,
    "login_button": LoginButtonPreview,
}


class FormPage(Page):
    """The step's fields in order; every other part is there when the step's data asks for it."""

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        for field in shown_fields(context.service, step):
            edit = FieldEdit(context, field)
            edit.edited.connect(self._follow)
            edit.edited.connect(self.changed)
            self.add(edit)
        self._ids = IdInUse(context) if asks_for_id(context.service, step) else None
        if self._ids is not None:
            self.add(self._ids)
        self._preview = PREVIEWS[step.preview](context) if step.preview else None
        if self._preview is not None:
            self.add(self._preview)
        self._picture = Picture(context, step.picture) if step.picture else None
        if self._picture is not None:
            self.add(self._picture)
        clicks = clicks_of(step, context.service, context.setup, context.around)
        self._where = WhereToClick(context, clicks) if clicks else None
        if self._where is not None:
            self.add(self._where)
        self._offered = {
            key: offer if self._stands(key) == offer else ""
            for key, offer in self._offers().items()
        }

    def refresh(self) -> None:
        """Show the setup as it is now."""
        super().refresh()
        for part in (self._preview, self._picture, self._where, self._ids):
            if part is not None:
                part.refresh()

    def entered(self) -> None:
        """Take what earlier steps suggest, and ask what only the service knows."""
        self._follow()
        if self._ids is not None:
            self._ids.refresh()

    def left(self) -> None:
        """End what is still being asked."""
        if self._ids is not None:
            self._ids.stop()

    def _offers(self) -> dict[str, str]:
        context, found = self.context, self.context.names()
        return {
            field.id: fill(field.suggestion, found)
            for field in shown_fields(context.service, self.step)
            if field.suggestion.strip("{}") in context.service.fields
        }

    def _follow(self) -> None:
        """Let a field follow what was typed for it elsewhere, until it gets a text of its own.

        A suggestion that is only a guess (`{host_name}`) is offered by its field and never taken
        by itself.
        """
        offers = self._offers()
        for key, offer in offers.items():
            before = self._offered.get(key, "")
            if offer != before and self._stands(key) == before:
                self.context.setup.put(key, offer)
        self._offered = offers

    def _stands(self, key: str) -> str:
        return accepted(self.context.service, self.context.setup, key)
