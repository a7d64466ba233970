"""Reads a body piece by piece, decoded, and stops at its bound."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from jcwizard.net.trouble import TOO_LARGE, UNREADABLE, Trouble

# zlib's own numbers: 16 + 15 reads gzip (RFC 1952), 15 reads zlib, which HTTP calls deflate.
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class BodyRefusedError(Exception):
    """The body cannot be taken; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.code)
        self.trouble = trouble


async def read_body(pieces: AsyncIterator[bytes], encoding: str, max_bytes: int) -> bytes:
    """Return the decoded body; raises BodyRefusedError beyond `max_bytes` or when not decodable.

    The client asks for no compression; a server or proxy that compresses all the same is read, but
    never decoded beyond the bound: 50 kB can stand for 50 MB.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return await _collect(pieces, max_bytes)
    window = _WINDOWS.get(name)
    if window is None:
        raise BodyRefusedError(Trouble(UNREADABLE, f"content-encoding {name[:40]}"))
    return await _inflate(pieces, window, max_bytes)


async def _collect(pieces: AsyncIterator[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > max_bytes:
            raise BodyRefusedError(Trouble(TOO_LARGE, f"> {max_bytes} bytes"))
    return bytes(body)


async def _inflate(pieces: AsyncIterator[bytes], window: int, max_bytes: int) -> bytes:
    stream = zlib.decompressobj(window)
    body = bytearray()
    taken = 0
    try:
        async for piece in pieces:
            taken += len(piece)
            body += stream.decompress(piece, max_bytes + 1 - len(body))
            if len(body) > max_bytes or taken > max_bytes:
                raise BodyRefusedError(Trouble(TOO_LARGE, f"> {max_bytes} bytes"))
    except zlib.error:
        raise BodyRefusedError(Trouble(UNREADABLE, "compression")) from None
    if not stream.eof:
        raise BodyRefusedError(Trouble(UNREADABLE, "compression"))
    return bytes(body)
