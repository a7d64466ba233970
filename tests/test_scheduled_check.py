"""A re-check on a schedule passes after the test address was removed, as the last page asks."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jcwizard.checking import check
from tests.oidc.hydra import CLIENT_ID, SECRET, SERVICE_REDIRECT, TEST_REDIRECT, Hydra
from tests.oidc.servers import Answer, Answerer, Asked

REMOVED = {"test_address": "removed"}


@contextmanager
def serving(hydra: Hydra) -> Iterator[Hydra]:
    """Serve in a thread of its own: the check has its own loop."""
    ready, end = threading.Event(), list[Callable[[], object]]()

    async def serve() -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        end.append(lambda: loop.call_soon_threadsafe(ended.set))
        async with hydra.server:
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(20)
        yield hydra
    finally:
        end[0]()
        thread.join(20)


@pytest.fixture(autouse=True)
def typed_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(SECRET))


def checked(
    hydra: Hydra,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    login: bool = False,
    as_json: bool = True,
    seconds: float = 30.0,
    **more: str,
) -> tuple[int, Any]:
    """Run `jcwizard check` on a setup file of this application; return its end and what it said."""
    file = folder / "wiki.jcsetup"
    document = {
        "version": 1,
        "service": "custom",
        "issuer": hydra.issuer,
        "display_label": "Wiki",
        "redirect_urls": [SERVICE_REDIRECT],
        "login_url": "https://wiki.acme.example/login",
        "client_id": CLIENT_ID,
        "scopes": ["openid", "email", "profile"],
        **more,
    }
    file.write_text(json.dumps(document), "utf-8")
    asked = argparse.Namespace(
        setup=file,
        port=14217,
        secret_stdin=True,
        admin_key_stdin=False,
        json=as_json,
        login=login,
        timeout=seconds,
    )
    code = check(asked)
    out = capsys.readouterr().out
    return code, json.loads(out) if as_json else out


def row(document: Any, check_id: str) -> tuple[str, str]:
    return next((c["status"], c["code"]) for c in document["checks"] if c["id"] == check_id)


def test_a_removed_test_address_is_the_expected_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Hydra(redirects=[SERVICE_REDIRECT])) as hydra:
        code, document = checked(hydra, tmp_path, capsys, **REMOVED)
    assert (code, document["verdict"]) == (0, "passed")
    assert row(document, "test_redirect") == ("skipped", "redirect.test_removed")


def test_without_the_persons_word_it_is_still_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Hydra(redirects=[SERVICE_REDIRECT])) as hydra:
        code, document = checked(hydra, tmp_path, capsys)
    assert (code, document["verdict"]) == (1, "failed")
    assert row(document, "test_redirect") == ("failed", "redirect.test_missing")


def test_a_test_login_says_what_to_add_again_and_opens_no_browser(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Hydra(redirects=[SERVICE_REDIRECT])) as hydra:
        code, said = checked(hydra, tmp_path, capsys, login=True, as_json=False, **REMOVED)
        paths = hydra.server.paths()
    assert code == 1
    assert "click Add URI and paste the expected address" in said
    probes = [asked for asked in hydra.server.asked if asked.path == "/oauth2/auth"]
    assert all(asked.query["prompt"] == "none" for asked in probes)
    assert "/userinfo" not in paths


def test_what_else_breaks_is_still_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Hydra(redirects=["https://other.example/cb"])) as hydra:
        code, document = checked(hydra, tmp_path, capsys, **REMOVED)
    assert code == 1
    assert row(document, "service_redirect") == ("failed", "redirect.service_differs")


def test_a_test_address_that_was_never_removed_simply_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Hydra(redirects=[SERVICE_REDIRECT, TEST_REDIRECT])) as hydra:
        code, document = checked(hydra, tmp_path, capsys, **REMOVED)
    assert code == 0
    assert row(document, "test_redirect") == ("passed", "")


def test_a_word_that_a_file_cannot_have_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wiki.jcsetup"
    file.write_text('{"version": 1, "service": "facets", "test_address": "gone"}', "utf-8")
    asked = argparse.Namespace(
        setup=file,
        port=14217,
        secret_stdin=True,
        admin_key_stdin=False,
        json=True,
        login=False,
        timeout=30.0,
    )
    assert check(asked) == 2
    assert "key test_address has 'gone'. Known are removed" in capsys.readouterr().err


def test_a_provider_that_takes_too_long_in_all_is_could_not_tell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each answer would come in time; only all of them together do not."""
    hydra = Hydra()
    for path, answer in tuple(hydra.server.routes.items()):
        hydra.server.routes[path] = slow(answer)
    with serving(hydra):
        code, document = checked(hydra, tmp_path, capsys, seconds=1.5)
    assert (code, document["verdict"]) == (3, "unknown")
    assert row(document, "time") == ("unknown", "cli.timeout")


def slow(answer: Answer | Answerer) -> Answerer:
    def later(asked: Asked) -> Answer:
        return replace(answer(asked) if callable(answer) else answer, after=0.9)

    return later
