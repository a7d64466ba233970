"""Replies, key sets and tokens made by a test, without any server."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from joserfc.jwk import RSAKey

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client, Reply, Request
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.keys import Keys, read_keys
from jcwizard.oidc.signature import KeyRing, read_signed
from tests.oidc.hydra import b64, signing_key
from tests.oidc.servers import run

ISSUER = "https://oauth.id.jumpcloud.example/"
PROVIDER = Provider(ISSUER, f"{ISSUER}auth", f"{ISSUER}token", f"{ISSUER}keys", f"{ISSUER}user")
PAYLOAD = {"sub": "maya"}


def reply(body: object, status: int = 200, **headers: str) -> Reply:
    """Return an answer with these bytes, or with this value as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.replace("_", "-"): text for name, text in headers.items()}
    kind = {"content-type": "application/json"}
    return Reply(Exchange("GET", ISSUER), status, kind | names, raw)


def public(key: RSAKey, **more: object) -> dict[str, Any]:
    """Return the key as it is published."""
    return {**key.as_dict(private=False), **more}


def published(*listed: object) -> Keys | Check:
    """Return what is read from a key set with these members."""
    return read_keys(reply({"keys": list(listed)}))


@dataclass
class Scripted:
    """A client that gives the same answer to everything, and keeps what it was asked for."""

    answer: Reply
    asked: list[str] = field(default_factory=list)

    async def send(self, request: Request) -> Reply:
        self.asked.append(request.url)
        return self.answer


def ring(*listed: object, later: Reply | None = None) -> KeyRing:
    """Return the keys of these JWKs; fetched anew, they are `later`, by default the same."""
    keys = published(*listed)
    assert isinstance(keys, Keys), keys
    client = Scripted(later or reply({"keys": list(listed)}))
    return KeyRing(PROVIDER, cast("Client", client), keys)


def asked(ring: KeyRing) -> list[str]:
    """Return the addresses that this ring has asked for."""
    return cast("Scripted", ring.client).asked


def signed(header: object = None, payload: object = None, *, key: RSAKey | None = None) -> str:
    """Return a token that is well signed, whatever it holds; bytes are taken as they are."""
    key = key or signing_key("one")
    if header is None:
        header = {"alg": "RS256", "kid": key.kid, "typ": "JWT"}
    parts = (
        part if isinstance(part, bytes) else json.dumps(part).encode()
        for part in (header, PAYLOAD if payload is None else payload)
    )
    return with_signature(".".join(b64(part) for part in parts), key)


def with_signature(text: str, key: RSAKey) -> str:
    made: bytes = key.private_key.sign(text.encode(), PKCS1v15(), hashes.SHA256())
    return f"{text}.{b64(made)}"


def judged(token: str, keys: KeyRing | None = None) -> dict[str, object] | str:
    """Return the claims of a token, or the code of why it is refused."""
    keys = keys or ring(public(signing_key("one")))
    found = run(read_signed(Secret(token), keys, "identity"))
    if not isinstance(found, Check):
        return found
    assert found.finding is not None
    assert max(map(len, (found.expected, found.actual))) <= 400
    return found.finding.code
