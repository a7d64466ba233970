"""The certified provider does what the other tests rely on."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.peers.process import PeerError
from tests.peers.provider import Account, CertifiedProvider, Client

CLIENT = Client()
ADA = Account()
REDIRECT = CLIENT.redirect_uris[0]
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")


def authorization_request(issuer: str, **changed: str) -> str:
    query = {
        "client_id": CLIENT.client_id,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "openid email profile",
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": CHALLENGE.decode(),
        "code_challenge_method": "S256",
    }
    return f"{issuer}auth?{urlencode(query | changed)}"


def sign_in(issuer: str, login: str, password: str, **changed: str) -> dict[str, str]:
    """Sign in as a browser would, and return the fields of the callback address."""
    with httpx.Client(trust_env=False) as browser:
        page = _follow(browser, browser.get(authorization_request(issuer, **changed)))
        action = re.search(r'<form method="post" action="([^"]+)"', page.text)
        assert action, page.text
        target = urljoin(issuer, unescape(action[1]))
        answer = browser.post(target, data={"login": login, "password": password})
        return _callback(_follow(browser, answer))


def _follow(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    while answer.is_redirect and not answer.headers["location"].startswith(REDIRECT):
        answer = browser.get(urljoin(str(answer.url), answer.headers["location"]))
    return answer


def _callback(answer: httpx.Response) -> dict[str, str]:
    assert answer.is_redirect, answer.text
    fields = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in fields.items()}


def token(issuer: str, secret: str = CLIENT.client_secret, **fields: str) -> httpx.Response:
    form = {"client_id": CLIENT.client_id, "client_secret": secret}
    return httpx.post(f"{issuer}token", data=form | fields, trust_env=False)


def exchange(issuer: str, code: str) -> dict[str, Any]:
    answer = token(
        issuer,
        grant_type="authorization_code",
        code=code,
        redirect_uri=REDIRECT,
        code_verifier=VERIFIER,
    )
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def test_the_issuer_ends_in_a_slash_and_is_the_one_in_its_document(
    provider: CertifiedProvider,
) -> None:
    document = httpx.get(
        f"{provider.issuer}.well-known/openid-configuration", trust_env=False
    ).json()

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", provider.issuer)
    assert document["issuer"] == provider.issuer
    assert document["id_token_signing_alg_values_supported"] == ["RS256"]
    assert "offline_access" in document["scopes_supported"]


def test_a_login_gives_a_signed_identity_with_email_name_and_groups(
    provider: CertifiedProvider,
) -> None:
    callback = sign_in(provider.issuer, ADA.login, ADA.password)
    tokens = exchange(provider.issuer, callback["code"])
    keys = KeySet.import_key_set(httpx.get(f"{provider.issuer}jwks", trust_env=False).json())
    identity = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims
    person = httpx.get(
        f"{provider.issuer}me",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
        trust_env=False,
    ).json()

    assert callback["state"] == "the-state"
    assert callback["iss"] == provider.issuer
    assert identity["iss"] == provider.issuer
    assert identity["aud"] == CLIENT.client_id
    assert identity["nonce"] == "the-nonce"
    for told in (identity, person):
        assert told["sub"] == ADA.sub
        assert told["email"] == ADA.email
        assert told["name"] == ADA.name
        assert told["groups"] == list(ADA.groups)


def test_offline_access_gives_a_refresh_token_that_works_once(
    provider: CertifiedProvider,
) -> None:
    callback = sign_in(
        provider.issuer, ADA.login, ADA.password, scope="openid email profile offline_access"
    )
    first = exchange(provider.issuer, callback["code"])["refresh_token"]

    renewed = token(provider.issuer, grant_type="refresh_token", refresh_token=first)
    again = token(provider.issuer, grant_type="refresh_token", refresh_token=first)

    assert renewed.status_code == 200
    assert renewed.json()["refresh_token"] != first
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_no_refresh_token_is_given_to_those_who_did_not_ask(provider: CertifiedProvider) -> None:
    callback = sign_in(provider.issuer, ADA.login, ADA.password)

    assert "refresh_token" not in exchange(provider.issuer, callback["code"])


def test_a_wrong_secret_is_told_from_a_wrong_code(provider: CertifiedProvider) -> None:
    bogus = {"grant_type": "authorization_code", "code": "bogus", "redirect_uri": REDIRECT}

    wrong_secret = token(provider.issuer, secret="not-the-secret", **bogus)
    wrong_code = token(provider.issuer, **bogus)

    assert (wrong_secret.status_code, wrong_secret.json()["error"]) == (401, "invalid_client")
    assert (wrong_code.status_code, wrong_code.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://127.0.0.1:14218/callback"},
        {"redirect_uri": "http://127.0.0.1:14217/callback/"},
        {"client_id": "no-such-client"},
    ],
    ids=["another port", "another path", "unknown client"],
)
def test_what_is_not_registered_is_refused_without_a_redirect(
    provider: CertifiedProvider, changed: dict[str, str]
) -> None:
    answer = httpx.get(authorization_request(provider.issuer, **changed), trust_env=False)

    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "The request was refused" in answer.text
    assert "http" not in answer.text.replace("http://127.0.0.1", "")


def test_a_quiet_request_without_a_session_says_login_required(
    provider: CertifiedProvider,
) -> None:
    answer = httpx.get(authorization_request(provider.issuer, prompt="none"), trust_env=False)

    assert _callback(answer)["error"] == "login_required"


def test_a_wrong_password_stays_on_the_page_and_cancel_says_access_denied(
    provider: CertifiedProvider,
) -> None:
    with httpx.Client(trust_env=False) as browser:
        page = _follow(browser, browser.get(authorization_request(provider.issuer)))
        form = {"login": ADA.login, "password": "guess"}
        refused = browser.post(page.url, data=form)
        cancelled = _follow(browser, browser.get(f"{page.url}/cancel"))

    assert refused.status_code == 200
    assert "Wrong e-mail address or password." in refused.text
    assert _callback(cancelled)["error"] == "access_denied"


def test_a_person_in_no_group_is_sent_back_with_the_refusal() -> None:
    outsider = Account(login="eve@acme.example", sub="eve", refusal="Not assigned to this app")
    with CertifiedProvider(accounts=[outsider]) as provider:
        callback = sign_in(provider.issuer, outsider.login, outsider.password)

    assert callback["error"] == "access_denied"
    assert callback["error_description"] == "Not assigned to this app"


def test_a_person_without_an_email_has_no_email_claim_at_all() -> None:
    with CertifiedProvider(accounts=[Account(email="")]) as provider:
        callback = sign_in(provider.issuer, ADA.login, ADA.password)
        body = exchange(provider.issuer, callback["code"])["id_token"].split(".")[1]
        identity = json.loads(base64.urlsafe_b64decode(body + "=="))

    assert "email" not in identity
    assert identity["name"] == ADA.name


def test_the_record_tells_what_arrived_in_which_order_and_how_it_was_answered(
    provider: CertifiedProvider,
) -> None:
    callback = sign_in(provider.issuer, ADA.login, ADA.password)
    exchange(provider.issuer, callback["code"])
    token(provider.issuer, secret="wrong", grant_type="refresh_token", refresh_token="bogus")

    seen = provider.requests
    good, bad = provider.requests_to("/token")
    assert str(seen[0]) == "GET /auth"
    assert str(seen[-2]) == "POST /token"
    assert seen[0].query["redirect_uri"] == REDIRECT
    assert (good.status, good.grant_type) == (200, "authorization_code")
    assert good.authentication == "client_secret_post"
    assert (bad.status, bad.error, bad.grant_type) == (401, "invalid_client", "refresh_token")


def test_an_admin_can_add_the_missing_redirect_address_at_the_same_provider(
    provider: CertifiedProvider,
) -> None:
    other = "https://wiki.acme.example/login/callback"
    request = authorization_request(provider.issuer, redirect_uri=other, prompt="none")
    before = httpx.get(request, trust_env=False)
    provider.reconfigure(clients=[Client(redirect_uris=[REDIRECT, other])])
    after = httpx.get(request, trust_env=False)

    assert before.status_code == 400
    assert after.headers["location"].startswith(f"{other}?error=login_required")


def test_a_peer_that_cannot_start_says_why() -> None:
    broken = Client(redirect_uris=[])

    with (
        pytest.raises(PeerError, match="redirect_uris must contain members"),
        CertifiedProvider(clients=[broken]),
    ):
        pytest.fail("it started with a client that nobody could use")
