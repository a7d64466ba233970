"""Check now: eight answers before any browser opens and without anyone signing in (hydra.md 8)."""

from __future__ import annotations

from collections.abc import Callable

from jcwizard.model.finding import PREFLIGHT, Check, Finding, Status
from jcwizard.net.client import Client
from jcwizard.oidc.address_checks import (
    CLIENT_ID,
    SCOPES,
    SERVICE_REDIRECT,
    TEST_REDIRECT,
    AddressChecks,
)
from jcwizard.oidc.discovery import ISSUER, Provider, discover
from jcwizard.oidc.keys import Keys, fetch_keys
from jcwizard.oidc.probes import AddressProbe
from jcwizard.oidc.secret_checks import (
    SecretChecks,
)
from jcwizard.oidc.target import Target


def ignore(check: Check) -> None:
    """Take a check and do nothing with it."""


async def preflight(
    target: Target, client: Client, on_check: Callable[[Check], None] = ignore
) -> tuple[Check, ...]:
    """Return the eight checks in order; `on_check` gets each one as soon as it is known.

    About seven requests, one with the real secret (two where the engine hides its reasons), none
    repeated but for a server in trouble. What an earlier answer made pointless is "not run".
    """
    run = _Run(target, client, on_check)
    await run.ask()
    return run.in_order()


class _Run:
    """One pass through the questions; a question whose answer cannot matter is not asked."""

    def __init__(self, target: Target, client: Client, on_check: Callable[[Check], None]) -> None:
        self._target = target
        self._client = client
        self._on_check = on_check
        self._checks: dict[str, Check] = {}

    def in_order(self) -> tuple[Check, ...]:
        for check_id in PREFLIGHT:
            if check_id not in self._checks:
                self._record(Check.not_run(check_id))
        return tuple(self._checks[check_id] for check_id in PREFLIGHT)

    def _record(self, check: Check) -> None:
        self._checks[check.id] = check
        self._on_check(check)

    async def ask(self) -> None:
        target, provider = self._target, await self._issuer()
        if provider is None:
            return
        if not target.client_id:
            missing = Finding("client_id.missing")
            self._record(Check.of(CLIENT_ID, Status.UNKNOWN, missing))
            return
        addresses = AddressChecks(target, provider, self._client)
        probes = await self._addresses(addresses)
        secret = None
        if not addresses.stopped and not self._failed(CLIENT_ID):
            secret = SecretChecks(target, provider, self._client, CLIENT_ID in self._checks)
            for check in await secret.run():
                self._record(check)
        if CLIENT_ID not in self._checks:
            self._client_at_last(secret, probes)

    async def _issuer(self) -> Provider | None:
        """P0: the document and its keys; None when there is nothing to ask further."""
        target = self._target
        provider = await discover(target.issuer, target.other_issuers, self._client)
        if isinstance(provider, Check):
            self._record(provider)
            return None
        keys = await fetch_keys(provider, self._client)
        if isinstance(keys, Keys):
            evidence = (*provider.evidence, *keys.evidence)
            issuer = target.issuer
            self._record(Check.passed(ISSUER, evidence=evidence, expected=issuer, actual=issuer))
            return provider
        self._record(keys)
        return None if _on_the_way(keys) else provider

    async def _addresses(self, addresses: AddressChecks) -> list[AddressProbe]:
        """P1 to P5; return what was asked while the client is still undecided."""
        service = await addresses.ask_each(self._target.service_redirects)
        await self._decide_client(addresses, list(service.values()))
        if self._failed(CLIENT_ID) or (addresses.stopped and CLIENT_ID not in self._checks):
            return list(service.values())
        self._record(await addresses.service_check(service))
        if addresses.stopped:
            return list(service.values())
        uri = self._target.test_redirect
        probes = {**service, uri: service.get(uri) or await addresses.ask(uri)}
        await self._decide_client(addresses, list(probes.values()))
        if not self._failed(CLIENT_ID):
            self._record(await addresses.test_check(probes[uri]))
            await self._scopes(addresses, probes)
        return list(probes.values())

    async def _decide_client(self, addresses: AddressChecks, probes: list[AddressProbe]) -> None:
        check = None if CLIENT_ID in self._checks else addresses.client_check(probes)
        if check is not None and check.status is Status.FAILED:
            check = await addresses.in_other_region(check)
        if check is not None:
            self._record(check)

    async def _scopes(self, addresses: AddressChecks, probes: dict[str, AddressProbe]) -> None:
        if addresses.stopped:
            return
        for uri, probe in probes.items():
            if probe.answer.proves_redirect:
                self._record(await addresses.scopes_check(uri, probe))
                return
        # Scopes are looked at after the redirect URI: a missing one makes the question pointless.
        if not (self._failed(SERVICE_REDIRECT) or self._failed(TEST_REDIRECT)):
            expected = " ".join(self._target.asked_scopes)
            finding = Finding("scopes.not_judged", expected, "")
            self._record(Check.of(SCOPES, Status.UNKNOWN, finding))

    def _failed(self, check_id: str) -> bool:
        check = self._checks.get(check_id)
        return check is not None and check.status is Status.FAILED

    def _client_at_last(self, secret: SecretChecks | None, probes: list[AddressProbe]) -> None:
        """Decide the client by the token endpoint, where the authorization endpoint was unclear."""
        client_id = self._target.client_id
        if secret is not None and (secret.accepted or secret.client_known):
            check = Check.passed(
                CLIENT_ID, evidence=secret.seen, expected=client_id, actual=client_id
            )
        else:
            check = Check.of(CLIENT_ID, Status.UNKNOWN, probes[-1].unclear())
        self._record(check)


def _on_the_way(check: Check) -> bool:
    return check.finding is not None and check.finding.code.startswith("network.")
