"""Checks of this computer, quietly, while the person reads the first page."""

from __future__ import annotations

import asyncio
import errno
import hmac
import os
import secrets
import time
from collections.abc import Callable

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.net.answers import no_answer, sign_in_page
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.clock_skew import seconds_fast
from jcwizard.net.loopback import LOOPBACK, bind
from jcwizard.net.trouble import CLOCK_CODES

CLOCK_TOLERANCE = 120.0
_PATIENCE = 3.0
_NONCE_BYTES = 16


async def run_self_checks(
    *,
    port: int,
    issuer: str,
    client: Client,
    on_check: Callable[[Check], None] | None = None,
    clock: Callable[[], float] = time.time,
) -> tuple[Check, ...]:
    """Return the checks `loopback`, `network` and `clock`, each given to `on_check` when known.

    `port` is the test address's, `issuer` the region's, `clock` seconds since the epoch.
    """
    tell = on_check or (lambda check: None)
    loopback = await check_loopback(port)
    tell(loopback)
    network, reply = await check_network(issuer, client)
    tell(network)
    right_time = check_clock(reply, clock())
    tell(right_time)
    return loopback, network, right_time


async def check_loopback(port: int, *, patience: float = _PATIENCE) -> Check:
    """Listen on the test address, connect to ourselves, and read a nonce back."""
    address = f"{LOOPBACK}:{port}"
    nonce = secrets.token_bytes(_NONCE_BYTES)

    def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(nonce)
        writer.close()

    try:
        server = await asyncio.start_server(answer, sock=bind(port))
    except OSError as error:
        return _not_bound(error, port)
    try:
        listening = server.sockets[0].getsockname()[1]
        heard = await asyncio.wait_for(_read_nonce(listening), patience)
    except (OSError, EOFError, TimeoutError) as error:
        return _blocked(address, getattr(error, "strerror", None) or type(error).__name__)
    finally:
        server.close()
    if not hmac.compare_digest(heard, nonce):
        return _blocked(address, "another program answered")
    return Check.passed("loopback", actual=address)


async def check_network(issuer: str, client: Client) -> tuple[Check, Reply]:
    """Ask the issuer for its description, and return the check with the reply that it rests on."""
    where = issuer.rstrip("/") + "/.well-known/openid-configuration"
    reply = await client.send(Request("GET", where))
    evidence = (reply.exchange,)
    finding = no_answer(reply) or sign_in_page(reply)
    if finding is None and (reply.status != 200 or reply.json_object() is None):
        values = {"issuer": issuer, "status": str(reply.status)}
        actual = str(reply.status)
        finding = Finding("self.issuer_odd_answer", "200", actual, values, evidence)
    if finding is not None:
        return Check.of("network", Status.UNKNOWN, finding), reply
    ignored = client.ignored_proxy_settings
    if ignored:
        values = {"settings": ", ".join(ignored)}
        left_out = Finding("self.proxy_ignored", "", values["settings"], values, evidence)
        return Check.of("network", Status.WARNING, left_out), reply
    return Check.passed("network", evidence=evidence, actual=issuer), reply


def check_clock(reply: Reply, now: float) -> Check:
    """Compare `now` (seconds since the epoch, when the reply came) with the reply's date.

    A clock that is years off gets no reply at all: then the certificate's own dates tell.
    """
    evidence = (reply.exchange,)
    trouble = no_answer(reply)
    if trouble is not None and trouble.code in CLOCK_CODES:
        return Check.of("clock", Status.WARNING, trouble)
    fast = seconds_fast(reply.headers, now)
    if fast is None:
        return Check.of("clock", Status.UNKNOWN, Finding("self.clock_unknown", evidence=evidence))
    if abs(fast) <= CLOCK_TOLERANCE:
        return Check.passed("clock", evidence=evidence, actual=f"{fast:+.0f} s")
    way = "fast" if fast > 0 else "slow"
    values = {"minutes": str(max(1, round(abs(fast) / 60))), "direction": way}
    finding = Finding("self.clock_off", "± 120 s", f"{fast:+.0f} s", values, evidence)
    return Check.of("clock", Status.WARNING, finding)


async def _read_nonce(port: int) -> bytes:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        return await reader.readexactly(_NONCE_BYTES)
    finally:
        writer.close()


def _not_bound(error: OSError, port: int) -> Check:
    # Windows says EACCES for a port that the system reserved (Hyper-V): taken as well.
    taken = error.errno in {errno.EADDRINUSE, errno.EACCES}
    if not taken:
        return _blocked(f"{LOOPBACK}:{port}", os.strerror(error.errno or 0))
    finding = Finding("self.port_taken", values={"port": str(port)}, actual=error.strerror or "")
    return Check.of("loopback", Status.WARNING, finding)


def _blocked(address: str, detail: str) -> Check:
    values = {"address": address, "detail": detail}
    finding = Finding("self.loopback_blocked", address, detail, values)
    return Check.of("loopback", Status.FAILED, finding)
