"""Makes the whole bodies that JumpCloud is sent: its writes replace an object, member by member.

What was read is sent back with what is not known of it, but for what JumpCloud refuses on the way
back: docs/decisions/0008.
"""

from __future__ import annotations

from collections.abc import Mapping

from jcwizard.jumpcloud.applications import DYNAMIC_CLAIMS
from jcwizard.jumpcloud.mapping_rows import EMAIL_ROW, FULL_NAME_ROW, NAME_ROWS, new_row
from jcwizard.jumpcloud.members import ABSENT, Members, member, with_members
from jcwizard.jumpcloud.wanted import EMAIL, PROFILE, WantedApplication

NOTHING: Members = {}
CONSENT = "trusted"
"""JumpCloud asks nobody whether the service may know them."""
CODE_GRANT, REFRESH_GRANT = "authorization_code", "refresh_token"

# Given by JumpCloud itself; `ssoUrl` it refuses for this kind of application.
_ITS_OWN = ("_id", "id", "created", "organization", "ssoUrl")
_ITS_OWN_SETTINGS = ("clientId", "clientSecret", "metadata")


def general_body(general: Mapping[str, object], members: Members = NOTHING) -> dict[str, object]:
    """Return the body of `PUT /applications/{id}` for what was read, with these members set.

    It says `active` unless `members` does: a write without it switches the application off.
    """
    kept = {name: value for name, value in general.items() if name not in _ITS_OWN}
    return with_members(kept, {"active": True, **members})


def sso_body(sso: Mapping[str, object], members: Members = NOTHING) -> dict[str, object]:
    """Return the body of `PUT /v2/applications/{id}/sso` for what was read, with members set.

    The lifetime of refresh tokens goes when the application may have none: JumpCloud answers 422
    to it otherwise.
    """
    body = with_members({"type": "oidc", **sso}, members)
    told = body.get("oidc")
    if not isinstance(told, Mapping):
        return body
    grants = told.get("grantTypes")
    refreshes = isinstance(grants, list) and REFRESH_GRANT in grants
    body["oidc"] = {
        name: value
        for name, value in told.items()
        if name not in _ITS_OWN_SETTINGS and (refreshes or not _is_refresh_lifetime(name))
    }
    return body


def new_general(wanted: WantedApplication) -> dict[str, object]:
    """Return the body of `POST /applications`: an application without settings of a sign-in."""
    return {
        "active": True,
        "name": "oidc",
        "displayName": "OpenID Connect",
        "displayLabel": wanted.label,
        "config": {},
        "sso": {"type": "oidc", "hidden": False},
    }


def new_sso(wanted: WantedApplication) -> dict[str, object]:
    """Return the body of `POST /v2/applications/{id}/sso`: the settings of the sign-in.

    JumpCloud passes on nothing of a person by itself, so the rows are made here.
    """
    test_address = (wanted.test_address,) if wanted.test_address else ()
    rows = (*email_rows(wanted), *name_rows(wanted))
    return {
        "type": "oidc",
        "hidden": False,
        "oidc": {
            "consent": CONSENT,
            "redirectUris": [*dict.fromkeys((*wanted.redirect_uris, *test_address))],
            "grantTypes": [*grants(wanted)],
            "tokenEndpointAuthMethod": wanted.authentication,
            "relyingPartyUrl": wanted.login_url,
            DYNAMIC_CLAIMS: [new_row(*row) for row in rows],
        },
    }


def grants(wanted: WantedApplication) -> tuple[str, ...]:
    """Return the grant types that the application needs (RFC 6749 1.3)."""
    return (CODE_GRANT, REFRESH_GRANT) if wanted.refresh else (CODE_GRANT,)


def email_rows(wanted: WantedApplication) -> tuple[tuple[str, str], ...]:
    """Return the rows that a new application gets for the e-mail address."""
    return (EMAIL_ROW,) if EMAIL in wanted.claims else ()


def name_rows(wanted: WantedApplication) -> tuple[tuple[str, str], ...]:
    """Return the rows that a new application gets for the name.

    A whole name is added to what the box Profile maps, since some services look for that one.
    """
    return (*NAME_ROWS, FULL_NAME_ROW) if PROFILE in wanted.claims else ()


def before_and_after(whole: Mapping[str, object], members: Members) -> tuple[Members, Members]:
    """Return the members that differ, as they are (what is absent left out) and as they will be."""
    changed = {path: value for path, value in members.items() if member(whole, path) != value}
    before = {path: member(whole, path) for path in changed}
    return {path: value for path, value in before.items() if value is not ABSENT}, changed


def _is_refresh_lifetime(name: str) -> bool:
    """Return whether this is the lifetime of refresh tokens, whose name is not published."""
    lower = name.lower()
    return "refresh" in lower and any(word in lower for word in ("life", "ttl", "expir"))
