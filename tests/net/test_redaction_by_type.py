"""Redaction goes by what is known to be public and by type: a name that nobody knows is hidden."""

from __future__ import annotations

import asyncio
import json
import pickle
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.exchange import Exchange
from jcwizard.model.secret import DOTS, Secret
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.public_names import PUBLIC_FIELDS, PUBLIC_HEADERS, PUBLIC_MEMBERS
from jcwizard.net.redaction import public_url, record
from jcwizard.net.trouble import trouble_of
from tests.canaries import canary, hatch, leaks
from tests.net.raw_server import response, serving

pytestmark = pytest.mark.row("S22")

CANARY = canary("redaction")
PUBLIC = PUBLIC_FIELDS | PUBLIC_MEMBERS | set(PUBLIC_HEADERS)
# RFC 9110 5.1: the name of a header is the same in capitals; all other names are not.
HEADERS = {"accept", "content-type", "user-agent", *PUBLIC_HEADERS}
MADE_UP = st.one_of(
    st.text(min_size=1, max_size=20),
    st.from_regex(r"[a-z]{2,8}[_-][a-z]{2,8}", fullmatch=True),
    st.sampled_from(sorted(PUBLIC)).map(lambda name: f"{name}_2"),
    st.sampled_from(sorted(PUBLIC)).map(str.upper),
).filter(lambda name: name not in PUBLIC and name.lower() not in HEADERS)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))


def nested(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """JSON in which a value lies at any depth, below known names and made-up ones."""
    known = st.sampled_from([*sorted(PUBLIC_MEMBERS), "keys", "data"])
    return st.recursive(
        value,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda items: {"data": items}),
            st.dictionaries(st.one_of(known, MADE_UP), inner, min_size=1, max_size=3).map(
                lambda members: {"x": members}
            ),
            st.tuples(known, inner).map(lambda pair: {pair[0]: {"y": pair[1]}}),
        ),
        max_leaves=6,
    ).filter(lambda made: isinstance(made, dict))


def shown(exchange: Exchange) -> str:
    return f"{exchange!r}\n{exchange.body}\n{exchange.url}"


def recorded(
    request: Request, body: bytes = b"", headers: dict[str, str] | None = None
) -> Exchange:
    return record(request, status=200, headers=headers or {}, body=body, seconds=0, trouble=None)


@given(MADE_UP)
def test_a_made_up_name_is_hidden_wherever_it_stands(name: str) -> None:
    query = urlencode({name: CANARY}, errors="surrogatepass")
    request = Request(
        "POST",
        f"https://i.example/p?{query}#{query}",
        form=((name, CANARY), ("grant_type", "refresh_token")),
        headers=((name, CANARY), ("x-api-key", CANARY)),
    )
    headers = {name: CANARY, "location": f"https://i.example/?{query}#{query}"}
    page = f"<!doctype html><html><title>Sorry</title><p {name}='{CANARY}'>{CANARY}</html>"
    for body in (json.dumps({name: CANARY}).encode(), page.encode(), CANARY.encode()):
        exchange = recorded(request, body, headers)
        assert not list(leaks(shown(exchange), [CANARY]))
    assert ("grant_type", "refresh_token") in exchange.sent


@given(nested(st.just(CANARY)))
def test_a_value_below_another_is_hidden_at_any_depth(body: dict[str, object]) -> None:
    exchange = recorded(Request("GET", "https://i.example/"), json.dumps(body).encode())
    assert not list(leaks(shown(exchange), [CANARY]))


@given(st.sampled_from(sorted(PUBLIC_FIELDS)))
def test_a_secret_is_hidden_by_its_type_under_any_name(name: str) -> None:
    secret = Secret(CANARY)
    request = Request(
        "POST", "https://i.example/", form=((name, secret),), headers=((name, secret),)
    )
    body = json.dumps({"error": CANARY, "scope": f"a {quote(CANARY)} b"}).encode()
    headers = {"server": CANARY, "location": f"https://i.example/?error={quote(CANARY)}"}
    exchange = recorded(request, body, headers)
    assert (name, DOTS) in exchange.sent
    assert not list(leaks(shown(exchange), [CANARY]))


@given(st.lists(st.tuples(MADE_UP, PLAIN), max_size=5))
def test_no_names_make_the_record_fail(pairs: list[tuple[str, Any]]) -> None:
    body = json.dumps(dict(pairs)).encode()
    recorded(Request("GET", "https://i.example/"), body, {name: "x" for name, _ in pairs})


def test_a_user_name_and_password_in_an_address_are_never_shown() -> None:
    login = quote(CANARY, safe="")
    for url in (f"https://ann:{login}@a.example/", f"https://{login}@b.example/x"):
        assert not list(leaks(public_url(url), [CANARY]))


@pytest.mark.row("S26")
def test_a_header_with_a_key_is_in_no_repr_text_or_pickle(with_client: Any) -> None:
    request = Request(
        "GET",
        "https://i.example/",
        headers=(("x-api-key", CANARY), ("Authorization", Secret(f"Bearer {CANARY}"))),
    )
    reply = Reply(recorded(request, headers={"x-api-key": CANARY}), 200, {"x-api-key": CANARY})
    for text in (repr(request), str(request), f"{request}", repr(reply), str(reply)):
        assert not list(leaks(text, [CANARY]))
    with pytest.raises(TypeError):
        pickle.dumps(request)


@pytest.mark.row("S26", "S11")
@pytest.mark.parametrize("fault", ["refused", "cut off", "no HTTP", "not ASCII", "huge", "late"])
def test_what_the_wire_raises_stays_in_the_client(with_client: Any, fault: str) -> None:
    """The errors of httpx hold the request; a UnicodeEncodeError holds the text itself."""
    value = Secret(hatch(f"Bearer {CANARY}é" if fault == "not ASCII" else "Bearer CANARY-x-91f0"))
    answers = {
        "cut off": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx",
        "no HTTP": b"SSH-2\r\n\r\n",
    }
    answer = answers.get(fault, response(body=b"x" * 9999))
    form = (("client_secret", Secret(hatch(CANARY))), ("code", Secret(hatch("ory_ac_0123456789"))))

    async def talk(client: Client) -> Reply:
        async with serving(answer) as server:
            url = "http://127.0.0.1:9/" if fault == "refused" else server.url
            client._deadline = 1e-9 if fault == "late" else client._deadline
            request = Request(
                "POST", url, form=form, headers=(("Authorization", value),), max_bytes=500
            )
            return await client.send(request)

    reply = with_client(talk)
    assert reply.trouble is not None
    told = [repr(reply), str(reply.trouble), str(reply.exchange), repr(reply.trouble.values)]
    pickled = pickle.dumps((reply.trouble.code, reply.trouble.detail, dict(reply.trouble.values)))
    told.append(pickled.decode("latin-1"))
    secrets = [CANARY, "CANARY-x-91f0", "ory_ac_0123456789"]
    assert not list(leaks("\n".join(told), secrets))


def test_an_error_with_a_secret_in_its_text_is_told_without_it() -> None:
    import httpx

    request = httpx.Request("POST", "https://i.example/", content=f"client_secret={CANARY}")
    faults = [
        httpx.LocalProtocolError(f"Illegal header value {CANARY!r}", request=request),
        httpx.RemoteProtocolError(CANARY, request=request),
        httpx.ReadError(CANARY, request=request),
        httpx.ProxyError(f"407 {CANARY}", request=request),
        httpx.InvalidURL(CANARY),
        OSError(CANARY),
    ]
    for fault in faults:
        trouble = trouble_of(fault)
        assert trouble is not None
        assert not list(leaks(repr(trouble), [CANARY])), type(fault)


def test_a_task_that_is_cancelled_in_the_middle_says_nothing(with_client: Any) -> None:
    async def talk(client: Client) -> list[str]:
        async with serving(b"") as server:
            form = (("client_secret", Secret(hatch(CANARY))),)
            sending = asyncio.ensure_future(client.send(Request("POST", server.url, form=form)))
            await asyncio.sleep(0)
            sending.cancel()
            (ended,) = await asyncio.gather(sending, return_exceptions=True)
            return [repr(ended), repr(sending)]

    assert not list(leaks("\n".join(with_client(talk)), [CANARY]))
