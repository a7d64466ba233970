"""Puts the three sites together: issuer, Admin Portal with its login page, and Facets."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from jcwizard.practice.addresses import Addresses
from jcwizard.practice.admin_api import AdminApi
from jcwizard.practice.admin_logo import LARGEST_LOGO, LOGO_PATH
from jcwizard.practice.admin_tokens import AdminTokens
from jcwizard.practice.authorization import AuthorizationEndpoint
from jcwizard.practice.console import Console, Machines
from jcwizard.practice.control_plane import ControlPlane
from jcwizard.practice.holdings import Holdings
from jcwizard.practice.key_pages import KeyPages
from jcwizard.practice.keys import SigningKeys
from jcwizard.practice.pages import Pages
from jcwizard.practice.pending_logins import PendingLogins
from jcwizard.practice.portal import Portal
from jcwizard.practice.provider import Provider
from jcwizard.practice.serving import BODY_LIMIT, Handler
from jcwizard.practice.sign_in import SignInPages
from jcwizard.practice.token_endpoint import TokenEndpoint
from jcwizard.practice.tokens import Tokens


def handlers(
    at: Addresses,
    held: Holdings,
    keys: SigningKeys,
    now: Callable[[], float],
    changed: Callable[[], Awaitable[None]],
) -> tuple[Handler, Handler, Handler]:
    """Return what answers at the issuer, at the portal and at Facets.

    `now` is the issuer's clock; lifetimes run by a clock that no fault moves.
    """
    door, applications = Pages("door"), held.applications
    logins = PendingLogins(time.monotonic)
    tokens = Tokens(time.monotonic)
    authorization = AuthorizationEndpoint(applications, logins, tokens, at.console_url, now, door)
    token_endpoint = TokenEndpoint(applications, tokens, keys, at.issuer, now)
    provider = Provider(authorization, token_endpoint, tokens, keys, at, now)
    sign_in = SignInPages(applications, logins, at.issuer, door)
    portal = Portal(applications, held.groups, changed)
    api = AdminApi(applications, held.groups, held.keys, held.log, changed)
    machines = Machines(api, AdminTokens(held.keys, held.log))
    console = Console(portal, sign_in, KeyPages(portal, held.keys), machines)
    control_plane = ControlPlane(held.integrations, at, changed)
    return provider.answer, console.answer, control_plane.answer


def console_limit(path: str) -> int:
    """Return how many bytes a body may have at the portal's address: a picture may be larger."""
    return LARGEST_LOGO if LOGO_PATH.fullmatch(path) else BODY_LIMIT
