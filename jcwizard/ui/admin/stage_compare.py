"""The stage that shows how the application compares, and takes what is to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from jcwizard.model.route import Stop
from jcwizard.ui import runs
from jcwizard.ui.admin.attempt import Attempt, StageId
from jcwizard.ui.admin.client_in_place import ClientInPlace
from jcwizard.ui.admin.comparison_table import ComparisonTable
from jcwizard.ui.admin.group_reading import GroupReading
from jcwizard.ui.admin.logo_choice import LogoChoice
from jcwizard.ui.admin.stage import Stage
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer
from jcwizard.ui.visibility import show_when

if TYPE_CHECKING:
    from jcwizard.jumpcloud.comparing import Look
    from jcwizard.jumpcloud.comparison import Row
    from jcwizard.jumpcloud.plan import Plan
    from jcwizard.jumpcloud.wanted import WantedApplication


class CompareStage(Stage):
    """Looks once, and compares anew without a question when the setup changes meanwhile."""

    place = StageId.COMPARE

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__(context, attempt)
        self.table = ComparisonTable(context)
        self.groups = GroupReading(context, attempt)
        self.logo = LogoChoice(context)
        self._client = ClientInPlace(context)
        self._parts = (self.table, self._client, self.groups, self.logo)
        for part in self._parts:
            self.column.addWidget(part)
        for part in (self.table, self.groups, self.logo):
            part.changed.connect(self.changed)
        self._show_parts(shown=False)

    @property
    def creating(self) -> bool:
        """Whether a new application is meant."""
        return not self.attempt.application_id

    def heading(self) -> tuple[str, str]:
        """Name the application that is looked at."""
        words, names = self.context.words, self.context.said_names()
        key = "api_way.new" if self.creating else "api_way.compare_it"
        return words(f"{key}_heading", **names), words(f"{key}_lead", **names)

    def footer(self, stop: Stop) -> Footer:
        """Show what will change, where something will; else this step is over."""
        words, known = self.context.words, self.attempt.wanted is not None and not self.busy
        back = lambda: self.go.emit(StageId.FIND)  # noqa: E731 - shorter than a method
        if known and not self._wants_something():
            return Footer(primary_enabled=stop.may_leave, back_action=back)
        return Footer(
            primary_text=words("api_way.show_changes"),
            primary_enabled=known,
            primary_action=self._preview,
            back_action=back,
        )

    def entered(self) -> None:
        """Look at the application, unless that was done for what is wanted now."""
        if self.attempt.wanted is None and not self.busy:
            self.look()
        else:
            self.refresh()

    def left(self) -> None:
        """End what is asked; groups that are not all read yet are read anew."""
        super().left()
        self.groups.stop()

    def look(self) -> None:
        """Ask JumpCloud how the application is; a new one needs no question."""
        attempt, session = self.attempt, self.context.admin
        if session is None:
            return
        wanted = self._wanted()
        self._show_parts(shown=False)
        if self.creating:
            attempt.wanted = wanted
            self._show()
            return
        application_id, names = attempt.application_id, self._group_names()

        async def work() -> Any:
            from jcwizard.jumpcloud.comparing import look

            return await look(session.api, wanted, application_id, names)

        def done(found: Look) -> None:
            attempt.look, attempt.wanted = found, wanted
            self._link(found)
            self._show()

        self.ask(work, done, self.context.words("api_way.comparing"), self.look)

    def refresh(self) -> None:
        """Compare anew what was read, when the setup wants something else by now."""
        attempt = self.attempt
        if attempt.wanted is None or self.busy:
            return
        wanted = self._wanted()
        if wanted != attempt.wanted:
            attempt.wanted, attempt.plan = wanted, None
            self._show()
        for part in (self.table, self.groups, self._client):
            part.refresh()

    def plan(self) -> Plan | None:
        """Return what would be done as things are chosen."""
        from jcwizard.jumpcloud.plan import plan_creation, plan_repair

        attempt = self.attempt
        if attempt.wanted is None:
            return None
        bind, unbind, logo = self.groups.bind, self.groups.unbind, self.logo.logo
        if self.creating:
            return plan_creation(attempt.wanted, bind, logo, attempt.shown)
        if attempt.look is None:
            return None
        found, ticked = attempt.look.application, self.table.ticked
        return plan_repair(attempt.wanted, found, ticked, bind, unbind, logo)

    def _preview(self) -> None:
        self.attempt.plan = self.plan()
        self.go.emit(StageId.PREVIEW)

    def _wants_something(self) -> bool:
        chosen = self.table.ticked or self.groups.bind or self.groups.unbind
        return self.creating or bool(chosen) or self.logo.logo is not None

    def _wanted(self) -> WantedApplication:
        from jcwizard.jumpcloud.wanted import wanted_application

        context = self.context
        return wanted_application(context.service, context.setup, context.around)

    def _link(self, found: Look) -> None:
        """Note which application the setup is about, and its Client ID where none is entered."""
        setup = self.context.setup
        setup.link_application(found.application.id)
        if found.application.client_id and not setup.values.get("client_id"):
            setup.put("client_id", found.application.client_id)

    def _show(self) -> None:
        attempt = self.attempt
        rows = self._rows()
        self.table.show_rows(rows, self.creating)
        look = attempt.look
        client_id = look.application.client_id if look is not None else ""
        bound = look.bound if look is not None else frozenset[str]()
        self._show_parts(shown=True)
        # Of a new one, who may sign in is all that there is to be decided.
        for part in self._in_order():
            self.column.addWidget(part)
        self._client.show_client(client_id or "")
        self.groups.begin(attempt.application_id, bound)
        if not self.creating:
            self._record(rows)
        self.changed.emit()

    def _rows(self) -> Sequence[Row]:
        from jcwizard.jumpcloud.comparison import compare
        from jcwizard.jumpcloud.new_rows import rows_of_new

        attempt = self.attempt
        if attempt.wanted is None:
            return ()
        if attempt.look is None:
            return rows_of_new(attempt.wanted)
        found, names = attempt.look, attempt.look.names
        bound = None
        if found.bound is not None:
            bound = tuple(sorted(names.get(group, group) for group in found.bound))
        return compare(attempt.wanted, found.application, bound)

    def _record(self, rows: Sequence[Row]) -> None:
        from jcwizard.jumpcloud.comparison import checks

        runs.Recorder(self.context, "application").record(checks(rows))

    def _group_names(self) -> dict[str, str]:
        return {group.id: group.name for group in self.attempt.groups or ()}

    def in_order(self) -> Sequence[QWidget]:
        """Return the parts as they stand."""
        return (self.waiting, self.trouble, self._ways, *self._in_order())

    def _in_order(self) -> Sequence[QWidget]:
        if self.creating:
            return (self.groups, self.table, self._client, self.logo)
        return (self.table, self._client, self.groups, self.logo)

    def _show_parts(self, *, shown: bool) -> None:
        for part in self._parts:
            show_when(part, shown)

    def first(self) -> QWidget | None:
        """Begin where a group is searched while nobody may sign in, else at the primary button.

        What is suggested is ticked already; only who may sign in is for the person to say.
        """
        groups = self.groups.list
        nobody = not groups.chosen and groups.search.isVisibleTo(self)
        return groups.search if nobody else None
