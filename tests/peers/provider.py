"""The certified provider: clients and people in, an issuer and a record of requests out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from tests.canaries import hatch
from tests.peers.node import FOLDER, install, node
from tests.peers.process import JsonPeer, PeerError

START_SECONDS = 15.0
LIFETIME_SECONDS = 600


@dataclass(frozen=True)
class Client:
    """An application as the provider knows it. Redirect addresses match exactly, port included."""

    client_id: str = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
    client_secret: str = "a-secret-of-the-certified-provider"
    redirect_uris: Sequence[str] = ("http://127.0.0.1:14217/callback",)
    token_endpoint_auth_method: str = "client_secret_post"
    grant_types: Sequence[str] = ("authorization_code", "refresh_token")
    # "web" compares redirect addresses exactly, as JumpCloud does, and allows http on loopback;
    # "native" would let any loopback port through (RFC 8252 7.3).
    application_type: str = "web"
    scope: str = ""

    def __post_init__(self) -> None:
        hatch(self.client_secret)  # looked for wherever a test leaves something

    def metadata(self) -> dict[str, Any]:
        """The client in the provider's terms (OpenID Dynamic Registration 2)."""
        known: dict[str, Any] = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "redirect_uris": list(self.redirect_uris),
            "token_endpoint_auth_method": self.token_endpoint_auth_method,
            "grant_types": list(self.grant_types),
            "response_types": ["code"],
            "application_type": self.application_type,
        }
        return known | ({"scope": self.scope} if self.scope else {})


@dataclass(frozen=True)
class Account:
    """A person who can sign in with `login` and `password`; empty claims are not sent at all."""

    login: str = "ada@acme.example"
    password: str = "a password of Ada"
    email: str = "ada@acme.example"
    name: str = "Ada Lovelace"
    groups: Sequence[str] | str = ("Everyone", "Engineers")
    sub: str = "6571a1d3c0ffee0000000001"
    # When set, signing in ends with access_denied and this text: the person is in no bound group.
    refusal: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        groups = self.groups if isinstance(self.groups, str) else list(self.groups)
        told: dict[str, Any] = {"email": self.email, "name": self.name, "groups": groups}
        if self.email:
            told["email_verified"] = True
        claims = {name: value for name, value in told.items() if value} | dict(self.more)
        return {
            "login": self.login,
            "password": self.password,
            "refusal": self.refusal,
            "claims": claims | {"sub": self.sub},
        }


@dataclass(frozen=True)
class Request:
    """One HTTP request that arrived. The answer's fields are empty while it is still going on."""

    method: str
    path: str
    query: Mapping[str, Any]
    status: int | None = None
    error: str = ""
    grant_type: str = ""
    authentication: str = "none"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class CertifiedProvider:
    """panva's certified oidc-provider in a process of its own; use it as a context manager.

    Sign in on its page with the fields `E-mail` and `Password` and the button `Sign in`; the link
    `Cancel` answers `access_denied`. Tokens are RS256, the issuer ends in a slash as JumpCloud's
    does, and each refresh gives a new refresh token.
    """

    def __init__(
        self,
        clients: Sequence[Client] = (Client(),),
        accounts: Sequence[Account] = (Account(),),
        scopes: Sequence[str] = ("openid", "email", "profile", "groups", "offline_access"),
        lifetime: int = LIFETIME_SECONDS,
    ) -> None:
        self._scopes = tuple(scopes)
        self._lifetime = lifetime
        self.clients = tuple(clients)
        self.accounts = tuple(accounts)
        self.issuer = ""
        self._peer: JsonPeer | None = None

    @property
    def peer(self) -> JsonPeer:
        if self._peer is None:
            raise PeerError("the certified provider is not running: use it in a `with` statement")
        return self._peer

    def _settings(self) -> dict[str, Any]:
        return {
            "clients": [client.metadata() for client in self.clients],
            "accounts": [account.described() for account in self.accounts],
            "scopes": list(self._scopes),
            "lifetime": self._lifetime,
        }

    def __enter__(self) -> Self:
        install()
        peer = JsonPeer("certified provider", [str(node()), str(FOLDER / "provider.mjs")])
        self._peer = peer
        try:
            peer.tell(self._settings())
            self.issuer = str(peer.answer(0, START_SECONDS, "its address"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.peer.stop()

    def reconfigure(
        self,
        clients: Sequence[Client] | None = None,
        accounts: Sequence[Account] | None = None,
    ) -> None:
        """Change the settings at the same address, as an admin does in the console.

        Keys and address stay; sessions and tokens given before are forgotten.
        """
        self.clients = self.clients if clients is None else tuple(clients)
        self.accounts = self.accounts if accounts is None else tuple(accounts)
        self.peer.ask("configure", START_SECONDS, settings=self._settings())

    @property
    def requests(self) -> list[Request]:
        """Every request that has arrived so far, in order of arrival."""
        self.peer.ask("sync", START_SECONDS)  # what arrived before this answer is printed before it
        messages = self.peer.messages()
        answers = {m["number"]: m for m in messages if m.get("event") == "answer"}
        return [
            _request(message, answers.get(message["number"]))
            for message in messages
            if message.get("event") == "request"
        ]

    def requests_to(self, path: str) -> list[Request]:
        """The requests whose path is `path` (`/auth`, `/token`, `/me`, `/jwks`, ...)."""
        return [request for request in self.requests if request.path == path]


def _request(asked: Mapping[str, Any], answered: Mapping[str, Any] | None) -> Request:
    arrived = Request(asked["method"], asked["path"], asked["query"])
    if answered is None:
        return arrived
    return Request(
        arrived.method,
        arrived.path,
        arrived.query,
        status=int(answered["status"]),
        error=str(answered["error"]),
        grant_type=str(answered["grantType"]),
        authentication=str(answered["authentication"]),
    )
