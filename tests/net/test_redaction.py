"""What is kept of an exchange: allow-listed values only, and never a secret."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import pickle
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.exchange import Exchange
from jcwizard.model.secret import DOTS, Secret
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.redaction import excerpt, page_title, public_url, record
from tests.net.raw_server import response, serving

SECRET = "Zq7+w/secret value=%"  # with characters that change in every encoding


def recorded(
    request: Request, *, body: bytes = b"", headers: dict[str, str] | None = None, status: int = 200
) -> Exchange:
    return record(
        request, status=status, headers=headers or {}, body=body, seconds=0.1, trouble=None
    )


@pytest.mark.row("K83")
def test_public_form_fields_keep_their_values_and_all_others_only_their_names() -> None:
    form = (
        ("grant_type", "authorization_code"),
        ("client_id", "my-client"),
        ("redirect_uri", "https://a.example/cb?token=abc"),
        ("code", "abcdef"),
        ("code_verifier", "v"),
        ("client_secret", Secret("s3cret")),
        ("scope", Secret("even so")),
    )
    assert recorded(Request("POST", "https://i.example/", form=form)).sent == (
        ("grant_type", "authorization_code"),
        ("client_id", "my-client"),
        ("redirect_uri", f"https://a.example/cb?token={DOTS}"),
        ("code", DOTS),
        ("code_verifier", DOTS),
        ("client_secret", DOTS),
        ("scope", DOTS),
    )


def test_a_sent_header_shows_at_most_the_kind_of_login() -> None:
    headers = (
        ("Authorization", Secret("Basic YTpi")),
        ("authorization", "Bearer eyJhbGciOi"),
        ("Authorization", Secret("s3cretwithoutkind")),
        ("x-api-key", Secret("k3y")),
        ("x-other", "plain"),
        ("Accept", "text/html"),
    )
    assert [value for _name, value in recorded(Request("GET", "x", headers=headers)).sent] == [
        f"Basic {DOTS}", f"Bearer {DOTS}", DOTS, DOTS, DOTS, "text/html"
    ]  # fmt: skip


@pytest.mark.row("K83", "K71")
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://a.example/p?client_id=c&state=s",
            f"https://a.example/p?client_id=c&state={DOTS}",
        ),
        ("https://a.example/p#access_token=t", f"https://a.example/p#access_token={DOTS}"),
        ("https://ann:word@a.example/", "https://a.example/"),
        ("https://a.example/?justtext", f"https://a.example/?justtext={DOTS}"),
        ("https://a.example/?a b=c", f"https://a.example/?{DOTS}={DOTS}"),
        ("https://a.example/#/applications", f"https://a.example/#{DOTS}={DOTS}"),
        ("/login?code=c&error=e", f"/login?code={DOTS}&error=e"),
        ("https://[", DOTS),
    ],
)
def test_an_address_shows_only_public_values(url: str, shown: str) -> None:
    assert public_url(url) == shown


def test_only_listed_headers_are_kept_and_the_location_is_redacted() -> None:
    headers = {
        "set-cookie": "session=1",
        "location": "https://a.example/cb?code=abc&error=denied",
        "content-type": "text/html",
        "x-token": "abc",
        "date": "Thu, 01 Jan 1998 00:00:00 GMT",
    }
    assert recorded(Request("GET", "x"), headers=headers).received == (
        ("content-type", "text/html"),
        ("date", "Thu, 01 Jan 1998 00:00:00 GMT"),
        ("location", f"https://a.example/cb?code={DOTS}&error=denied"),
    )


def test_a_json_body_keeps_public_members_and_the_names_of_the_others() -> None:
    body = {
        "access_token": "a", "expires_in": 3600, "error": "e", "token_endpoint": "https://a/t?x=1",
        "email": "ada@acme.example", "a strange name": 1, "scope": {"nested": "x"},
    }  # fmt: skip
    assert json.loads(excerpt(json.dumps(body).encode(), "application/json")) == {
        "access_token": DOTS,
        "expires_in": 3600,
        "error": "e",
        "token_endpoint": f"https://a/t?x={DOTS}",
        "email": DOTS,
        DOTS: DOTS,
        "scope": DOTS,
    }


def test_a_list_shows_how_many_and_the_first_ones() -> None:
    body = [{"registrationId": f"id{n}", "clientSecret": "s"} for n in range(7)]
    shown = json.loads(excerpt(json.dumps(body).encode(), ""))
    assert shown["entries"] == 7
    assert len(shown["first"]) == 5
    assert shown["first"][0] == {"registrationId": "id0", "clientSecret": DOTS}


def test_keys_show_their_kind_and_not_their_content() -> None:
    body = {"keys": [{"kty": "RSA", "kid": "1", "n": "AQAB", "d": "private"}]}
    assert json.loads(excerpt(json.dumps(body).encode(), ""))["keys"]["first"] == [
        {"kty": "RSA", "kid": "1", "n": DOTS, "d": DOTS}
    ]


def test_a_page_shows_its_title_and_size_only() -> None:
    page = b"<!DOCTYPE html><html><TITLE lang=en>\n Sign\n in </TITLE><p>token=abc</html>"
    assert excerpt(page, "") == f"HTML, {len(page)} bytes, title: Sign in"
    assert excerpt(b"code=abc", "text/plain; charset=x") == "text/plain, 8 bytes"
    assert excerpt(b"abc", "") == "no type, 3 bytes"
    assert page_title(b"<title>" + b"x" * 1000) == ""


def test_a_page_of_nothing_but_title_tags_is_read_at_once() -> None:
    begun = time.monotonic()
    for tag in (b"<title", b"<title>"):
        assert page_title(tag * 10_000) == ""
    assert time.monotonic() - begun < 0.3, "it is read on the thread that paints"


@pytest.mark.row("K83")
@pytest.mark.parametrize(
    "said",
    [
        SECRET,
        "wrong: Zq7%2Bw%2Fsecret+value%3D%25",
        "wrong: Zq7%2Bw%2Fsecret%20value%3D%25",
        f"wrong: {base64.b64encode(SECRET.encode()).decode()}",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    ],
)
def test_a_secret_that_a_server_repeats_is_not_shown(said: str) -> None:
    request = Request("POST", "https://i.example/", form=(("client_secret", Secret(SECRET)),))
    headers = {"location": f"https://i.example/?error={said}", "www-authenticate": said}
    exchange = recorded(request, body=json.dumps({"error": said}).encode(), headers=headers)
    assert said.removeprefix("wrong: ") not in str(exchange)
    assert "secret" not in exchange.body + str(exchange.received)


@pytest.mark.row("K83")
def test_a_basic_login_that_a_server_repeats_is_not_shown() -> None:
    request = Request(
        "GET", "https://i.example/", headers=(("Authorization", Secret("Basic YWI6Y2Q=")),)
    )
    exchange = recorded(request, body=b'{"error": "bad YWI6Y2Q="}')
    assert "YWI6" not in str(exchange)


@pytest.mark.parametrize("before", range(280, 301))
def test_a_repeated_secret_is_not_shown_where_a_long_text_is_cut(before: int) -> None:
    request = Request("POST", "https://i.example/", form=(("client_secret", Secret("hunter22")),))
    said = "x" * before + "hunter22"
    headers = {"server": said, "location": f"https://i.example/?error={said}"}
    exchange = recorded(request, body=json.dumps({"error": said}).encode(), headers=headers)
    assert "hunt" not in str(exchange)


@given(st.text(max_size=60))
def test_no_address_is_a_fault(url: str) -> None:
    public_url(url)
    public_url("https://a.example/" + url)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=6, max_size=30), st.data())
def test_a_secret_value_is_in_no_part_of_the_record(secret: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["client_id", "client_secret", "scope", "x"]))
    secret = f"§{secret}"  # never part of what is written anyway
    request = Request("POST", "https://i.example/p", form=((name, Secret(secret)),))
    body = json.dumps({"error": secret, secret: secret}).encode()
    exchange = recorded(request, body=body, headers={"server": secret, "via": secret})
    assert secret not in str(exchange)
    assert secret not in exchange.body


@pytest.mark.row("S26")
def test_requests_and_replies_print_no_secret_and_no_body(with_client: Any) -> None:
    request = Request(
        "POST", "https://i.example/", form=(("code", "the-code"),), headers=(("x", "the-key"),)
    )
    reply = Reply(Exchange("GET", ""), 200, {"x": "the-cookie"}, b"the-token")
    for text in (repr(request), str(request), repr(reply), f"{reply}"):
        assert "the-" not in text


def test_a_request_with_a_secret_is_never_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Request("POST", "https://i.example/", form=(("a", Secret("b")),)))


@pytest.mark.row("K14", "K71", "K82")
@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.row("S10")
def test_no_logger_hears_an_address_or_a_secret(
    with_client: Any, caplog: pytest.LogCaptureFixture, fails: bool
) -> None:
    form = (("client_secret", Secret("hunter22")), ("code", "c0de1234"))
    headers = (("Authorization", Secret("Basic aHVudGVyMjI=")),)
    answer = b"" if fails else response(headers=("Set-Cookie: sess10n=1",))

    async def talk(client: Client) -> Reply:
        asyncio.get_running_loop().set_debug(True)
        async with serving(answer) as server:
            url = f"{server.url}/path0?state=st4te"
            await client.send(Request("GET", url))
            _every_logger_at_debug(caplog)
            return await client.send(Request("POST", url, form=form, headers=headers))

    _every_logger_at_debug(caplog)
    reply = with_client(talk)
    assert bool(reply.trouble) is fails
    heard = caplog.text
    for text in ("hunter22", "c0de1234", "aHVudGVyMjI=", "sess10n", "st4te", "path0"):
        assert text not in heard


def _every_logger_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
