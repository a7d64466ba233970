"""The session: opens saved setups, setup files and practice, and puts them into the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from jcwizard.keep import setup_file
from jcwizard.keep.folders import Folders
from jcwizard.model.finding import Check, CheckRun, Finding
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.ui import runs
from jcwizard.ui.keeping import Keeping
from jcwizard.ui.threads import in_thread
from jcwizard.ui.window import Window

if TYPE_CHECKING:
    from jcwizard.practice.world import World


class Session:
    """One start of the program: which setup is in the window, and what it stands in."""

    def __init__(self, window: Window, keeping: Keeping, folders: Folders) -> None:
        self._window = window
        self._context = window.context
        self._keeping = keeping
        self._folders = folders
        self._real = window.context.around
        self._world: World | None = None
        context = self._context
        context.open_saved, context.open_file = self.open_saved, self.open_file
        context.start_practice, context.begin = self.start_practice, self.begin
        context.taken_ids, context.run_checks = self.taken_ids, self.run_checks
        context.writer = keeping.writer

    async def open_saved(self, setup_id: str) -> Finding | None:
        """Go on with a saved setup; one of practice starts practice again."""
        saved = self._context.saved
        lines = await in_thread(saved.list)
        practice = any(line.id == setup_id and line.practice for line in lines)
        setup = await in_thread(saved.load, setup_id)
        if isinstance(setup, Finding):
            return setup
        world = await self._practice("") if practice else None
        self._use(setup, world, setup_id)
        return None

    async def open_file(self, path: Path) -> Finding | None:
        """Go on with a setup file; what should be known about it is shown above the page."""
        opened = await in_thread(setup_file.read, path, self._context.services)
        if isinstance(opened, Finding):
            return opened
        self._use(opened.setup, None, "")
        self._window.notice.show_finding(next(iter(opened.notices), None))
        return None

    def begin(self, setup: Setup) -> None:
        """Go on with a new setup in the same surroundings; the one of now stays saved."""
        self._use(setup, self._context.practice, "")

    def start_practice(self, fault: str) -> None:
        """Start practice with a fault ("" for none), and a new setup in it."""

        async def work() -> World:
            return await self._practice(fault)

        self._context.tasks.start(work, done=self._begin_practice)

    async def taken_ids(self, control_plane_url: str) -> frozenset[str] | None:
        """Return the Registration IDs that a control plane says are in use, None if it does not."""
        from jcwizard.facets.outside import taken_ids

        return await taken_ids(control_plane_url, self._context.client)

    async def run_checks(self, group: str, on_check: Callable[[Check], None]) -> CheckRun | None:
        """Run a group of checks and record it; None where the service has no such group."""
        if group == "preflight":
            return await runs.preflight(self._context, on_check)
        if group == "outside":
            return await runs.outside(self._context)
        if group == "self":
            return await runs.computer(self._context)
        raise ValueError(group)

    async def aclose(self) -> None:
        """Stop practice."""
        if self._world is not None:
            await self._world.stop()

    async def _practice(self, fault: str) -> World:
        from jcwizard.practice.world import World

        if self._world is None:
            state = self._folders.data / "practice.json"
            self._world = await World.start(fault=fault or None, state_file=state)
        else:
            self._world.set_fault(fault or None)
        return self._world

    def _begin_practice(self, world: World) -> None:
        values = {"region": "us", "control_plane_url": world.control_plane_url}
        self._use(Setup("", values), world, "")

    def _use(self, setup: Setup, world: World | None, setup_id: str) -> None:
        self._keeping.flush()
        around = self._real if world is None else self._pretended(world)
        self._window.use(setup, around, world)
        self._keeping.watch(setup_id)

    def _pretended(self, world: World) -> Surroundings:
        """Return surroundings in which every region is the pretend JumpCloud.

        Practice must not reach the real one, whichever region is chosen.
        """
        here = {
            "issuer": world.issuer,
            "console_url": world.console_url,
            "admin_token_url": world.admin_token_url,
        }
        regions: dict[str, Mapping[str, str]] = {
            name: {**region, **here, "admin_api": world.admin_api(name)}
            for name, region in self._real.regions.items()
        }
        return Surroundings(self._real.test_address, regions, practice=True)
