"""Which members of the Admin API's JSON may be shown in a record; no secret and no person is."""

from __future__ import annotations

_ERRORS = ("message", "error", "status", "code")
# Not `name`: in an application it is that of its template, and in a group the group's own.
_SHELL = ("active", "displayLabel", "displayName", "sso.type", "sso.hidden", "totalCount")
_SIGN_IN = (
    "type",
    "hidden",
    "oidc.consent",
    "oidc.redirectUris",
    "oidc.grantTypes",
    "oidc.tokenEndpointAuthMethod",
    "oidc.relyingPartyUrl",
    "oidc.clientId",
    "oidc.accessTokenLifespan",
    "oidc.dynamicClaims.name",
    "oidc.dynamicClaims.value",
)
_ASSOCIATIONS = ("op", "id", "to.id", "to.type")
_LISTS = ("results.active", "results.sso.type", "results.sso.hidden")

PUBLIC = frozenset((*_ERRORS, *_SHELL, *_SIGN_IN, *_ASSOCIATIONS, *_LISTS))
"""Members of what is sent and received; inner ones with dots, those of a list like its owner's."""
