"""One application as the Admin API describes it: typed readers, and nothing unknown is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jcwizard.model.exchange import Exchange

DYNAMIC_CLAIMS = "dynamicClaims"
KNOWN_MEMBERS = frozenset(
    {
        "clientId",
        "clientSecret",
        "consent",
        "redirectUris",
        "grantTypes",
        "tokenEndpointAuthMethod",
        "relyingPartyUrl",
        DYNAMIC_CLAIMS,
        "accessTokenLifespan",
        "metadata",
    }
)
"""What is known of an application's `oidc` object (no published document describes it)."""


@dataclass(frozen=True)
class Claim:
    """One row of an application's attribute mapping; the row stands in `oidc[list_name]`.

    `value` is an attribute's name, or, in a list that is not `dynamicClaims`, perhaps a constant.
    """

    name: str
    value: object
    list_name: str = DYNAMIC_CLAIMS


@dataclass(frozen=True)
class Application:
    """One application that people sign in to with OpenID Connect, as JumpCloud described it.

    `general` is the answer of `/applications/{id}`, `sso` that of `/v2/applications/{id}/sso`, both
    whole. The readers give None for what is absent or of a strange type: that is "could not tell".
    """

    id: str
    general: Mapping[str, object] = field(repr=False)
    sso: Mapping[str, object] = field(repr=False)
    evidence: tuple[Exchange, ...] = field(default=(), repr=False, compare=False)

    @property
    def oidc(self) -> Mapping[str, object]:
        """Return the settings of the sign-in; empty when there are none to be read."""
        found = self.sso.get("oidc")
        return found if isinstance(found, Mapping) else {}

    @property
    def label(self) -> str | None:
        """Return the display label; "" is possible for one that was made in the console."""
        return _text(self.general, "displayLabel")

    @property
    def name(self) -> str | None:
        """Return the name that JumpCloud shows where there is no label."""
        return _text(self.general, "displayName")

    @property
    def description(self) -> str | None:
        """Return the description."""
        return _text(self.general, "description")

    @property
    def active(self) -> bool | None:
        """Return whether people can sign in at all."""
        return _flag(self.general, "active")

    @property
    def hidden(self) -> bool | None:
        """Return whether people's portal leaves it out; None when the two answers disagree."""
        shell = self.general.get("sso")
        said = {_flag(self.sso, "hidden"), _flag(shell, "hidden")} - {None}
        return said.pop() if len(said) == 1 else None

    @property
    def redirect_uris(self) -> tuple[str, ...] | None:
        """Return the addresses that people may be sent back to."""
        return _texts(self.oidc, "redirectUris")

    @property
    def login_url(self) -> str | None:
        """Return where a click in the portal leads."""
        return _text(self.oidc, "relyingPartyUrl")

    @property
    def grant_types(self) -> tuple[str, ...] | None:
        """Return the grant types (RFC 6749 1.3)."""
        return _texts(self.oidc, "grantTypes")

    @property
    def authentication(self) -> str | None:
        """Return the client authentication type (OIDC Core 9)."""
        return _text(self.oidc, "tokenEndpointAuthMethod")

    @property
    def consent(self) -> str | None:
        """Return whether people are asked for their consent."""
        return _text(self.oidc, "consent")

    @property
    def client_id(self) -> str | None:
        """Return the Client ID."""
        return _text(self.oidc, "clientId")

    @property
    def claims(self) -> tuple[Claim, ...] | None:
        """Return every row of the attribute mapping; None when the known list is none of rows.

        Under which name constants are kept is not known: each list of names and values is read.
        """
        if self.oidc.get(DYNAMIC_CLAIMS) is not None and DYNAMIC_CLAIMS not in self._row_lists:
            return None
        return tuple(claim for rows in self._row_lists.values() for claim in rows)

    @property
    def unknown_members(self) -> tuple[str, ...]:
        """Return the names in `oidc` whose meaning is not known; lifetimes are not among them."""
        understood = KNOWN_MEMBERS | self._row_lists.keys()
        return tuple(
            name
            for name in self.oidc
            if name not in understood and not name.lower().endswith(("lifespan", "lifetime"))
        )

    @property
    def _row_lists(self) -> Mapping[str, tuple[Claim, ...]]:
        names = [name for name in self.oidc if name == DYNAMIC_CLAIMS or name not in KNOWN_MEMBERS]
        read = {name: _claims(self.oidc[name], name) for name in names}
        return {name: rows for name, rows in read.items() if rows is not None}


def _text(members: object, name: str) -> str | None:
    found = members.get(name) if isinstance(members, Mapping) else None
    return found if isinstance(found, str) else None


def _flag(members: object, name: str) -> bool | None:
    found = members.get(name) if isinstance(members, Mapping) else None
    return found if isinstance(found, bool) else None


def _texts(members: object, name: str) -> tuple[str, ...] | None:
    found = members.get(name) if isinstance(members, Mapping) else None
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        return None
    return tuple(found)


def _claims(rows: object, list_name: str) -> tuple[Claim, ...] | None:
    if not isinstance(rows, list):
        return None
    found = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("name"), str) or "value" not in row:
            return None
        found.append(Claim(row["name"], row["value"], list_name))
    return tuple(found)
