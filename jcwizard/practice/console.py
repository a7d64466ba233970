"""The pretend JumpCloud's second address: Admin Portal, Admin API, login page and error page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jcwizard.practice.activated import Activated
from jcwizard.practice.admin_api import AdminApi
from jcwizard.practice.admin_tokens import ADDRESS, AdminTokens
from jcwizard.practice.drafts import Drafts
from jcwizard.practice.groups import ACME
from jcwizard.practice.key_pages import KeyPages
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.pages import Row, stylesheet
from jcwizard.practice.portal import Portal, shown_name
from jcwizard.practice.sign_in import SignInPages


@dataclass(frozen=True)
class Machines:
    """What programs ask at the portal's address: the Admin API and its tokens."""

    api: AdminApi
    tokens: AdminTokens


class Console:
    """Sends each request to the page that it is for."""

    def __init__(
        self, portal: Portal, sign_in: SignInPages, keys: KeyPages, machines: Machines
    ) -> None:
        self._portal = portal
        self._keys = keys
        self._machines = machines
        self._drafts = Drafts(portal)
        self._activated = Activated(portal)
        self._ways: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/practice.css"): lambda _request: Response.stylesheet(stylesheet()),
            ("GET", "/login"): sign_in.show,
            ("POST", "/login"): sign_in.choose,
            ("GET", "/login/cancel"): sign_in.cancel,
            ("GET", "/oidc/error"): sign_in.error,
            ("GET", "/"): self._list,
            ("GET", "/applications"): self._list,
            ("GET", "/applications/new"): self._drafts.choose_kind,
            ("GET", "/applications/new/features"): self._drafts.choose_features,
            ("GET", "/applications/new/general"): self._drafts.general,
            ("POST", "/applications/new/general"): self._drafts.take_general,
        }

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        if asked := self._machines.api.asked(request):
            return await self._machines.api.answer(asked)
        if (request.method, request.path) == ("POST", ADDRESS):
            return await self._machines.tokens.answer(request)
        if way := self._ways.get((request.method, request.path)):
            return way(request)
        match request.path.strip("/").split("/"):
            case ["applications", "draft", draft, *rest] if draft in self._drafts:
                return await self._drafts.answer(request, draft, rest)
            case ["applications", key, *rest]:
                application = self._portal.applications.find(key)
                if application and application.application.kind == "oidc":
                    return await self._activated.answer(request, application, rest)
            case ["api-key" | "service-accounts", *_]:
                return await self._keys.answer(request)
        return self._portal.missing()

    def _list(self, request: Request) -> Response:
        rows: list[Row] = [
            {
                "key": registered.key,
                "oidc": registered.application.kind == "oidc",
                "client_id": registered.client_id,
                "label": shown_name(registered),
                "groups": ", ".join(registered.settings.groups) or "none",
            }
            for registered in self._portal.applications
            if registered.application.organisation == ACME.id
        ]
        return self._portal.page("applications", "SSO Applications", rows=rows)
