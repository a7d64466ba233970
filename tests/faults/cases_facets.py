"""Faults of what Facets was told: seen from outside, by its public answers alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.faults.case import ANY, BLAME, UNSURE, Case
from tests.faults.scene import Scene
from tests.net.raw_server import response
from tests.oidc.browser import free_port
from tests.oidc.hydra import CLIENT_ID

HERE = "create"
PAGE = response(b"<!doctype html><title>Facets</title>", kind="text/html")


def _case(
    name: str, fault: str, plant: Any, *right: str, kinds: frozenset[str] = BLAME, **more: Any
) -> Case:
    more = {"step": HERE, "walk": "outside"} | more
    return Case(name, "facets", fault, plant, frozenset(right), kinds=kinds, **more)


class ControlPlane:
    """A control plane that was told everything right, until a test changes it."""

    def __init__(self, scene: Scene) -> None:
        self.port = scene.talk(self.serve)
        base = f"http://127.0.0.1:{self.port}"
        scene.values["control_plane_url"] = base
        scene.create = lambda done: setattr(self, "created", done)
        scene.hydra.redirects = [f"{base}/login/oauth2/code/jumpcloud", scene.test_address]
        self.entry: dict[str, Any] = {
            "registrationId": "jumpcloud", "provider": "JUMP_CLOUD", "clientId": CLIENT_ID,
            "loginButtonText": "Acme", "scope": "openid",
        }  # fmt: skip
        self.query = {
            "response_type": "code", "client_id": CLIENT_ID, "scope": "openid email profile",
            "state": "s", "redirect_uri": f"{base}/login/oauth2/code/jumpcloud",
        }  # fmt: skip
        self.authorize = f"{scene.issuer}oauth2/auth"
        self.created = True
        """Whether the person has clicked Create."""
        self.options: bytes | None = None
        self.sign_in: bytes | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ")[1]
        if path == b"/public/v1/loginOptions":
            entries = [self.entry] if self.created else []
            writer.write(self.options or response(json.dumps(entries).encode()))
        elif path == b"/oauth2/authorization/jumpcloud":
            place = f"Location: {self.authorize}?{urlencode(self.query)}"
            writer.write(self.sign_in or response(b"", status="302 Found", headers=(place,)))
        else:
            writer.write(PAGE)
        await writer.drain()


def plane(change: Callable[[ControlPlane, Scene], object]) -> Callable[[Scene], None]:
    return lambda scene: (change(ControlPlane(scene), scene), None)[1]


def entry(**told: Any) -> Callable[[Scene], None]:
    return plane(lambda one, _: one.entry.update(told))


def query(**told: Any) -> Callable[[Scene], None]:
    return plane(lambda one, _: one.query.update(told))


def answers(**given: Any) -> Callable[[Scene], None]:
    """Set whole answers: `options`, `sign_in`, `authorize`."""

    def change(one: ControlPlane, _: Scene) -> None:
        for name, value in given.items():
            setattr(one, name, value)

    return plane(change)


def gone(scene: Scene) -> None:
    scene.values["control_plane_url"] = f"http://127.0.0.1:{free_port()}"


def id_taken(scene: Scene) -> None:
    one = ControlPlane(scene)
    base = f"http://127.0.0.1:{one.port}"
    scene.values = {}
    scene.typed = ("registration", "Control Plane URL", base)
    scene.waits = True


OTHER = "5aa2de77-428e-48c8-a4f7-d4f6b11c71a6"
OTHERS = [{"registrationId": "google", "provider": "GOOGLE", "clientId": "g"}]

CASES = (
    _case("create-not-clicked", "Create was not clicked in Facets.",
          answers(options=response(json.dumps(OTHERS).encode()), sign_in=PAGE),
          "facets.entry_missing"),
    _case("other-provider", "Okta was selected as the provider.",
          entry(provider="OKTA"), "facets.provider_differs"),
    _case("other-client-id", "Facets has the Client ID of another application.",
          entry(clientId=OTHER), "facets.client_id_differs"),
    _case("signs-in-with-other-id", "Facets shows the right Client ID, and signs in with another.",
          query(client_id=OTHER), "facets.sign_in_client_id_differs"),
    _case("other-redirect", "Facets comes back to another address.",
          query(redirect_uri="https://old.acme.example/login/oauth2/code/jumpcloud"),
          "facets.sign_in_redirect_differs"),
    _case("facets-other-region", "Facets sends people to the JumpCloud of another region.",
          plane(lambda one, s: setattr(one, "authorize", f"{s.elsewhere.issuer}oauth2/auth")),
          "facets.other_region"),
    _case("facets-other-sign-in", "Facets sends people to another sign-in altogether.",
          answers(authorize="https://acme.okta.example/oauth2/v1/authorize"),
          "facets.other_provider"),
    _case("button-text", "Facets shows another text on the button.",
          entry(loginButtonText="Acme GmbH"), "facets.button_text_differs", kinds=UNSURE),
    _case("no-email-scope", "Facets does not ask for the e-mail address.",
          query(scope="openid profile"), "facets.sign_in_no_email", kinds=UNSURE),
    _case("no-public-list", "This version of Facets has no public list.",
          answers(options=PAGE), "facets.no_public_list", kinds=UNSURE),
    _case("list-unheard-of", "The list has a form that nobody has heard of.",
          answers(options=response(b'{"options": {"jumpcloud": 7}}')),
          "facets.list_not_understood", "facets.no_public_list", kinds=UNSURE),
    _case("sign-in-page", "Facets starts its sign-in with a page of its own.",
          answers(sign_in=PAGE), "facets.sign_in_no_redirect", kinds=UNSURE),
    _case("facets-down", "The Control Plane is down.", gone, "network.refused", kinds=UNSURE),
    _case("id-taken", "The Registration ID is already in use.", id_taken, "facets.id_taken",
          kinds=ANY - BLAME, step="registration", walk="form"),
)  # fmt: skip
