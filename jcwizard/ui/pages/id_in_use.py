"""Asks the service whether the Registration ID is in use already, quietly, while a person types."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.finding import Finding
from jcwizard.model.rules import host_of
from jcwizard.model.service import Service, Step
from jcwizard.model.settings import fill
from jcwizard.ui.context import Context
from jcwizard.ui.tasks import Task
from jcwizard.ui.timers import timer
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.text import Sentence

PAUSE_SECONDS = 0.8


def asks_for_id(service: Service, step: Step) -> bool:
    """Return whether this step is where the service's own ID is entered."""
    outside = service.outside
    return outside is not None and outside.registration_id.strip("{}") in step.fields


class IdInUse(QWidget):
    """Warns of an ID that is in use; each control plane is asked once.

    It never blocks, and what cannot be told is not mentioned: the ID may well be the person's own.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._known: dict[str, frozenset[str] | None] = {}
        self._asked = ""
        self._task: Task[Any] | None = None
        self.finding: Finding | None = None
        """The warning on show."""
        self._warning = Callout(context, "warning")
        self._warning.hide()
        self._waiting = Sentence(context, "", "small")
        self._pause = timer(self, PAUSE_SECONDS, once=True)
        self._pause.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._waiting)
        column.addWidget(self._warning)
        self.hide()

    def refresh(self) -> None:
        """Ask when there is another control plane to ask, after a pause in the typing."""
        place, _ = self._entered()
        if place != self._asked:
            self.stop()
        if place and place not in self._known and not self._asked and not self._own():
            self._pause.start()
        self._tell()

    def stop(self) -> None:
        """Give up what is being asked."""
        self._pause.stop()
        self._asked = ""
        if self._task is not None:
            self._task.cancel()
        self._waiting.say("")

    def _ask(self) -> None:
        context = self._context
        place, _ = self._entered()
        if not place:
            return
        self._asked = place
        self._waiting.say(context.words("form.asking_ids", host=host_of(place)))
        self.show()

        async def ask() -> tuple[str, frozenset[str] | None]:
            return place, await context.taken_ids(place)

        def gone() -> None:
            if self._asked == place:  # a fault of ours, for whoever stops it asks no longer
                self._take((place, None))

        self._task = context.tasks.start(ask, done=self._take, cancelled=gone)

    def _take(self, answer: tuple[str, frozenset[str] | None]) -> None:
        place, taken = answer
        self._known[place] = taken
        self._asked = ""
        self._waiting.say("")
        self._tell()

    def _tell(self) -> None:
        place, entered = self._entered()
        taken = self._known.get(place) or frozenset()
        finding = None
        if entered in taken and not self._own():
            values = {"registration_id": entered, "host": host_of(place)}
            finding = Finding("facets.id_taken", values=values)
        if finding != self.finding:
            self.finding = finding
            self._warn(finding)
        self.setVisible(finding is not None or bool(self._asked))

    def _warn(self, finding: Finding | None) -> None:
        self._warning.setVisible(finding is not None)
        if finding is None:
            return
        told = self._context.explain(finding.code, finding.values)
        self._warning.say("warning", told.title, " ".join((told.what, *told.fix)))
        self._context.announce(told.title)

    def _entered(self) -> tuple[str, str]:
        outside, found = self._context.service.outside, self._context.names()
        if outside is None:
            return "", ""
        return fill(outside.base_url, found), fill(outside.registration_id, found)

    def _own(self) -> bool:
        """Whether the person has made the integration already: then the ID is theirs."""
        setup = self._context.setup
        return "outside" in setup.runs or any(
            step.run == "outside" and step.id in setup.ticks for step in self._context.service.steps
        )
