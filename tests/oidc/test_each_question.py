"""When a question without a login is the last one, and what is made of odd answers to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jcwizard.model.finding import Finding
from jcwizard.net.port_holder import Holder
from jcwizard.oidc import listening
from jcwizard.oidc.probes import with_query
from tests.oidc.hydra import SERVICE_REDIRECT, TEST_REDIRECT, Hydra
from tests.oidc.servers import Answer, Asked, as_json, page, run
from tests.oidc.test_preflight import checked, codes

AUTHORIZE = "/oauth2/auth"
NOBODY = "http://127.0.0.1:9/"


def answering(odd: Callable[[Hydra, Asked], Answer | None], **more: object) -> Hydra:
    """Return a provider that answers some authorization requests in another way."""
    hydra = Hydra(**more)  # type: ignore[arg-type]
    hydra.server.routes[AUTHORIZE] = lambda asked: odd(hydra, asked) or hydra.authorize(asked)
    return hydra


def questions(hydra: Hydra) -> list[Asked]:
    return [asked for asked in hydra.server.asked if asked.path == AUTHORIZE]


def test_a_provider_that_does_not_know_the_client_is_asked_once() -> None:
    hydra = Hydra()
    two = (SERVICE_REDIRECT, f"{SERVICE_REDIRECT}/two")
    found = codes(checked(hydra, client_id="another", service_redirects=two))
    assert found["client_id"] == "client_id.unknown"
    assert len(questions(hydra)) == 1


def test_a_region_that_does_not_answer_does_not_know_the_client() -> None:
    checks = checked(Hydra(), client_id="another", other_issuers=(("eu", NOBODY),))
    assert codes(checks)["client_id"] == "client_id.unknown"


def test_nothing_is_asked_after_a_limit_was_met() -> None:
    limited = answering(lambda _, asked: None if "redirect_uri" in asked.query else Answer(429))
    limited.redirects = tuple(uri for uri in limited.redirects if uri != SERVICE_REDIRECT)
    assert codes(checked(limited))["service_redirect"] == "redirect.service_missing"
    assert "redirect_uri" not in questions(limited)[-1].query


def test_nothing_is_asked_after_the_test_address_met_a_limit() -> None:
    limited = answering(
        lambda _, asked: Answer(429) if asked.query.get("redirect_uri") == TEST_REDIRECT else None
    )
    assert codes(checked(limited))["test_redirect"] == "network.too_many_requests"
    assert questions(limited)[-1].query["redirect_uri"] == TEST_REDIRECT


def test_nothing_is_asked_while_the_keys_cannot_be_had() -> None:
    hydra = Hydra()
    hydra.server.routes["/.well-known/jwks.json"] = Answer(503)
    assert codes(checked(hydra))["issuer"] == "network.server_error"
    assert questions(hydra) == []


def test_the_query_of_an_endpoint_is_kept() -> None:
    """RFC 6749 3.1."""
    assert with_query("https://a.example/?b=c", [("d", "e")]) == "https://a.example/?b=c&d=e"
    assert with_query("https://a.example/", [("d", "e")]) == "https://a.example/?d=e"


def test_a_refused_scope_that_was_not_asked_for_is_the_last_question() -> None:
    def refuse(hydra: Hydra, asked: Asked) -> Answer | None:
        if asked.query["scope"] == "openid":
            return None
        return hydra.authorize(Asked(asked.method, asked.path, asked.query | {"scope": "odd"}))

    hydra = answering(refuse)
    assert codes(checked(hydra))["scopes"] == "scopes.refused"
    assert sum(asked.query["scope"] != "openid" for asked in questions(hydra)) == 1


@pytest.mark.parametrize(
    ("answer", "most", "code"),
    [
        (Answer(429), 1, "network.too_many_requests"),
        (as_json({"odd": 1}, 400), 2, "provider.unexpected_answer"),
    ],
    ids=["a limit is the end", "an odd answer is not asked for by another method"],
)
def test_the_secret_is_not_tried_on(answer: Answer, most: int, code: str) -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/token"] = answer
    assert codes(checked(hydra))["client_secret"] == code
    assert hydra.server.paths().count("/oauth2/token") == most


def test_an_odd_answer_about_scopes_is_told_as_it_was_seen() -> None:
    hydra = answering(lambda _, q: None if q.query["scope"] == "openid" else page("busy", 400))
    assert codes(checked(hydra))["scopes"] == "provider.unexpected_answer"


def test_only_a_taken_port_is_taken_by_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "holder", lambda _port: Holder("editor", 7))
    reserved, taken = Finding("loopback.port_reserved"), Finding("loopback.port_taken")
    assert run(listening.named(reserved, 1)) is reserved
    assert run(listening.named(taken, 1)).code == "loopback.port_taken_by"
