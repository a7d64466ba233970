"""A login's requests by hand: a plain socket, no check of anything; the floor of a test login."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


class Application:
    """An application as its service knows it, and the address it is sent back to."""

    def __init__(self, told: dict[str, str], redirect: str) -> None:
        self.issuer, self.client_id = told["issuer"], told["client_id"]
        self.client_secret, self.redirect = told["client_secret"], redirect
        self._verifier = ""
        self._known: dict[str, Any] = {}

    def begin(self) -> str:
        """Ask for the provider's description and its keys; return the link for the browser."""
        self._known = get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        get(self._known["jwks_uri"])
        self._verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(self._verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect,
            "scope": "openid profile email",
            "state": secrets.token_urlsafe(32),
            "nonce": secrets.token_urlsafe(32),
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._known['authorization_endpoint']}?{urlencode(query)}"

    def end(self, address: str) -> dict[str, Any]:
        """Exchange the code in the address for tokens; return what is told of the person."""
        form = {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(address).query)["code"][0],
            "redirect_uri": self.redirect,
            "code_verifier": self._verifier,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        tokens = ask(self._known["token_endpoint"], urlencode(form).encode())
        return get(self._known["userinfo_endpoint"], tokens["access_token"])


def get(url: str, token: str = "") -> dict[str, Any]:
    """Return the JSON that a GET answers."""
    return ask(url, b"", token)


def ask(url: str, body: bytes, token: str = "") -> dict[str, Any]:
    """Send one request over a connection of its own, and return the JSON of the answer."""
    place = urlsplit(url)
    method = "POST" if body else "GET"
    lines = [f"{method} {place.path} HTTP/1.1", f"Host: {place.netloc}", "Connection: close"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    request = "\r\n".join([*lines, "", ""]).encode() + body
    with socket.create_connection((place.hostname or "", place.port or 80)) as wire:
        wire.sendall(request)
        answer = b"".join(iter(lambda: wire.recv(65_536), b""))
    head, _, content = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == b"200", head
    found = json.loads(content)
    assert isinstance(found, dict)
    return found
