"""Check now: the eight answers passed, failed and could not tell, by servers that say so."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from jcwizard.model.finding import PREFLIGHT, Check, Status, Verdict, verdict
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.oidc.preflight import preflight
from tests.oidc.hydra import (
    CLIENT_ID,
    ERROR_PAGE,
    INVALID_GRANT,
    SECRET,
    SERVICE_REDIRECT,
    TEST_REDIRECT,
    Hydra,
)
from tests.oidc.servers import Answer, Asked, as_json, page, run, to

Checks = dict[str, Check]


def checked(hydra: Hydra, deadline: float = 5.0, **changes: Any) -> Checks:
    """Run the eight checks against this provider and return them by id."""

    async def ask() -> tuple[Check, ...]:
        async with hydra.server:
            client = Client(deadline=deadline)
            seen: list[Check] = []
            try:
                checks = await preflight(hydra.target(**changes), client, seen.append)
            finally:
                await client.aclose()
            assert sorted(check.id for check in seen) == sorted(PREFLIGHT)
            return checks

    checks = run(ask())
    assert [check.id for check in checks] == list(PREFLIGHT)
    for check in checks:
        shows_no_secret(check)
    return {check.id: check for check in checks}


def shows_no_secret(check: Check) -> None:
    assert SECRET not in repr(check)
    if check.finding is not None:
        assert check.status not in (Status.PASSED, Status.NOT_RUN)
        nothing_given = check.finding.code.endswith((".missing", "not_known"))
        assert check.expected or check.actual or nothing_given


def codes(checks: Checks) -> dict[str, str]:
    return {check.id: check.finding.code for check in checks.values() if check.finding}


def statuses(checks: Checks) -> dict[str, str]:
    return {check.id: check.status.value for check in checks.values()}


def secrets_sent(hydra: Hydra) -> int:
    """Return how often the real secret went out."""
    count = 0
    for asked in hydra.server.asked:
        basic = asked.headers.get("authorization", "").removeprefix("Basic ")
        count += SECRET in asked.form.values() or SECRET in base64.b64decode(basic).decode()
    return count


def test_a_right_setup_passes_with_seven_requests_and_the_secret_once() -> None:
    hydra = Hydra()
    checks = checked(hydra)
    assert statuses(checks) == dict.fromkeys(PREFLIGHT, "passed") | {"refresh_token": "skipped"}
    assert verdict(checks.values()) is Verdict.PASSED
    assert len(hydra.server.asked) == 7
    assert secrets_sent(hydra) == 1


def test_a_right_setup_with_basic_and_refresh_tokens_passes() -> None:
    hydra = Hydra(method="client_secret_basic")
    checks = checked(hydra, client_authentication="client_secret_basic", needs_refresh=True)
    assert statuses(checks) == dict.fromkeys(PREFLIGHT, "passed")
    assert len(hydra.server.asked) == 7
    assert secrets_sent(hydra) == 1


def test_no_question_opens_a_session_or_shows_a_page() -> None:
    hydra = Hydra()
    checked(hydra)
    probes = [asked for asked in hydra.server.asked if asked.path == "/oauth2/auth"]
    assert all(
        asked.query["prompt"] == "none" and "cookie" not in asked.headers for asked in probes
    )
    assert all(len(asked.query["state"]) >= 16 for asked in probes)
    assert not hydra.codes


# Issuer


@pytest.mark.row("N28")
def test_another_regions_document_is_recognised() -> None:
    hydra = Hydra(
        change_document=lambda d: d.update(issuer="https://oauth.id.eu.jumpcloud.example/")
    )
    checks = checked(hydra)
    assert codes(checks) == {"issuer": "issuer.other_region"}
    assert checks["issuer"].status is Status.FAILED
    assert checks["issuer"].finding is not None
    assert checks["issuer"].finding.values["region"] == "eu"
    assert len(hydra.server.asked) == 1


@pytest.mark.parametrize(
    ("change", "code", "actual"),
    [
        (lambda d: d.update(issuer=d["issuer"].rstrip("/")), "issuer.slash_differs", "http"),
        (lambda d: d.update(issuer=d["issuer"] + "INVALID"), "issuer.differs", "INVALID"),
        (lambda d: d.pop("issuer"), "issuer.document_incomplete", ""),
        (lambda d: d.update(issuer=7), "issuer.document_incomplete", "number"),
        (lambda d: d.pop("token_endpoint"), "issuer.document_incomplete", ""),
        (lambda d: d.update(jwks_uri=["x"]), "issuer.document_incomplete", "array"),
        (lambda d: d.update(jwks_uri=""), "issuer.document_incomplete", "string"),
        (lambda d: d.update(userinfo_endpoint={}), "issuer.document_incomplete", "object"),
        (lambda d: d.update(subject_types_supported="public"), "issuer.document_incomplete", ""),
        (lambda d: d.update(response_types_supported=["token"]), "issuer.document_incomplete", ""),
        (
            lambda d: d.update(id_token_signing_alg_values_supported=["ES256", None]),
            "issuer.document_incomplete",
            "ES256",
        ),
        (
            lambda d: d.update(token_endpoint="http://jumpcloud.example/token"),
            "issuer.endpoint_insecure",
            "http://jumpcloud.example/token",
        ),
        (
            lambda d: d.update(token_endpoint="https://evil.example/token"),
            "issuer.endpoint_elsewhere",
            "evil",
        ),
        (lambda d: d.update(jwks_uri="https://a b.example/"), "issuer.endpoint_invalid", "a b"),
        (lambda d: d.update(jwks_uri="http://127.0.0.1:99999/"), "issuer.endpoint_invalid", "9"),
        (lambda d: d.update(jwks_uri="https://u:p@127.0.0.1/"), "issuer.endpoint_invalid", "127"),
    ],
)
def test_a_wrong_document_stops_everything(
    change: Callable[[dict[str, Any]], object], code: str, actual: str
) -> None:
    checks = checked(Hydra(change_document=change))
    assert codes(checks) == {"issuer": code}
    assert actual in checks["issuer"].actual
    assert set(statuses(checks).values()) == {"failed", "skipped"}


@pytest.mark.row("N9", "N10", "N14", "N15", "N18", "N19")
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (page(), "network.sign_in_page"),
        (to("http://portal.example/sign-in", 302), "network.sign_in_page"),
        (Answer(503), "network.server_error"),
        (Answer(429, (("Retry-After", "7"),)), "network.wait_asked"),
        (page(status=403), "provider.blocked"),
        (Answer(404), "provider.unexpected_answer"),
        (as_json(["not", "an", "object"]), "provider.unexpected_answer"),
        (Answer(body=b'{"issuer": "a", "issuer": "b"}'), "provider.unexpected_answer"),
        (Answer(body=b'{"a":' * 5_000), "provider.unexpected_answer"),
        (Answer(body=b"{" + b"9" * 6_000 + b"}"), "provider.unexpected_answer"),
        (Answer(body=b"x" * 100, cut=True), "network.cut_off"),
    ],
)
def test_a_document_that_cannot_be_read_is_could_not_tell(answer: Answer, code: str) -> None:
    hydra = Hydra()
    hydra.server.routes["/.well-known/openid-configuration"] = answer
    checks = checked(hydra)
    assert codes(checks) == {"issuer": code}
    assert checks["issuer"].status is Status.UNKNOWN
    assert verdict(checks.values()) is Verdict.UNKNOWN


@pytest.mark.row("P13")
def test_an_issuer_that_is_no_secure_address_is_not_asked() -> None:
    hydra = Hydra()
    checks = checked(hydra, issuer="http://jumpcloud.example/")
    assert codes(checks) == {"issuer": "issuer.address_invalid"}
    assert hydra.server.asked == []


def test_keys_that_cannot_sign_fail_the_issuer_and_the_rest_is_still_judged() -> None:
    hydra = Hydra(published=[{"kty": "EC", "crv": "P-256", "use": "sig"}, {"kty": "RSA"}])
    checks = checked(hydra)
    assert codes(checks) == {"issuer": "issuer.keys_unusable"}
    assert checks["issuer"].status is Status.FAILED
    assert "EC sig P-256" in checks["issuer"].actual
    assert checks["client_secret"].status is Status.PASSED


def test_one_bad_key_does_not_spoil_the_others() -> None:
    good = dict(Hydra().key.as_dict(private=False))
    bad = [{"kty": "RSA", "n": "!!", "e": "AQAB"}, {**good, "e": 3}, None, {"kty": ["RSA"]}]
    checks = checked(Hydra(published=[*bad, good]))
    assert checks["issuer"].status is Status.PASSED


# Client


def test_an_unknown_client_id_is_named_and_nothing_else_is_blamed() -> None:
    hydra = Hydra(client_id="another")
    checks = checked(hydra)
    assert codes(checks) == {"client_id": "client_id.unknown"}
    assert "does not exist" in checks["client_id"].actual
    assert set(statuses(checks).values()) == {"passed", "failed", "skipped"}
    assert secrets_sent(hydra) == 0


@pytest.mark.row("N28", "P5")
def test_a_client_of_another_region_is_found_there() -> None:
    here, there = Hydra(client_id="another"), Hydra()

    async def ask() -> tuple[Check, ...]:
        async with here.server, there.server:
            client = Client(deadline=5)
            target = here.target(
                other_issuers=(("eu", there.issuer), ("in", "https://in.example/"))
            )
            checks = await preflight(target, client)
            await client.aclose()
            return checks

    checks = {check.id: check for check in run(ask())}
    assert codes(checks) == {"client_id": "client_id.other_region"}
    finding = checks["client_id"].finding
    assert finding is not None
    assert finding.values["region"] == "eu"
    assert finding.actual == there.issuer
    assert secrets_sent(there) == 0


def test_an_empty_client_id_is_not_asked_about() -> None:
    hydra = Hydra()
    checks = checked(hydra, client_id="")
    assert codes(checks) == {"client_id": "client_id.missing"}
    assert "/oauth2/auth" not in hydra.server.paths()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (page("<h1>Something went wrong</h1>", 400), "provider.unexpected_answer"),
        (page(status=403), "provider.blocked"),
        (Answer(502), "network.server_error"),
        (to("/interaction/abc"), "provider.unexpected_answer"),
        (to("https://portal.example/login?next=1", 302), "provider.unexpected_answer"),
        (to(f"{ERROR_PAGE}?error=invalid_client", 302), "provider.unexpected_answer"),
    ],
)
def test_an_authorization_answer_that_fits_nothing_blames_nobody(answer: Answer, code: str) -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/auth"] = answer
    checks = checked(hydra)
    assert codes(checks) == {
        "service_redirect": code,
        "test_redirect": code,
        "scopes": "scopes.not_judged",
    }
    assert checks["client_id"].status is Status.PASSED, "the token endpoint knows the client"
    assert checks["client_secret"].status is Status.PASSED
    assert verdict(checks.values()) is Verdict.UNKNOWN


def test_a_client_that_no_answer_speaks_of_is_could_not_tell() -> None:
    hydra = Hydra(client_id="another", hints=False)
    hydra.server.routes["/oauth2/auth"] = page("nothing", 400)
    checks = checked(hydra)
    assert codes(checks)["client_id"] == "provider.unexpected_answer"
    assert codes(checks)["client_secret"] == "client_secret.or_client_id"
    assert Status.FAILED not in {check.status for check in checks.values()}


@pytest.mark.row("N18")
def test_a_limit_stops_all_questions() -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/auth"] = Answer(429)
    checks = checked(hydra)
    assert codes(checks) == {"client_id": "network.too_many_requests"}
    assert hydra.server.paths().count("/oauth2/auth") == 1
    assert "/oauth2/token" not in hydra.server.paths()


@pytest.mark.row("N12")
def test_a_network_that_fails_half_way_is_could_not_tell() -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/auth"] = Answer(after=30)
    checks = checked(hydra, deadline=1.5)
    assert codes(checks) == {"client_id": "network.timeout"}
    assert verdict(checks.values()) is Verdict.UNKNOWN


# Redirect URLs


def test_the_one_registered_redirect_url_is_read_back_and_shown() -> None:
    registered = "https://facets.acme.example/login/oauth2/code/jumpcloud/"
    checks = checked(Hydra(redirects=[registered]))
    assert codes(checks) == {
        "service_redirect": "redirect.service_differs",
        "test_redirect": "redirect.test_missing",
    }
    assert checks["service_redirect"].expected == SERVICE_REDIRECT
    assert checks["service_redirect"].actual == registered
    assert checks["client_id"].status is Status.PASSED
    assert checks["scopes"].status is Status.NOT_RUN
    assert checks["client_secret"].status is Status.PASSED


def test_the_test_address_being_the_only_one_is_no_misspelling() -> None:
    checks = checked(Hydra(redirects=[TEST_REDIRECT]))
    assert codes(checks) == {"service_redirect": "redirect.service_missing"}
    assert "does not match any" in checks["service_redirect"].actual, "none to be replaced"
    assert checks["scopes"].status is Status.PASSED, "the test address serves to ask for scopes"


def test_a_missing_redirect_url_beside_several_others_is_missing() -> None:
    hydra = Hydra(redirects=[TEST_REDIRECT, "https://other.example/a"])
    checks = checked(hydra)
    assert codes(checks) == {"service_redirect": "redirect.service_missing"}
    assert "does not match any" in checks["service_redirect"].actual


def test_a_missing_test_address_is_missing_and_nothing_else() -> None:
    checks = checked(Hydra(redirects=[SERVICE_REDIRECT]))
    assert codes(checks) == {"test_redirect": "redirect.test_missing"}
    assert checks["test_redirect"].expected == TEST_REDIRECT
    assert "does not match any" in checks["test_redirect"].actual, "none to be replaced"


def test_all_redirect_urls_of_a_service_must_be_registered() -> None:
    two = (SERVICE_REDIRECT, "https://facets.acme.example/second")
    assert checked(Hydra(redirects=[*two, TEST_REDIRECT]), service_redirects=two)[
        "service_redirect"
    ].status is (Status.PASSED)
    checks = checked(Hydra(), service_redirects=two)
    assert codes(checks) == {"service_redirect": "redirect.service_missing"}
    assert checks["service_redirect"].expected == two[1]


def test_a_service_whose_redirect_url_is_not_known_is_could_not_tell() -> None:
    checks = checked(Hydra(), service_redirects=())
    assert codes(checks) == {"service_redirect": "redirect.service_not_known"}
    assert checks["client_id"].status is Status.PASSED


def test_an_oddly_written_redirect_url_is_could_not_tell() -> None:
    def odd(asked: Asked) -> Answer:
        return to(f"{ERROR_PAGE}?error=login_required&error_description=none", 302)

    hydra = Hydra()
    hydra.server.routes["/oauth2/auth"] = odd
    checks = checked(hydra)
    assert codes(checks)["service_redirect"] == "redirect.oddly_written"
    assert checks["client_id"].status is Status.PASSED
    assert checks["service_redirect"].status is Status.UNKNOWN


def test_an_engine_that_wants_a_redirect_url_judges_none() -> None:
    text = "The 'redirect_uri' parameter is required when using OpenID Connect 1.0."
    hydra = Hydra()
    hydra.server.routes["/oauth2/auth"] = hydra.error_page("invalid_request", "…", text)
    assert codes(checked(hydra))["service_redirect"] == "redirect.not_judged"


def test_a_login_page_instead_of_a_quiet_answer_proves_the_same() -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/auth"] = to("/login?login_challenge=abc", 302)
    assert verdict(checked(hydra).values()) is Verdict.PASSED


def test_a_redirect_with_a_foreign_state_proves_nothing() -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/auth"] = to(f"{SERVICE_REDIRECT}?error=login_required&state=other")
    assert codes(checked(hydra))["service_redirect"] == "provider.unexpected_answer"


def test_the_second_way_of_asking_settles_an_unclear_first_answer() -> None:
    hydra = Hydra()

    def only_weak_states(asked: Asked) -> Answer:
        return hydra.authorize(asked) if asked.query["state"] == "x" else page("busy", 400)

    hydra.server.routes["/oauth2/auth"] = only_weak_states
    assert verdict(checked(hydra).values()) is Verdict.PASSED


# Scopes


def test_every_refused_scope_is_named() -> None:
    checks = checked(
        Hydra(scopes=("openid", "profile")), scopes=("openid", "email", "profile", "g")
    )
    assert codes(checks) == {"scopes": "scopes.refused"}
    assert checks["scopes"].finding is not None
    assert checks["scopes"].finding.values["refused"] == "email, g"
    assert checks["scopes"].expected == "openid email profile g"
    assert checks["scopes"].actual == "openid profile"


def test_a_refused_scope_without_a_name_is_still_a_refusal() -> None:
    hydra = Hydra()

    def refuse(asked: Asked) -> Answer:
        if "email" not in asked.query["scope"]:
            return hydra.authorize(asked)
        return hydra.back(asked.query["redirect_uri"], asked.query, "invalid_scope", "")

    hydra.server.routes["/oauth2/auth"] = refuse
    assert codes(checked(hydra)) == {"scopes": "scopes.refused"}


@pytest.mark.parametrize(
    "error", ["unsupported_response_type", "unauthorized_client", "server_error"]
)
def test_another_error_at_the_redirect_url_does_not_judge_the_scopes(error: str) -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/auth"] = lambda asked: hydra.back(
        asked.query["redirect_uri"], asked.query, error, "…"
    )
    checks = checked(hydra)
    assert codes(checks) == {"scopes": "scopes.not_judged"}
    assert checks["service_redirect"].status is Status.PASSED
    assert error in checks["scopes"].actual


def test_the_refresh_scope_is_asked_for_where_it_is_needed() -> None:
    checks = checked(Hydra(scopes=("openid", "email", "profile")), needs_refresh=True)
    assert codes(checks) == {"scopes": "scopes.refresh_refused"}
    assert checks["scopes"].finding is not None
    assert checks["scopes"].finding.values["refused"] == "offline_access"


# Secret, method, refresh grant


@pytest.mark.row("P7")
def test_a_wrong_secret_is_told_from_a_wrong_method() -> None:
    hydra = Hydra(secret="another secret")
    checks = checked(hydra, needs_refresh=True)
    assert codes(checks) == {"client_secret": "client_secret.wrong"}
    assert checks["client_secret"].actual == "401 invalid_client"
    assert checks["client_authentication"].status is Status.PASSED
    assert checks["refresh_token"].status is Status.NOT_RUN
    assert secrets_sent(hydra) == 1


@pytest.mark.row("P7")
@pytest.mark.parametrize(
    ("has", "needs"),
    [
        ("client_secret_basic", "client_secret_post"),
        ("client_secret_post", "client_secret_basic"),
    ],
)
@pytest.mark.row("M36")
def test_a_wrong_method_is_named_and_the_secret_judged_by_the_real_one(
    has: str, needs: str
) -> None:
    hydra = Hydra(method=has)
    checks = checked(hydra, client_authentication=needs)
    assert codes(checks) == {"client_authentication": "client_authentication.wrong"}
    labels = {
        "client_secret_basic": "Client Secret Basic",
        "client_secret_post": "Client Secret Post",
    }
    assert checks["client_authentication"].expected == labels[needs]
    assert checks["client_authentication"].actual == labels[has]
    assert checks["client_secret"].status is Status.PASSED
    assert secrets_sent(hydra) == 1, "never by the wrong method"


def test_a_method_that_the_service_does_not_document_is_not_called_wrong() -> None:
    checks = checked(Hydra(method="client_secret_basic"), authentication_sure=False)
    assert codes(checks) == {"client_authentication": "client_authentication.assumed"}
    assert checks["client_authentication"].status is Status.FAILED
    assert checks["client_secret"].status is Status.PASSED


def test_a_wrong_method_and_a_wrong_secret_are_both_told() -> None:
    checks = checked(Hydra(method="client_secret_basic", secret="another"))
    assert codes(checks) == {
        "client_secret": "client_secret.wrong",
        "client_authentication": "client_authentication.wrong",
    }


@pytest.mark.row("P12")
def test_a_public_application_is_named_and_its_secret_not_judged() -> None:
    hydra = Hydra(method="none")
    checks = checked(hydra, needs_refresh=True)
    assert codes(checks) == {"client_authentication": "client_authentication.public"}
    assert checks["client_authentication"].actual == "Public (None PKCE)"
    assert checks["client_secret"].status is Status.NOT_RUN
    assert checks["refresh_token"].status is Status.PASSED
    assert secrets_sent(hydra) == 0


def test_an_application_with_a_key_of_its_own_never_gets_the_secret() -> None:
    hydra = Hydra(method="private_key_jwt")
    checks = checked(hydra, needs_refresh=True)
    assert codes(checks) == {"client_authentication": "client_authentication.wrong"}
    assert secrets_sent(hydra) == 0


def test_without_a_secret_the_method_is_still_read() -> None:
    checks = checked(Hydra(method="client_secret_basic"), secret=None, needs_refresh=True)
    assert codes(checks) == {
        "client_secret": "client_secret.missing",
        "client_authentication": "client_authentication.wrong",
        "refresh_token": "refresh.not_judged",
    }


def test_a_service_that_names_no_method_takes_either() -> None:
    for method in ("client_secret_basic", "client_secret_post"):
        checks = checked(Hydra(method=method), client_authentication="")
        assert checks["client_authentication"].status is Status.PASSED
        assert checks["client_secret"].status is Status.PASSED


@pytest.mark.row("P14")
def test_a_refresh_grant_that_is_off_is_named() -> None:
    checks = checked(Hydra(refresh_grant=False), needs_refresh=True)
    assert codes(checks) == {"refresh_token": "refresh.grant_off"}
    assert checks["client_secret"].status is Status.PASSED


def test_hidden_hints_and_a_right_secret_prove_the_method_that_was_used() -> None:
    hydra = Hydra(hints=False)
    assert verdict(checked(hydra).values()) is Verdict.PASSED
    assert secrets_sent(hydra) == 1


def test_hidden_hints_and_the_other_method_are_found_with_a_second_try() -> None:
    hydra = Hydra(hints=False, method="client_secret_basic")
    checks = checked(hydra)
    assert codes(checks) == {"client_authentication": "client_authentication.wrong"}
    assert secrets_sent(hydra) == 2


def test_hidden_hints_and_a_wrong_secret_blame_the_secret_and_not_the_method() -> None:
    hydra = Hydra(hints=False, secret="another")
    checks = checked(hydra)
    assert codes(checks) == {
        "client_secret": "client_secret.wrong",
        "client_authentication": "client_authentication.not_judged",
    }
    assert checks["client_authentication"].status is Status.UNKNOWN
    assert secrets_sent(hydra) == 2


def test_hidden_hints_and_a_public_application_do_not_blame_the_secret() -> None:
    checks = checked(Hydra(hints=False, method="none"))
    assert codes(checks) == {"client_authentication": "client_authentication.public"}
    assert checks["client_secret"].status is Status.NOT_RUN


def test_an_engine_that_takes_any_secret_proves_nothing() -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/token"] = as_json(
        {"error": "invalid_grant", "error_description": INVALID_GRANT}, 400
    )
    checks = checked(hydra)
    assert codes(checks) == {"client_secret": "client_secret.anything_accepted"}
    assert verdict(checks.values()) is Verdict.UNKNOWN
    assert secrets_sent(hydra) == 0


@pytest.mark.row("N17", "N18")
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (page(status=400), "network.sign_in_page"),
        (Answer(500), "network.server_error"),
        (page(status=403), "provider.blocked"),
        (to("https://elsewhere.example/", 307), "network.redirected"),
        (as_json({"error": "invalid_request"}, 400), "provider.unexpected_answer"),
        (as_json({"error": ["invalid_grant"]}, 400), "provider.unexpected_answer"),
        (as_json({"error": "unauthorized_client"}, 401), "provider.unexpected_answer"),
        (as_json({"access_token": "a"}), "provider.unexpected_answer"),
        (as_json({}, 429), "network.too_many_requests"),
        (Answer(body=b"{}", cut=True), "network.cut_off"),
    ],
)
def test_a_token_answer_that_fits_nothing_blames_nobody(answer: Answer, code: str) -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/token"] = answer
    checks = checked(hydra, needs_refresh=True)
    assert codes(checks)["client_secret"] == code
    assert Status.FAILED not in {check.status for check in checks.values()}
    assert secrets_sent(hydra) <= 1


def test_a_server_that_repeats_the_secret_does_not_put_it_on_screen() -> None:
    hydra = Hydra()

    def repeat(asked: Asked) -> Answer:
        given = asked.form.get("client_secret", "x")
        return as_json({"error": "invalid_client", "error_description": f"Wrong: {given}"}, 401)

    hydra.server.routes["/oauth2/token"] = repeat
    assert codes(checked(hydra))["client_secret"] == "client_secret.wrong"


def test_a_secret_of_any_letters_survives_the_way_by_basic() -> None:
    odd = "a+b%20:/ é~"
    hydra = Hydra(method="client_secret_basic", secret=odd)
    checks = checked(hydra, secret=Secret(odd), client_authentication="client_secret_basic")
    assert checks["client_secret"].status is Status.PASSED


def test_client_id_is_shown_as_the_proof() -> None:
    assert checked(Hydra())["client_id"].actual == CLIENT_ID
