"""An application as the pretend Admin API writes and reads it (jumpcloud.md 3.3 and 3.4).

Whatever a client sent besides is kept and given back. Two members have invented names, because the
real ones are in no public source; nobody but this file may know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jcwizard.practice.admin_refusals import login_url_not_allowed, malformed, unprocessable
from jcwizard.practice.application_form import AUTHENTICATION_TYPES, LONGEST_DESCRIPTION
from jcwizard.practice.applications import Application, Members
from jcwizard.practice.attribute_rows import Rows, from_api
from jcwizard.practice.redirects import is_valid
from jcwizard.practice.settings import Settings

Json = Mapping[str, object]

CONSTANT_ROWS = "constantClaims"
"""UNSURE: under which name the rows with a fixed text are. Invented."""
REFRESH_LIFETIME = "refreshTokenLifespan"
"""UNSURE: under which name the life of a refresh token is. Invented, like its spelling `720h`."""
ACCESS_LIFETIME = "accessTokenLifespan"

_AUTHENTICATION = tuple(value for value, _ in AUTHENTICATION_TYPES)
_GRANTS = ("authorization_code", "refresh_token")
_OWN_GENERAL = frozenset(
    {"_id", "active", "created", "description", "displayLabel", "logo", "organization", "sso",
     "ssoUrl"}
)  # fmt: skip
_OWN_OIDC = frozenset(
    {"clientId", "clientSecret", "consent", "dynamicClaims", "grantTypes", "metadata",
     "redirectUris", "relyingPartyUrl", "tokenEndpointAuthMethod", CONSTANT_ROWS}
)  # fmt: skip


def general_document(application: Application) -> dict[str, object]:
    """Return the application as v1 shows it; no fault of practice changes anything in it."""
    settings = application.entered
    return {
        "beta": False,
        "color": "",
        "config": {},
        "databaseAttributes": [],
        **application.members.general,
        "_id": application.id,
        "active": settings.active,
        "created": application.created,
        "description": settings.description,
        "displayLabel": settings.display_label,
        "logo": {"url": settings.image} if settings.image else {"color": ""},
        "organization": application.organisation,
        "sso": {"type": application.kind, "hidden": not settings.show_in_portal},
        "ssoUrl": "",
    }


def read_general(body: Json, before: Settings) -> tuple[Settings, Members]:
    """Read the body of a v1 write: what is not given is reset. Raises AdminRefusalError."""
    if body.get("name") == "oidc" and "ssoUrl" in body:
        raise login_url_not_allowed()
    sso = body.get("sso", {})
    if not isinstance(sso, Mapping) or not isinstance(body.get("name"), str):
        raise malformed("name and sso are expected")
    description = _text(body, "description")
    if len(description) > LONGEST_DESCRIPTION:
        raise malformed("description is longer than 256 characters")
    settings = replace(
        before,
        display_label=_text(body, "displayLabel"),
        description=description,
        active=body.get("active") is True,
        show_in_portal=sso.get("hidden") is not True,
    )
    more = {name: value for name, value in body.items() if name not in _OWN_GENERAL}
    return settings, Members(general=more)


def sso_document(
    application: Application, settings: Settings, secret: str = ""
) -> dict[str, object]:
    """Return the sign-in settings as v2 shows them; with the secret only where one is given."""
    shown_once = {"clientSecret": secret} if secret else {}
    constants = {CONSTANT_ROWS: _row_objects(settings.constants)} if settings.constants else {}
    consent = {"consent": settings.consent} if settings.consent else {}
    lifetimes = {ACCESS_LIFETIME: "1h"}
    if settings.refresh_token:
        lifetimes[REFRESH_LIFETIME] = "720h"
    return {
        **application.members.sso,
        "type": "oidc",
        "hidden": not settings.show_in_portal,
        "oidc": {
            **lifetimes,
            **application.members.oidc,
            **consent,
            **constants,
            "clientId": application.client_id,
            **shown_once,
            "redirectUris": list(settings.redirect_uris),
            "grantTypes": list(settings.grant_types),
            "tokenEndpointAuthMethod": settings.authentication,
            "relyingPartyUrl": settings.login_url,
            "dynamicClaims": _row_objects(settings.claims),
            "metadata": {},
        },
    }


def read_sso(body: Json, before: Settings) -> tuple[Settings, Members]:
    """Read the body of a v2 write of sign-in settings, which replaces the whole `oidc` object.

    Raises AdminRefusalError.
    """
    oidc = body.get("oidc")
    if body.get("type") != "oidc" or not isinstance(oidc, Mapping):
        raise malformed("type and oidc are expected")
    grants = _texts(oidc, "grantTypes")
    if "authorization_code" not in grants or not set(grants) <= set(_GRANTS):
        raise malformed("grantTypes")
    if REFRESH_LIFETIME in oidc and "refresh_token" not in grants:
        message = f"{REFRESH_LIFETIME} can only be set with the refresh_token grant"
        raise unprocessable(message, "invalidRefreshTokenLifespan")
    uris, login_url = _texts(oidc, "redirectUris"), _text(oidc, "relyingPartyUrl")
    if not uris or not all(map(is_valid, uris)):
        raise malformed("redirectUris")
    if not login_url:
        raise malformed("relyingPartyUrl is required")
    authentication = _text(oidc, "tokenEndpointAuthMethod")
    if authentication not in _AUTHENTICATION:
        raise malformed("tokenEndpointAuthMethod")
    settings = replace(
        before,
        show_in_portal=body.get("hidden") is not True,
        refresh_token="refresh_token" in grants,
        redirect_uris=uris,
        authentication=authentication,
        login_url=login_url,
        consent=_text(oidc, "consent"),
    )
    settings = from_api(settings, _rows(oidc, "dynamicClaims"), _rows(oidc, CONSTANT_ROWS))
    around = {name: value for name, value in body.items() if name not in ("type", "hidden", "oidc")}
    more = {name: value for name, value in oidc.items() if name not in _OWN_OIDC}
    return settings, Members(sso=around, oidc=more)


def _row_objects(rows: Rows) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in rows]


def _text(body: Json, name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise malformed(name)
    return value


def _texts(body: Json, name: str) -> tuple[str, ...]:
    values = body.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise malformed(name)
    return tuple(values)


def _rows(oidc: Json, name: str) -> Rows:
    rows = oidc.get(name, [])
    if not isinstance(rows, list):
        raise malformed(name)
    return tuple(_row(row, name) for row in rows)


def _row(row: object, member: str) -> tuple[str, str]:
    match row:
        case {"name": str(name), "value": str(value)}:
            return name, value
    raise malformed(member)
