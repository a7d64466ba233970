"""Pages that show the parts of the Admin API's two ways, to be looked at."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QBuffer, QSize
from PySide6.QtGui import QImage

from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Logo, Plan
from jcwizard.model.finding import Finding
from jcwizard.model.service import Step
from jcwizard.ui.admin.change_preview import ChangePreview
from jcwizard.ui.admin.comparison_table import ComparisonTable
from jcwizard.ui.admin.group_list import GroupList
from jcwizard.ui.admin.logo_choice import LogoChoice
from jcwizard.ui.admin.made_application import MadeApplication
from jcwizard.ui.admin.provisioning_progress import ProvisioningProgress
from jcwizard.ui.context import Context
from jcwizard.ui.page import Page
from tests.ui.admin import samples


class ComparePage(Page):
    """A comparison with every verdict, one row unfolded."""

    at: ClassVar[str] = "application"

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        table = ComparisonTable(context)
        table.show_rows(samples.rows())
        table.rows[7].unfold()
        self.add(table)


class NewPage(Page):
    """What a new application will be, and the choice of groups and picture."""

    at: ClassVar[str] = "application"

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        table = ComparisonTable(context)
        table.show_rows(samples.new_rows(), creating=True)
        self.add(table)


class GroupsPage(Page):
    """Many groups, some bound, one added and one removed; and a picture."""

    at: ClassVar[str] = "application"

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        shown = GroupList(context)
        groups = samples.groups(1000)
        shown.show_groups(groups, frozenset(group.id for group in groups[:3]))
        shown.choose(groups[0].id, on=False)
        shown.choose(groups[5].id, on=True)
        self.add(shown)
        logo = LogoChoice(context)
        picture = QImage(QSize(200, 120), QImage.Format.Format_RGB32)
        picture.fill(0x1F5FBF)
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")
        logo._show("facets.png", Logo("facets.png", "image/png", bytes(buffer.data().data())))
        self.add(logo)
        empty = LogoChoice(context)
        empty._refuse("too_large", "holiday.png", QSize())
        self.add(empty)
        nobody = GroupList(context)
        nobody.show_groups((), frozenset())
        self.add(nobody)


class ChangesPage(Page):
    """The preview, the steps on their way, and how it may end."""

    at: ClassVar[str] = "application"

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        plan = Plan(samples.LINES, samples.STEPS, "Facets", found=object())  # type: ignore[arg-type]
        preview = ChangePreview(context)
        preview.show_plan(plan, "Acme, console.jumpcloud.com")
        self.add(preview)
        progress = ProvisioningProgress(context)
        progress.begin(plan)
        for name, state in zip(plan.steps, ("done", "undone", "failed", "running"), strict=False):
            progress.step(name.id, state)
        progress.wait(12)
        self.add(progress)
        for ending, done in ((Ending.DONE, ("create",)), (Ending.DONE, ()), (Ending.LEFT, ())):
            made = MadeApplication(context)
            made.show_outcome(
                Outcome(
                    ending,
                    cause=None if ending is Ending.DONE else Finding("network.timeout"),
                    client_id="4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
                    done=done,
                    left="" if ending is Ending.DONE else "Facets, 65f0c0ffee65f0c0ffee65f0",
                ),
                "Facets",
            )
            self.add(made)


ADMIN: dict[str, type[Page]] = {
    "admin-compare": ComparePage,
    "admin-new": NewPage,
    "admin-groups": GroupsPage,
    "admin-changes": ChangesPage,
}
