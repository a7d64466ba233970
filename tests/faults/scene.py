"""The world of one fault: a pretended JumpCloud on real sockets, its browser, what is typed.

A fault is planted by changing parts of it, never by changing anything of the wizard.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
import pytest

from jcwizard.keep.keychain import Keychain
from jcwizard.model.finding import Finding
from tests.net.raw_server import Serve, listening, serving
from tests.oidc.browser import free_port
from tests.oidc.hydra import CLIENT_ID, SECRET, Hydra
from tests.oidc.servers import Answer, Answerer, Asked, as_json, to

T = TypeVar("T")
PATIENCE = 60.0
CONTROL_PLANE = "https://facets.acme.example"
REDIRECTS = {
    "facets": f"{CONTROL_PLANE}/login/oauth2/code/jumpcloud",
    "paradime": "https://account.paradime.io/login/callback",
    "custom": "https://wiki.acme.example/login/callback",
}
ENTERED = {
    "facets": {"control_plane_url": CONTROL_PLANE, "registration_id": "jumpcloud"},
    "paradime": {"paradime_region": "eu"},
    "custom": {
        "display_label": "Acme Wiki",
        "redirect_urls": REDIRECTS["custom"],
        "login_url": "https://wiki.acme.example/login",
    },
}


class OtherThread:
    """An event loop in a thread of its own, in which the servers of a scene live."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="scene")
        self._thread.start()
        self._stack = AsyncExitStack()

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run it there and return its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def enter(self, manager: AbstractAsyncContextManager[T]) -> T:
        """Enter it there; it is left when the scene ends."""
        return self.do(self._stack.enter_async_context(manager))

    def end(self) -> None:
        """Leave what was entered, and end the thread."""
        self.do(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    async def _leave(self) -> None:
        await self._stack.aclose()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


@dataclass
class Visitor:
    """Stands in for the person's browser: follows redirects, on this computer only.

    It stays where another host would have to be reached: there JumpCloud shows its own page.
    """

    opens: bool = True
    goes: bool = True
    leaves_before_the_callback: bool = False
    instead: Callable[[str], object] | None = None
    """What is done with the callback's address instead of visiting it."""
    opened: list[str] = field(default_factory=list)
    at: str = ""
    """The address bar in the end."""

    def __post_init__(self) -> None:
        self._threads: list[threading.Thread] = []

    def __call__(self, link: str) -> bool:
        """Open a link, as the system's opener does."""
        self.opened.append(link)
        if self.opens and self.goes:
            thread = threading.Thread(target=self.follow, args=(link,), daemon=True)
            self._threads.append(thread)
            thread.start()
        return self.opens

    def follow(self, link: str) -> str:
        """Go where the link leads; returns what the address bar holds in the end."""
        try:
            return self._follow(link)
        except httpx.HTTPError:  # the wizard was closed: the browser shows a page of its own
            return self.at

    def _follow(self, link: str) -> str:
        callback = dict(httpx.QueryParams(urlsplit(link).query))["redirect_uri"]
        with httpx.Client(trust_env=False, timeout=PATIENCE) as web:
            self.at = link
            for _ in range(8):
                if self.at.startswith(callback):
                    if self.instead is not None:
                        self.instead(self.at)
                        return self.at
                    if self.leaves_before_the_callback:
                        return self.at
                if urlsplit(self.at).hostname != "127.0.0.1":
                    return self.at
                headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
                answer = web.get(self.at, headers=headers)
                if not answer.is_redirect:
                    return self.at
                self.at = urljoin(self.at, answer.headers["location"])
        raise AssertionError("redirected for ever")

    def join(self) -> None:
        """Wait for the pages that are still being shown."""
        for thread in self._threads:
            thread.join(PATIENCE)


def nothing() -> None:
    """Do nothing between the two checks."""


@dataclass
class Scene:
    """Everything that a fault may change before and while the person goes through the wizard."""

    servers: OtherThread
    patch: pytest.MonkeyPatch
    folder: Path
    hydra: Hydra
    elsewhere: Hydra
    """The other regions of JumpCloud; no application of this organisation lives there."""
    port: int = field(default_factory=free_port)
    service: str = "facets"
    values: dict[str, str] = field(default_factory=dict)
    client_id: str = CLIENT_ID
    secret: str = SECRET
    issuer: str = ""
    deadline: float = 15.0
    """Seconds that one request may take."""
    seconds: float = 300.0
    """Seconds that the person has for signing in."""
    asks: bool = False
    """Whether the page asks at once what the browser shows."""
    sight: str = ""
    """What the person then says to see."""
    typed: tuple[str, str, str] = ("", "", "")
    """A step, a field's label, and what is pasted there."""
    waits: bool = False
    """Whether the answer to what is typed comes only after a while."""
    pasted: Callable[[], str] | None = None
    """The address that the person pastes while the test login waits."""
    walks_to: frozenset[str] = frozenset()
    """Steps that are to be done yet although a setup was begun before."""
    file: Path | None = None
    create: Callable[[bool], object] = lambda _: None
    """Clicks Create in Facets, or takes it back."""
    visitor: Visitor = field(default_factory=Visitor)
    between: Callable[[], object] = nothing
    """What happens after Check now was answered and before the test login."""
    keychain: Callable[[], Keychain] = lambda: Keychain(find=lambda: Finding("keychain.absent"))
    keeps: bool = False
    """Whether the person asks to keep the secret in the keychain."""

    def __post_init__(self) -> None:
        self.issuer = self.hydra.issuer
        self.endings: list[Callable[[], object]] = []
        self.be("facets")

    @property
    def test_address(self) -> str:
        return f"http://127.0.0.1:{self.port}/callback"

    @property
    def redirect(self) -> str:
        """The redirect URL of the service."""
        return REDIRECTS[self.service]

    def be(self, service: str) -> None:
        """Make it a setup of this service whose application is right in everything."""
        self.service = service
        self.values = dict(ENTERED[service])
        self.hydra.redirects = [self.redirect, self.test_address]

    @property
    def regions(self) -> dict[str, dict[str, str]]:
        console = {"console_url": "https://console.jumpcloud.example"}
        other = {"issuer": self.elsewhere.issuer, **console}
        return {
            "us": {"name": "US", "issuer": self.issuer, **console},
            "eu": {"name": "EU", **other},
            "in": {"name": "India", **other, "issuer": other["issuer"].rstrip("/") + "/in/"},
        }

    # --- what faults use ---------------------------------------------------------------------

    def own(self, end: Callable[[], object]) -> None:
        """Call this when the scene ends."""
        self.endings.append(end)

    def raw(self, answer: bytes | Serve, **options: Any) -> int:
        """Serve these bytes to everybody; returns the port."""
        return self.servers.enter(serving(answer, **options)).port

    def talk(self, handle: Any, **options: Any) -> int:
        """Let this function handle every connection; returns the port."""
        return self.servers.enter(listening(handle, **options))

    def answer(self, path: str, answer: Answer | Answerer) -> None:
        """Answer a path of JumpCloud otherwise."""
        self.hydra.server.routes[path] = answer

    def after_check(self, path: str, answer: Answer | Answerer) -> None:
        """Answer a path otherwise as soon as Check now has been answered."""
        self.between = lambda: self.answer(path, answer)

    def comes_back_with(self, error: str, text: str = "") -> None:
        """Let the sign-in come back with this error; silent questions are answered as ever."""

        def authorize(asked: Asked) -> Answer:
            if asked.query.get("prompt") == "none" or len(asked.query.get("state", "")) < 8:
                return self.hydra.authorize(asked)
            return self.hydra.back(asked.query["redirect_uri"], asked.query, error, text)

        self.answer("/oauth2/auth", authorize)

    def shift_clock(self, seconds: float) -> None:
        """Let JumpCloud's clock stand this many seconds before ours."""

        def shifted(claims: dict[str, Any]) -> None:
            for name in ("iat", "exp", "auth_time", "rat"):
                claims[name] = int(claims[name] - seconds)

        date = formatdate(time() - seconds, usegmt=True)
        self.hydra.change_claims = shifted
        self.hydra.date = date
        self.answer(DISCOVERY, lambda _: as_json(self.hydra.document(), Date=date))


DISCOVERY = "/.well-known/openid-configuration"
AUTHORIZE, TOKEN, KEYS, USERINFO = (
    "/oauth2/auth",
    "/oauth2/token",
    "/.well-known/jwks.json",
    "/userinfo",
)


def error_page(error: str, text: str) -> Answer:
    """Return a redirect to the provider's own error page."""
    page = "https://console.jumpcloud.example/oidc/error"
    return to(f"{page}?{urlencode({'error': error, 'error_description': text})}", 302)


@contextmanager
def scene_of(patch: pytest.MonkeyPatch, folder: Path) -> Iterator[Scene]:
    """Start a JumpCloud in which nothing is wrong yet."""
    servers = OtherThread()
    try:
        hydra, elsewhere = Hydra(), Hydra(client_id="another-organisation")
        servers.enter(hydra.server)
        servers.enter(elsewhere.server)
        scene = Scene(servers, patch, folder, hydra, elsewhere)
        yield scene
        for end in scene.endings:
            end()
        scene.visitor.join()
    finally:
        servers.end()
