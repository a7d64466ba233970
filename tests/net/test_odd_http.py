"""Answers at the edge of HTTP, and beyond it: read where the rules allow, else told by a code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.net.asking import asked, code

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/9.9 ok\r\n\r\n", b"\0" * 64])
def test_what_is_not_http_is_said_so(with_client: Any, answer: bytes) -> None:
    reply, _server = asked(with_client, answer)
    assert code(reply) == "network.not_http"


@pytest.mark.row("N27")
@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\nold", 200, b"old"),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold and more", 200, b"old"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        (b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n", 205, b""),
        (b"HTTP/1.1 206 Partial\r\nContent-Length: 1\r\n\r\nx", 206, b"x"),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, b""),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, b""),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3
         + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, b"{}"),
        (CHUNKED + b"Trailer: X-Sum\r\n\r\n"
         + b"2;ext=1\r\n{}\r\n0\r\nX-Sum: 1\r\nAuthorization: Basic x\r\n\r\n", 200, b"{}"),
        (b"HTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n", 299, b""),
    ],
)  # fmt: skip
def test_unusual_answers_are_read_without_a_fault(
    with_client: Any, answer: bytes, status: int, body: bytes
) -> None:
    reply, _server = asked(with_client, answer)
    assert (reply.status, reply.body, reply.trouble) == (status, body, None)
    assert "authorization" not in reply.headers


@pytest.mark.row("N14", "N27")
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "network.not_http"),
        (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "network.not_http"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", "network.not_http"),
        (CHUNKED + b"\r\nzz\r\n{}\r\n", "network.not_http"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}", "network.not_http"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "network.cut_off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "network.cut_off"),
    ],
)  # fmt: skip
def test_an_answer_against_the_rules_of_http_is_told_and_no_fault(
    with_client: Any, answer: bytes, expected: str
) -> None:
    reply, _server = asked(with_client, answer)
    assert code(reply) == expected
