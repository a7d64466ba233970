"""The portal's pages of an application that stands in the list: its secret once, and changes."""

from __future__ import annotations

from dataclasses import replace

from jcwizard.model.secret import Secret
from jcwizard.practice.application_form import mistakes
from jcwizard.practice.applications import Registered
from jcwizard.practice.form_data import FormData
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.portal import Portal, Tabs, tab_of


class Activated:
    """Shows, changes and deletes what people sign in with."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def answer(self, request: Request, application: Registered, rest: list[str]) -> Response:
        """Show or take the page of one application."""
        key = application.key
        match request.method, rest:
            case "GET", []:
                return self._portal.tabs(_look(application))
            case "GET", ["saved"]:
                return self._saved_once(application)
            case "POST", []:
                return await self._save(application, request.form() or FormData())
            case "POST", ["regenerate"] if _has_secret(application):
                secret = self._portal.applications.regenerate_secret(key)
                return await self._shown_once(key, secret)
            case "POST", ["active"]:
                active = replace(application.settings, active=True)
                self._portal.applications.save(key, active)
                await self._portal.changed()
                return Response.redirect(f"/applications/{key}")
            case "POST", ["delete"]:
                self._portal.applications.remove(key)
                await self._portal.changed()
                return Response.redirect("/applications")
        return self._portal.missing()

    async def _shown_once(self, key: str, secret: str) -> Response:
        self._portal.shown_once[key] = Secret(secret)
        await self._portal.changed()
        return Response.redirect(f"/applications/{key}/saved")

    def _saved_once(self, application: Registered) -> Response:
        secret = self._portal.shown_once.pop(application.client_id, None)
        public = application.settings.authentication == "none"
        return self._portal.page(
            "saved",
            "Application Saved",
            client_id=application.client_id,
            display_label=application.settings.display_label,
            secret="" if secret is None or public else secret.reveal(),
            public=public,
            gone=secret is None and not public,
        )

    async def _save(self, application: Registered, form: FormData) -> Response:
        before = application.settings
        settings = self._portal.read(form, before)
        if application.client_id and "none" in (before.authentication, settings.authentication):
            # Switching to or from a public application needs a new one (jumpcloud.md 3.4).
            settings = replace(settings, authentication=before.authentication)
        look = replace(_look(application), settings=settings)
        if "add_uri" in form:
            return self._portal.tabs(replace(look, rows=len(form.all("redirect_uri")) + 1))
        if found := mistakes(settings):
            return self._portal.tabs(replace(look, mistakes=found, tab=tab_of(found)))
        if not application.client_id:
            # The Admin API made it, and nobody has configured its sign-in since.
            configured = self._portal.applications.configure(application.key, settings)
            return await self._shown_once(*configured)
        self._portal.applications.save(application.client_id, settings)
        await self._portal.changed()
        return self._portal.tabs(replace(look, saved=True, tab=form.get("tab")))


def _look(application: Registered) -> Tabs:
    address = f"/applications/{application.key}"
    return Tabs(application.settings, address, application.client_id, listed=True)


def _has_secret(application: Registered) -> bool:
    return bool(application.client_id) and application.settings.authentication != "none"
