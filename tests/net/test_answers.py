"""From a reply that proves nothing to its finding; the answers are made with respx."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from jcwizard.model.finding import Finding
from jcwizard.net.answers import no_answer, sign_in_page
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.trouble import Trouble, trouble_of

URL = "https://issuer.example/.well-known/openid-configuration"
PAGE = "<html><head><title>Hotel Wi-Fi</title></head></html>"


def replied(with_client: Any, answer: httpx.Response | Exception) -> Reply:
    with respx.mock() as mock:
        route = mock.get(URL)
        route.side_effect = answer if isinstance(answer, Exception) else lambda _asked: answer
        reply: Reply = with_client(lambda client: client.send(Request("GET", URL)))
        return reply


def test_a_good_answer_is_judged_by_others(with_client: Any) -> None:
    reply = replied(with_client, httpx.Response(200, json={"issuer": "x"}))
    assert no_answer(reply) is None
    assert sign_in_page(reply) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_an_answer(with_client: Any, status: int) -> None:
    assert no_answer(replied(with_client, httpx.Response(status, json={}))) is None


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_in_trouble_has_not_answered(with_client: Any, status: int) -> None:
    finding = no_answer(replied(with_client, httpx.Response(status)))
    assert finding is not None
    assert finding.code == "network.server_error"
    assert finding.values == {"host": "issuer.example", "status": str(status)}


@pytest.mark.row("N18")
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, "7 s"),
        ({"Retry-After": "119"}, "119 s"),
        ({"Retry-After": "121"}, "3 min"),
        ({"Retry-After": "9" * 50}, "60 min"),
        ({"Retry-After": "soon"}, ""),
        ({"Retry-After": "-1"}, ""),
        ({"Retry-After": "1.5"}, ""),
        ({}, ""),
        (
            {
                "Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT",
                "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
            },
            "30 s",
        ),
        ({"Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"}, ""),
    ],
)
def test_too_many_requests_says_how_long_to_wait(
    with_client: Any, headers: dict[str, str], wait: str
) -> None:
    finding = no_answer(replied(with_client, httpx.Response(429, headers=headers)))
    assert finding is not None
    code = "network.wait_asked" if wait else "network.too_many_requests"
    assert (finding.code, finding.values.get("wait", "")) == (code, wait)


@pytest.mark.row("N9", "N10")
@pytest.mark.parametrize(
    ("answer", "title", "target"),
    [
        (httpx.Response(200, html=PAGE), "Hotel Wi-Fi", ""),
        (httpx.Response(200, content=PAGE.encode()), "Hotel Wi-Fi", ""),
        (
            httpx.Response(302, headers={"Location": "http://portal.example/?a=b"}),
            "",
            "http://portal.example/?a=••••••••",
        ),
    ],
)
def test_a_page_or_redirect_instead_of_data_is_a_sign_in_page(
    with_client: Any, answer: httpx.Response, title: str, target: str
) -> None:
    reply = replied(with_client, answer)
    assert no_answer(reply) is None
    finding = sign_in_page(reply)
    assert finding is not None
    assert finding.code == "network.sign_in_page"
    assert (finding.values["title"], finding.values["target"]) == (title, target)
    assert finding.evidence == (reply.exchange,)


@pytest.mark.row("N9")
def test_status_511_is_a_sign_in_page_by_its_number(with_client: Any) -> None:
    finding = no_answer(replied(with_client, httpx.Response(511, html=PAGE)))
    assert finding is not None
    assert finding.code == "network.sign_in_page"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ConnectTimeout(""), "network.timeout"),
        (httpx.ReadTimeout(""), "network.timeout"),
        (httpx.ReadError(""), "network.cut_off"),
        (httpx.WriteError(""), "network.cut_off"),
        (httpx.PoolTimeout(""), "network.timeout"),
        (httpx.RemoteProtocolError("strange"), "network.not_http"),
        (
            httpx.LocalProtocolError("Illegal header value b'hunter22'"),
            "network.request_not_sendable",
        ),
        (httpx.ConnectError(""), "network.failed"),
    ],
)
def test_trouble_becomes_a_finding_without_the_librarys_words(
    with_client: Any, error: Exception, code: str
) -> None:
    reply = replied(with_client, error)
    finding = no_answer(reply)
    assert finding is not None
    assert finding.code == code
    assert finding.values["host"] == "issuer.example"
    assert "hunter22" not in repr(finding)
    assert sign_in_page(reply) is None


@pytest.mark.parametrize(
    ("number", "code"),
    [(101, "network.unreachable"), (113, "network.unreachable"), (5, "network.failed")],
)
def test_the_systems_own_numbers_are_understood(number: int, code: str) -> None:
    trouble = trouble_of(OSError(number, "words"))
    assert trouble is not None
    assert trouble.code == code


def test_a_reason_inside_a_group_is_found() -> None:
    group = ExceptionGroup("all attempts failed", [OSError("x"), ConnectionRefusedError(111, "no")])
    assert trouble_of(group) == Trouble("network.refused", "no")


def test_a_finding_is_a_value_that_can_be_compared(with_client: Any) -> None:
    reply = replied(with_client, httpx.Response(500))
    assert no_answer(reply) == no_answer(reply)
    assert isinstance(no_answer(reply), Finding)


def test_an_answer_may_be_made_for_the_clients_own_transport(with_client: Any) -> None:
    async def talk(client: Client) -> dict[str, object] | None:
        with respx.mock() as mock:
            mock.post("https://issuer.example/token").respond(json={"a": 1})
            request = Request("POST", "https://issuer.example/token", form=(("a", "b"),))
            return (await client.send(request)).json_object()

    assert with_client(talk) == {"a": 1}
