"""Odd but plausible answers at every question: could not tell, with what was seen, and no blame."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jcwizard.catalogue import load
from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.keep.support import summary
from jcwizard.model.finding import PREFLIGHT, Check, CheckRun, Status, Verdict, verdict
from jcwizard.model.settings import fingerprint
from jcwizard.oidc.login import LOGIN
from tests.model.filled import typed
from tests.oidc.hydra import SECRET, TEST_REDIRECT, Hydra, signing_key
from tests.oidc.servers import Answer, Answerer, Asked, as_json, page, to
from tests.oidc.test_login import error_at_callback, log_in, sign_in
from tests.oidc.test_preflight import checked

DISCOVERY, JWKS = "/.well-known/openid-configuration", "/.well-known/jwks.json"
AUTH, TOKEN, USERINFO = "/oauth2/auth", "/oauth2/token", "/userinfo"
ODD_JSON = as_json({"status": "ok"})
TEXT = Answer(200, (("Content-Type", "text/plain"),), b"ok")
NOTHING = Answer(204)
TEAPOT = as_json({"message": "I'm a teapot"}, 418)
SLOW_DOWN = as_json({"error": "slow_down", "error_description": "Come back later."}, 400)

Spoil = Callable[[Hydra], None]


def at(path: str, answer: Answer | Answerer) -> Spoil:
    def spoil(hydra: Hydra) -> None:
        hydra.server.routes[path] = answer

    return spoil


def only(path: str, answer: Answer, when: Callable[[Asked], bool]) -> Spoil:
    """Answer so only when a request is like this, and well otherwise."""

    def spoil(hydra: Hydra) -> None:
        usual = hydra.server.routes[path]

        def answered(asked: Asked) -> Answer:
            if when(asked):
                return answer
            return usual(asked) if callable(usual) else usual

        hydra.server.routes[path] = answered

    return spoil


def for_the_test_address(asked: Asked) -> bool:
    return asked.query.get("redirect_uri") == TEST_REDIRECT


def for_all_scopes(asked: Asked) -> bool:
    return "profile" in asked.query.get("scope", "")


def with_the_secret(asked: Asked) -> bool:
    return asked.form.get("client_secret") == SECRET


def refreshing(asked: Asked) -> bool:
    return asked.form.get("grant_type") == "refresh_token"


def hintless(*spoils: Spoil) -> Spoil:
    def spoil(hydra: Hydra) -> None:
        hydra.hints = False
        for one in spoils:
            one(hydra)

    return spoil


def says_what_was_seen(check: Check) -> None:
    """The page explains, unfolds what came back, and the details to send hold it all."""
    assert check.finding is not None
    assert check.finding.actual or check.expected, check
    catalogue = load()
    service, setup, around = catalogue.services["custom"], typed("custom"), around_jumpcloud()
    group = "preflight" if check.id in PREFLIGHT else "login"
    now = fingerprint(group, service, setup, around)
    setup.record(CheckRun(group, (check,), now, 0.0))
    copied = summary(service, setup, around, catalogue.words, catalogue.explanations, 0.0)
    assert f"{check.id}: unknown {check.finding.code}" in copied
    first_line = check.actual.split("\n")[0][:60]
    assert first_line in copied
    assert SECRET not in copied


ODD_AT_CHECK_NOW = [
    ("issuer", at(DISCOVERY, as_json(["a", "list"]))),
    ("issuer", at(DISCOVERY, TEXT)),
    ("issuer", at(DISCOVERY, NOTHING)),
    ("issuer", at(DISCOVERY, TEAPOT)),
    ("issuer", at(JWKS, ODD_JSON)),
    ("issuer", at(JWKS, Answer(404))),
    ("client_id", hintless(at(AUTH, page("Choose an account")), at(TOKEN, SLOW_DOWN))),
    ("client_id", hintless(at(AUTH, TEAPOT), at(TOKEN, TEAPOT))),
    ("service_redirect", at(AUTH, to("https://maintenance.example/"))),
    ("service_redirect", at(AUTH, to("?"))),
    ("service_redirect", at(AUTH, NOTHING)),
    ("test_redirect", only(AUTH, page("Try again later"), for_the_test_address)),
    ("test_redirect", only(AUTH, to("https://other.example/?state=1"), for_the_test_address)),
    ("scopes", only(AUTH, page("Consent"), for_all_scopes)),
    ("scopes", only(AUTH, to("https://other.example/consent"), for_all_scopes)),
    ("client_secret", at(TOKEN, SLOW_DOWN)),
    ("client_secret", at(TOKEN, TEXT)),
    ("client_secret", only(TOKEN, TEAPOT, with_the_secret)),
    ("client_authentication", hintless(at(TOKEN, SLOW_DOWN))),
    ("client_authentication", hintless(only(TOKEN, SLOW_DOWN, with_the_secret))),
    ("refresh_token", only(TOKEN, SLOW_DOWN, with_the_secret)),
    ("refresh_token", only(TOKEN, NOTHING, with_the_secret)),
]


@pytest.mark.parametrize(("check_id", "spoil"), ODD_AT_CHECK_NOW)
def test_an_odd_answer_to_check_now_is_could_not_tell(check_id: str, spoil: Spoil) -> None:
    hydra = Hydra()
    spoil(hydra)
    checks = checked(hydra, needs_refresh=True)
    assert checks[check_id].status in (Status.UNKNOWN, Status.FAILED)
    if checks[check_id].status is Status.FAILED:
        # Keys that are none are no odd answer, but unusable: nobody could sign in with them.
        assert checks[check_id].finding is not None
        assert checks[check_id].finding.code == "issuer.keys_unusable"
        return
    assert Status.FAILED not in {check.status for check in checks.values()}
    assert verdict(checks.values()) is Verdict.UNKNOWN
    says_what_was_seen(checks[check_id])


def test_every_question_of_check_now_has_its_odd_answers() -> None:
    assert {check_id for check_id, _ in ODD_AT_CHECK_NOW} == set(PREFLIGHT)


def vanished(hydra: Hydra) -> None:
    """Sign with a key that is not published, and publish no more."""
    usual = hydra.server.routes[JWKS]
    published: list[Answer] = []

    def keys(asked: Asked) -> Answer:
        if not published:
            published.append(usual(asked) if callable(usual) else usual)
            hydra.key = signing_key("two")
            return published[0]
        return TEAPOT

    hydra.server.routes[JWKS] = keys


def without_email(spoil: Spoil) -> Spoil:
    def both(hydra: Hydra) -> None:
        hydra.change_claims = lambda claims: claims.pop("email")
        spoil(hydra)

    return both


ODD_AT_LOGIN = [
    ("answer", ("invalid_target", "The requested resource is not known.")),
    ("answer", ("temporarily_unavailable", "")),
    ("answer", ("unmet_authentication_requirements", "")),
    ("answer", ("jc_1042", "Something went wrong. Please try again.")),
    ("answer", ("interaction_failed", "")),
    ("token", at(TOKEN, SLOW_DOWN)),
    ("token", at(TOKEN, TEXT)),
    ("token", at(TOKEN, NOTHING)),
    ("token", at(TOKEN, TEAPOT)),
    ("identity", vanished),
    ("person", at(USERINFO, as_json(["Maya"]))),
    ("person", at(USERINFO, Answer(404))),
    ("person", at(USERINFO, TEAPOT)),
    ("person", at(USERINFO, NOTHING)),
    ("email", without_email(at(USERINFO, TEAPOT))),
    ("email", without_email(at(USERINFO, TEXT))),
    ("refresh", only(TOKEN, SLOW_DOWN, refreshing)),
    ("refresh", only(TOKEN, TEXT, refreshing)),
    ("refresh", only(TOKEN, NOTHING, refreshing)),
]


@pytest.mark.parametrize(("check_id", "odd"), ODD_AT_LOGIN)
def test_an_odd_answer_at_a_login_is_could_not_tell(
    check_id: str, odd: Spoil | tuple[str, str]
) -> None:
    hydra, browse = Hydra(), sign_in
    if isinstance(odd, tuple):
        browse = error_at_callback(*odd)
    else:
        odd(hydra)
    outcome = log_in(hydra, browse, needs_refresh=True)
    check = next(check for check in outcome.checks if check.id == check_id)
    assert check.status is Status.UNKNOWN, check
    assert Status.FAILED not in {check.status for check in outcome.checks}
    says_what_was_seen(check)


def test_every_check_of_a_login_has_its_odd_answers() -> None:
    assert {check_id for check_id, _ in ODD_AT_LOGIN} == set(LOGIN)
