"""Puts together who signed in, from the ID token and the userinfo answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Identity, Status
from jcwizard.oidc.stages import EMAIL
from jcwizard.oidc.untrusted import json_type, shown, text_member

# The name of the group attribute is chosen in JumpCloud; these are the usual ones.
_GROUP_CLAIMS = ("groups", "memberOf", "member_of", "memberof", "group")
_MAX_GROUPS = 200

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
    names = [*_GROUP_CLAIMS, *(name for name in claims if name.endswith("/groups"))]
    for name in names:
        told = claims.get(name)
        listed = [told] if isinstance(told, str) else told
        if isinstance(listed, list):
            groups = (shown(group) for group in listed[:_MAX_GROUPS] if isinstance(group, str))
            return tuple(group for group in groups if group)
    return ()


def check_email(claims: Claims, userinfo: Claims | None, evidence: Iterable[Exchange]) -> Check:
    """Return the `email` check: an address is told, in the ID token or in the userinfo answer.

    `userinfo` is None where it could not be read; then a missing address proves nothing.
    """
    exchanges = tuple(evidence)
    both = {**(userinfo or {}), **claims}
    told = both.get("email")
    if told in (None, "") and userinfo is None:
        finding = Finding("email.not_judged", "email", "", {}, exchanges)
        return Check.of(EMAIL, Status.UNKNOWN, finding)
    if told in (None, ""):
        return Check.of(EMAIL, Status.FAILED, Finding("email.missing", "email", "", {}, exchanges))
    if not isinstance(told, str) or not _like_an_address(told):
        actual = shown(told) if isinstance(told, str) else json_type(told)
        finding = Finding("email.malformed", "name@example.com", actual, {}, exchanges)
        return Check.of(EMAIL, Status.FAILED, finding)
    verified = both.get("email_verified", True)
    if verified is False or (isinstance(verified, str) and verified.lower() == "false"):
        finding = Finding("email.not_verified", "true", "false", {"email": shown(told)}, exchanges)
        return Check.of(EMAIL, Status.WARNING, finding)
    if not isinstance(verified, bool):
        # OIDC Core 5.1 wants a boolean; JumpCloud's constant attribute is a text, and some
        # services stumble over it.
        values = {"email": shown(told)}
        actual = f'"{shown(verified)}"' if isinstance(verified, str) else json_type(verified)
        finding = Finding("email.verified_as_text", "true", actual, values, exchanges)
        return Check.of(EMAIL, Status.WARNING, finding)
    return Check.passed(EMAIL, evidence=exchanges, expected="email", actual=shown(told))


def _like_an_address(text: str) -> bool:
    local, at, domain = text.partition("@")
    return bool(local and at and domain) and "@" not in domain and len(text) <= 254
