"""The walk through a step's clicks: how each stands, which comes next, and the ticks."""

from __future__ import annotations

from enum import StrEnum

from jcwizard.model.route import click_fingerprint, click_name, clicks_of
from jcwizard.model.service import Click, Step
from jcwizard.model.settings import filled
from jcwizard.ui.context import Context


class ClickState(StrEnum):
    """How a click stands; the words are `application.<value>`."""

    DONE = "done"
    OUT_OF_DATE = "out_of_date"
    TO_DO = "to_do"
    NOW = "now"


class ClickWalk:
    """Asks the setup each time and remembers nothing, so that it is never behind."""

    def __init__(self, context: Context, step: Step) -> None:
        self._context = context
        self._step = step

    @property
    def clicks(self) -> tuple[Click, ...]:
        """The clicks that this setup needs, in order."""
        context = self._context
        return clicks_of(self._step, context.service, context.setup, context.around)

    @property
    def waiting(self) -> tuple[Click, ...]:
        """The clicks that are not done, or out of date."""
        return tuple(one for one in self.clicks if self.state(one) is not ClickState.DONE)

    def find(self, click_id: str) -> Click | None:
        """Return the click with this id, None when this setup does not need it."""
        return next((click for click in self.clicks if click.id == click_id), None)

    def state(self, click: Click) -> ClickState:
        """Return how a click stands: `NOW` is for the page to know."""
        stamp = self._context.setup.ticks.get(click_name(self._step, click))
        if stamp is None:
            return ClickState.TO_DO
        same = stamp == click_fingerprint(click, self._context.names())
        return ClickState.DONE if same else ClickState.OUT_OF_DATE

    def changed(self, click: Click) -> str:
        """Return the labels of the values that an out-of-date click carries, else ""."""
        if self.state(click) is not ClickState.OUT_OF_DATE:
            return ""
        values = filled(click.values, self._context.names())
        return "; ".join(value.label for value in values)

    def tick(self, click: Click) -> Click | None:
        """Tick a click and return the one to show then, None when all are done.

        Somebody who looks through clicks that are done is led on one by one; otherwise what is
        done already is left out.
        """
        reviewing = self.state(click) is ClickState.DONE
        stamp = click_fingerprint(click, self._context.names())
        self._context.setup.tick(click_name(self._step, click), stamp)
        following = self.clicks[self.clicks.index(click) + 1 :]
        ahead = following if reviewing else [one for one in following if one in self.waiting]
        return next(iter([*ahead, *self.waiting]), None)

    def tick_all(self) -> None:
        """Tick every click."""
        for click in self.clicks:
            self.tick(click)
