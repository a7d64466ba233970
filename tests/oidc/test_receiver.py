"""The loopback address under fire: only a browser's own visit with our state ends the wait."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import Any

import pytest

from jcwizard.model.secret import Secret
from jcwizard.oidc import callback as reading
from jcwizard.oidc import receiver as module
from jcwizard.oidc.callback import Callback
from jcwizard.oidc.receiver import Event
from tests.oidc.browser import NAVIGATION, Seen, is_free, raw, request_bytes, seen, visit
from tests.oidc.receiving import STATE, Rig, with_receiver

row = pytest.mark.row


@row("L8", "M17", "M18")
@pytest.mark.parametrize("least", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_browser_that_insists_on_https_is_recognised(least: ssl.TLSVersion) -> None:
    async def use(rig: Rig) -> None:
        context = ssl.create_default_context()
        context.minimum_version = least
        with pytest.raises((ssl.SSLError, OSError)):
            await asyncio.open_connection("127.0.0.1", rig.port, ssl=context)
        assert rig.events == [Event.HTTPS]
        await rig.still_waits()

    with_receiver(use)


@row("L8", "M17")
def test_one_byte_of_a_tls_greeting_is_enough() -> None:
    async def use(rig: Rig) -> None:
        assert await raw(rig.port, b"\x16") == b""
        assert rig.events == [Event.HTTPS]
        await rig.still_waits()

    with_receiver(use)


@row("L10", "L11", "M1")
def test_silent_sockets_do_not_keep_the_browser_out() -> None:
    async def use(rig: Rig) -> None:
        idle = [await asyncio.open_connection("127.0.0.1", rig.port) for _ in range(60)]
        await rig.still_waits()
        for _, writer in idle:
            writer.close()

    with_receiver(use)


@row("L10", "L11")
def test_no_connection_may_be_silent_for_more_than_ten_seconds_nor_are_there_more_than_32() -> None:
    assert (module.ARRIVAL_SECONDS, module.MAX_CONNECTIONS) == (10.0, 32)


@row("L11")
def test_the_oldest_of_too_many_silent_connections_is_ended() -> None:
    async def use(rig: Rig) -> None:
        most = module.MAX_CONNECTIONS
        idle = [await asyncio.open_connection("127.0.0.1", rig.port) for _ in range(most + 3)]
        for reader, _ in idle[:3]:
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
        assert not any(reader.at_eof() for reader, _ in idle[3:])
        for _, writer in idle:
            writer.close()

    with_receiver(use)


@row("L10")
def test_nobody_is_waited_for_who_did_not_bring_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHOWN_SECONDS", 600.0)  # a test ends before that

    async def use(rig: Rig) -> None:
        _, idle = await asyncio.open_connection("127.0.0.1", rig.port)
        assert (await visit(f"http://127.0.0.1:{rig.port}/favicon.ico")).status == 404
        rig.receiver.offer(Callback(Secret("abc")))
        await rig.receiver.tell(b"")
        idle.close()

    with_receiver(use)


@row("L28")
def test_nobody_is_waited_for_who_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHOWN_SECONDS", 600.0)  # a test ends before that

    async def use(rig: Rig) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", rig.port)
        writer.write(request_bytes(rig.right, headers=NAVIGATION))
        await rig.receiver.wait()
        writer.close()
        while not all(one.gone for one in rig.receiver._connections):  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
        await rig.receiver.tell(b"")

    with_receiver(use)


def test_the_browser_that_brought_the_answer_is_not_ended_to_make_room() -> None:
    async def use(rig: Rig) -> None:
        visiting = asyncio.ensure_future(visit(rig.right))
        await rig.receiver.wait()
        most = module.MAX_CONNECTIONS
        idle = [await asyncio.open_connection("127.0.0.1", rig.port) for _ in range(most + 3)]
        assert (await visit(f"http://127.0.0.1:{rig.port}/favicon.ico")).status == 404
        telling = asyncio.ensure_future(rig.receiver.tell(b"<p>the verdict</p>"))
        assert (await visiting).status == 303
        assert (await visit(f"http://127.0.0.1:{rig.port}/done")).body == "<p>the verdict</p>"
        await telling
        for _, writer in idle:
            writer.close()

    with_receiver(use)


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("POST", "callback", "GET"), ("GET", "x", "")]
)
def test_a_refused_method_is_told_the_right_one(method: str, path: str, allowed: str) -> None:
    """RFC 9110 15.5.6."""

    async def use(rig: Rig) -> None:
        answer = await visit(f"http://127.0.0.1:{rig.port}/{path}", method)
        assert answer.headers.get("allow", "") == allowed

    with_receiver(use)


@row("L11")
def test_a_byte_now_and_then_does_not_keep_a_connection_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ARRIVAL_SECONDS", 0.2)

    async def use(rig: Rig) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.port)

        async def drip() -> None:
            with contextlib.suppress(OSError):
                while True:
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(0.02)

        dripping = asyncio.ensure_future(drip())
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        await rig.still_waits()
        writer.close()
        await dripping

    with_receiver(use)


@row("L10", "L11")
def test_a_connection_that_never_asks_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARRIVAL_SECONDS", 0.05)

    async def use(rig: Rig) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.port)
        writer.write(b"GET /callback?")
        assert await reader.read() == b""
        writer.close()
        await rig.still_waits()

    with_receiver(use)


@row("L11")
def test_a_byte_by_byte_request_is_understood() -> None:
    async def use(rig: Rig) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.port)
        for byte in request_bytes(rig.right, headers=NAVIGATION):
            writer.write(bytes([byte]))
            await writer.drain()
        assert (await rig.receiver.wait()).code == Secret("abc")
        telling = asyncio.ensure_future(rig.receiver.tell(b"x"))
        assert seen(await reader.read()).status == 303
        await visit(f"http://127.0.0.1:{rig.port}/done")
        await telling
        writer.close()

    with_receiver(use)


@row("L27", "M29")
def test_the_browser_is_held_until_the_verdict_and_dropped_when_there_is_none() -> None:
    async def use(rig: Rig) -> None:
        visiting = asyncio.ensure_future(raw(rig.port, request_bytes(rig.right)))
        await rig.receiver.wait()
        assert not visiting.done()
        rig.receiver.close()
        assert await visiting == b""

    with_receiver(use)


@row("L26")
def test_a_browser_that_does_not_follow_is_not_waited_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert module.SHOWN_SECONDS == 2.0
    monkeypatch.setattr(module, "SHOWN_SECONDS", 0.05)

    async def use(rig: Rig) -> None:
        visiting = asyncio.ensure_future(visit(rig.right))
        await rig.receiver.wait()
        await rig.receiver.tell(b"x")
        assert (await visiting).status == 303
        assert await is_free(rig.port)

    with_receiver(use)


def test_an_answer_that_came_another_way_is_the_first_and_only_one() -> None:
    async def use(rig: Rig) -> None:
        rig.receiver.offer(Callback(code=Secret("pasted")))
        rig.receiver.offer(Callback(code=Secret("late")))
        assert (await rig.receiver.wait()).code == Secret("pasted")
        visiting = asyncio.ensure_future(visit(rig.right))
        await asyncio.sleep(0.02)
        telling = asyncio.ensure_future(rig.receiver.tell(b"x"))
        assert (await visiting).status == 303
        await visit(f"http://127.0.0.1:{rig.port}/done")
        await telling

    with_receiver(use)


@row("K31", "L18")
def test_the_state_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `hmac.compare_digest` says decides, whatever the values are."""
    compared: list[tuple[Any, Any]] = []
    verdict = [False]

    def compare(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return verdict[0]

    monkeypatch.setattr(reading.hmac, "compare_digest", compare)
    right, wrong = f"code=abc&state={STATE}", "code=abc&state=wrong"
    assert not isinstance(reading.read_query(right, Secret(STATE)), Callback)
    verdict[0] = True
    assert isinstance(reading.read_query(wrong, Secret(STATE)), Callback)
    assert compared == [(STATE.encode(), STATE.encode()), (b"wrong", STATE.encode())]


@row("L25")
@pytest.mark.parametrize("name", ["error_description", "state", "code", "error", "x"])
def test_no_answer_repeats_what_came(name: str) -> None:
    async def use(rig: Rig) -> None:
        evil = "%3Cscript%3Ealert(1)%3C/script%3E"
        answers = [
            await visit(f"http://127.0.0.1:{rig.port}{path}?{name}={evil}&state=other")
            for path in ("/callback", "/done", "/favicon.ico", "/%3Cscript%3E")
        ]
        answers.append(await visit(f"{rig.address}?{name}={evil}", "POST"))
        answers.append(await visit(f"{rig.address}?{name}={evil}", host="<script>"))
        for answer in answers:
            whole = f"{answer.body}{answer.headers}"
            assert "alert" not in whole
            assert "script" not in whole

    with_receiver(use)


@pytest.mark.row("K35")
@row("L25")
def test_every_answer_carries_the_headers_that_keep_the_code_in_place() -> None:
    async def use(rig: Rig) -> None:
        answers: list[Seen] = [
            await visit(f"{rig.address}?state=x"),
            await visit(f"http://127.0.0.1:{rig.port}/favicon.ico"),
        ]
        for answer in answers:
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert "default-src 'none'" in answer.headers["content-security-policy"]

    with_receiver(use)
