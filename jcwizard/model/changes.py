"""What this wizard changed in JumpCloud through the Admin API: the record that undoing goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SETTING_OF = {
    "displayLabel": "label",
    "active": "active",
    "hidden": "in_portal",
    "sso.hidden": "in_portal",
    "oidc.redirectUris": "redirect_uris",
    "oidc.relyingPartyUrl": "login_url",
    "oidc.grantTypes": "grant_types",
    "oidc.tokenEndpointAuthMethod": "client_authentication",
    "oidc.consent": "consent",
}
"""Which setting (`setting.<value>`) each member of a change is, by its path."""

OF_THE_EMAIL = frozenset({"email", "email_verified"})
"""The attribute rows that belong to the setting `email`; the others are `profile`."""


class ChangeKind(StrEnum):
    """What was changed; the words are `change.<value>`."""

    CREATED = "created"
    GENERAL = "general"
    SETTINGS = "settings"
    GROUP_BOUND = "group_bound"
    GROUP_UNBOUND = "group_unbound"
    LOGO = "logo"


class ChangeState(StrEnum):
    """How far a change got; the words are `change.state.<value>`."""

    BEGUN = "begun"
    DONE = "done"
    UNKNOWN = "unknown"
    UNDONE = "undone"


@dataclass(frozen=True)
class Change:
    """One change, noted before it is sent and again when its outcome is known.

    `id` is unique within the setup. `application_id` is JumpCloud's own, "" until it has named a
    new application; `label` is the application's name for people. `before` and `after` are the
    members of JumpCloud's objects that differ (JSON values), never a secret. `at` is seconds since
    the epoch, UTC.
    """

    id: str
    kind: ChangeKind
    application_id: str
    label: str
    at: float
    state: ChangeState
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)
