"""Asks everything that a check without a window is to find out, within its time."""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jcwizard import quiet
from jcwizard.catalogue import Catalogue
from jcwizard.checking.answer import Answer
from jcwizard.checking.printer import one_line, say
from jcwizard.model.finding import Check, Finding, Status, Verdict, verdict
from jcwizard.model.secret import Secret
from jcwizard.model.service import Service
from jcwizard.model.settings import settings
from jcwizard.model.setup import Setup, Surroundings

if TYPE_CHECKING:
    from jcwizard.net.client import Client
    from jcwizard.oidc.target import Target

LOGIN_MARGIN = 0.5
"""Seconds that a test login needs to end after its time for the person is over."""


@dataclass
class Questions:
    """One check of a setup; `admin_key` asks JumpCloud's Admin API as well, without changing it."""

    asked: argparse.Namespace
    catalogue: Catalogue
    service: Service
    setup: Setup
    around: Surroundings
    admin_key: Secret | None = None
    answer: Answer = field(default_factory=Answer)

    async def ask(self) -> Answer:
        """Return what was found; the time that ran out is one more check."""
        from jcwizard.net.client import Client

        asyncio.get_running_loop().set_exception_handler(quiet.loop_fault)
        ends = time.monotonic() + self.asked.timeout
        await self._take_from_keychain(self.asked.timeout)
        client = Client(deadline=min(20.0, ends - time.monotonic()))
        try:
            async with asyncio.timeout(ends - time.monotonic()):
                await self._everything(client, ends)
        except TimeoutError:
            late = Finding("cli.timeout", values={"seconds": f"{self.asked.timeout:g}"})
            self.answer.checks.append(Check.of("time", Status.UNKNOWN, late))
        finally:
            await client.aclose()
        return self.answer

    @property
    def _client_id(self) -> str:
        return settings(self.service, self.setup, self.around).client_id

    async def _everything(self, client: Client, ends: float) -> None:
        """Ask it all; `ends` is on the monotonic clock."""
        asked = self.asked
        looked = self.admin_key is None
        if not looked and not self._client_id:
            # Only JumpCloud can say which Client ID the application has.
            await self._compare(client)
            await self._take_from_keychain(ends - time.monotonic())
            looked = True
        target = self._target()
        proven = await self._preflight(target, client)
        if not looked:
            await self._compare(client)
        if asked.login and proven is not Verdict.FAILED:
            # A little less than what is left, so that the login itself says that nobody came.
            seconds = max(0.5, ends - time.monotonic() - LOGIN_MARGIN)
            outcome = await self._login(target, seconds)
            self.answer.checks += outcome.checks
            self.answer.identity = outcome.identity
        elif asked.login:
            say(self.catalogue.words("cli.login_left_out"))

    def _target(self) -> Target:
        from jcwizard.oidc.target import target_of

        target = target_of(self.service, self.setup, self.around)
        # A test login needs the way back, whether or not it was meant to be gone.
        return replace(target, test_removed=False) if self.asked.login else target

    async def _preflight(self, target: Target, client: Client) -> Verdict:
        from jcwizard.oidc.preflight import preflight

        before = tuple(self.answer.checks)
        checks = await preflight(target, client, self.answer.checks.append)
        self.answer.checks = [*before, *checks]
        return verdict(checks)

    async def _compare(self, client: Client) -> None:
        """Compare JumpCloud's application with the setup, and learn its Client ID."""
        from jcwizard.jumpcloud.access import place_of
        from jcwizard.jumpcloud.which_application import compare_as_checks

        if self.admin_key is None:
            return
        place = place_of(self.setup, self.around)
        if not place.own:
            say(self.catalogue.words("cli.key_goes_to", host=place.host))
        found = await compare_as_checks(
            client, self.service, self.setup, self.around, self.admin_key, self._wait
        )
        self.answer.checks += found.checks
        if not self._client_id and found.client_id:
            self.setup.put("client_id", found.client_id)

    def _wait(self, seconds: float) -> None:
        say(self.catalogue.words("cli.waiting", seconds=f"{seconds:.0f}"))

    async def _take_from_keychain(self, seconds: float) -> None:
        from jcwizard.keep.keychain import WAIT, Keychain, entry_name

        if self.setup.secret is not None or not self._client_id:
            return
        wanted = settings(self.service, self.setup, self.around)
        # Half of the time at most: a keychain whose question nobody sees must leave some for the
        # rest.
        keychain = Keychain(deadline=min(WAIT, seconds / 2))
        kept = await keychain.fetch(entry_name(wanted.issuer, wanted.client_id))
        if isinstance(kept, Secret):
            self.setup.restore_secret(kept)
        elif isinstance(kept, Finding):
            say(one_line(self.catalogue, kept))

    async def _login(self, target: Target, seconds: float) -> Answer:
        from jcwizard.net.browser import open_browser
        from jcwizard.net.client import Client
        from jcwizard.oidc.login import LOGIN, TestLogin

        client = Client()
        login = TestLogin(target, client, seconds=seconds)
        try:
            link = await login.start()
            if isinstance(link, Finding):
                first = Check.of(LOGIN[0], Status.UNKNOWN, link)
                return Answer([first, *map(Check.not_run, LOGIN[1:])])
            say(self.catalogue.words("cli.sign_in", link=link))
            await asyncio.to_thread(open_browser, link)
            outcome = await login.finish()
            return Answer(list(outcome.checks), outcome.identity)
        finally:
            login.cancel()
            await client.aclose()
