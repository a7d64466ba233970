"""Checks from outside what Facets was told: its public list and its own sign-in redirect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from jcwizard.facets.login_options import LoginOption, LoginOptions, ask_login_options
from jcwizard.facets.sign_in import SignIn, ask_sign_in, origin_of
from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.net.answers import host_in
from jcwizard.net.client import Client

PROVIDER = "JUMP_CLOUD"
GENERIC_PROVIDER = "OPEN_ID"
_JUMPCLOUD = ".jumpcloud.com"
_LONGEST_SHOWN = 200
_DIFFERS = {
    "sign_in_client_id": "facets.sign_in_client_id_differs",
    "sign_in_redirect": "facets.sign_in_redirect_differs",
}
_WORST_FIRST = (Status.FAILED, Status.UNKNOWN, Status.WARNING)


@dataclass(frozen=True)
class Expected:
    """What the control plane should say; `login_button_text` may be "" when it is not known.

    `scopes_wanted` are those that the service needs; `other_issuers` are (region, issuer) of the
    other regions, so that a wrong one is named.
    """

    control_plane_url: str
    registration_id: str
    client_id: str
    redirect_url: str
    scopes_wanted: tuple[str, ...]
    login_button_text: str
    issuer: str
    other_issuers: tuple[tuple[str, str], ...] = ()


async def check_outside(expected: Expected, client: Client) -> tuple[Check, ...]:
    """Return the five checks of the group `outside`, in order; two requests, no credentials.

    A check that rests on an answer which is not there is "not run": the one before it says why.
    """
    options, listed = await ask_login_options(expected.control_plane_url, client)
    login_option = _check_login_option(expected, options, listed.exchange)
    entry = None
    if isinstance(options, LoginOptions):
        entry = options.find(expected.registration_id)
    provider_entry = _check_entry(expected, entry, listed.exchange)
    sign_in, sent = await ask_sign_in(expected.control_plane_url, expected.registration_id, client)
    if isinstance(sign_in, Finding):
        unknown = Check.of("sign_in_client_id", Status.UNKNOWN, sign_in)
        rest = (Check.not_run("sign_in_redirect"), Check.not_run("sign_in_scopes"))
        return login_option, provider_entry, unknown, *rest
    return login_option, provider_entry, *_check_sign_in(expected, sign_in, sent.exchange)


async def taken_ids(control_plane_url: str, client: Client) -> frozenset[str] | None:
    """Return the registration IDs already in use, or None when the list cannot be had."""
    options, _reply = await ask_login_options(control_plane_url, client)
    if isinstance(options, Finding) or (options.unreadable and not options.entries):
        return None
    return options.ids


def _check_login_option(
    expected: Expected, options: LoginOptions | Finding, exchange: Exchange
) -> Check:
    check_id = "login_option"
    if isinstance(options, Finding):
        return Check.of(check_id, Status.UNKNOWN, options)
    wanted = expected.registration_id
    if options.find(wanted) is not None:
        return Check.passed(check_id, evidence=(exchange,), expected=wanted, actual=wanted)
    found = _shown(", ".join(sorted(options.ids)))
    # One of the entries that could not be read may be the one that is looked for.
    unsure = options.unreadable > 0
    code = "facets.list_not_understood" if unsure else "facets.entry_missing"
    finding = _with_evidence(Finding(code, wanted, found, {"found": found}), expected, exchange)
    return Check.of(check_id, Status.UNKNOWN if unsure else Status.FAILED, finding)


def _check_entry(expected: Expected, entry: LoginOption | None, exchange: Exchange) -> Check:
    check_id = "provider_entry"
    if entry is None:
        return Check.not_run(check_id)
    results = [
        _provider(entry.provider),
        _compared("clientId", "facets.client_id_differs", expected.client_id, entry.client_id),
    ]
    if expected.login_button_text:
        status, finding = _compared(
            "loginButtonText",
            "facets.button_text_differs",
            expected.login_button_text,
            entry.login_button_text,
        )
        # A different text is no fault in the sign-in: somebody may have chosen it since.
        results.append((Status.WARNING if status is Status.FAILED else status, finding))
    for worst in _WORST_FIRST:
        for status, finding in results:
            if status is worst and finding is not None:
                return Check.of(check_id, status, _with_evidence(finding, expected, exchange))
    actual = f"{PROVIDER}, {expected.client_id}"
    return Check.passed(check_id, evidence=(exchange,), expected=actual, actual=actual)


def _provider(found: str | None) -> tuple[Status, Finding | None]:
    if found == GENERIC_PROVIDER:
        # JumpCloud's addresses typed in by hand: works when they are right, which cannot be seen.
        return Status.WARNING, Finding("facets.provider_generic", PROVIDER, found)
    return _compared("provider", "facets.provider_differs", PROVIDER, found)


def _compared(
    member: str, code: str, wanted: str, found: str | None
) -> tuple[Status, Finding | None]:
    if found is None:
        return Status.UNKNOWN, Finding("facets.entry_incomplete", wanted, "", {"member": member})
    if found == wanted:
        return Status.PASSED, None
    return Status.FAILED, Finding(code, wanted, _shown(found))


def _check_sign_in(
    expected: Expected, sign_in: SignIn, exchange: Exchange
) -> tuple[Check, Check, Check]:
    astray = _gone_astray(expected, sign_in.origin)
    if astray is not None:
        finding = _with_evidence(astray, expected, exchange)
        client_id = Check.of("sign_in_client_id", Status.FAILED, finding)
        if astray.code == "facets.other_provider":
            rest = (Check.not_run("sign_in_redirect"), Check.not_run("sign_in_scopes"))
            return client_id, *rest
    else:
        client_id = _check_parameter(
            "sign_in_client_id", "client_id", expected.client_id, expected, sign_in, exchange
        )
    redirect = _check_parameter(
        "sign_in_redirect", "redirect_uri", expected.redirect_url, expected, sign_in, exchange
    )
    return client_id, redirect, _check_scopes(expected, sign_in, exchange)


def _gone_astray(expected: Expected, origin: str) -> Finding | None:
    """Return the finding when people are sent anywhere but to this region's issuer."""
    wanted = origin_of(expected.issuer)
    if origin == wanted:
        return None
    regions = {origin_of(issuer): region for region, issuer in expected.other_issuers if issuer}
    host = urlsplit(origin).hostname or ""
    elsewhere = host.endswith(_JUMPCLOUD) and host != urlsplit(wanted).hostname
    if origin in regions or elsewhere:
        values = {"region": regions.get(origin, ""), "target_host": _shown(host)}
        return Finding("facets.other_region", _bare(wanted), _bare(origin), values)
    return Finding(
        "facets.other_provider", _bare(wanted), _bare(origin), {"target_host": _shown(host)}
    )


def _check_parameter(
    check_id: str, name: str, wanted: str, expected: Expected, sign_in: SignIn, exchange: Exchange
) -> Check:
    found = sign_in.values.get(name)
    if found is None:
        finding = Finding("facets.sign_in_incomplete", wanted, "", {"parameter": name})
        return Check.of(check_id, Status.UNKNOWN, _with_evidence(finding, expected, exchange))
    if found == wanted:
        return Check.passed(check_id, evidence=(exchange,), expected=wanted, actual=wanted)
    finding = Finding(_DIFFERS[check_id], wanted, _shown(found))
    return Check.of(check_id, Status.FAILED, _with_evidence(finding, expected, exchange))


def _check_scopes(expected: Expected, sign_in: SignIn, exchange: Exchange) -> Check:
    check_id = "sign_in_scopes"
    asked = sign_in.values.get("scope", "").split()
    missing = [scope for scope in expected.scopes_wanted if scope not in asked]
    wanted, actual = _list(expected.scopes_wanted), _list(asked)
    if not missing:
        return Check.passed(check_id, evidence=(exchange,), expected=wanted, actual=actual)
    # What else the service can do about it is not known, so this is no failure (only its own
    # sign-in can tell).
    code = "facets.sign_in_no_email" if "email" in missing else "facets.sign_in_scopes_missing"
    finding = Finding(code, wanted, actual, {"missing": _list(missing)})
    return Check.of(check_id, Status.WARNING, _with_evidence(finding, expected, exchange))


def _with_evidence(finding: Finding, expected: Expected, exchange: Exchange) -> Finding:
    """Return `finding` with the exchange, and with what every sentence about Facets may name."""
    common = {
        "host": _host(expected),
        "registration_id": expected.registration_id,
        "expected": finding.expected,
        "actual": finding.actual,
    }
    return Finding(
        finding.code, finding.expected, finding.actual, {**common, **finding.values}, (exchange,)
    )


def _host(expected: Expected) -> str:
    return host_in(expected.control_plane_url)


def _bare(origin: str) -> str:
    return origin.removesuffix(":443")


def _list(words: Iterable[str]) -> str:
    return _shown(" ".join(words))


def _shown(text: str) -> str:
    """Return text from outside as it may be shown: printable and at most 200 characters."""
    clean = "".join(char if char.isprintable() else "�" for char in text)
    return clean if len(clean) <= _LONGEST_SHOWN else clean[:_LONGEST_SHOWN] + "…"
