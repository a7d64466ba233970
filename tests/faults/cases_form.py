"""Mistakes in the form: what people paste into the wrong field, or only half of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.faults.case import BLAME, UNSURE, Case
from tests.faults.scene import REDIRECTS, Scene, error_page
from tests.oidc.hydra import CLIENT_ID, INVALID_REQUEST, NO_REDIRECT, SECRET

CREDENTIALS = "credentials"


def _case(
    name: str,
    fault: str,
    plant: Any,
    *right: str,
    step: str = CREDENTIALS,
    kinds: frozenset[str] = BLAME,
    **more: Any,
) -> Case:
    walk = "sign_in" if step in (CREDENTIALS, "test") else "form"
    return Case(name, "form", fault, plant, frozenset(right), step, walk, kinds, **more)


def given(client_id: str = CLIENT_ID, secret: str = SECRET) -> Callable[[Scene], None]:
    """What the person pastes as Client ID and Client Secret."""

    def plant(scene: Scene) -> None:
        scene.client_id, scene.secret = client_id, secret

    return plant


def typed(step: str, label: str, text: str, service: str = "facets") -> Callable[[Scene], None]:
    def plant(scene: Scene) -> None:
        scene.be(service)
        scene.typed, scene.walks_to = (step, label, text), frozenset({step})

    return plant


def plane(text: str) -> Callable[[Scene], None]:
    return typed("registration", "Control Plane URL", text)


def registration(text: str) -> Callable[[Scene], None]:
    return typed("registration", "Registration ID", text)


def shown(text: str) -> Callable[[Scene], None]:
    return typed("redirect", "Redirect URL shown by Facets", text)


def redirect(text: str) -> Callable[[Scene], None]:
    return typed("details", "Redirect URL", text, "custom")


def pasted(make: Callable[[Scene], str]) -> Callable[[Scene], None]:
    """The browser cannot come back, and the person pastes this."""

    def plant(scene: Scene) -> None:
        scene.visitor.leaves_before_the_callback = True

        def address() -> str:
            scene.visitor.join()
            return make(scene)

        scene.pasted = address

    return plant


def other_state(scene: Scene) -> str:
    before, _, state = scene.visitor.at.partition("state=")
    assert state
    return f"{before}state=another-attempt-{len(state)}-long-enough"


def code_only(scene: Scene) -> str:
    return dict(part.split("=") for part in urlsplit(scene.visitor.at).query.split("&"))["code"]


def on_error_page(scene: Scene) -> str:
    page = error_page("invalid_request", f"{INVALID_REQUEST} {NO_REDIRECT}")
    return dict(page.headers)["Location"]


TAKEN_FOR_A_SECRET = ("window.secret_wiped", "rule.client_id_is_secret", "rule.swapped")
"""It is one mistake, whether it is told by the one field or by the two together."""

VALUES = (
    _case("secret-as-id", "The secret is pasted into the field of the Client ID.",
          given(client_id=SECRET), *TAKEN_FOR_A_SECRET),
    _case("id-as-secret", "The Client ID is pasted into both fields.",
          given(secret=CLIENT_ID), "rule.swapped"),
    _case("swapped", "Client ID and secret are pasted into each other's field.",
          given(SECRET, CLIENT_ID), *TAKEN_FOR_A_SECRET),
    _case("id-half", "Only half of the Client ID was copied.",
          given(CLIENT_ID[:20]), "rule.client_id_half"),
    _case("id-address", "The address of the application is pasted as Client ID.",
          given("https://console.jumpcloud.com/#/sso/66a3/details"), "rule.client_id_url"),
    _case("id-label", "The label was copied along with the Client ID.",
          given(f"Client ID {CLIENT_ID}"), "rule.client_id_space", "refused.client_id"),
    _case("id-email", "An e-mail address is entered as Client ID.",
          given("maya@acme.example"), "client_id.unknown", "rule.client_id_shape"),
    _case("secret-dots", "The dots that hide the secret were copied.",
          given(secret="•" * 26), "rule.client_secret_dots"),
    _case("secret-address", "An address is pasted as secret.",
          given(secret="https://vault.acme.example/items/7"), "rule.client_secret_url"),
    _case("secret-two-lines", "The secret was pasted with a line break in its middle.",
          given(secret=f"{SECRET[:13]}\n{SECRET[13:]}"), "rule.client_secret_space"),
    _case("secret-newline", "A line break was copied along at the secret's end: it is harmless.",
          given(secret=f"{SECRET}\r\n")),
    _case("id-invisible", "A zero-width space was copied along with the Client ID: it is harmless.",
          given(f"\u200b{CLIENT_ID} ")),
)  # fmt: skip

ADDRESSES = (
    _case("plane-http", "The Control Plane URL starts with http://.",
          plane("http://acme.console.facets.cloud"), "rule.url_http", step="registration"),
    _case("plane-typo", "The scheme is mistyped.",
          plane("htps://acme.console.facets.cloud"), "rule.url_scheme", step="registration"),
    _case("plane-dots", "Two dots stand where one should.",
          plane("https://acme..console.facets.cloud"), "rule.url_host", step="registration"),
    _case("plane-space", "A space stands in the address.",
          plane("https://acme console.facets.cloud"), "rule.url_space", step="registration"),
    _case("plane-short", "Only the first word of the address.",
          plane("https://acme"), "rule.url_host", step="registration"),
    _case("plane-email", "An e-mail address instead of the Control Plane URL.",
          plane("it@acme.example"), "rule.url_scheme_missing", "rule.url_host",
          step="registration"),
    _case("plane-jumpcloud", "JumpCloud's own console is pasted.",
          plane("https://console.jumpcloud.com/#/home"), "refused.control_plane_url",
          step="registration"),
    _case("plane-website", "The public website of Facets is pasted.",
          plane("https://www.facets.cloud/"), "refused.control_plane_url", step="registration"),
    _case("plane-path", "A page of the Control Plane is pasted: it is cut down.",
          plane("https://acme.console.facets.cloud/capc/home?x=1"), step="registration"),
    _case("id-capitals", "The Registration ID has capitals.",
          registration("JumpCloud"), "rule.registration_id_upper", step="registration"),
    _case("id-hyphen", "The Registration ID has a hyphen.",
          registration("jump-cloud"), "rule.registration_id_characters", step="registration"),
    _case("id-is-address", "The Redirect URL is pasted as Registration ID.",
          registration(REDIRECTS["facets"]), "rule.registration_id_url", step="registration"),
    _case("shown-other-service", "The redirect URL of another service is pasted.",
          shown(REDIRECTS["paradime"]), "compare.other_address", step="redirect"),
    _case("shown-space", "The redirect URL has a space in it.",
          shown("https://facets.acme.example/login /oauth2"), "rule.url_space", step="redirect"),
    _case("shown-other-id", "Facets has another Registration ID than was entered here.",
          shown(REDIRECTS["facets"] + "2"), "compare.differ_title", step="redirect", kinds=UNSURE),
    _case("shown-newline", "A line break was copied along: it is harmless.",
          shown(f" {REDIRECTS['facets']}\n"), step="redirect"),
    _case("redirect-wildcard", "A redirect URL with a star.",
          redirect("https://*.acme.example/callback"), "rule.url_wildcard", step="details"),
    _case("redirect-fragment", "A redirect URL with a #.",
          redirect("https://wiki.acme.example/#/callback"), "rule.url_fragment", step="details"),
    _case("redirect-plain", "A redirect URL that starts with http://.",
          redirect("http://wiki.acme.example/callback"), "rule.url_http", step="details"),
    _case("scopes-without-openid", "openid is missing among what the service asks for.",
          typed("signing_in", "What the service asks JumpCloud for", "email profile", "custom"),
          "rule.scopes_openid", step="signing_in"),
    _case("button-long", "The text of the login button is a whole sentence.",
          typed("button", "Login Button Text", "Please sign in here with your Acme account, thank "
                "you very much"), "rule.button_text_long", step="button"),
    _case("paradime-old-address", "An address of Paradime's old guide is pasted.",
          typed("redirect", "Paradime region", "https://auth.paradime.io/login", "paradime"),
          "refused.paradime_region", step="redirect"),
)  # fmt: skip

PASTED = (
    _case("paste-other-attempt", "The address of an earlier attempt is pasted.",
          pasted(other_state), "paste.other_attempt", step="test", kinds=UNSURE),
    _case("paste-without-code", "Only the beginning of the address is pasted.",
          pasted(lambda s: s.test_address), "paste.no_answer", step="test", kinds=UNSURE),
    _case("paste-code-only", "Only the code is pasted.",
          pasted(code_only), "paste.code_only", step="test", kinds=UNSURE),
    _case("paste-link", "The link to the sign-in is pasted.",
          pasted(lambda s: s.visitor.opened[0]), "paste.sign_in_link", step="test", kinds=UNSURE),
    _case("paste-other-page", "The address of another page is pasted.",
          pasted(lambda s: "https://console.jumpcloud.com/userconsole#/"), "paste.other_address",
          step="test", kinds=UNSURE),
    _case("paste-error-page", "The address of JumpCloud's error page is pasted.",
          pasted(on_error_page), "paste.error_page", "redirect.test_missing", step="test",
          kinds=UNSURE),
    _case("paste-email", "An e-mail address is pasted instead of the browser's.",
          pasted(lambda s: "maya@acme.example"), "paste.not_an_address", step="test",
          kinds=UNSURE),
)  # fmt: skip

CASES = (*VALUES, *ADDRESSES, *PASTED)
