"""The pretend JumpCloud and Facets, put together and started on the loopback address."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from jcwizard.model.secret import Secret
from jcwizard.practice.addresses import Addresses
from jcwizard.practice.admin_faults import AdminFault, AdminLog
from jcwizard.practice.admin_keys import AdminKeys
from jcwizard.practice.applications import Applications
from jcwizard.practice.attribute_rows import filled
from jcwizard.practice.faults import CLOCK_OFF_SECONDS, Fault, fault_named
from jcwizard.practice.groups import Groups
from jcwizard.practice.holdings import Holdings
from jcwizard.practice.integrations import Integrations
from jcwizard.practice.inventory import Inventory
from jcwizard.practice.serving import HOST, Site, bind
from jcwizard.practice.settings import Settings
from jcwizard.practice.state import Ports, State, read_state, write_state

if TYPE_CHECKING:
    from jcwizard.practice.keys import SigningKeys

_log = logging.getLogger(__name__)


class World(Inventory):
    """The pretend JumpCloud and Facets together; runs in the loop that started it.

    `issuer` ends with a slash, the two other addresses do not. Call `stop` in the same loop.
    """

    def __init__(
        self, state: State, state_file: Path | None, fault: Fault | None, keys: SigningKeys
    ) -> None:
        super().__init__(
            Holdings(
                Applications(state.applications, fault),
                Integrations(state.integrations),
                Groups(),
                AdminKeys(state.keys),
                AdminLog(),
            )
        )
        self._keys = keys
        self._state_file = state_file
        self._writing = asyncio.Lock()
        self._on_change: Callable[[], None] = lambda: None
        self._sockets = [
            bind(port)
            for port in (state.ports.issuer, state.ports.console, state.ports.control_plane)
        ]
        self._ports = Ports(*(listening.getsockname()[1] for listening in self._sockets))
        self.issuer = f"http://{HOST}:{self._ports.issuer}/"
        self.console_url = f"http://{HOST}:{self._ports.console}"
        self.control_plane_url = f"http://{HOST}:{self._ports.control_plane}"
        self._sites: list[Site] = []

    @classmethod
    async def start(
        cls,
        *,
        fault: str | None = None,
        state_file: Path | None = None,
        on_change: Callable[[], None] | None = None,
        admin_faults: Sequence[AdminFault] = (),
    ) -> World:
        """Start on the ports of last time where they are free. Raises ValueError for a bad fault.

        `on_change` is called whenever something was registered, changed or deleted; `admin_faults`
        go wrong at the Admin API.
        """
        chosen = fault_named(fault)
        keys = await asyncio.to_thread(_make_keys)
        state = await asyncio.to_thread(read_state, state_file) if state_file else State()
        world = cls(state, state_file, chosen, keys)
        world._on_change = on_change or world._on_change
        world.admin_faults.extend(admin_faults)
        try:
            await world._open()
        except BaseException:
            await world.stop()
            raise
        return world

    @property
    def fault(self) -> str | None:
        """The fault that everything answers with, or None."""
        return self.applications.fault

    def set_fault(self, fault: str | None) -> None:
        """Choose another fault (None for none), at once. Raises ValueError for an unknown name."""
        self.applications.befall(fault_named(fault))

    async def register(self, settings: Settings) -> tuple[str, Secret]:
        """Register an application without the portal; return its Client ID and secret."""
        client_id, secret = self.applications.activate(filled(settings))
        await self._changed()
        return client_id, Secret(secret)

    async def stop(self) -> None:
        """Close every site at once; what was kept stays in the file."""
        for site in self._sites:
            await site.stop()
        for listening in self._sockets:
            listening.close()

    def _now(self) -> float:
        """The issuer's clock."""
        return time.time() + (CLOCK_OFF_SECONDS if self.fault == "clock-off" else 0)

    async def _changed(self) -> None:
        await self._save()
        self._on_change()

    async def _save(self) -> None:
        if self._state_file is None:
            return
        async with self._writing:
            held = self._holdings
            state = State(
                self._ports, held.applications.kept, held.integrations.kept, held.keys.kept
            )
            try:
                await asyncio.to_thread(write_state, self._state_file, state)
            except OSError as error:
                # Practice goes on; it will only have forgotten everything next time.
                _log.warning("practice could not be kept: %s", type(error).__name__)

    async def _open(self) -> None:
        # A thread has imported this by now, and the signing libraries with it.
        from jcwizard.practice.sites import console_limit, handlers

        addresses = Addresses(self.issuer, self.console_url, self.control_plane_url)
        provider, console, control_plane = handlers(
            addresses, self._holdings, self._keys, self._now, self._changed
        )
        issuer_socket, console_socket, facets_socket = self._sockets
        self._sites = [
            # Anyone may send a form to the issuer: that is what an authorization request is.
            Site(issuer_socket, provider, self._now, own_forms_only=False),
            Site(console_socket, console, time.time, body_limit=console_limit),
            Site(facets_socket, control_plane, time.time),
        ]
        for site in self._sites:
            await site.start()
        await self._save()


def _make_keys() -> SigningKeys:
    """Import what answers and signs, and make the keys, in a thread: all take long for a frame."""
    import_module("jcwizard.practice.sites")
    from jcwizard.practice.keys import signing_keys

    return signing_keys()
