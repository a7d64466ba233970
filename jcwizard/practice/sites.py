"""Puts the three sites together: issuer, Admin Portal with its login page, and Facets."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from jcwizard.practice.addresses import Addresses
from jcwizard.practice.applications import Applications
from jcwizard.practice.authorization import AuthorizationEndpoint
from jcwizard.practice.console import Console
from jcwizard.practice.control_plane import ControlPlane
from jcwizard.practice.integrations import Integrations
from jcwizard.practice.keys import SigningKeys
from jcwizard.practice.pages import Pages
from jcwizard.practice.pending_logins import PendingLogins
from jcwizard.practice.portal import Portal
from jcwizard.practice.provider import Provider
from jcwizard.practice.serving import Handler
from jcwizard.practice.sign_in import SignInPages
from jcwizard.practice.token_endpoint import TokenEndpoint
from jcwizard.practice.tokens import Tokens


def handlers(
    at: Addresses,
    applications: Applications,
    integrations: Integrations,
    keys: SigningKeys,
    now: Callable[[], float],
    changed: Callable[[], Awaitable[None]],
) -> tuple[Handler, Handler, Handler]:
    """Return what answers at the issuer, at the portal and at Facets.

    `now` is the issuer's clock; lifetimes run by a clock that no fault moves.
    """
    door = Pages("door")
    logins = PendingLogins(time.monotonic)
    tokens = Tokens(time.monotonic)
    authorization = AuthorizationEndpoint(applications, logins, tokens, at.console_url, now, door)
    token_endpoint = TokenEndpoint(applications, tokens, keys, at.issuer, now)
    provider = Provider(authorization, token_endpoint, tokens, keys, at, now)
    sign_in = SignInPages(applications, logins, at.issuer, door)
    console = Console(Portal(applications, changed), sign_in)
    control_plane = ControlPlane(integrations, at, changed)
    return provider.answer, console.answer, control_plane.answer
