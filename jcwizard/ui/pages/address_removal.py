"""Takes the wizard's own redirect URL out of JumpCloud's application, and no other one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from jcwizard.model.finding import Finding
from jcwizard.model.service import Ending
from jcwizard.ui.context import Context
from jcwizard.ui.pages.ending_word import say_done
from jcwizard.ui.pages.look_again import LookAgain

if TYPE_CHECKING:  # the network is imported after the first paint
    from jcwizard.jumpcloud.admin_api import AdminApi
    from jcwizard.jumpcloud.outcome import Outcome
    from jcwizard.jumpcloud.plan import Plan
    from jcwizard.jumpcloud.repair import Line
    from jcwizard.jumpcloud.stopping import Stop


class AddressRemoval:
    """Says in the setup that the ending is done once the address is not registered any more."""

    words, said_done = "removal", "done"

    def __init__(self, context: Context, ending: Ending) -> None:
        self._context, self._ending = context, ending

    async def look(self, api: AdminApi) -> Sequence[Line] | Finding:
        """Return what will be removed, as the application is now."""
        address, gone = self._context.around.test_address, self._gone()
        plan = await self._plan(api)
        if isinstance(plan, Finding):
            return plan
        there = plan.found.redirect_uris if plan.found is not None else None
        if there is not None and address not in there:
            gone()
        return plan.lines

    async def carry_out(self, api: AdminApi, stop: Stop) -> Outcome | Finding:
        """Remove it, and read it back."""
        from jcwizard.jumpcloud.outcome import Ending
        from jcwizard.jumpcloud.provisioning import carry_out

        journal, again, gone = self._context.journal(), LookAgain(self._context), self._gone()
        plan = await self._plan(api)
        if isinstance(plan, Finding):
            return plan
        outcome = await carry_out(plan, api, journal, stop=stop)
        if outcome.ending is Ending.DONE:
            gone()
        await again.record(api)
        return outcome

    def _gone(self) -> Callable[[], None]:
        """Return what notes it, in the setup of now, whichever is in the window by then."""
        context = self._context
        return partial(say_done, self._ending, context.setup, context.names(), done=True)

    async def _plan(self, api: AdminApi) -> Plan | Finding:
        from jcwizard.jumpcloud.applications import read_application
        from jcwizard.jumpcloud.plan import plan_test_address_removal

        found = await read_application(api, self._context.setup.application_id)
        if isinstance(found, Finding):
            return found
        return plan_test_address_removal(found, self._context.around.test_address)
