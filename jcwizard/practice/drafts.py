"""The portal's way from + Add New Application to Activate, click by click."""

from __future__ import annotations

import secrets

from jcwizard.model.secret import Secret
from jcwizard.practice.application_form import (
    general_mistakes,
    general_values,
    mistakes,
    read_general,
)
from jcwizard.practice.form_data import FormData
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.portal import Portal, Tabs, refusal_rows, tab_of
from jcwizard.practice.settings import Settings

MOST_DRAFTS = 50


class Drafts:
    """Applications that are not activated yet; the oldest are dropped when there are too many."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._drafts: dict[str, Settings] = {}

    def __contains__(self, draft: object) -> bool:
        return draft in self._drafts

    def choose_kind(self, request: Request) -> Response:
        """Show what can be added: here only a Custom Application."""
        return self._portal.page("new_kind", "Add New Application")

    def choose_features(self, request: Request) -> Response:
        """Show the features: Manage Single Sign-On (SSO) is the one that is needed."""
        return self._portal.page("new_features", "Custom Application", refused=False)

    def general(self, request: Request) -> Response:
        """Show General Info, unless the features chosen lead nowhere."""
        query = request.query() or FormData()
        if query.get("sso") != "on" or query.get("mode") != "oidc":
            return self._portal.page("new_features", "Custom Application", 422, refused=True)
        return self._general_page(Settings(), ())

    def take_general(self, request: Request) -> Response:
        """Take General Info and show it for review."""
        settings = read_general(request.form() or FormData(), Settings())
        if found := general_mistakes(settings):
            return self._general_page(settings, found)
        while len(self._drafts) >= MOST_DRAFTS:
            del self._drafts[next(iter(self._drafts))]
        draft = secrets.token_hex(8)
        self._drafts[draft] = settings
        return Response.redirect(f"/applications/draft/{draft}/review")

    async def answer(self, request: Request, draft: str, rest: list[str]) -> Response:
        """Show or take the page of one draft."""
        settings = self._drafts[draft]
        action = f"/applications/draft/{draft}"
        match request.method, rest:
            case "GET", ["review"]:
                values = general_values(settings)
                return self._portal.page("review", "Review", 200, action=action, **values)
            case "GET", []:
                return self._portal.tabs(Tabs(settings, action))
            case "POST", []:
                return await self._take(draft, action, request.form() or FormData())
        return self._portal.missing()

    async def _take(self, draft: str, action: str, form: FormData) -> Response:
        settings = self._drafts[draft] = self._portal.read(form, self._drafts[draft])
        if "add_uri" in form:
            rows = len(form.all("redirect_uri")) + 1
            return self._portal.tabs(Tabs(settings, action, rows=rows))
        if found := mistakes(settings):
            return self._portal.tabs(Tabs(settings, action, tab=tab_of(found), mistakes=found))
        del self._drafts[draft]
        client_id, secret = self._portal.applications.activate(settings)
        self._portal.shown_once[client_id] = Secret(secret)
        await self._portal.changed()
        return Response.redirect(f"/applications/{client_id}/saved")

    def _general_page(self, settings: Settings, found: tuple[str, ...]) -> Response:
        return self._portal.page(
            "new_general",
            "General Info",
            422 if found else 200,
            refusals=refusal_rows(found),
            **general_values(settings),
        )
