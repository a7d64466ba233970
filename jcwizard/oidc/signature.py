"""Checks an ID token's signature with the issuer's keys, and gives its claims only then.

The algorithm is fixed here and never taken from the token or the metadata (RFC 8725 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.net.json_body import read_object
from jcwizard.oidc.base64url import decoded
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.keys import ALGORITHM, Keys, SigningKey, fetch_keys
from jcwizard.oidc.untrusted import json_type, shown

_MAX_TOKEN = 120_000
_MAX_HEADER = 8_192


@dataclass
class KeyRing:
    """The issuer's keys during one login; an unknown `kid` fetches them anew, once.

    OIDC Core 10.1.1: keys are rotated by publishing a new one, so an unknown `kid` is no fault yet.
    """

    provider: Provider
    client: Client
    keys: Keys
    refetched: bool = False
    trouble: Check | None = None

    async def refetch(self) -> bool:
        """Fetch the keys again, if that has not been done; return whether there are new ones."""
        if self.refetched:
            return False
        self.refetched = True
        fetched = await fetch_keys(self.provider, self.client)
        if isinstance(fetched, Check):
            self.trouble = fetched
            return False
        self.keys = fetched
        return True


@dataclass(frozen=True)
class Parts:
    """A compact JWS, taken apart: the header is checked, the payload is not to be believed yet.

    `signed` is what the signature is over (RFC 7515 5.2 #8).
    """

    kid: str | None
    payload: bytes
    signed: bytes
    signature: bytes


async def read_signed(token: Secret, ring: KeyRing, check_id: str) -> dict[str, object] | Check:
    """Return the claims of a well signed token (OIDC Core 3.1.3.7 #1, #6 to #8).

    Else the check of that id: FAILED with an `identity` code that says why the token is refused,
    or UNKNOWN when the keys could not be fetched anew.
    """
    parts = _take_apart(token.reveal())
    if isinstance(parts, Finding):
        return Check.of(check_id, Status.FAILED, _with(parts, ring.keys.evidence))
    verified = _is_signed(parts, ring.keys.candidates(parts.kid))
    if not verified and not _is_known(ring, parts) and await ring.refetch():
        verified = _is_signed(parts, ring.keys.candidates(parts.kid))
    if verified:
        claims = read_object(parts.payload)
        if claims is not None:
            return claims
        finding = Finding("identity.malformed", "JSON", "", {}, ring.keys.evidence)
        return Check.of(check_id, Status.FAILED, finding)
    return _unsigned(parts, ring, check_id)


def _is_known(ring: KeyRing, parts: Parts) -> bool:
    return parts.kid is not None and bool(ring.keys.candidates(parts.kid))


def _unsigned(parts: Parts, ring: KeyRing, check_id: str) -> Check:
    if ring.trouble is not None and ring.trouble.finding is not None:
        # The keys could not be fetched anew: then the token is not judged either.
        return Check.of(check_id, Status.UNKNOWN, ring.trouble.finding)
    known = ", ".join(shown(key.kid) or "-" for key in ring.keys.usable[:8])
    if not ring.keys.candidates(parts.kid):
        finding = Finding("identity.key_unknown", known, shown(parts.kid or ""))
    else:
        finding = Finding("identity.signature_wrong", known, shown(parts.kid or "-"))
    return Check.of(check_id, Status.FAILED, _with(finding, ring.keys.evidence))


def _with(finding: Finding, evidence: tuple[Exchange, ...]) -> Finding:
    return Finding(finding.code, finding.expected, finding.actual, finding.values, evidence)


def _take_apart(token: str) -> Parts | Finding:
    pieces = token.split(".")
    if len(pieces) == 5:
        # OIDC Core 3.1.3.7 #1: encryption is agreed at registration, and none was.
        return Finding("identity.encrypted", "JWS", "JWE")
    if len(pieces) != 3 or len(token) > _MAX_TOKEN:
        return Finding("identity.malformed", "JWS", f"{len(pieces)} parts, {len(token)} characters")
    header_bytes, payload, signature = (decoded(piece) for piece in pieces)
    header = read_object(header_bytes) if header_bytes else None
    if header is None or payload is None or len(header_bytes or b"") > _MAX_HEADER:
        return Finding("identity.malformed", "JWS", "")
    finding = _header_finding(header)
    if finding is not None:
        return finding
    if signature is None:
        return Finding("identity.malformed", "JWS", f"{len(pieces[2])} characters of signature")
    kid = header.get("kid")
    signed = f"{pieces[0]}.{pieces[1]}".encode("ascii")
    return Parts(kid if isinstance(kid, str) else None, payload, signed, signature)


def _header_finding(header: dict[str, object]) -> Finding | None:
    algorithm = header.get("alg")
    if isinstance(algorithm, str) and algorithm.lower() == "none":
        return Finding("identity.unsigned", ALGORITHM, shown(algorithm))
    if algorithm != ALGORITHM:
        return Finding("identity.algorithm", ALGORITHM, shown(algorithm))
    if "crit" in header:
        # RFC 7515 4.1.11: what must be understood, and is not, refuses the whole.
        return Finding("identity.header", "", "crit", {"member": "crit"})
    if header.get("b64", True) is not True:
        # RFC 7797 7: a payload that is not base64url is forbidden for such tokens.
        return Finding("identity.header", "", "b64", {"member": "b64"})
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.upper() != "JWT":
        # RFC 8725 3.11: a token of another kind from the same issuer is no ID token.
        return Finding("identity.header", "JWT", shown(kind), {"member": "typ"})
    if not isinstance(header.get("kid", ""), str):
        return Finding("identity.header", "string", json_type(header["kid"]), {"member": "kid"})
    return None


def _is_signed(parts: Parts, candidates: tuple[SigningKey, ...]) -> bool:
    """Return whether one of the keys made the signature.

    The library gets the bytes and never the token: it would read the header a second time, by
    rules of its own.
    """
    from joserfc import jws

    algorithm = jws.JWSRegistry(algorithms=[ALGORITHM]).get_alg(ALGORITHM)
    for candidate in candidates:
        try:
            if algorithm.verify(parts.signed, parts.signature, candidate.key):
                return True
        except Exception:  # noqa: BLE001, S112  whatever a strange key raises: it did not sign
            continue
    return False
