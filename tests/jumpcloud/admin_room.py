"""The room that works on applications, against practice's Admin API, without a window."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from jcwizard.jumpcloud.access import ApiKey, Place
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.groups import Group
from jcwizard.model.changes import Change
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from tests.practice.running import RunningWorld

T = TypeVar("T")


@dataclass
class AdminRoom:
    """Asks the Admin API of a running practice; keeps what was noted of each change."""

    practice: RunningWorld
    noted: dict[str, Change] = field(default_factory=dict)
    unsaved: Finding | None = None

    def place(self, region: str = "us") -> Place:
        """Return practice's place of a region."""
        world = self.practice.world
        return Place(region, world.admin_api(region), world.admin_token_url, own=True, name=region)

    def do(self, work: Callable[[AdminApi], Awaitable[T]], key: Secret | None = None) -> T:
        """Return what the work comes to, with an admin's key unless another one is given."""
        return self.with_client(
            lambda client: work(
                AdminApi(client, self.place(), ApiKey(key or self.practice.world.api_key))
            )
        )

    def with_client(self, talk: Callable[[Client], Awaitable[T]]) -> T:
        """Return what the talk comes to."""

        async def whole() -> T:
            client = Client(deadline=5.0)
            try:
                return await talk(client)
            finally:
                await client.aclose()

        return asyncio.run(whole())

    async def journal(self, change: Change) -> Finding | None:
        """Note a change."""
        if self.unsaved is None:
            self.noted[change.id] = change
        return self.unsaved

    def group(self, name: str) -> Group:
        """Return a group of practice by its name."""
        found = self.practice.world.groups.named(name)
        assert found is not None
        return Group(found.id, found.name)

    def labels(self) -> list[str]:
        """Return the labels of all applications in practice."""
        return [one.entered.display_label for one in self.practice.world.applications.kept]

    def calls(self) -> list[str]:
        """Return the calls that practice got, each as method and path."""
        return [f"{call.method} {call.path}" for call in self.practice.world.admin_calls]

    def quiet(self) -> None:
        """Forget calls, faults, notes and applications."""
        world = self.practice.world
        world.admin_calls.clear()
        world.admin_faults.clear()
        self.noted.clear()
        self.unsaved = None
        for one in list(world.applications.kept):
            world.applications.remove(one.id)
