"""The pretend Facets: its login page, OAuth Integrations, public login options and sign-in."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from jcwizard.model.secret import Secret
from jcwizard.practice.addresses import Addresses
from jcwizard.practice.facets_sign_in import FacetsSignIn
from jcwizard.practice.form_data import FormData
from jcwizard.practice.integrations import Integration, Integrations
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.pages import Pages, Row, Value, stylesheet

SETTINGS = "/settings/oauth-integrations"
PROVIDERS = ("Google", "Azure AD", "Okta", "OneLogin", "JumpCloud", "OIDC")
# What Facets' own pages advise: "does not contain any spaces or special characters".
_REGISTRATION_ID = re.compile(r"[A-Za-z0-9]+")


class ControlPlane:
    """Answers at the control plane's address. `changed` is awaited after an entry changed."""

    def __init__(
        self,
        integrations: Integrations,
        at: Addresses,
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._integrations = integrations
        self._url = at.control_plane_url
        self._changed = changed
        self._pages = Pages("facets")
        self._sign_in = FacetsSignIn(integrations, at, self._pages)

    async def answer(self, request: Request) -> Response:
        """Answer one request; whatever is no page of its own is the login page, with 200."""
        parts = request.path.strip("/").split("/")
        match request.method, parts:
            case "GET", ["practice.css"]:
                return Response.stylesheet(stylesheet())
            case "GET", ["public", "v1", "loginOptions"]:
                return Response.of_json([_login_option(entry) for entry in self._integrations.kept])
            case "GET", ["oauth2", "authorization", name] if self._integrations.find(name):
                return self._sign_in.start(name)
            case "GET", ["login", "oauth2", "code", name] if self._integrations.find(name):
                return await self._sign_in.finish(request, name)
            case _, ["settings", "oauth-integrations", *rest]:
                return await self._settings(request, rest)
        return self._login_page()

    def _login_page(self) -> Response:
        """The single-page application's catch-all: a page that proves nothing."""
        return self._page("facets_login", "Login", rows=self._rows())

    async def _settings(self, request: Request, rest: list[str]) -> Response:
        form = request.form() or FormData()
        match request.method, rest:
            case "GET", []:
                return self._page("facets_integrations", "OAuth Integrations", rows=self._rows())
            case "GET", ["new"]:
                return self._form_page(FormData([("provider", "JumpCloud")]))
            case "POST", ["new"]:
                return await self._create(form)
            case _, [name] if entry := self._integrations.find(name):
                if request.method == "POST":
                    return await self._update(entry, form)
                return self._entry_page(entry, ())
        return self._login_page()

    async def _create(self, form: FormData) -> Response:
        if "generate" in form:
            return self._form_page(form, _registration_mistakes(form))
        registration_id = form.get("registration_id").strip()
        mistakes = [*_registration_mistakes(form), *_value_mistakes(form)]
        if not form.get("client_secret").strip():
            mistakes.append("Client Secret is mandatory.")
        if self._integrations.find(registration_id):
            mistakes = ["This Integration is already present, please edit the same."]
        if mistakes:
            return self._form_page(form, tuple(mistakes))
        await self._put(registration_id, form)
        return Response.redirect(SETTINGS)

    async def _update(self, entry: Integration, form: FormData) -> Response:
        if "delete" in form:
            self._integrations.remove(entry.registration_id)
            await self._changed()
            return Response.redirect(SETTINGS)
        if mistakes := _value_mistakes(form):
            return self._entry_page(entry, mistakes)
        await self._put(entry.registration_id, form)
        return Response.redirect(SETTINGS)

    async def _put(self, registration_id: str, form: FormData) -> None:
        client_id = form.get("client_id").strip()
        secret = form.get("client_secret").strip()
        entry = Integration(registration_id, client_id, form.get("login_button_text").strip())
        self._integrations.put(entry, Secret(secret) if secret else None)
        await self._changed()

    def _entry_page(self, entry: Integration, mistakes: tuple[str, ...]) -> Response:
        shown = FormData(
            [
                ("provider", "JumpCloud"),
                ("registration_id", entry.registration_id),
                ("client_id", entry.client_id),
                ("login_button_text", entry.login_button_text),
            ]
        )
        return self._form_page(shown, mistakes, existing=entry.registration_id)

    def _form_page(
        self, form: FormData, mistakes: tuple[str, ...] = (), *, existing: str = ""
    ) -> Response:
        name = form.get("registration_id").strip()
        good = bool(_REGISTRATION_ID.fullmatch(name))
        providers: list[Row] = [
            {"provider": provider, "selected": provider == form.get("provider")}
            for provider in PROVIDERS
        ]
        refusals: list[Row] = [{"refusal": text} for text in mistakes]
        return self._page(
            "facets_form",
            "Edit Integration" if existing else "Add Integrations",
            status=422 if mistakes else 200,
            action=f"{SETTINGS}/{existing or 'new'}",
            existing=bool(existing),
            forgotten=bool(existing) and self._integrations.secret_of(existing) is None,
            providers=providers,
            registration_id=name,
            redirect_url=f"{self._url}/login/oauth2/code/{name}" if good else "",
            client_id=form.get("client_id"),
            login_button_text=form.get("login_button_text"),
            refusals=refusals,
        )

    def _rows(self) -> list[Row]:
        return [
            {
                "registration_id": entry.registration_id,
                "client_id": entry.client_id,
                "button": entry.login_button_text,
                "forgotten": self._integrations.secret_of(entry.registration_id) is None,
            }
            for entry in self._integrations.kept
        ]

    def _page(self, name: str, title: str, status: int = 200, **shown: Value) -> Response:
        return Response.page(self._pages.page(name, title=title, **shown), status)


def _login_option(entry: Integration) -> dict[str, object]:
    """One row of the public list: the secret is never in it (facets-and-paradime.md A6)."""
    return {
        "registrationId": entry.registration_id,
        "provider": "JUMP_CLOUD",
        "clientId": entry.client_id,
        "scope": "email",
        "loginButtonText": entry.login_button_text,
        "isSystemConfigured": False,
        "systemConfigured": False,
    }


def _registration_mistakes(form: FormData) -> tuple[str, ...]:
    mistakes = []
    if form.get("provider") != "JumpCloud":
        mistakes.append("Practice has only one provider: choose JumpCloud.")
    if not _REGISTRATION_ID.fullmatch(form.get("registration_id").strip()):
        mistakes.append("Registration ID: letters and digits, no spaces or special characters.")
    return tuple(mistakes)


def _value_mistakes(form: FormData) -> tuple[str, ...]:
    wanted = (("client_id", "Client ID"), ("login_button_text", "Login Button Text"))
    return tuple(f"{label} is mandatory." for name, label in wanted if not form.get(name).strip())
