"""A question that a server did not answer is put again where that is safe, and only there."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from jcwizard.model.secret import Secret
from jcwizard.net import repeats
from jcwizard.net.answers import no_answer
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.repeats import LONGEST_PAUSE, Repeats, asked_wait
from tests.net.raw_server import RawServer, Serve, response, serving

GOOD = response(b'{"a": 1}')


def in_turn(*answers: bytes) -> Serve:
    """Give each answer once, the last one for ever."""
    left = list(answers)

    async def give(writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])
        await writer.drain()

    return give


def asked(with_client: Any, answers: tuple[bytes, ...], **options: Any) -> tuple[Reply, RawServer]:
    async def talk(client: Client) -> tuple[Reply, RawServer]:
        async with serving(in_turn(*answers)) as server:
            return await client.send(
                Request(url=server.url, **({"method": "GET"} | options))
            ), server

    result: tuple[Reply, RawServer] = with_client(talk)
    return result


@pytest.mark.row("N19")
@pytest.mark.parametrize("status", ["500 Oh", "502 Bad Gateway", "503 Busy", "504 Late"])
@pytest.mark.parametrize("failures", [1, 2])
def test_a_server_that_recovers_is_asked_until_it_answers(
    with_client: Any, status: str, failures: int
) -> None:
    reply, server = asked(with_client, (*[response(status=status)] * failures, GOOD))
    assert reply.json_object() == {"a": 1}
    assert len(server.heard) == failures + 1


@pytest.mark.row("N19")
def test_a_server_that_stays_in_trouble_is_asked_three_times_and_then_told(
    with_client: Any,
) -> None:
    reply, server = asked(with_client, (response(status="503 Busy"),))
    finding = no_answer(reply)
    assert finding is not None
    assert (finding.code, len(server.heard)) == ("network.server_error", 3)


@pytest.mark.row("N19")
def test_a_host_that_has_just_failed_is_not_waited_for_again(with_client: Any) -> None:
    async def talk(client: Client) -> list[int]:
        counts = []
        async with serving(response(status="503 Busy")) as server:
            for _time in range(2):
                await client.send(Request("GET", server.url))
                counts.append(len(server.heard))
        return counts

    assert with_client(talk) == [3, 4]


@pytest.mark.row("N18", "N19")
@pytest.mark.parametrize(
    "answer",
    [
        response(status="500 Oh"),
        response(status="503 Busy", headers=("Retry-After: 0",)),
        response(status="429 Slow down", headers=("Retry-After: 0",)),
        response(status="429 Slow down"),
    ],
)
def test_what_carries_a_secret_goes_out_once(with_client: Any, answer: bytes) -> None:
    form = (("code", Secret("ory_ac_1234567890")),)
    reply, server = asked(with_client, (answer, GOOD), method="POST", form=form)
    assert reply.status in {429, 500, 503}
    assert len(server.heard) == 1


@pytest.mark.row("N18")
def test_a_short_wait_that_is_asked_for_is_kept(with_client: Any) -> None:
    limited = response(status="429 Slow down", headers=("Retry-After: 1",))
    started = time.monotonic()
    reply, server = asked(with_client, (limited, GOOD))
    assert (reply.status, len(server.heard)) == (200, 2)
    assert time.monotonic() - started >= 1


@pytest.mark.row("N18")
@pytest.mark.parametrize(
    ("wait", "shown"), [("6", "6 s"), ("60", "60 s"), ("600", "10 min"), ("9" * 40, "60 min")]
)
def test_a_long_wait_is_told_with_its_time_and_not_sat_through(
    with_client: Any, wait: str, shown: str
) -> None:
    limited = response(status="429 Slow down", headers=(f"Retry-After: {wait}",))
    reply, server = asked(with_client, (limited, GOOD))
    finding = no_answer(reply)
    assert finding is not None
    assert (finding.code, finding.values["wait"]) == ("network.wait_asked", shown)
    assert len(server.heard) == 1


@pytest.mark.row("N18")
def test_a_wait_by_date_is_measured_by_the_servers_own_clock() -> None:
    sent = "Sun, 06 Nov 1994 08:49:37 GMT"
    for until, seconds in (
        ("Sun, 06 Nov 1994 08:49:41 GMT", 4),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ("Sun, 06 Nov 2094 08:49:41 GMT", 3600),
    ):
        assert asked_wait({"retry-after": until, "date": sent}) == seconds
    assert asked_wait({"retry-after": sent}) is None


@pytest.mark.row("N18", "N19")
def test_a_wait_can_be_cancelled(with_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "_PAUSES", (LONGEST_PAUSE / 2, LONGEST_PAUSE / 2))

    async def talk(client: Client) -> float:
        heard = asyncio.Event()

        async def busy(writer: asyncio.StreamWriter) -> None:
            writer.write(response(status="503 Busy"))
            await writer.drain()
            heard.set()

        async with serving(busy) as server:
            sending = asyncio.create_task(client.send(Request("GET", server.url)))
            await heard.wait()
            started = time.monotonic()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            return time.monotonic() - started

    assert with_client(talk) < LONGEST_PAUSE / 2


@pytest.mark.row("N12", "N19")
def test_no_wait_goes_beyond_the_deadline(
    with_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "LONGEST_PAUSE", 60.0)
    monkeypatch.setattr(repeats, "_PAUSES", (40.0, 40.0))

    async def talk(client: Client) -> tuple[Reply, int]:
        async with serving(response(status="503 Busy")) as server:
            return await client.send(Request("GET", server.url)), len(server.heard)

    started = time.monotonic()
    reply, asked_for = with_client(talk, deadline=20.0)
    assert (reply.status, asked_for) == (503, 1)
    assert time.monotonic() - started < 20


@pytest.mark.row("N19")
def test_the_pauses_grow_and_differ_from_time_to_time(
    monkeypatch: pytest.MonkeyPatch, real_pauses: tuple[float, ...]
) -> None:
    monkeypatch.setattr(repeats, "_PAUSES", real_pauses)

    def pauses(earlier: int) -> set[float]:
        found = (Repeats().pause("GET", "a", 503, {}, None, earlier) for _time in range(20))
        return {pause for pause in found if pause is not None}

    first, second = pauses(0), pauses(1)
    assert len(first) > 1
    assert 0.2 < max(first) < min(second) < LONGEST_PAUSE
    assert Repeats().pause("GET", "a", 503, {}, None, 2) is None


@pytest.mark.row("N26", "N29")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_kept_connection_that_died_since_is_replaced_before_anything_is_sent(
    with_client: Any, method: str
) -> None:
    """A POST never goes over a kept one at all: nobody could say whether it arrived."""
    kept = response().replace(b"Connection: close\r\n", b"")

    async def talk(client: Client) -> tuple[int, list[bytes], int]:
        async with serving(kept, keep=method == "POST") as server:
            await client.send(Request("GET", server.url))
            reply = await client.send(Request(method, server.url))
            return reply.status, [heard[:4] for heard in server.heard], server.connections

    status, heard, connections = with_client(talk)
    assert (status, connections) == (200, 2)
    assert heard == [b"GET ", method.encode().ljust(4)]
