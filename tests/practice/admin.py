"""An administrator's program as the tests play it: asks the pretend Admin API by plain HTTP."""

from __future__ import annotations

from typing import Any

import httpx

from jcwizard.model.secret import Secret
from jcwizard.practice.world import World
from tests.practice.client import SERVICE

Json = dict[str, Any]

GENERAL: Json = {
    "active": True,
    "name": "oidc",
    "displayName": "OpenID Connect",
    "displayLabel": "Paradime",
    "config": {},
    "sso": {"type": "oidc", "hidden": False},
}
OIDC: Json = {
    "consent": "trusted",
    "redirectUris": [SERVICE],
    "grantTypes": ["authorization_code", "refresh_token"],
    "tokenEndpointAuthMethod": "client_secret_post",
    "relyingPartyUrl": "https://app.paradime.io",
    "dynamicClaims": [
        {"name": "email", "value": "email"},
        {"name": "given_name", "value": "firstname"},
        {"name": "family_name", "value": "lastname"},
    ],
}


class Admin:
    """Someone with a key; without one, the key of an admin who may do everything."""

    def __init__(
        self, world: World, web: httpx.Client, key: Secret | None = None, region: str = "us"
    ) -> None:
        self.world = world
        self.web = web
        self._api = world.admin_api(region)
        self._headers = {"x-api-key": (key or world.api_key).reveal()}

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send one call; `headers` are added to the key's."""
        headers = self._headers | more.pop("headers", {})
        return self.web.request(method, f"{self._api}{path}", headers=headers, **more)

    def get(self, path: str, **query: str | int) -> httpx.Response:
        """Read."""
        return self.ask("GET", path, params=query)

    def post(self, path: str, body: Json) -> httpx.Response:
        """Create or add."""
        return self.ask("POST", path, json=body)

    def put(self, path: str, body: Json) -> httpx.Response:
        """Replace."""
        return self.ask("PUT", path, json=body)

    def shell(self, **changes: Any) -> str:
        """Create an application without sign-in settings and return its id."""
        reply = self.post("/applications", GENERAL | changes)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["_id"])

    def configure(self, application: str, **changes: Any) -> Json:
        """Give an application its sign-in settings and return the answer's `oidc`."""
        reply = self.post(sso(application), sso_body(**changes))
        assert reply.status_code == 200, reply.text
        oidc: Json = reply.json()["oidc"]
        return oidc

    def create(self, **changes: Any) -> tuple[str, Json]:
        """Create a whole application; return its id and the first answer's `oidc`."""
        application = self.shell()
        return application, self.configure(application, **changes)

    def oidc(self, application: str) -> Json:
        """Read the sign-in settings."""
        oidc: Json = self.get(sso(application)).json()["oidc"]
        return oidc

    def group(self, name: str) -> str:
        """Return the id of a group."""
        group = self.world.groups.named(name)
        assert group is not None
        return group.id

    def bind(self, application: str, group: str, op: str = "add") -> httpx.Response:
        """Bind or unbind a group by its id."""
        body = {"op": op, "type": "user_group", "id": group}
        return self.post(f"/v2/applications/{application}/associations", body)

    def bound(self, application: str) -> list[str]:
        """Return the ids of the bound groups."""
        path = f"/v2/applications/{application}/associations"
        return [row["to"]["id"] for row in self.get(path, targets="user_group").json()]


def sso(application: str) -> str:
    """Return the path of an application's sign-in settings."""
    return f"/v2/applications/{application}/sso"


def sso_body(**changes: Any) -> Json:
    """Return a body of sign-in settings; a change to None leaves the member out."""
    oidc = {name: value for name, value in (OIDC | changes).items() if value is not None}
    return {"type": "oidc", "hidden": False, "oidc": oidc}
