"""The little server: what it refuses, what bounds it has, and that garbage never hurts it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jcwizard.practice import serving
from jcwizard.practice.form_data import FormData, encode, parse_form, unescape
from tests.practice.running import RunningWorld


@pytest.fixture
def portal(running: RunningWorld) -> tuple[str, int]:
    parts = urlsplit(running.world.console_url)
    return str(parts.hostname), parts.port or 0


@pytest.fixture(scope="module")
def long_lived() -> Iterator[RunningWorld]:
    with RunningWorld() as running:
        yield running


def raw(place: tuple[str, int], data: bytes) -> bytes:
    """Send bytes and return everything that comes back until the other side closes."""
    with socket.create_connection(place, timeout=5) as visitor:
        visitor.sendall(data)
        visitor.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := visitor.recv(65536):
            received += chunk
        return received


def was_closed(visitor: socket.socket) -> bool:
    """Say whether the other side has closed; over unread bytes that looks like a reset."""
    try:
        return visitor.recv(1) == b""
    except ConnectionResetError:
        return True


def head(place: tuple[str, int], first_line: str, *more: str) -> bytes:
    host = f"Host: {place[0]}:{place[1]}"
    return "\r\n".join([first_line, host, *more, "", ""]).encode()


def test_one_request_is_answered_and_the_connection_closed(portal: tuple[str, int]) -> None:
    answer = raw(portal, head(portal, "GET / HTTP/1.1") * 2)
    assert answer.count(b"HTTP/1.1 200") == 1
    assert b"Connection: close" in answer


def test_a_head_request_has_the_length_but_no_body(portal: tuple[str, int]) -> None:
    answer = raw(portal, head(portal, "HEAD /practice.css HTTP/1.1"))
    headers, _, body = answer.partition(b"\r\n\r\n")
    assert headers.startswith(b"HTTP/1.1 200")
    assert b"Content-Length: " in headers
    assert b"Content-Length: 0" not in headers
    assert body == b""


@pytest.mark.parametrize(
    "data",
    [b"\x16\x03\x01\x02\x00\x01\x00\x01", b"GET\r\n\r\n", b"\x00" * 50],
)
def test_what_is_no_http_is_a_bad_request(portal: tuple[str, int], data: bytes) -> None:
    assert raw(portal, data + b"\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_a_visitor_who_says_nothing_gets_nothing(portal: tuple[str, int]) -> None:
    assert raw(portal, b"") == b""


def test_half_a_request_gets_no_page(portal: tuple[str, int]) -> None:
    assert b"200" not in raw(portal, b"GET / HTTP/1.1\r\nHost: x")


def test_a_head_without_end_is_refused(portal: tuple[str, int]) -> None:
    endless = b"GET / HTTP/1.1\r\nX: " + b"x" * (serving.HEAD_LIMIT * 2)
    assert raw(portal, endless).startswith(b"HTTP/1.1 431")


def test_a_large_body_is_refused_and_the_refusal_arrives(portal: tuple[str, int]) -> None:
    body = b"x" * (serving.BODY_LIMIT * 4)
    request = head(portal, "POST /login HTTP/1.1", f"Content-Length: {len(body)}")
    assert raw(portal, request + body).startswith(b"HTTP/1.1 413")


def test_a_body_up_to_the_limit_is_taken(portal: tuple[str, int]) -> None:
    body = b"x" * serving.BODY_LIMIT
    request = head(portal, "POST /login HTTP/1.1", f"Content-Length: {len(body)}")
    assert raw(portal, request + body).startswith(b"HTTP/1.1 410")


def test_a_body_in_chunks_is_read(portal: tuple[str, int]) -> None:
    kind = "Content-Type: application/x-www-form-urlencoded"
    request = head(
        portal, "POST /applications/new/general HTTP/1.1", kind, "Transfer-Encoding: chunked"
    )
    body = b"e\r\ndisplay_label=\r\n4\r\nWiki\r\n0\r\n\r\n"
    assert raw(portal, request + body).startswith(b"HTTP/1.1 303")


def test_who_waits_for_a_go_on_gets_it(portal: tuple[str, int]) -> None:
    request = head(portal, "POST /login HTTP/1.1", "Content-Length: 1", "Expect: 100-continue")
    with socket.create_connection(portal, timeout=5) as visitor:
        visitor.sendall(request)
        assert visitor.recv(65536).startswith(b"HTTP/1.1 100")
        visitor.sendall(b"x")
        assert visitor.recv(65536).startswith(b"HTTP/1.1 410")


def test_another_name_for_this_computer_is_refused(portal: tuple[str, int]) -> None:
    request = f"GET / HTTP/1.1\r\nHost: evil.example:{portal[1]}\r\n\r\n".encode()
    assert raw(portal, request).startswith(b"HTTP/1.1 421")


def test_a_slow_visitor_is_shown_out(
    running: RunningWorld, portal: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "ARRIVAL_SECONDS", 0.05)
    with socket.create_connection(portal, timeout=5) as visitor:
        visitor.sendall(b"GET / HTTP/1.1\r\n")
        assert was_closed(visitor)


@pytest.mark.logs("the practice world failed at /")
def test_a_mistake_of_a_page_is_a_plain_500(
    portal: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("jcwizard.practice.pages.Pages.page", broken)
    answer = raw(portal, head(portal, "GET /?secret=x HTTP/1.1"))
    assert answer.startswith(b"HTTP/1.1 500")
    assert b"broken on purpose" not in answer


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=300))
def test_garbage_never_keeps_it_from_answering_the_next(
    long_lived: RunningWorld, data: bytes
) -> None:
    for address in (long_lived.world.issuer, long_lived.world.control_plane_url):
        place = ("127.0.0.1", urlsplit(address).port or 0)
        assert raw(place, data)[:9] in (b"", b"HTTP/1.1 ")
        assert raw(place, head(place, "GET / HTTP/1.1")).startswith(b"HTTP/1.1 ")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.text(max_size=40), query=st.text(max_size=60), body=st.text(max_size=60))
def test_no_path_query_or_form_is_a_mistake_of_a_page(
    long_lived: RunningWorld, path: str, query: str, body: str
) -> None:
    world = long_lived.world
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    forms = ("oauth2/token", "login", "applications/new/general", "settings/oauth-integrations/new")
    with httpx.Client(trust_env=False) as web:
        for base in (world.issuer, f"{world.console_url}/", f"{world.control_plane_url}/"):
            address = f"{base}{quote(path)}?{quote(query, safe='%&=+;')}"
            assert web.get(address).status_code < 500
            for form in forms:
                reply = web.post(f"{base}{form}", content=body.encode(), headers=headers)
                assert reply.status_code < 500


def test_a_port_that_is_taken_is_not_insisted_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving.bind(port) as other:
            assert other.getsockname()[1] not in (0, port)


def test_a_port_that_is_none_is_a_free_one() -> None:
    with serving.bind(None) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert listening.getsockname()[1] > 0


def test_form_fields_are_read_as_go_reads_them() -> None:
    form = parse_form("a=1&a=2&b=x+y%20z&c&=&d=%C3%A4")
    assert form is not None
    assert form.all("a") == ["1", "2"]
    assert (form.get("a"), form.get("b"), form.get("c"), form.get("d")) == ("1", "x y z", "", "ä")
    assert ("c" in form, "z" in form) == (True, False)


@pytest.mark.parametrize("text", ["a=%", "a=%zz", "%4", "a=1;b=2"])
def test_what_go_refuses_is_malformed(text: str) -> None:
    assert parse_form(text) is None


def test_one_value_is_unescaped_or_malformed() -> None:
    assert unescape("a+b%41;") == "a bA;"
    assert unescape("100%") is None


def test_fields_are_written_sorted_with_plus_signs() -> None:
    assert encode({"b": "x y", "a": "~ä/"}) == "a=~%C3%A4%2F&b=x+y"
    assert encode(FormData([("z", "1"), ("a", "2"), ("z", "0")]).pairs) == "a=2&z=1&z=0"
