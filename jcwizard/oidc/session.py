"""One started sign-in: discovered provider, keys, random values, and the address listened on."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from jcwizard.model.finding import Check, Finding
from jcwizard.net.client import Client
from jcwizard.oidc.address_checks import way_back_removed
from jcwizard.oidc.authorization import Attempt, authorization_url, new_attempt
from jcwizard.oidc.callback import read_pasted
from jcwizard.oidc.discovery import Provider, discover
from jcwizard.oidc.keys import fetch_keys
from jcwizard.oidc.listening import NO_ROOM, between_two_systems, other_side
from jcwizard.oidc.pages import ENGLISH, Pages
from jcwizard.oidc.receiver import Event, Receiver
from jcwizard.oidc.replies import UNEXPECTED
from jcwizard.oidc.signature import KeyRing
from jcwizard.oidc.target import Target

_STRAYS_TOLD = 20


@dataclass(frozen=True)
class Session:
    """What one attempt consists of; `url` is the address to open, with public values only."""

    provider: Provider
    ring: KeyRing
    attempt: Attempt
    receiver: Receiver
    pages: Pages
    url: str

    def paste(self, text: str) -> Finding | None:
        """Take a pasted address by the receiver's own rules; None when it is accepted."""
        found = read_pasted(
            text,
            redirect_uri=self.attempt.redirect_uri,
            state=self.attempt.state,
            authorization_endpoint=self.provider.authorization_endpoint,
        )
        if isinstance(found, Finding):
            return found
        self.receiver.offer(found)
        return None


async def open_session(
    target: Target, client: Client, pages: Pages | None, on_hint: Callable[[Finding], None]
) -> Session | Finding:
    """Ask the provider, then listen; nothing is listened to before the provider has answered."""
    provider = await discover(target.issuer, target.other_issuers, client)
    if isinstance(provider, Check):
        return _finding_of(provider)
    keys = await fetch_keys(provider, client)
    if isinstance(keys, Check):
        return _finding_of(keys)
    missing = await way_back_removed(target, provider, client)
    if missing is not None:
        return missing
    attempt, pages = new_attempt(target), pages or ENGLISH
    # Everything that could fail comes before the listening, which nobody would end otherwise.
    ring = KeyRing(provider, client, keys)
    url = authorization_url(provider, target.client_id, attempt)
    hints = _Hints(target.test_redirect, on_hint)
    receiver = Receiver(attempt.redirect_uri, attempt.state, pages, hints.hear)
    problem = await receiver.open()
    if problem is not None:
        return problem
    try:
        problem = await _look_around(receiver, on_hint)
    except BaseException:
        receiver.close()
        raise
    if problem is not None:
        receiver.close()
        return problem
    return Session(provider, ring, attempt, receiver, pages, url)


async def _look_around(receiver: Receiver, on_hint: Callable[[Finding], None]) -> Finding | None:
    """Tell what may stand between the browser and us; return what leaves no way at all.

    A browser that a firewall keeps from us can still be helped by pasting its address.
    """
    blocked = await receiver.hear_itself()
    if blocked is not None and blocked.code == NO_ROOM:
        return blocked
    port = receiver.port
    for hint in (between_two_systems(port, os.environ), await other_side(port), blocked):
        if hint is not None:
            on_hint(hint)
    return None


def _finding_of(check: Check) -> Finding:
    return check.finding or Finding(UNEXPECTED)


class _Hints:
    """Tells once what stands in the way of the browser's return; the wait goes on."""

    def __init__(self, address: str, on_hint: Callable[[Finding], None]) -> None:
        self._address = address
        self._on_hint = on_hint
        self._https = self._strays = 0

    def hear(self, event: Event) -> None:
        if event is Event.HTTPS:
            self._https += 1
            if self._https == 1:
                https = self._address.replace("http:", "https:", 1)
                self._on_hint(Finding("loopback.https", self._address, https))
            return
        self._strays += 1
        if self._strays == _STRAYS_TOLD:
            count = str(self._strays)
            finding = Finding("loopback.interference", self._address, count, {"count": count})
            self._on_hint(finding)
