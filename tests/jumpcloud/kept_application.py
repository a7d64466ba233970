"""An application as JumpCloud keeps it: a write replaces a whole object, and some it refuses."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.bodies import new_general, new_sso
from jcwizard.jumpcloud.repair import Repair
from jcwizard.jumpcloud.wanted import WantedApplication

TEST_ADDRESS = "http://127.0.0.1:14217/callback"
SERVICE_URI = "https://wiki.acme.example/login/callback"
LOGIN_URL = "https://wiki.acme.example/login"
WANTED = WantedApplication(
    label="Acme Wiki",
    redirect_uris=(SERVICE_URI,),
    test_address=TEST_ADDRESS,
    login_url=LOGIN_URL,
    authentication="client_secret_post",
    authentication_sure=True,
    refresh=True,
    claims=("email", "profile"),
)

JsonObject = dict[str, Any]
# What JumpCloud adds by itself when an application is made, under names that nobody has published.
OWN = {"_id": "65f0c0ffee65f0c0ffee1234", "created": "2026-11-22T04:00:00Z", "organization": "org"}
OWN_SETTINGS = {"clientId": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6", "metadata": {"version": 3}}


class RefusedError(Exception):
    """JumpCloud answered with an error."""


class KeptApplication:
    """One application; `general` and `sso` are what its two reading calls answer."""

    def __init__(self, general: Mapping[str, Any], sso: Mapping[str, Any]) -> None:
        self.general: JsonObject = {**OWN, **copy.deepcopy(dict(general))}
        self.sso: JsonObject = copy.deepcopy(dict(sso))
        if isinstance(self.sso.get("oidc"), dict):
            self.sso["oidc"] = {**OWN_SETTINGS, **self.sso["oidc"]}

    def read(self) -> Application:
        return Application(OWN["_id"], copy.deepcopy(self.general), copy.deepcopy(self.sso))

    def put_general(self, body: Mapping[str, Any]) -> None:
        if "ssoUrl" in body:
            raise RefusedError("400 ssoUrl is not allowed for OIDC apps")
        if not OWN.keys().isdisjoint(body):
            raise RefusedError("400 what JumpCloud gives itself")
        self.general = {**OWN, "active": False, **copy.deepcopy(dict(body))}

    def put_sso(self, body: Mapping[str, Any]) -> None:
        oidc = body["oidc"]
        if not (OWN_SETTINGS.keys() | {"clientSecret"}).isdisjoint(oidc):
            raise RefusedError("400 what JumpCloud gives itself")
        if "refreshTokenLifespan" in oidc and "refresh_token" not in oidc.get("grantTypes", []):
            raise RefusedError("422 a lifespan without refresh_token")
        kept = {key: value for key, value in self.sso["oidc"].items() if key in OWN_SETTINGS}
        self.sso = {**copy.deepcopy(dict(body)), "oidc": {**kept, **copy.deepcopy(oidc)}}

    def carry_out(self, repair: Repair) -> None:
        """Send what a repair sends, in its order."""
        if repair.general is not None:
            self.put_general(repair.general)
        if repair.sso is not None:
            self.put_sso(repair.sso)


def made(
    wanted: WantedApplication = WANTED,
    *,
    general: Mapping[str, Any] | None = None,
    oidc: Mapping[str, Any] | None = None,
    hidden: object = False,
) -> KeptApplication:
    """Return the application that is wanted, with these members otherwise; None takes one out."""
    shell = _changed(new_general(wanted), general or {})
    sso = new_sso(wanted)
    settings = sso["oidc"]
    assert isinstance(settings, dict)
    return KeptApplication(shell, {**sso, "hidden": hidden, "oidc": _changed(settings, oidc or {})})


def rows(*pairs: tuple[str, object]) -> list[object]:
    """Return rows of Attribute Mapping."""
    return [{"name": name, "value": value} for name, value in pairs]


def _changed(whole: Mapping[str, Any], changes: Mapping[str, Any]) -> JsonObject:
    merged = {**whole, **changes}
    return {name: value for name, value in merged.items() if value is not None}
