"""A real Chromium opens what `BROWSER` is given and can be used by the words on its pages."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.peers.chromium import Browser
from tests.peers.process import PeerError, wait_until
from tests.peers.provider import Account, CertifiedProvider, Client
from tests.peers.test_provider import authorization_request

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the opener is a shell script")

FORM = """<!DOCTYPE html><title>A form</title><h1>Order</h1>
<form id="form"><label>Name <input name="name"></label>
<label for="size">Size</label>
<select id="size"><option>Small</option><option>Large</option></select>
<label><input type="checkbox" id="gift"> As a gift</label>
<button type="button" onclick="said.textContent =
  `${form.elements.name.value}, ${size.value}, ${gift.checked}`">Tell</button>
</form><p id="said"></p>"""


class FormPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.arrived.append((self.path, self.headers.get("Sec-Fetch-Site", "")))  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(FORM.encode())

    def log_message(self, *_: object) -> None:
        """Stay quiet: the test looks at `arrived`."""


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), FormPage)
        self.arrived: list[tuple[str, str]] = []
        self.address = f"http://127.0.0.1:{self.server_port}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as running:
        yield running


def open_as_the_app_does(browser: Browser, url: str) -> float:
    """Open by Python's own `webbrowser` in another process; returns how long that took."""
    script = "import sys, webbrowser; sys.exit(0 if webbrowser.open(sys.argv[1]) else 1)"
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", script, url],
        env={**os.environ, "BROWSER": browser.opener},
        check=True,
        timeout=30,
    )
    return time.monotonic() - started


def test_the_opener_returns_quickly_and_its_address_is_a_page_of_this_browser(
    browser: Browser, site: Site
) -> None:
    address = f"{site.address}/opened?a=1&b=two%20words%2F%26&c=%C3%BC"

    took = open_as_the_app_does(browser, address)
    page = browser.wait_for_page("/opened")

    assert took < 5
    assert page.url == address
    assert ("/opened?a=1&b=two%20words%2F%26&c=%C3%BC", "none") in site.arrived
    page.close()


def test_pages_are_used_by_the_words_on_them(browser: Browser, site: Site) -> None:
    page = browser.open(f"{site.address}/form")

    page.fill("Name", "Ada")
    page.choose("Size", "Large")
    page.tick("As a gift")
    page.click("Tell")
    page.wait_for_text("Ada, Large, true")

    assert page.title == "A form"
    assert page.value("Name") == "Ada"
    assert "Order" in page.text()
    page.close()


def test_a_button_that_is_not_there_fails_by_name_and_in_time(browser: Browser, site: Site) -> None:
    page = browser.open(f"{site.address}/form")
    started = time.monotonic()

    with pytest.raises(PeerError, match="click"):
        page.click("No such button", timeout=0.3)

    assert time.monotonic() - started < 5
    page.close()
    with pytest.raises(PeerError, match="this page is closed"):
        page.text()


def test_a_page_that_never_comes_is_told_with_those_that_are_open(browser: Browser) -> None:
    with pytest.raises(
        PeerError, match="no page whose address has /nowhere; open are: about:blank"
    ):
        browser.wait_for_page("/nowhere", timeout=0.2)


@pytest.mark.parametrize("address", ["http://example.com/", "http://192.0.2.1/", "http://[::1]/"])
def test_nothing_but_the_loopback_address_is_reached(browser: Browser, address: str) -> None:
    with pytest.raises(PeerError, match="ERR_NAME_NOT_RESOLVED"):
        browser.open(address)
    browser.pages()[-1].close()


def test_a_name_can_be_led_to_the_loopback_address(site: Site) -> None:
    target = site.address.removeprefix("http://")
    with Browser(hosts={"wiki.acme.example": target}) as browser:
        page = browser.open("http://wiki.acme.example/led")

        assert page.title == "A form"
        assert "/led" in [path for path, _ in site.arrived]


def test_a_screenshot_is_a_picture(browser: Browser, site: Site, tmp_path: Path) -> None:
    page = browser.open(f"{site.address}/form")
    page.screenshot(tmp_path / "page.png")

    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
    page.close()


def test_a_person_signs_in_at_the_certified_provider_and_comes_back(
    browser: Browser, site: Site
) -> None:
    callback = f"{site.address}/callback"
    with CertifiedProvider(clients=[Client(redirect_uris=[callback])]) as provider:
        url = authorization_request(
            provider.issuer, redirect_uri=callback, scope="openid email offline_access"
        )
        open_as_the_app_does(browser, url)
        page = browser.wait_for_page("/sign-in/")
        page.fill("E-mail", Account().login)
        page.fill("Password", Account().password)
        page.click("Sign in")
        page = browser.wait_for_page("/callback?")

    answer = parse_qs(urlsplit(page.url).query)
    assert set(answer) == {"code", "state", "iss"}
    assert any("/sign-in/" in url for url in page.visited)
    page.close()


def test_a_person_who_cancels_comes_back_with_access_denied(browser: Browser, site: Site) -> None:
    callback = f"{site.address}/callback"
    with CertifiedProvider(clients=[Client(redirect_uris=[callback])]) as provider:
        page = browser.open(authorization_request(provider.issuer, redirect_uri=callback))
        page.click("Cancel")
        browser.wait_for_page("/callback?")

    assert parse_qs(urlsplit(page.url).query)["error"] == ["access_denied"]
    page.close()


def test_nothing_of_the_browser_is_left_after_stopping() -> None:
    with Browser() as browser:
        folder = Path(browser.opener.split()[0]).parent

    assert not folder.exists()
    wait_until(lambda: not processes_naming(folder), 5, "all of Chromium's processes to go")


def processes_naming(folder: Path) -> list[str]:
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in lines.splitlines() if str(folder) in line]
