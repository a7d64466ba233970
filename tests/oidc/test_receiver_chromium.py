"""The way back in a real Chromium: redirects from a public page, and pages that interfere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jcwizard.model.secret import Secret
from jcwizard.oidc import receiver as module
from jcwizard.oidc.pages import ENGLISH
from jcwizard.oidc.receiver import Event
from jcwizard.oidc.screening import Incoming, Kind, Screened, screen
from tests.oidc.receiving import STATE, Rig, with_receiver
from tests.peers.chromium import Browser, Page
from tests.peers.process import PeerError

row = pytest.mark.row

PUBLIC = "sign-in.example"

# Everything that a page can do to an address without a person: the last line says that it is over.
EVIL = """<!doctype html><title>trying</title><body><script>
const to = 'TO';
const loaded = (part) => new Promise((end) => {
  part.onload = part.onerror = end; setTimeout(end, 2000); document.body.append(part);
});
const made = (tag, more) => Object.assign(document.createElement(tag), more);
const form = () => {
  const aim = made('iframe', {name: 'aim'}), sent = loaded(aim);
  const form = made('form', {action: to, method: 'post', target: 'aim'});
  document.body.append(form); form.submit(); return sent;
};
Promise.allSettled([
  loaded(made('img', {src: to})),
  loaded(made('script', {src: to})),
  loaded(made('iframe', {src: to})),
  loaded(made('object', {data: to})),
  loaded(made('link', {rel: 'prefetch', href: to})),
  loaded(made('link', {rel: 'stylesheet', href: to})),
  fetch(to, {mode: 'no-cors'}), fetch(to), fetch(to, {method: 'POST', headers: {'X-A': 'b'}}),
  new Promise((end) => { new WebSocket(to.replace('http:', 'ws:')).onclose = end; }),
  form(),
]).then(() => { document.title = 'tried'; document.body.append('It was tried.'); });
</script>"""


class Shown(BaseHTTPRequestHandler):
    """`/go` sends the browser to the site's `to`, `/evil` does everything else to that address.

    Any other page has a link that leads to `/go`.
    """

    server: Site

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/go" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/go":
            self.send_header("Location", self.server.to)
        self.end_headers()
        link = "<!doctype html><title>A page</title><a href='/go'>Sign in</a>"
        evil = EVIL.replace("TO", self.server.to)
        self.wfile.write((evil if self.path == "/evil" else link).encode())

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


class Site(ThreadingHTTPServer):
    """A site whose pages lead, one way or another, to the address `to`."""

    daemon_threads = True
    to = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Shown)


@contextmanager
def serving() -> Iterator[Site]:
    with Site() as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site
        site.shutdown()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The site that the browser takes for one on the internet."""
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def local() -> Iterator[Site]:
    """A program of this computer."""
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    """A browser to which the site's name is one on the internet, and this computer is not."""
    overrides = f"--ip-address-space-overrides=127.0.0.1:{site.server_port}=public"
    with Browser(hosts={PUBLIC: f"127.0.0.1:{site.server_port}"}, flags=[overrides]) as running:
        yield running


@pytest.fixture
def came(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Incoming, Screened]]:
    """Every request that reached the receiver, and what it was taken for."""
    heard: list[tuple[Incoming, Screened]] = []

    def screening(incoming: Incoming, hosts: frozenset[str], path: str) -> Screened:
        screened = screen(incoming, hosts, path)
        heard.append((incoming, screened))
        return screened

    monkeypatch.setattr(module, "screen", screening)
    return heard


Came = list[tuple[Incoming, Screened]]


async def in_thread(work: Callable[..., Page], *words: object) -> Page:
    """A browser is used with plain calls, while the receiver goes on."""
    return await asyncio.to_thread(work, *words)


async def signs_in(rig: Rig, browser: Browser, site: Site) -> Page:
    """Press the button of the sign-in page, which leads back, and show the verdict."""
    site.to = rig.right
    page = await in_thread(browser.open, f"http://{PUBLIC}:{site.server_port}/page")
    clicking = asyncio.ensure_future(asyncio.to_thread(page.click, "Sign in"))
    assert (await rig.receiver.wait()).code == Secret("abc")
    verdict = ENGLISH.html(ENGLISH.passed, person="Maya", service="Facets")
    await rig.receiver.tell(verdict)
    await clicking
    await asyncio.to_thread(page.wait_for_text, "It works")
    return page


@row("L26", "U13", "M19", "L16")
def test_a_redirect_from_a_public_page_comes_back_and_leaves_no_code(
    browser: Browser, site: Site, came: Came
) -> None:
    async def use(rig: Rig) -> None:
        page = await signs_in(rig, browser, site)
        seen = await asyncio.to_thread(lambda: (page.url, page.visited, page.title))
        assert seen[0] == f"http://127.0.0.1:{rig.port}/done"
        assert not [url for url in seen[1] if "code" in url or STATE in url]
        assert seen[2] == "It works"
        request = next(one for one, screened in came if screened.kind is Kind.CALLBACK)
        fetch = {name: value for name, value in request.headers if name.startswith("sec-fetch")}
        assert fetch["sec-fetch-site"] == "cross-site"
        assert (fetch["sec-fetch-mode"], fetch["sec-fetch-dest"]) == ("navigate", "document")
        assert rig.events == []
        await asyncio.to_thread(page.close)

    with_receiver(use)


@row("L16", "M19", "L14")
@pytest.mark.parametrize("public", [True, False], ids=["public page", "page of this computer"])
def test_a_page_that_does_everything_to_the_address_changes_nothing(
    browser: Browser, site: Site, local: Site, came: Came, public: bool
) -> None:
    """It even knows the state. The browser holds back a public page; a local one gets through."""

    async def use(rig: Rig) -> None:
        waiting = asyncio.ensure_future(rig.receiver.wait())
        where, host = (site, PUBLIC) if public else (local, "127.0.0.1")
        where.to = rig.right
        page = await in_thread(browser.open, f"http://{host}:{where.server_port}/evil")
        await asyncio.to_thread(page.wait_for_text, "It was tried.")
        assert not waiting.done()
        assert not [one for one, screened in came if screened.kind is not Kind.NOTHING]
        if not public:
            kinds = {one.all("sec-fetch-dest")[0] for one, _ in came if one.all("sec-fetch-dest")}
            assert {"image", "script", "iframe", "object", "empty", "style"} <= kinds
        await asyncio.to_thread(page.close)
        done = await signs_in(rig, browser, site)
        await asyncio.to_thread(done.close)
        assert (await waiting).code == Secret("abc")

    with_receiver(use)


@row("L8", "M17", "M18")
def test_a_browser_that_was_led_to_https_is_recognised(browser: Browser) -> None:
    async def use(rig: Rig) -> None:
        secure = rig.right.replace("http:", "https:")
        with pytest.raises(PeerError, match="ERR_"):
            await in_thread(browser.open, secure)
        assert Event.HTTPS in rig.events
        await rig.still_waits()

    with_receiver(use)
    browser.pages()[-1].close()
