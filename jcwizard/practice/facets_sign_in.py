"""The pretend Facets' own sign-in with JumpCloud, in the shape that Spring Security gives it."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from jcwizard.net.client import Client, Reply
from jcwizard.net.client import Request as Outgoing
from jcwizard.net.proxies import Proxies
from jcwizard.practice.addresses import Addresses
from jcwizard.practice.form_data import FormData
from jcwizard.practice.id_token_check import trouble_with
from jcwizard.practice.integrations import Integrations
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.pages import Pages

SCOPE = "openid email profile"
EXCHANGE_SECONDS = 10.0
MOST_EXPECTED = 100
_COOKIE = "practice_facets_session"


class SignInFailedError(Exception):
    """Why nobody is signed in: a sentence, and the error's own words where there are some."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


@dataclass(frozen=True)
class _Expected:
    """A sign-in that was started and not finished yet."""

    registration_id: str
    client_id: str
    nonce: str
    session: str


class FacetsSignIn:
    """Sends a browser to JumpCloud and makes the exchange when it comes back."""

    def __init__(self, integrations: Integrations, at: Addresses, pages: Pages) -> None:
        self._integrations = integrations
        self._at = at
        self._pages = pages
        self._expected: dict[str, _Expected] = {}

    def start(self, registration_id: str) -> Response:
        """302 to JumpCloud with Spring's parameters, in Spring's order."""
        entry = self._integrations.find(registration_id)
        if entry is None:
            raise LookupError(registration_id)
        while len(self._expected) >= MOST_EXPECTED:
            del self._expected[next(iter(self._expected))]
        state = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
        nonce, session = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._expected[state] = _Expected(registration_id, entry.client_id, nonce, session)
        fields = {
            "response_type": "code",
            "client_id": entry.client_id,
            "scope": SCOPE,
            "state": state,
            "redirect_uri": self._redirect_uri(registration_id),
            "nonce": nonce,
        }
        address = f"{self._at.issuer}oauth2/auth?{urlencode(fields, quote_via=quote, safe=':/')}"
        cookie = f"{_COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax"
        return Response.redirect(address, 302, (("Set-Cookie", cookie),))

    async def finish(self, request: Request, registration_id: str) -> Response:
        """Exchange the code and say who is signed in, or why nobody is."""
        try:
            email = await self._finished(request, registration_id)
        except SignInFailedError as failed:
            html = self._pages.page(
                "facets_failed",
                title="Sign-in failed",
                sentence=failed.sentence,
                detail=failed.detail,
                registration_id=registration_id,
            )
            return Response.page(html, 401)
        return Response.page(self._pages.page("facets_home", title="Signed in", email=email))

    async def _finished(self, request: Request, registration_id: str) -> str:
        query = request.query() or FormData()
        expected = self._expected.pop(query.get("state"), None)
        if (
            expected is None
            or expected.registration_id != registration_id
            or expected.session != request.cookie(_COOKIE)
        ):
            raise SignInFailedError("Facets did not expect this sign-in. Start it again.")
        if error := query.get("error"):
            detail = f"{error}: {query.get('error_description')}"
            raise SignInFailedError("JumpCloud did not sign this person in.", detail)
        client = Client(deadline=EXCHANGE_SECONDS, proxies=Proxies())
        try:
            tokens = await self._exchange(client, query.get("code"), expected)
            await self._check_identity(client, tokens, expected)
            return await self._email(client, tokens)
        finally:
            await client.aclose()

    async def _exchange(self, client: Client, code: str, expected: _Expected) -> dict[str, object]:
        secret = self._integrations.secret_of(expected.registration_id)
        if secret is None:
            raise SignInFailedError(
                "Practice was started again since and does not keep secrets. Open this entry "
                "under Settings > OAuth Integrations, paste the Client Secret again and save."
            )
        form = (
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self._redirect_uri(expected.registration_id)),
            ("client_id", expected.client_id),
            ("client_secret", secret),
        )
        reply = await client.send(Outgoing("POST", f"{self._at.issuer}oauth2/token", form))
        answer = _object(reply)
        if reply.status != 200:
            detail = f"{answer.get('error')}: {answer.get('error_description')}"
            raise SignInFailedError("JumpCloud refused Facets' own request.", detail)
        return answer

    async def _check_identity(
        self, client: Client, tokens: dict[str, object], expected: _Expected
    ) -> None:
        reply = await client.send(Outgoing("GET", f"{self._at.issuer}.well-known/jwks.json"))
        trouble = trouble_with(
            str(tokens.get("id_token")),
            _object(reply),
            issuer=self._at.issuer,
            audience=expected.client_id,
            nonce=expected.nonce,
        )
        if trouble:
            raise SignInFailedError("Facets does not accept JumpCloud's ID token.", trouble)

    async def _email(self, client: Client, tokens: dict[str, object]) -> str:
        header = (("Authorization", f"Bearer {tokens.get('access_token')}"),)
        address = f"{self._at.issuer}userinfo"
        reply = await client.send(Outgoing("GET", address, headers=header))
        email = _object(reply).get("email")
        if not isinstance(email, str):
            raise SignInFailedError(
                "JumpCloud sent no e-mail address, and Facets knows people by theirs."
            )
        return email

    def _redirect_uri(self, registration_id: str) -> str:
        return f"{self._at.control_plane_url}/login/oauth2/code/{registration_id}"


def _object(reply: Reply) -> dict[str, object]:
    answer = reply.json_object()
    if reply.trouble is not None or answer is None:
        raise SignInFailedError("JumpCloud did not answer Facets.")
    return answer
