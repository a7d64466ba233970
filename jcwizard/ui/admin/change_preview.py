"""The preview: exactly what will change, where it goes, and what stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.admin.change_lines import ChangeLines
from jcwizard.ui.admin.step_places import secret_step
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.text import Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.plan import Plan


class ChangePreview(QWidget):
    """Shows a plan before it is carried out."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: tuple[Plan, str] | None = None
        self._where = Callout(context, "info")
        self._untouched = Sentence(context, "", "small")
        self._undo = Sentence(context, "", "small")
        self.lines: ChangeLines | None = None
        """What will change, None when that is nothing."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.px(12))
        for part in (self._where, self._untouched, self._undo):
            self._column.addWidget(part)
        self.hide()

    def show_plan(self, plan: Plan, where: str) -> None:
        """Show what a plan will do; `where` names the organisation and the host it goes to."""
        self._shown = (plan, where)
        self.refresh()

    def refresh(self) -> None:
        """Show the plan again, with the words of now."""
        if self._shown is None:
            return
        plan, where = self._shown
        words = self._context.words
        if self.lines is not None:
            self._column.removeWidget(self.lines)
            self.lines.deleteLater()
            self.lines = None
        if plan.lines:
            title = words("change_preview.title_new" if plan.creating else "change_preview.title")
            place = words("change_preview.where", where=spoken(where))
            self._where.say("info", title, place)
            self.lines = ChangeLines(self._context, plan.lines, new=plan.creating)
            self._column.insertWidget(1, self.lines)
        else:
            self._where.say(
                "passed", words("change_preview.nothing"), words("change_preview.nothing_what")
            )
        self._untouched.say(self._staying(plan))
        self._undo.say(self._undoing(plan))
        show_when(self, True)

    def _undoing(self, plan: Plan) -> str:
        """Return whether it can be undone."""
        if not plan.lines:
            return ""
        replaced = not plan.creating and any(line.setting == "logo" for line in plan.lines)
        return self._context.words(f"change_preview.undo{'_logo' if replaced else ''}")

    def _staying(self, plan: Plan) -> str:
        """Return what is left as it is."""
        from jcwizard.jumpcloud.comparison import SETTINGS

        words = self._context.words
        if plan.creating:
            return words("change_preview.untouched_new", **secret_step(self._context))
        touched = {line.setting for line in plan.lines}
        staying = [words(f"setting.{name}") for name in SETTINGS if name not in touched]
        return words("change_preview.untouched", settings=", ".join(staying))
