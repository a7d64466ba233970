"""Reads a userinfo answer that came as a signed token, by the same keys as the ID token."""

from __future__ import annotations

from collections.abc import Mapping

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Reply
from jcwizard.oidc.id_token import Expected, check_signed_person
from jcwizard.oidc.signature import KeyRing, read_signed
from jcwizard.oidc.stages import PERSON

MEDIA_TYPE = "application/jwt"
# An algorithm or an encryption that was agreed for this application is no fault of the answer.
_NOT_READ = frozenset({"identity.algorithm", "identity.encrypted"})


async def read_signed_person(
    reply: Reply, ring: KeyRing, expected: Expected
) -> dict[str, object] | Check:
    """Return the claims of a signed answer, or the `person` check (OIDC Core 5.3.2 and 5.3.4).

    One that is signed in a way not read here is "could not tell"; one with a wrong signature, or
    made by or for somebody else, is refused. For what does not say that, see `unaddressed`.
    """
    claims = await read_signed(Secret(reply.body.decode("latin-1")), ring, PERSON)
    if isinstance(claims, Check):
        return claims if claims.finding is None else _refused(claims, claims.finding, reply)
    found = check_signed_person(claims, expected)
    return claims if found is None else _distrusted(found, found.values.get("claim", ""), reply)


def unaddressed(claims: Mapping[str, object], expected: Expected, reply: Reply) -> Check | None:
    """Return "could not tell" for a signed answer without issuer or audience.

    Both only should be there (OIDC Core 5.3.2), so it is no fault; but nobody can see then that
    the answer was made for this application.
    """
    for member, wanted in (("iss", expected.issuer), ("aud", expected.client_id)):
        if member not in claims:
            values, evidence = {"member": member}, (reply.exchange,)
            finding = Finding("person.answer_unaddressed", wanted, "", values, evidence)
            return Check.of(PERSON, Status.UNKNOWN, finding)
    return None


def _refused(check: Check, found: Finding, reply: Reply) -> Check:
    if check.status is Status.UNKNOWN:
        return check
    if found.code in _NOT_READ:
        evidence = (reply.exchange,)
        finding = Finding("person.signed_answer", found.expected, found.actual, {}, evidence)
        return Check.of(PERSON, Status.UNKNOWN, finding)
    return _distrusted(found, "signature", reply)


def _distrusted(found: Finding, member: str, reply: Reply) -> Check:
    values, evidence = {"member": member}, (reply.exchange,)
    code = "person.answer_distrusted"
    finding = Finding(code, found.expected, found.actual, values, evidence)
    return Check.of(PERSON, Status.FAILED, finding)
