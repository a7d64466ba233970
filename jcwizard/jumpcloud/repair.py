"""Works out what to send to JumpCloud so that the ticked settings become what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.bodies import (
    CONSENT,
    before_and_after,
    email_rows,
    general_body,
    grants,
    name_rows,
    new_general,
    new_sso,
    sso_body,
)
from jcwizard.jumpcloud.comparison import SETTINGS, compare
from jcwizard.jumpcloud.mapping_rows import (
    EMAIL_ROW,
    NAME_ROWS,
    TEXT_BOOLEANS,
    VERIFIED,
    Lists,
    lists_of,
    row_text,
    rows_named,
    with_email,
    with_names,
)
from jcwizard.jumpcloud.members import ABSENT, Members, member
from jcwizard.jumpcloud.plain import (
    YES,
    consent_label,
    grant_labels,
    shown,
    shown_value,
    type_label,
)
from jcwizard.jumpcloud.wanted import WantedApplication

__all__ = [
    "ABSENT",
    "Line",
    "Repair",
    "creation_lines",
    "general_body",
    "new_general",
    "new_sso",
    "repair",
    "sso_body",
]

_EMAIL_NAMES = (EMAIL_ROW[0], VERIFIED)
_PROFILE_NAMES = tuple(name for name, _ in NAME_ROWS)


@dataclass(frozen=True)
class Line:
    """One change in plain words: `before` is what goes, `after` what comes, "" for nothing.

    `setting` is one of `comparison.SETTINGS`; the name of it is the sentence `setting.<setting>`.
    """

    setting: str
    before: str
    after: str


@dataclass(frozen=True)
class Repair:
    """The bodies to send, None where nothing is to be sent, and what they change.

    `general` is the whole body of `PUT /applications/{id}`, `sso` that of `PUT …/sso`. Send
    `general` first: it carries what was read of the sign-in settings, `sso` has the last word.
    The four records hold the members that differ; one that is missing in `…_before` was not there.
    """

    general: Mapping[str, object] | None = None
    sso: Mapping[str, object] | None = None
    lines: tuple[Line, ...] = ()
    general_before: Members = field(default_factory=dict)
    general_after: Members = field(default_factory=dict)
    sso_before: Members = field(default_factory=dict)
    sso_after: Members = field(default_factory=dict)


def repair(wanted: WantedApplication, found: Application, ticked: Collection[str]) -> Repair:
    """Return what brings the ticked settings to what is wanted, and changes nothing else.

    Only rows that `compare` calls repairable take part. What a tick does besides:

    - `redirect_uris`, `grant_types`: what is missing is added, nothing is taken away.
    - `test_address`: added, or taken out when the setup says that it is to be gone.
    - `email`: exactly one row `email` of the attribute email; further rows of it go, a further
      `email_verified` too, and every `email_verified` that is a text unless the service copes.
    - `profile`: a row each for given and family name; further ones go.

    A write of the application itself (`label`, `active`, maybe `in_portal`) says `active: true`; a
    line tells of it where the application was not. Repairing what was repaired changes nothing.
    """
    rows = compare(wanted, found, None)
    settings = [row.setting for row in rows if row.repairable and row.setting in ticked]
    change = _Change(found)
    for setting in settings:
        _REPAIRS[setting](change, wanted)
    if change.general and found.active is not True and "active" not in settings:
        _active(change, wanted)
    general_before, general_after = before_and_after(found.general, change.general)
    sso_before, sso_after = before_and_after(found.sso, change.sso)
    return Repair(
        general=general_body(found.general, change.general) if general_after else None,
        sso=sso_body(found.sso, change.sso) if sso_after else None,
        lines=tuple(sorted(change.lines, key=lambda line: SETTINGS.index(line.setting))),
        general_before=general_before,
        general_after=general_after,
        sso_before=sso_before,
        sso_after=sso_after,
    )


def creation_lines(wanted: WantedApplication) -> tuple[Line, ...]:
    """Return what a new application will be made of, one line for each value."""
    told: tuple[tuple[str, Iterable[str]], ...] = (
        ("label", (wanted.label,)),
        ("active", (YES,)),
        ("in_portal", (YES,)),
        ("redirect_uris", wanted.redirect_uris),
        ("test_address", (wanted.test_address,)),
        ("login_url", (wanted.login_url,)),
        ("grant_types", grant_labels(grants(wanted))),
        ("client_authentication", (type_label(wanted.authentication),)),
        ("email", (row_text(*pair) for pair in email_rows(wanted))),
        ("profile", (row_text(*pair) for pair in name_rows(wanted))),
        ("consent", (consent_label(CONSENT),)),
    )
    return tuple(Line(name, "", shown(text)) for name, texts in told for text in texts if text)


class _Change:
    """What the ticked settings change: members to set, and the lines that say so."""

    def __init__(self, found: Application) -> None:
        self.found = found
        self.general: dict[str, object] = {}
        self.sso: dict[str, object] = {}
        self.lines: list[Line] = []
        self.rows: Lists = lists_of(found) or {}

    def tell(self, setting: str, before: object, after: object) -> None:
        self.lines.append(Line(setting, shown_value(before), shown_value(after)))

    def set_text(self, setting: str, name: str, value: str) -> None:
        """Set one text of the sign-in settings."""
        self.tell(setting, self.sso_member(name), value)
        self.sso[f"oidc.{name}"] = value

    def sso_member(self, name: str) -> object:
        """Return a member of the sign-in settings as it will be so far."""
        path = f"oidc.{name}"
        return self.sso.get(path, member(self.found.sso, path))

    def listed(self, name: str) -> list[object]:
        """Return a list of the sign-in settings as it will be so far."""
        told = self.sso_member(name)
        return list(told) if isinstance(told, list) else []

    def set_lists(self, setting: str, lists: Lists, names: tuple[str, ...]) -> None:
        """Set the lists of rows, and tell which rows of these names go and come."""
        before = [row.text for row in rows_named(self.rows, *names)]
        after = [row.text for row in rows_named(lists, *names)]
        self.lines += [Line(setting, text, "") for text in _less(before, after)]
        self.lines += [Line(setting, "", text) for text in _less(after, before)]
        self.sso |= {f"oidc.{name}": list(rows) for name, rows in lists.items()}
        self.rows = lists


def _label(change: _Change, wanted: WantedApplication) -> None:
    change.tell("label", member(change.found.general, "displayLabel"), wanted.label)
    change.general["displayLabel"] = wanted.label


def _active(change: _Change, wanted: WantedApplication) -> None:
    change.tell("active", member(change.found.general, "active"), True)
    change.general["active"] = True


def _in_portal(change: _Change, wanted: WantedApplication) -> None:
    hidden = change.found.hidden
    change.tell("in_portal", ABSENT if hidden is None else not hidden, True)
    change.sso["hidden"] = False
    # The application says it a second time; left as it is, its next write would hide it again.
    if member(change.found.general, "sso.hidden") is True:
        change.general["sso.hidden"] = False


def _redirect_uris(change: _Change, wanted: WantedApplication) -> None:
    _add("redirect_uris", "redirectUris", change, wanted.redirect_uris)


def _test_address(change: _Change, wanted: WantedApplication) -> None:
    if wanted.test_address:
        _add("test_address", "redirectUris", change, (wanted.test_address,))
        return
    former = wanted.former_test_address
    change.tell("test_address", former, ABSENT)
    left = [uri for uri in change.listed("redirectUris") if uri != former]
    change.sso["oidc.redirectUris"] = left


def _login_url(change: _Change, wanted: WantedApplication) -> None:
    change.set_text("login_url", "relyingPartyUrl", wanted.login_url)


def _grant_types(change: _Change, wanted: WantedApplication) -> None:
    _add("grant_types", "grantTypes", change, grants(wanted))


def _client_authentication(change: _Change, wanted: WantedApplication) -> None:
    there = change.found.authentication
    before = type_label(there) if there is not None else ABSENT
    change.tell("client_authentication", before, type_label(wanted.authentication))
    change.sso["oidc.tokenEndpointAuthMethod"] = wanted.authentication


def _email(change: _Change, wanted: WantedApplication) -> None:
    fine = TEXT_BOOLEANS in wanted.copes_with
    mended = with_email(change.rows, text_is_fine=fine)
    change.set_lists("email", mended, _EMAIL_NAMES)


def _profile(change: _Change, wanted: WantedApplication) -> None:
    change.set_lists("profile", with_names(change.rows), _PROFILE_NAMES)


def _consent(change: _Change, wanted: WantedApplication) -> None:
    there = change.found.consent
    before = consent_label(there) if there is not None else change.sso_member("consent")
    change.tell("consent", before, consent_label(CONSENT))
    change.sso["oidc.consent"] = CONSENT


_REPAIRS: Mapping[str, Callable[[_Change, WantedApplication], None]] = {
    "label": _label,
    "active": _active,
    "in_portal": _in_portal,
    "redirect_uris": _redirect_uris,
    "test_address": _test_address,
    "login_url": _login_url,
    "grant_types": _grant_types,
    "client_authentication": _client_authentication,
    "email": _email,
    "profile": _profile,
    "consent": _consent,
}


def _add(setting: str, name: str, change: _Change, wanted: Iterable[str]) -> None:
    """Add what a list lacks at its end."""
    there = change.listed(name)
    missing = [one for one in wanted if one not in there]
    change.sso[f"oidc.{name}"] = [*there, *missing]
    # An address is its own label.
    change.lines += [Line(setting, "", shown(label)) for label in grant_labels(missing)]


def _less(texts: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the texts without the others, each of these taken off once."""
    left = list(texts)
    for text in others:
        if text in left:
            left.remove(text)
    return left
