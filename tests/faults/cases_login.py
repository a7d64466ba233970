"""Faults that only a sign-in shows: the way back, the tokens, and what is told of the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.case import ANY, BLAME, UNSURE, Case
from tests.faults.scene import AUTHORIZE, KEYS, TOKEN, USERINFO, Scene, error_page
from tests.oidc.hydra import (
    INVALID_GRANT,
    INVALID_REQUEST,
    NO_REDIRECT,
    NO_SESSION,
    WEAK_STATE,
    Change,
    signing_key,
)
from tests.oidc.servers import Answer, Asked, as_json, page

HERE = "test"
MINUTE = 60
EVIL = "https://evil.example/"


def _case(
    name: str, fault: str, plant: Any, *right: str, kinds: frozenset[str] = BLAME, **more: Any
) -> Case:
    return Case(name, "login", fault, plant, frozenset(right), HERE, kinds=kinds, **more)


def back(error: str, text: str = "") -> Callable[[Scene], None]:
    return lambda scene: scene.comes_back_with(error, text)


def after(path: str, answer: Any) -> Callable[[Scene], None]:
    return lambda scene: scene.after_check(path, answer)


def claims(change: Change) -> Callable[[Scene], None]:
    """Change the statement about the person before it is signed."""
    return lambda scene: setattr(scene.hydra, "change_claims", change)


def header(change: Change) -> Callable[[Scene], None]:
    return lambda scene: setattr(scene.hydra, "change_header", change)


def person(**told: Any) -> Callable[[Scene], None]:
    """Let JumpCloud tell this of the person; None leaves it out."""

    def change(scene: Scene) -> None:
        known = scene.hydra.person | told
        scene.hydra.person = {name: value for name, value in known.items() if value is not None}

    return change


def unsigned(scene: Scene) -> None:
    scene.hydra.change_header = lambda told: told.update(alg="none")
    signed = scene.hydra.signed
    scene.hydra.signed = lambda told: signed(told).rpartition(".")[0] + "."  # type: ignore[method-assign]


def older(seconds: int) -> Change:
    """Make it that much older."""

    def change(told: dict[str, Any]) -> None:
        for name in ("iat", "exp", "auth_time", "rat"):
            told[name] -= seconds

    return change


def regenerated(scene: Scene) -> None:
    scene.between = lambda: setattr(scene.hydra, "secret", "Rd7Kx-2v.bQ9~ZtY1uWe4Hs8Pn")


def type_changed(scene: Scene) -> None:
    scene.between = lambda: setattr(scene.hydra, "method", "client_secret_basic")


def other_key(scene: Scene) -> None:
    """Sign with a key that is not among the published ones."""
    scene.hydra.published = [dict(signing_key("one").as_dict(private=False))]
    scene.hydra.key = signing_key("two")


def stays(error: str, hint: str) -> Callable[[Scene], None]:
    """After Check now JumpCloud keeps the browser on its error page, and the person says so."""

    def change(scene: Scene) -> None:
        scene.after_check(AUTHORIZE, error_page(error, hint))
        scene.asks, scene.sight = True, "jumpcloud_error"

    return change


def silent(asked: Asked) -> Answer:
    return Answer(200, after=30)


def slow_token(scene: Scene) -> None:
    scene.deadline = 3.0  # the questions before it must find their answers on a busy computer
    scene.after_check(TOKEN, silent)


def refusal(status: int, error: str, text: str) -> Answer:
    return as_json({"error": error, "error_description": text}, status)


ANSWERS = (
    _case("consent-denied", "The person pressed Cancel on JumpCloud's page.",
          back("access_denied", "The resource owner denied the request."),
          "test_login.cancelled_there", kinds=UNSURE),
    _case("consent-denied-hydra-words", "The same, in the words that the engine has by itself.",
          back("consent request denied"), "answer.consent_refused", "test_login.cancelled_there",
          kinds=ANY),
    _case("not-activated", "The application is not activated.",
          back("access_denied", "JumpCloud could not connect to your application"),
          "answer.not_activated"),
    _case("no-group-comes-back", "The person is in no bound group; JumpCloud says so.",
          back("access_denied", "User is not assigned to this application."),
          "answer.person_refused"),
    _case("no-group-hydra-words", "The same, in the words that the engine has by itself.",
          back("login request denied"), "answer.person_refused"),
    _case("policy", "A policy asks for more than the person could give.",
          back("access_denied", "A policy of your organisation requires a managed device."),
          "answer.person_refused"),
    _case("no-group-page-stays", "The person is in no bound group; JumpCloud's page stays.",
          stays("access_denied", "You do not have access to this application."),
          "see.jumpcloud_error", kinds=UNSURE),
    _case("test-address-removed", "The test address was removed since Check now.",
          stays("invalid_request", f"{INVALID_REQUEST} {NO_REDIRECT}"),
          "see.jumpcloud_error", kinds=UNSURE),
    _case("state-short", "JumpCloud says that the state is too short.",
          back("invalid_state", WEAK_STATE), "answer.request_refused", kinds=UNSURE),
    _case("server-error", "JumpCloud has trouble of its own.",
          back("server_error", "The authorization server encountered an unexpected condition."),
          "answer.provider_trouble", kinds=UNSURE),
    _case("login-required", "JumpCloud wants a new sign-in.",
          back("login_required", NO_SESSION), "answer.silent_sign_in", kinds=UNSURE),
    _case("cookies-blocked", "The browser blocks cookies.",
          back("request_forbidden", "The request is not allowed. No CSRF value available in the "
               "session cookie."), "answer.cookies_lost", kinds=UNSURE),
    _case("page-left-open", "JumpCloud's page was left open for half an hour.",
          back("request_unauthorized", "The request could not be authorized. The login request has "
               "expired. Please try again."), "answer.took_too_long", kinds=UNSURE),
    _case("back-pressed", "Back was pressed in the browser.",
          back("access_denied", "The resource owner or authorization server denied the request. The"
               " login verifier has already been used, has not been granted, or is invalid."),
          "answer.page_reused", kinds=UNSURE),
    _case("pkce-complaint", "JumpCloud refuses the code challenge.",
          back("invalid_request", f"{INVALID_REQUEST} Clients must use code_challenge_method=S256, "
               "plain is not allowed."), "answer.pkce_refused"),
    _case("http-refused", "JumpCloud refuses http:// for the test address after the sign-in.",
          back("invalid_request", f"{INVALID_REQUEST} Redirect URL is using an insecure protocol, "
               "http is only allowed for hosts with suffix 'localhost', for example: "
               "http://myapp.localhost/."), "answer.insecure_redirect"),
    _case("answer-twice", "The answer holds a code and an error.",
          lambda s: setattr(s.hydra, "change_redirect", lambda f: f.update(error="server_error")),
          "answer.malformed", kinds=ANY),
    _case("answer-other-issuer", "The answer names another issuer.",
          lambda s: setattr(s.hydra, "change_redirect", lambda f: f.update(iss=EVIL)),
          "answer.issuer_differs"),
)  # fmt: skip

TOKENS = (
    _case("secret-regenerated-since", "The secret was regenerated since Check now.",
          regenerated, "client_secret.regenerated", "client_secret.wrong",
          "token.client_refused"),
    _case("type-changed-since", "The type was set to Basic since Check now.",
          type_changed,
          "token.client_refused", "client_authentication.wrong", "client_authentication.assumed"),
    _case("token-500-at-login", "The token endpoint fails at the sign-in.",
          after(TOKEN, as_json({"error": "server_error"}, 500)), "network.server_error",
          kinds=UNSURE),
    _case("token-429-at-login", "JumpCloud asks to wait at the sign-in.",
          after(TOKEN, Answer(429)), "network.too_many_requests", kinds=UNSURE),
    _case("token-page-at-login", "A proxy puts its page in the place of the last answer.",
          after(TOKEN, page("<title>Blocked by policy</title>")), "network.sign_in_page",
          "provider.unexpected_answer", kinds=UNSURE),
    _case("token-silent", "The token endpoint never answers.",
          slow_token, "network.timeout", kinds=UNSURE),
    _case("token-cut", "The last answer is cut off.",
          after(TOKEN, Answer(200, (("Content-Type", "application/json"),), b"{" * 90, cut=True)),
          "network.cut_off", kinds=UNSURE),
    _case("code-refused", "JumpCloud does not accept the code.",
          after(TOKEN, refusal(400, "invalid_grant", INVALID_GRANT)), "token.code_refused",
          kinds=ANY),
    _case("id-token-missing", "The last answer has no ID token.",
          lambda s: setattr(s.hydra, "change_token", lambda told: told.pop("id_token")),
          "token.id_token_missing"),
    _case("refresh-missing", "No refresh token comes, and Paradime needs one.",
          lambda s: (s.be("paradime"),
                     setattr(s.hydra, "change_token", lambda told: told.pop("refresh_token"))),
          "refresh.not_given"),
    _case("refresh-refused", "The refresh token is refused at once.",
          lambda s: (s.be("paradime"), setattr(s.hydra, "change_token",
                     lambda _: s.hydra.refresh_tokens.clear())), "refresh.refused"),
)  # fmt: skip

IDENTITIES = (
    _case("iss", "The ID token names another issuer.",
          claims(lambda c: c.update(iss=EVIL)), "identity.issuer"),
    _case("aud", "The ID token was made for another application.",
          claims(lambda c: c.update(aud=["another-application"])), "identity.audience"),
    _case("nonce", "The ID token has another nonce.",
          claims(lambda c: c.update(nonce="replayed-from-another-sign-in")), "identity.nonce"),
    _case("exp", "The ID token ran out, though both clocks are right.",
          claims(lambda c: c.update(exp=c["iat"] - 30 * MINUTE)), "identity.expired"),
    _case("old", "A statement of two hours ago comes back, though both clocks are right.",
          claims(older(120 * MINUTE)), "identity.expired", "identity.too_old"),
    _case("signature", "The signature is wrong.",
          lambda s: setattr(s.hydra, "spoil_signature", True), "identity.signature_wrong"),
    _case("alg-none", "The ID token is not signed.", unsigned, "identity.unsigned"),
    _case("alg-hs256", "The ID token claims to be signed with the secret.",
          header(lambda h: h.update(alg="HS256")), "identity.algorithm"),
    _case("kid", "It was signed with a key that is not published.",
          other_key, "identity.key_unknown", kinds=ANY),
    _case("keys-gone", "The keys cannot be had any more at the sign-in.",
          after(KEYS, Answer(503)), "network.server_error", kinds=UNSURE),
)  # fmt: skip

PEOPLE = (
    _case("other-person", "Userinfo describes another person.",
          lambda s: setattr(s.hydra, "change_userinfo", lambda told: told.update(sub="somebody")),
          "person.another_person"),
    _case("userinfo-401", "Userinfo refuses the token that was just given.",
          lambda s: s.answer(USERINFO, as_json({"error": "request_unauthorized"}, 401)),
          "person.token_refused", kinds=ANY),
    _case("email-verified-text-facets", "The same, and Facets takes it: there is nothing to say.",
          person(email_verified="true")),
    _case("no-email", "Email is not mapped: no e-mail address arrives.",
          person(email=None, email_verified=None), "email.missing"),
    _case("email-verified-text", 'JumpCloud writes "true" as a text.',
          lambda s: (s.be("custom"), person(email_verified="true")(s)), "email.verified_as_text",
          kinds=UNSURE),
    _case("email-not-verified", "The e-mail address is not verified.",
          person(email_verified=False), "email.not_verified", kinds=UNSURE),
    _case("email-twice", "The attribute email was added twice and arrives as a list.",
          person(email=["maya@acme.example", "maya@acme.example"]), "attributes.twice",
          "email.malformed"),
    _case("single-group", "A person in one group: its name comes as a word, not as a list.",
          lambda s: (s.be("custom"), person(groups="Engineering")(s)), "person.single_group",
          kinds=UNSURE),
    _case("email-is-a-name", "A name is mapped to the attribute email.",
          person(email="Maya Okafor"), "email.malformed"),
)  # fmt: skip

UNHEARD_OF = (
    _case("answer-of-another-kind", "The way back says that another part of the question is wrong.",
          back("invalid_target", "The requested resource is not known."),
          "answer.request_refused", kinds=UNSURE, fits_nothing=True),
    _case("answer-unheard-of", "The way back says something that nobody has heard of.",
          back("tenant_paused", "This tenant rests."), "answer.not_understood", kinds=UNSURE,
          fits_nothing=True),
    _case("token-unheard-of", "The last answer is an error that nobody has heard of.",
          after(TOKEN, refusal(400, "flux_capacitor", "1.21 gigawatts are missing.")),
          "token.request_refused", "provider.unexpected_answer", kinds=UNSURE, fits_nothing=True),
    _case("token-odd-form", "The last answer is right in form, and nothing in it is known.",
          after(TOKEN, as_json({"result": "granted"})), "token.malformed", "token.id_token_missing",
          "provider.unexpected_answer", kinds=ANY),
    _case("type-mac", "The access token is of a kind that nobody knows.",
          lambda s: setattr(s.hydra, "change_token", lambda told: told.update(token_type="mac")),
          "token.type_unknown", kinds=ANY, fits_nothing=True),
)  # fmt: skip

CASES = (*ANSWERS, *TOKENS, *IDENTITIES, *PEOPLE, *UNHEARD_OF)
