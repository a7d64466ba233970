"""Puts together who signed in, from the ID token and the userinfo answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Identity, Status
from jcwizard.oidc.stages import EMAIL, PERSON
from jcwizard.oidc.untrusted import json_type, shown, text_member

# The name of the group attribute is chosen in JumpCloud; these are the usual ones.
_GROUP_CLAIMS = ("groups", "memberOf", "member_of", "memberof", "group")
_MAX_GROUPS = 200
# JumpCloud's habits that a service may be known to take as they are (`Wanted.copes_with`).
TEXT_BOOLEANS = "text_booleans"
SINGLE_GROUP = "single_group"

Claims = Mapping[str, object]


def identity_of(claims: Claims, userinfo: Claims) -> Identity:
    """Return the person; the ID token is signed, so it wins where both say something."""
    both = {**userinfo, **claims}
    name = text_member(both, "name") or " ".join(
        part for part in (text_member(both, "given_name"), text_member(both, "family_name")) if part
    )
    return Identity(
        sub=shown(text_member(both, "sub")),
        email=shown(text_member(both, "email")),
        name=shown(name),
        groups=_groups(both),
    )


def _groups(claims: Claims) -> tuple[str, ...]:
    """Return the groups; JumpCloud sends a single one as a bare string."""
    told = _told_groups(claims)
    listed = [told] if isinstance(told, str) else told
    groups = (shown(group) for group in listed[:_MAX_GROUPS] if isinstance(group, str))
    return tuple(group for group in groups if group)


def _told_groups(claims: Claims) -> str | list[object]:
    """Return the group attribute as it arrived, [] where there is none."""
    names = [*_GROUP_CLAIMS, *(name for name in claims if name.endswith("/groups"))]
    found = (claims.get(name) for name in names)
    return next((told for told in found if isinstance(told, str | list)), [])


def remark_on_groups(
    claims: Claims, userinfo: Claims, evidence: Iterable[Exchange], copes_with: Iterable[str]
) -> Check | None:
    """Return a `person` check that warns of groups in a form that services stumble over.

    JumpCloud sends one group as a text and several as a list; a service that looks for a list
    finds nobody in any group. None where there is nothing to remark.
    """
    if SINGLE_GROUP in copes_with:
        return None
    told = _told_groups({**userinfo, **claims})
    if not isinstance(told, str) or not told:
        return None
    values = {"group": shown(told)}
    finding = Finding("person.single_group", "array", "string", values, tuple(evidence))
    return Check.of(PERSON, Status.WARNING, finding)


def check_email(
    claims: Claims,
    userinfo: Claims | None,
    evidence: Iterable[Exchange],
    copes_with: Iterable[str] = (),
) -> Check:
    """Return the `email` check: an address is told, in the ID token or in the userinfo answer.

    `userinfo` is None where it could not be read; then a missing address proves nothing.
    `copes_with` are JumpCloud's habits that the service takes as they are.
    """
    exchanges = tuple(evidence)
    both = {**(userinfo or {}), **claims}
    told = both.get("email")
    if told in (None, "") and userinfo is None:
        finding = Finding("email.not_judged", "email", "", {}, exchanges)
        return Check.of(EMAIL, Status.UNKNOWN, finding)
    if told in (None, ""):
        return Check.of(EMAIL, Status.FAILED, Finding("email.missing", "email", "", {}, exchanges))
    if isinstance(told, list):
        return Check.of(EMAIL, Status.FAILED, _twice("email", exchanges))
    if not isinstance(told, str) or not _like_an_address(told):
        actual = shown(told) if isinstance(told, str) else json_type(told)
        finding = Finding("email.malformed", "name@example.com", actual, {}, exchanges)
        return Check.of(EMAIL, Status.FAILED, finding)
    remark = _remark(both, userinfo or {}, told, exchanges, copes_with)
    if remark is not None:
        return Check.of(EMAIL, Status.WARNING, remark)
    return Check.passed(EMAIL, evidence=exchanges, expected="email", actual=shown(told))


def _remark(
    both: Claims,
    userinfo: Claims,
    email: str,
    exchanges: tuple[Exchange, ...],
    copes_with: Iterable[str],
) -> Finding | None:
    """Return what is unusual about an address that did arrive."""
    values = {"email": shown(email)}
    other = userinfo.get("email", email)
    if isinstance(other, str) and other.lower() != email.lower():
        # The person is read from either of the two, so a service may know somebody else.
        return Finding("email.two_addresses", shown(email), shown(other), values, exchanges)
    verified = both.get("email_verified", True)
    if verified is False or (isinstance(verified, str) and verified.lower() == "false"):
        return Finding("email.not_verified", "true", "false", values, exchanges)
    if isinstance(verified, list):
        return _twice("email_verified", exchanges)
    if isinstance(verified, bool) or (isinstance(verified, str) and TEXT_BOOLEANS in copes_with):
        return None
    # OIDC Core 5.1 wants a boolean; JumpCloud's constant attribute is a text, and some services
    # stumble over it.
    actual = f'"{shown(verified)}"' if isinstance(verified, str) else json_type(verified)
    return Finding("email.verified_as_text", "true", actual, values, exchanges)


def _twice(attribute: str, exchanges: tuple[Exchange, ...]) -> Finding:
    values = {"attribute": attribute}
    return Finding("attributes.twice", "string", "array", values, exchanges)


def _like_an_address(text: str) -> bool:
    local, at, domain = text.partition("@")
    return bool(local and at and domain) and "@" not in domain and len(text) <= 254
