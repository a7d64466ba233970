"""Each rule about a request at the loopback port, by the one that only it refuses."""

from __future__ import annotations

import asyncio
from typing import Self

import pytest

from jcwizard.oidc.screening import Incoming
from jcwizard.oidc.wire import Connection, Heard, Https, Malformed, Nobody
from tests.oidc.servers import run

row = pytest.mark.row


class Transport(asyncio.Transport):
    """Takes what is written; `closing` is what it says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closing = False

    def write(self, data: bytes) -> None:  # type: ignore[override]
        self.written.append(data)

    def can_write_eof(self) -> bool:
        return False

    def is_closing(self) -> bool:
        return self.closing


class Line:
    """A connection whose other end is the test."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.reader = asyncio.StreamReader()
        self.transport = Transport()
        protocol = asyncio.StreamReaderProtocol(self.reader)
        writer = asyncio.StreamWriter(self.transport, protocol, self.reader, loop)
        self.connection = Connection(self.reader, writer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.transport.closing = True

    async def heard(self, *pieces: bytes) -> Heard:
        """Return what is made of pieces that arrive one after another."""
        hearing = asyncio.ensure_future(self.connection.hear())
        for piece in pieces:
            self.reader.feed_data(piece)
            # Until this piece is read, and before the next one comes.
            while self.reader._buffer and not hearing.done():  # noqa: ASYNC110
                await asyncio.sleep(0)
        if not hearing.done():
            self.reader.feed_eof()
        return await hearing


def heard(*pieces: bytes) -> Heard:
    async def whole() -> Heard:
        with Line() as line:
            return await line.heard(*pieces)

    return run(whole())


def with_headers(count: int) -> bytes:
    return b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * (count - 1) + b"\r\n"


@row("L12")
@pytest.mark.parametrize(("count", "kind"), [(100, Incoming), (101, Malformed)])
def test_a_hundred_headers_are_heard_and_one_more_is_too_many(count: int, kind: type) -> None:
    assert isinstance(heard(with_headers(count)), kind)


@row("L12")
@pytest.mark.parametrize(("length", "kind"), [(16_384, Incoming), (16_385, Malformed)])
def test_a_head_of_sixteen_kilobytes_is_heard_and_one_byte_more_is_too_much(
    length: int, kind: type
) -> None:
    begin, end = b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"\r\n\r\n"
    head = begin + b"y" * (length - len(begin) - len(end)) + end
    assert isinstance(heard(head), kind)


@row("L8")
def test_only_the_first_byte_of_a_connection_begins_tls() -> None:
    assert isinstance(heard(b"\x16\x03\x01"), Https)
    later = heard(b"G", b"\x16\x03\x01\r\n\r\n")
    assert later == Malformed(400)


def test_one_who_leaves_without_a_request_is_nobody() -> None:
    assert isinstance(heard(b"GET / HT"), Nobody)


@row("L28")
def test_one_who_ended_either_half_is_gone() -> None:
    async def whole() -> None:
        with Line() as reading, Line() as closing:
            assert not reading.connection.gone
            reading.reader.feed_eof()
            assert reading.connection.gone
            closing.transport.closing = True
            assert closing.connection.gone

    run(whole())


def test_a_connection_is_answered_once() -> None:
    async def whole() -> None:
        with Line() as line:
            await line.heard(with_headers(1))
            line.reader.feed_eof()
            await line.connection.say(404)
            await line.connection.say(200, (), b"more")
            assert b"".join(line.transport.written).count(b"HTTP/1.1 ") == 1

    run(whole())
