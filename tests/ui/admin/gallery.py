"""Pages that show the parts of the Admin API's two ways, to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from PySide6.QtCore import QBuffer, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

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

SOMETHING: Any = object()
Parts = Callable[[Context], Iterator[QWidget]]


def comparison(context: Context) -> Iterator[QWidget]:
    """A comparison with every verdict, one row unfolded."""
    table = ComparisonTable(context)
    table.show_rows(samples.rows())
    table.rows[7].unfold()
    yield table


def new_application(context: Context) -> Iterator[QWidget]:
    """What a new application will be."""
    table = ComparisonTable(context)
    table.show_rows(samples.new_rows(), creating=True)
    yield table


def groups_and_picture(context: Context) -> Iterator[QWidget]:
    """Many groups, one added and one removed, and none at all; a picture, and a refused one."""
    shown = GroupList(context)
    groups = samples.groups(1000)
    shown.show_groups(groups, frozenset(group.id for group in groups[:3]))
    shown.choose(groups[0].id, on=False)
    shown.choose(groups[5].id, on=True)
    yield shown
    logo = LogoChoice(context)
    picture = QImage(QSize(200, 120), QImage.Format.Format_RGB32)
    picture.fill(0x1F5FBF)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    logo._show("facets.png", Logo("facets.png", "image/png", bytes(buffer.data().data())))
    yield logo
    refused = LogoChoice(context)
    refused._refuse("too_large", "holiday.png", QSize())
    yield refused
    nobody = GroupList(context)
    nobody.show_groups((), frozenset())
    yield nobody


def changes(context: Context) -> Iterator[QWidget]:
    """The preview, the steps on their way, and how it may end."""
    plan = Plan(samples.LINES, samples.STEPS, "Facets", found=SOMETHING)
    preview = ChangePreview(context)
    preview.show_plan(plan, "Acme, console.jumpcloud.com")
    yield preview
    progress = ProvisioningProgress(context)
    progress.begin(plan)
    for step, state in zip(plan.steps, ("done", "undone", "failed", "running"), strict=False):
        progress.step(step.id, state)
    progress.wait(12)
    yield progress
    values = {"label": "Facets", "id": "65f0c0ffee65f0c0ffee65f0"}
    cause = Finding("network.timeout", values={"host": "console.jumpcloud.com"})
    client_id = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
    for outcome in (
        Outcome(Ending.DONE, client_id=client_id, done=("create",)),
        Outcome(Ending.DONE, Finding("provision.logo_refused", values=values), cause),
        Outcome(
            Ending.LEFT,
            Finding("provision.left", values=values),
            cause,
            left="Facets (65f0c0ffee65f0c0ffee65f0)",
        ),
        Outcome(Ending.PARTLY, Finding("provision.partly", values=values), cause),
    ):
        made = MadeApplication(context, "application")
        made.show_outcome(outcome, "Facets", plan)
        yield made


def page_of(*kinds: Parts) -> type[Page]:
    """Return a page that shows these parts."""

    class PartsPage(Page):
        at: ClassVar[str] = "application"

        def __init__(self, context: Context, step: Step) -> None:
            super().__init__(context, step)
            for parts in kinds:
                for part in parts(context):
                    self.add(part)

    return PartsPage


ADMIN: dict[str, type[Page]] = {
    "admin-compare": page_of(comparison),
    "admin-new": page_of(new_application),
    "admin-groups": page_of(groups_and_picture),
    "admin-changes": page_of(changes),
}

EVERYTHING = page_of(comparison, new_application, groups_and_picture, changes)
