"""The groups of the organisation, read beside everything else and chosen from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.finding import Finding
from jcwizard.ui.admin.attempt import Attempt
from jcwizard.ui.admin.group_list import GroupList
from jcwizard.ui.context import Context
from jcwizard.ui.tasks import Task
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.text import LinkButton

if TYPE_CHECKING:
    from jcwizard.jumpcloud.groups import Group


class GroupReading(QWidget):
    """Reading goes on while the settings are compared; nobody needs to wait for it."""

    changed = Signal()

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__()
        self._context, self._attempt = context, attempt
        self._task: Task[Any] | None = None
        self._so_far: list[Group] = []
        self._bound: frozenset[str] | None = None
        self._for: str | None = None
        self.list = GroupList(context)
        self.list.changed.connect(self.changed)
        self._trouble = FirstCause(context, "application")
        self._again = LinkButton(context.words("api_way.groups_again"), self._read)
        self._again.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(8))
        for part in (self.list, self._trouble, self._again):
            column.addWidget(part)

    def begin(self, application_id: str, bound: frozenset[str] | None) -> None:
        """Show the groups and which of them this application has; None when that is not known.

        Without knowing what is bound, nothing can be said to be added or removed: then there is
        nothing to choose either.
        """
        if self._for != application_id:
            self._for = application_id
            self.list.start_over()
        self._bound = bound
        show_when(self, bound is not None)
        if self._attempt.groups is not None:
            self._show(self._attempt.groups)
        elif bound is not None and (self._task is None or not self._task.running):
            self._read()

    @property
    def bind(self) -> tuple[Group, ...]:
        """The groups that are to be let in."""
        return self._named(lambda model: model.added)

    @property
    def unbind(self) -> tuple[Group, ...]:
        """The groups that are no longer to be let in."""
        return self._named(lambda model: model.removed)

    def stop(self) -> None:
        """Read no further."""
        if self._task is not None:
            self._task.cancel()

    def refresh(self) -> None:
        """Say again what follows from the setup."""
        self.list.refresh()

    def _named(self, ids: Callable[[Any], frozenset[str]]) -> tuple[Group, ...]:
        wanted = ids(self.list.model)
        known = self._attempt.groups if self._attempt.groups is not None else self._so_far
        return tuple(group for group in known if group.id in wanted)

    def _read(self) -> None:
        session = self._context.admin
        if session is None:
            return
        self._so_far = []
        self._trouble.show_finding(None)
        self._again.hide()
        self.list.show_progress(0, None)

        async def work() -> Any:
            from jcwizard.jumpcloud.groups import list_groups

            return await list_groups(session.api, self._page)

        self._task = self._context.tasks.start(work, done=self._read_all, finding=self._refused)

    def _page(self, more: tuple[Group, ...], total: int | None) -> None:
        first = not self._so_far
        self._so_far += more
        if first:
            self._show(self._so_far)  # there is something to choose from; the others come at once
        self.list.show_progress(len(self._so_far), total)

    def _read_all(self, groups: tuple[Group, ...]) -> None:
        self._attempt.groups = groups
        self._show(groups)

    def _show(self, groups: Sequence[Group]) -> None:
        if self._bound is not None:
            self.list.show_groups(groups, self._bound)
            self.changed.emit()

    def _refused(self, finding: Finding) -> None:
        self._trouble.show_finding(finding, "warning")
        show_when(self._again, True)
        self.list.end_reading()
        self.changed.emit()
