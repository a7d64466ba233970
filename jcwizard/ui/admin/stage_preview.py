"""The stage that shows exactly what will change, and asks for the press that changes it."""

from __future__ import annotations

from jcwizard.model.route import Stop
from jcwizard.ui.admin.attempt import Attempt, StageId
from jcwizard.ui.admin.change_preview import ChangePreview
from jcwizard.ui.admin.stage import Stage
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout


class PreviewStage(Stage):
    """Nothing has been sent yet; Back leads to the choice again."""

    place = StageId.PREVIEW

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__(context, attempt)
        self.preview = ChangePreview(context)
        self._nobody = Callout(context, "warning")
        self.column.addWidget(self._nobody)
        self.column.addWidget(self.preview)

    def entered(self) -> None:
        """Show the plan, and where it would be carried out."""
        plan, session = self.attempt.plan, self.context.admin
        if plan is not None and session is not None:
            organisation, host = session.organisation.name, session.place.host
            key = "api_way.place" if organisation else "api_way.place_unnamed"
            where = self.context.words(key, organisation=organisation, host=host)
            self.preview.show_plan(plan, where)
        self.refresh()

    def refresh(self) -> None:
        """Say the plan again with the words of now."""
        words, names = self.context.words, self.context.said_names()
        title, text = words("api_way.no_group"), words("api_way.no_group_what", **names)
        self._nobody.say("warning", title, text)
        show_when(self._nobody, self._without_group())
        self.preview.refresh()

    def _without_group(self) -> bool:
        """Whether the plan surely leaves nobody who may sign in."""
        plan, look = self.attempt.plan, self.attempt.look
        if plan is None:
            return False
        bound = look.bound if look is not None else frozenset[str]()
        if bound is None:
            return False
        for step in plan.steps:
            bound = bound | {step.subject} if step.kind == "bind" else bound
            bound = bound - {step.subject} if step.kind == "unbind" else bound
        return not bound

    def footer(self, stop: Stop) -> Footer:
        """Carry it out, at a press that says so."""
        words, plan = self.context.words, self.attempt.plan
        creating = plan is not None and plan.creating
        return Footer(
            primary_text=words("api_way.create_it" if creating else "api_way.change_it"),
            primary_enabled=plan is not None and bool(plan.steps),
            primary_action=lambda: self.go.emit(StageId.DOING),
            back_action=lambda: self.go.emit(StageId.COMPARE),
        )
