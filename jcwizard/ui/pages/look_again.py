"""Records how JumpCloud's application compares with the setup once the wizard has changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.ui.context import Context
from jcwizard.ui.runs import Recorder

if TYPE_CHECKING:  # the network is imported after the first paint
    from jcwizard.jumpcloud.admin_api import AdminApi

GROUP = "application"


class LookAgain:
    """Made before the change, so that the result belongs to the setup that was changed."""

    def __init__(self, context: Context) -> None:
        self._service, self._setup, self._around = context.service, context.setup, context.around
        self._recorder = Recorder(context, GROUP)

    async def record(self, api: AdminApi) -> None:
        """Compare and record; what cannot be compared now is no longer proven."""
        from jcwizard.jumpcloud.comparing import look
        from jcwizard.jumpcloud.comparison import checks
        from jcwizard.jumpcloud.wanted import wanted_application

        if not self._setup.application_id:
            return
        wanted = wanted_application(self._service, self._setup, self._around)
        found = await look(api, wanted, self._setup.application_id)
        if isinstance(found, Finding):
            self._recorder.record((Check.of(GROUP, Status.UNKNOWN, found),))
        else:
            self._recorder.record(checks(found.rows))
