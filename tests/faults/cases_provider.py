"""Faults of JumpCloud's document, keys, application and token endpoint: met by Check now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.faults.case import ANY, BLAME, UNSURE, Case
from tests.faults.scene import (
    AUTHORIZE,
    DISCOVERY,
    KEYS,
    TOKEN,
    Scene,
    error_page,
)
from tests.oidc.servers import Answer, as_json, page, to

HERE = "credentials"


def _case(
    name: str, fault: str, plant: Any, *right: str, kinds: frozenset[str] = BLAME, **more: Any
) -> Case:
    return Case(name, "provider", fault, plant, frozenset(right), HERE, kinds=kinds, **more)


def document(**changes: Any) -> Any:
    """Change members of the discovery document; None takes one away."""

    def change(scene: Scene) -> None:
        def edit(told: dict[str, Any]) -> None:
            told.update(changes)
            for name in [name for name, value in changes.items() if value is None]:
                del told[name]

        scene.hydra.change_document = edit

    return change


def answer(path: str, given: Any) -> Any:
    return lambda scene: scene.answer(path, given)


def redirects(*uris: str, test: bool = True) -> Any:
    """Register these addresses of the service, and the test address."""

    def change(scene: Scene) -> None:
        scene.hydra.redirects = [*uris, *([scene.test_address] if test else [])]

    return change


def other_region(scene: Scene) -> None:
    scene.hydra.client_id, scene.elsewhere.client_id = "somebody-else", scene.hydra.client_id


def names_other_region(scene: Scene) -> None:
    other = scene.elsewhere.issuer
    scene.hydra.change_document = lambda told: told.update(issuer=other)


def service(name: str, **hydra: Any) -> Any:
    """Make it a setup of this service, and change the application afterwards."""

    def change(scene: Scene) -> None:
        scene.be(name)
        for key, value in hydra.items():
            setattr(scene.hydra, key, value)

    return change


def basic_wanted(scene: Scene) -> None:
    scene.be("custom")
    scene.values["client_authentication"] = "client_secret_basic"


R = "https://facets.acme.example/login/oauth2/code/jumpcloud"
NOT_JSON = Answer(200, (("Content-Type", "application/json"),), b'{"issuer": "https://')
TEAPOT = as_json({"flux": "capacitor", "error": 88}, 418)
NO_KEYS: list[dict[str, Any]] = []

DISCOVERIES = (
    _case("discovery-missing", "The issuer has no discovery document: 404.",
          answer(DISCOVERY, Answer(404)), "provider.unexpected_answer", kinds=UNSURE),
    _case("discovery-other-issuer", "The document says that it belongs to somebody else.",
          document(issuer="https://login.other.example/"), "issuer.differs"),
    _case("discovery-other-region", "The document is that of another JumpCloud region.",
          names_other_region, "issuer.other_region"),
    _case("discovery-slash", "The document names the issuer without the slash at its end.",
          lambda s: document(issuer=s.hydra.issuer.rstrip("/"))(s), "issuer.slash_differs"),
    _case("discovery-page", "A web page stands where the document should be.",
          answer(DISCOVERY, page("<title>Welcome</title><h1>Hello</h1>")),
          "network.sign_in_page", kinds=UNSURE),
    _case("discovery-portal", "A hotel's network redirects to its sign-in page.",
          answer(DISCOVERY, to("http://portal.hotel.example/login", 302)),
          "network.sign_in_page", kinds=UNSURE),
    _case("discovery-511", "The network says 511: authentication required.",
          answer(DISCOVERY, page("<title>Hotspot</title>", 511)),
          "network.sign_in_page", kinds=UNSURE),
    _case("discovery-forbidden", "A list of allowed addresses keeps this computer out: 403.",
          answer(DISCOVERY, page("<title>Forbidden</title>", 403)),
          "provider.blocked", kinds=UNSURE, also=frozenset({"network.sign_in_page"})),
    _case("discovery-half", "The document ends in its middle, though it says it is whole.",
          answer(DISCOVERY, NOT_JSON), "provider.unexpected_answer", kinds=UNSURE,
          fits_nothing=True),
    _case("discovery-incomplete", "The document has no token endpoint.",
          document(token_endpoint=None), "issuer.document_incomplete", kinds=ANY),
    _case("discovery-http", "The token endpoint starts with http:// on another host.",
          document(token_endpoint="http://oauth.jumpcloud.example/oauth2/token"),
          "issuer.endpoint_insecure"),
    _case("discovery-elsewhere", "The token endpoint belongs to somebody else.",
          document(token_endpoint="https://collector.example/oauth2/token"),
          "issuer.endpoint_elsewhere"),
    _case("keys-missing", "The address of the signing keys answers 404.",
          answer(KEYS, Answer(404)), "issuer.keys_unusable", kinds=ANY,
          falls_short="a missing key set is told like any answer that is not known"),
    _case("keys-empty", "The key set holds no key.",
          answer(KEYS, as_json({"keys": NO_KEYS})), "issuer.keys_unusable"),
    _case("keys-for-encryption", "The only key is for encryption, not for signatures.",
          lambda s: setattr(s.hydra, "published", [{**s.hydra.public_keys()[0], "use": "enc"}]),
          "issuer.keys_unusable"),
)  # fmt: skip

APPLICATIONS = (
    _case("client-mistyped", "One digit of the Client ID is wrong.",
          lambda s: setattr(s, "client_id", s.client_id[:-1] + "7"), "client_id.unknown"),
    _case("client-deleted", "The application was deleted after its values were copied.",
          lambda s: setattr(s.hydra, "client_id", "gone"), "client_id.unknown"),
    _case("client-other-region", "The application lives in the EU, and US was chosen.",
          other_region, "client_id.other_region"),
    _case("redirect-absent", "Only the test address is registered.",
          redirects(), "redirect.service_missing"),
    _case("redirect-slash", "The registered address ends with a slash.",
          redirects(R + "/"), "redirect.service_missing"),
    _case("redirect-only-one-slash", "It ends with a slash, and is the only one.",
          redirects(R + "/", test=False), "redirect.service_differs"),
    _case("redirect-capital", "It has a capital letter, and is the only one.",
          redirects(R.replace("/login", "/Login"), test=False), "redirect.service_differs"),
    _case("redirect-http", "It starts with http://, and is the only one.",
          redirects(R.replace("https", "http"), test=False), "redirect.service_differs"),
    _case("redirect-typo", "A letter of it is wrong.",
          redirects(R.replace("oauth2", "oauth")), "redirect.service_missing"),
    _case("redirect-other-id", "It ends with another control plane's Registration ID.",
          redirects(R + "2", test=False), "redirect.service_differs"),
    _case("redirect-other-plane", "It is another control plane's address.",
          redirects(R.replace("facets.acme", "staging.acme")), "redirect.service_missing"),
    _case("test-address-absent", "The test address is not registered.",
          redirects(R, test=False), "redirect.test_missing"),
    _case("test-address-localhost", "The test address was registered with the name localhost.",
          lambda s: redirects(R, s.test_address.replace("127.0.0.1", "localhost"), test=False)(s),
          "redirect.test_missing"),
    _case("scopes-off", "E-mail and profile are not selected.",
          service("facets", scopes=("openid",)), "scopes.refused"),
    _case("offline-off", "offline_access may not be asked for, and Paradime needs it.",
          service("paradime", scopes=("openid", "email", "profile")), "scopes.refresh_refused"),
    _case("refresh-grant-off", "The Refresh Token grant is off, and Paradime needs it.",
          service("paradime", refresh_grant=False), "refresh.grant_off"),
    _case("secret-mistyped", "One letter of the secret is wrong.",
          lambda s: setattr(s, "secret", "X" + s.secret[1:]), "client_secret.wrong"),
    _case("secret-half", "Only half of the secret was copied.",
          lambda s: setattr(s, "secret", s.secret[:13]), "client_secret.wrong"),
    _case("secret-regenerated", "The secret was regenerated: this is the old one.",
          service("facets", secret="Rd7Kx-2v.bQ9~ZtY1uWe4Hs8Pn"), "client_secret.wrong"),
    _case("secret-wrong-no-hints", "The secret is wrong, and JumpCloud hides its hints.",
          service("facets", hints=False, secret="Rd7Kx-2v.bQ9~ZtY1uWe4Hs8Pn"),
          "client_secret.wrong", "client_secret.or_client_id", kinds=ANY),
    _case("type-basic-facets", "The application is set to Basic; Facets is said to use Post.",
          service("facets", method="client_secret_basic"), "client_authentication.assumed"),
    _case("type-basic-paradime", "The application is set to Basic; Paradime documents Post.",
          service("paradime", method="client_secret_basic"), "client_authentication.wrong"),
    _case("type-post", "The service needs Basic, and the application is set to Post.",
          basic_wanted, "client_authentication.wrong"),
    _case("type-basic-no-hints", "Basic instead of Post, and JumpCloud hides its hints.",
          service("paradime", method="client_secret_basic", hints=False),
          "client_authentication.wrong"),
    _case("type-public", "The application was made without any secret.",
          service("paradime", method="none"), "client_authentication.public"),
)  # fmt: skip

TROUBLES = (
    _case("token-500", "The token endpoint answers 500.",
          answer(TOKEN, as_json({"error": "server_error"}, 500)), "network.server_error",
          kinds=UNSURE),
    _case("token-429", "The token endpoint answers 429.",
          answer(TOKEN, Answer(429, (("Retry-After", "120"),))), "network.wait_asked",
          "network.too_many_requests", kinds=UNSURE),
    _case("token-page", "A web page stands where the token endpoint should be.",
          answer(TOKEN, page("<title>Maintenance</title>")), "network.sign_in_page",
          "provider.unexpected_answer", kinds=UNSURE),
    _case("authorize-blocked", "A firewall answers 403 to every sign-in.",
          answer(AUTHORIZE, page("<title>Request blocked</title>", 403)), "provider.blocked",
          kinds=UNSURE),
    _case("authorize-429", "Too many questions: 429.",
          answer(AUTHORIZE, Answer(429)), "network.too_many_requests", kinds=UNSURE),
    _case("authorize-502", "A gateway before JumpCloud answers 502.",
          answer(AUTHORIZE, page("<title>Bad gateway</title>", 502)), "network.server_error",
          kinds=UNSURE),
)  # fmt: skip

UNHEARD_OF = (
    _case("authorize-teapot", "The sign-in address answers what nobody has heard of.",
          answer(AUTHORIZE, TEAPOT), "provider.unexpected_answer", kinds=UNSURE,
          fits_nothing=True),
    _case("authorize-new-error", "JumpCloud's error page names an error that is not known.",
          answer(AUTHORIZE, error_page("tenant_paused", "This tenant rests.")),
          "provider.unexpected_answer", kinds=UNSURE, fits_nothing=True),
    _case("token-teapot", "The token endpoint answers what nobody has heard of.",
          answer(TOKEN, TEAPOT), "provider.unexpected_answer", kinds=UNSURE, fits_nothing=True),
)  # fmt: skip

CASES = (
    *DISCOVERIES,
    *APPLICATIONS,
    *TROUBLES,
    *(replace(case, family="unheard of") for case in UNHEARD_OF),
)
