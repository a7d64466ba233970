"""The pretend JumpCloud's second address: its Admin Portal, its login page and its error page."""

from __future__ import annotations

from collections.abc import Callable

from jcwizard.practice.activated import Activated
from jcwizard.practice.drafts import Drafts
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.pages import Row, stylesheet
from jcwizard.practice.portal import Portal
from jcwizard.practice.sign_in import SignInPages


class Console:
    """Sends each request to the page that it is for."""

    def __init__(self, portal: Portal, sign_in: SignInPages) -> None:
        self._portal = portal
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
        if way := self._ways.get((request.method, request.path)):
            return way(request)
        match request.path.strip("/").split("/"):
            case ["applications", "draft", draft, *rest] if draft in self._drafts:
                return await self._drafts.answer(request, draft, rest)
            case ["applications", client_id, *rest]:
                if application := self._portal.applications.find(client_id):
                    return await self._activated.answer(request, application, rest)
        return self._portal.missing()

    def _list(self, request: Request) -> Response:
        rows: list[Row] = [
            {
                "client_id": registered.client_id,
                "label": registered.settings.display_label,
                "groups": ", ".join(registered.settings.groups) or "none",
            }
            for registered in self._portal.applications
        ]
        return self._portal.page("applications", "SSO Applications", rows=rows)
