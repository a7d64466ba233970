"""Decides what a request at the loopback address is; only a browser's own visit may count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DONE = "/done"


@dataclass(frozen=True)
class Incoming:
    """One request; header names are lower-case, each value as it came."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key == name]


class Kind(StrEnum):
    """What a request is."""

    CALLBACK = "callback"
    DONE = "done"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Screened:
    """What to do: `status` is the answer to a request that is nothing."""

    kind: Kind
    status: int = 0
    query: str = ""


def screen(incoming: Incoming, hosts: frozenset[str], path: str) -> Screened:
    """Return what a request is.

    `hosts` are the right `Host` values: a foreign one means that a name on the internet was made
    to point here. Scripts, images and prefetches of other pages announce themselves by Fetch
    Metadata, and are never the sign-in's own return.
    """
    if not incoming.target.startswith("/"):
        return _nothing(400)
    if incoming.all("transfer-encoding") or incoming.all("content-length") not in ([], ["0"]):
        # A visit has no body; one that claims to has is not read any further.
        return _nothing(405 if incoming.method != "GET" else 400)
    host = incoming.all("host")
    if len(host) != 1 or host[0].lower() not in hosts:
        return _nothing(421)
    asked, _, query = incoming.target.partition("?")
    if asked not in (path, DONE):
        return _nothing(404)
    if incoming.method != "GET":
        return _nothing(405)
    if _is_prefetch(incoming):
        return _nothing(503)
    if not _is_visit(incoming):
        return _nothing(403)
    return Screened(Kind.CALLBACK, query=query) if asked == path else Screened(Kind.DONE)


def _nothing(status: int) -> Screened:
    return Screened(Kind.NOTHING, status)


def _is_prefetch(incoming: Incoming) -> bool:
    said = [*incoming.all("purpose"), *incoming.all("sec-purpose"), *incoming.all("x-moz")]
    return any("prefetch" in value.lower() or "prerender" in value.lower() for value in said)


def _is_visit(incoming: Incoming) -> bool:
    if incoming.all("upgrade"):
        return False  # a script's web socket, which Chromium sends without Fetch Metadata
    modes, kinds = incoming.all("sec-fetch-mode"), incoming.all("sec-fetch-dest")
    return modes in ([], ["navigate"]) and kinds in ([], ["document"])
