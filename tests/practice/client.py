"""A service as the tests play it: it asks, signs someone in and exchanges, by plain HTTP."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx

from jcwizard.practice.people import PEOPLE, Person
from jcwizard.practice.world import World

SERVICE = "https://wiki.example/login/callback"
TEST_ADDRESS = "http://127.0.0.1:14217/callback"
STATE = "a-state-of-16-ch"
NONCE = "a-nonce-of-16-ch"
VERIFIER = "v" * 43
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
JANE, SAM = PEOPLE

UNKNOWN_CLIENT = "The requested OAuth 2.0 Client does not exist."
NO_MATCH = (
    "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered "
    "redirect urls."
)
NO_SESSION = "Prompt 'none' was requested, but no existing login session was found."


@dataclass(frozen=True)
class Landing:
    """Where an answer sends the browser: the address without its query, and the fields."""

    status: int
    place: str
    fields: dict[str, str]

    @property
    def error(self) -> str:
        """The `error` field."""
        return self.fields.get("error", "")

    @property
    def says(self) -> str:
        """The `error_description` field."""
        return self.fields.get("error_description", "")


def landing(reply: httpx.Response) -> Landing:
    """Read the Location of an answer."""
    parts = urlsplit(reply.headers["location"])
    query = parse_qs(parts.query, keep_blank_values=True)
    fields = {name: values[0] for name, values in query.items()}
    return Landing(reply.status_code, parts._replace(query="").geturl(), fields)


@dataclass(frozen=True)
class Service:
    """One registered application and how to use it."""

    world: World
    web: httpx.Client
    client_id: str
    secret: str

    def request(self, **changes: str | None) -> dict[str, str]:
        """Return a good authorization request with some fields changed, or left out by None."""
        fields: dict[str, str | None] = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": "openid email profile offline_access",
            "redirect_uri": SERVICE,
            "state": STATE,
            "nonce": NONCE,
        }
        return {name: value for name, value in (fields | changes).items() if value is not None}

    def ask(self, **changes: str | None) -> httpx.Response:
        """Send an authorization request without any cookie."""
        self.web.cookies.clear()
        return self.web.get(f"{self.world.issuer}oauth2/auth", params=self.request(**changes))

    def asked(self, **changes: str | None) -> Landing:
        """Send an authorization request and say where it leads."""
        return landing(self.ask(**changes))

    def login_page(self, **changes: str | None) -> httpx.Response:
        """Go as far as the login page."""
        return self.web.get(self.ask(**changes).headers["location"])

    def sign_in(self, person: Person = JANE, **changes: str | None) -> Landing:
        """Sign someone in and return what reaches the service."""
        page = self.login_page(**changes)
        fields = {"login_challenge": challenge_in(page), "user": person.sub}
        back = self.web.post(f"{self.world.console_url}/login", data=fields)
        return landing(self.web.get(back.headers["location"]))

    def code(self, person: Person = JANE, **changes: str | None) -> str:
        """Sign someone in and return the code."""
        return self.sign_in(person, **changes).fields["code"]

    def post(self, path: str, auth: tuple[str, str] | None = None, **fields: str) -> httpx.Response:
        """Send a form to the issuer."""
        return self.web.post(f"{self.world.issuer}{path}", data=fields, auth=auth)

    def token(self, **fields: str) -> httpx.Response:
        """Send a form to the token endpoint with the right credentials by Post."""
        own = {"client_id": self.client_id, "client_secret": self.secret}
        return self.post("oauth2/token", **(own | fields))

    def exchange(self, code: str, **fields: str) -> httpx.Response:
        """Exchange a code."""
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": SERVICE}
        return self.token(**(grant | fields))

    def refresh(self, refresh_token: str, **fields: str) -> httpx.Response:
        """Use a refresh token."""
        return self.token(grant_type="refresh_token", refresh_token=refresh_token, **fields)

    def userinfo(self, token: str) -> httpx.Response:
        """Ask who the access token is of."""
        header = {"Authorization": f"Bearer {token}"}
        return self.web.get(f"{self.world.issuer}userinfo", headers=header)


def challenge_in(page: httpx.Response) -> str:
    """Return the login challenge that a login page carries."""
    found = re.search(r'name="login_challenge" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]
