"""Compares the addresses of an application: where people come back to, and where a tile leads."""

from __future__ import annotations

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.plain import lines, shown
from jcwizard.jumpcloud.rows import Compared, Row, sign_in_member
from jcwizard.jumpcloud.wanted import WantedApplication
from jcwizard.model.finding import Status


def redirect_uris(wanted: WantedApplication, found: Application) -> Row:
    """Return the row of the service's own redirect URIs, compared as texts (RFC 6749 3.1.2.3)."""
    there = found.redirect_uris
    row = Compared("redirect_uris", found, lines(wanted.redirect_uris), lines(there or ()))
    if not wanted.redirect_uris:
        return row.wanted_not_known()
    if there is None:
        return row.not_told(sign_in_member(found, "redirectUris"))
    missing = [uri for uri in wanted.redirect_uris if uri not in there]
    if not missing:
        return row.passed()
    for uri in missing:
        near = near_miss(uri, there)
        if near:
            values = {"near": shown(near), "missing": shown(uri)}
            return row.row(Status.FAILED, "application.redirect_differs", values)
    values = {"missing": lines(missing)}
    return row.row(Status.FAILED, "application.redirect_missing", values)


def test_address(wanted: WantedApplication, found: Application) -> Row:
    """Return the row of the wizard's own redirect URI.

    Once the person has removed it, nothing is wanted: gone is as planned, and still there is what
    the row asks about (docs/decisions/0007). It can be removed then.
    """
    there = found.redirect_uris
    if not wanted.test_address:
        former = wanted.former_test_address
        still = there is not None and former in there
        row = Compared("test_address", found, "", former if still else "")
        if there is None or not former:
            return row.not_needed()
        if still:
            return row.passed(repairable=True)
        code = "application.test_address_removed"
        return row.row(Status.NOT_RUN, code, repairable=False)
    near = near_miss(wanted.test_address, there or ())
    shows = wanted.test_address if wanted.test_address in (there or ()) else near
    row = Compared("test_address", found, wanted.test_address, shown(shows))
    if there is None:
        return row.not_told(sign_in_member(found, "redirectUris"))
    if wanted.test_address in there:
        return row.passed()
    return row.row(Status.FAILED, "application.test_address_missing")


def login_url(wanted: WantedApplication, found: Application) -> Row:
    """Return the row of the Login URL, which the tile in the portal opens; sign-ins need none."""
    there = found.login_url
    row = Compared("login_url", found, shown(wanted.login_url), shown(there or ""))
    if not wanted.login_url:
        return row.wanted_not_known()
    if there is None:
        return row.not_told(sign_in_member(found, "relyingPartyUrl"))
    if _page(there) == _page(wanted.login_url):
        return row.passed()
    return row.row(Status.WARNING, "application.login_url_differs")


def near_miss(uri: str, there: tuple[str, ...]) -> str:
    """Return an address that a person would take for the missing one, "" when there is none."""
    alike = (other for other in there if _roughly(other) == _roughly(uri))
    return next(alike, "")


def _roughly(uri: str) -> str:
    """Return an address without what the eye passes over: slash, capitals, http, port, blanks."""
    _, _, rest = uri.strip().lower().partition("://")
    host, slash, path = rest.partition("/")
    host = host.removesuffix(":443").removesuffix(":80").replace("localhost", "127.0.0.1")
    return f"{host}{slash}{path}".rstrip("/")


def _page(url: str) -> str:
    """Return a page's address; an empty path is the same page as / (RFC 3986 6.2.3)."""
    scheme, _, rest = url.partition("://")
    return url if "/" in rest.removesuffix("/") else f"{scheme}://{rest.removesuffix('/')}"
