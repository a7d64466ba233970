"""What is asked once more, after which wait, and what never is."""

from __future__ import annotations

import asyncio
import time
from asyncio import StreamReader, StreamWriter

import pytest

from jcwizard.jumpcloud import paths, patience
from jcwizard.jumpcloud.access import Place
from jcwizard.jumpcloud.admin_api import AdminApi, Answer, outcome_unknown
from jcwizard.model.finding import Finding
from jcwizard.net.client import Client
from tests.jumpcloud.admin_server import (
    ONE,
    TWO,
    Answers,
    a_client,
    admin_server,
    api_key,
    gives,
    page,
    says,
)
from tests.net.raw_server import listening
from tests.oidc.servers import run

CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
NOTHING = b""
BUSY = [says("busy", status) for status in (502, 503, 504)]
LIMITED = says("slow down", 429, "Retry-After: 0")
APPLICATION = paths.application(ONE)
REFUSALS = (400, 401, 403, 404, 409, 422)
BIND = {"op": "add", "type": "user_group", "id": TWO}
BODY = {
    "active": True,
    "name": "oidc",
    "displayName": "OpenID Connect",
    "displayLabel": "Acme",
    "config": {},
    "sso": {"type": "oidc", "hidden": False},
}


def told(method: str, answers: Answers) -> tuple[Answer | Finding, int, list[float]]:
    """Send one request; return what became of it, how often it went out, and the waits."""

    async def talk() -> tuple[Answer | Finding, int, list[float]]:
        waits: list[float] = []
        everything: dict[str, Answers] = {
            "GET /applications": answers,
            f"PUT {APPLICATION}": answers,
            f"DELETE {APPLICATION}": answers,
            f"POST {paths.associations(ONE)}": answers,
        }
        async with admin_server(everything) as server, a_client() as client:
            api = server.api(client, on_wait=waits.append)
            return await send(api, method), len(server.heard), waits

    return run(talk())


async def send(api: AdminApi, method: str) -> Answer | Finding:
    if method == "GET":
        return await api.get(paths.APPLICATIONS, [("limit", "1")])
    if method == "POST":
        return await api.write("POST", paths.associations(ONE), BIND)
    return await api.write(method, APPLICATION, BODY if method == "PUT" else None)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("failure", [*BUSY, CUT, NOTHING])
def test_what_does_the_same_each_time_is_sent_again_when_a_server_has_trouble(
    method: str, failure: bytes
) -> None:
    found, sent, waits = told(method, [failure, gives({"_id": ONE})])
    assert isinstance(found, Answer)
    assert (sent, len(waits)) == (2, 1)


@pytest.mark.parametrize("failure", [BUSY[0], NOTHING])
def test_it_is_sent_three_times_at_most(failure: bytes) -> None:
    found, sent, _waits = told("PUT", failure)
    assert isinstance(found, Finding)
    assert found.code in {"network.server_error", "network.cut_off"}
    assert sent == 3


@pytest.mark.parametrize("failure", [*BUSY, says("oops", 500), CUT, NOTHING, page()])
def test_a_post_goes_out_once_and_then_nobody_can_say_whether_it_arrived(failure: bytes) -> None:
    found, sent, waits = told("POST", [failure, gives({})])
    assert isinstance(found, Finding)
    assert (sent, waits) == (1, [])
    assert outcome_unknown(found)


@pytest.mark.parametrize(
    "answer", [says("no", status) for status in (400, 401, 403, 404, 409, 422)]
)
def test_after_a_refusal_surely_nothing_was_done(answer: bytes) -> None:
    found, sent, _waits = told("POST", answer)
    assert isinstance(found, Finding)
    assert (sent, outcome_unknown(found)) == (1, False)


def test_without_a_connection_surely_nothing_was_done() -> None:
    async def talk() -> Finding:
        async with admin_server({}) as server:
            place = server.place()
        async with a_client() as client:
            found = await send(AdminApi(client, place, api_key()), "POST")
            assert isinstance(found, Finding)
            return found

    found = run(talk())
    assert (found.code, outcome_unknown(found)) == ("network.refused", False)


def test_a_post_that_takes_too_long_may_have_arrived() -> None:
    async def talk() -> Finding:
        async def wait(heard: StreamReader, _writer: StreamWriter) -> None:
            await heard.read()

        async with listening(wait) as port:
            place = Place("us", f"http://127.0.0.1:{port}/api", "", True, "US")
            client = Client(deadline=0.2)
            try:
                found = await send(AdminApi(client, place, api_key()), "POST")
            finally:
                await client.aclose()
            assert isinstance(found, Finding)
            return found

    found = run(talk())
    assert (found.code, outcome_unknown(found)) == ("network.timeout", True)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_server_that_is_asked_too_often_is_given_time_whatever_was_asked(method: str) -> None:
    answers: Answers = [LIMITED, LIMITED, LIMITED, gives({"results": [], "totalCount": 0})]
    found, sent, waits = told(method, answers)
    assert isinstance(found, Answer)
    assert sent == 4
    assert waits == sorted(waits)


def test_a_server_that_stays_asked_too_often_is_told_of_in_the_end() -> None:
    found, sent, waits = told("POST", LIMITED)
    assert isinstance(found, Finding)
    assert (found.code, outcome_unknown(found)) == ("admin.too_many", False)
    assert sent == len(waits) + 1
    assert sum(waits) <= patience.LONGEST_WAIT


def test_the_wait_that_is_asked_for_is_told_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LONGEST_WAIT", 2.0)
    started = time.monotonic()
    found, sent, waits = told("POST", [says("slow down", 429, "Retry-After: 1"), gives({})])
    assert isinstance(found, Answer)
    assert (sent, waits) == (2, [1.0])
    assert time.monotonic() - started >= 1


def test_a_wait_that_is_too_long_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LONGEST_WAIT", 60.0)
    found, sent, waits = told("POST", says("slow down", 429, "Retry-After: 61"))
    assert isinstance(found, Finding)
    assert (found.code, sent, waits) == ("admin.too_many", 1, [])


def test_a_wait_can_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LONGEST_WAIT", 60.0)

    async def talk() -> int:
        waiting = asyncio.Event()
        slow: dict[str, Answers] = {"GET /applications": says("slow", 429, "Retry-After: 50")}
        async with admin_server(slow) as server, a_client() as client:
            api = server.api(client, on_wait=lambda _seconds: waiting.set())
            task = asyncio.create_task(send(api, "GET"))
            await waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return len(server.heard)

    assert run(talk()) == 1


def test_what_a_repeated_deletion_does_not_find_any_more_it_has_deleted() -> None:
    found, sent, _waits = told("DELETE", [NOTHING, says("Not Found", 404)])
    assert isinstance(found, Answer)
    assert (found.status, sent) == (404, 2)
    once, _sent, _none = told("DELETE", says("Not Found", 404))
    assert isinstance(once, Finding)
    assert once.code == "admin.not_found"
