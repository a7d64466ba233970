"""The page of the JumpCloud application: three ways to it, one of them on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from jcwizard.model.service import Step
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer, Page
from jcwizard.ui.pages.clicks_way import ClicksWay
from jcwizard.ui.pages.login_focus import footer_buttons, rest_on
from jcwizard.ui.widgets.choice_cards import Choice, ChoiceCards
from jcwizard.ui.widgets.text import LinkButton

if TYPE_CHECKING:  # its parts are imported when somebody takes that way
    from jcwizard.ui.pages.api_way import ApiWay

CLICKS, CREATE, CHECK = "clicks", "create", "check"

WAYS = (CLICKS, CREATE, CHECK)


class ApplicationPage(Page):
    """The clicks are the way that needs nothing, so Enter walks them from the start.

    The cards of the ways stand above the heading while nothing has been begun; then they fold into
    a link, and the way that was taken stays.
    """

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        words = context.words
        self._way = CLICKS
        self._unfolded = self._rests = False
        self._api: ApiWay | None = None
        choices = [
            Choice(way, words(f"api_way.{way}"), words(f"api_way.{way}_text")) for way in WAYS
        ]
        self.cards = ChoiceCards(context, words("api_way.ways"), choices, columns=3)
        self.cards.chosen.connect(self._choose)
        self.column.insertWidget(self.column.indexOf(self.heading), self.cards)
        self._clicks = ClicksWay(context, step, self.heading)
        self._clicks.changed.connect(self.changed)
        self._another: list[LinkButton] = []
        self._clicks.links.addWidget(self._another_way())
        self.add(self._clicks)
        self._take(CHECK if self._touched else CLICKS)

    @property
    def starts_at_primary(self) -> bool:  # type: ignore[override]  # it depends on the way
        """Whether Enter alone leads on, as it does through the clicks."""
        return self._way == CLICKS

    def refresh(self) -> None:
        """Show the setup as it is now."""
        if self._way == CLICKS or self._api is None:
            self._clicks.refresh()
        else:
            self._api.refresh()
        self._show_cards()

    def footer(self) -> Footer:
        """Return the footer of the click or stage on show."""
        if self._rests:
            self._rests = False
            QTimer.singleShot(0, self, self._rest_now)
        if self._way == CLICKS or self._api is None:
            return self._clicks.footer(self.stop)
        return self._api.footer(self.stop)

    def entered(self) -> None:
        """Begin where the work goes on."""
        if self._way == CLICKS or self._api is None:
            self._clicks.entered()
        else:
            self._api.entered()

    def left(self) -> None:
        """End what is asked of JumpCloud."""
        self._unfolded = False
        if self._api is not None:
            self._api.left()

    def show_part(self, part: str) -> None:
        """Show the click that a finding points at, done or not."""
        if self._clicks.knows(part):
            self._take(CLICKS)
            self._clicks.show_part(part)

    @property
    def _touched(self) -> bool:
        """Whether this setup has used the Admin API before."""
        setup = self.context.setup
        return bool(setup.application_id or setup.changes)

    @property
    def _begun(self) -> bool:
        """Whether one of the ways has been begun."""
        ticked = any(name.startswith(f"{self.step.id}/") for name in self.context.setup.ticks)
        return ticked or self._touched or (self._api is not None and self._api.begun)

    def _choose(self, way: str) -> None:
        self._unfolded = self._unfolded and not self._begun
        self._take(way)
        if way == CLICKS:
            self._clicks.entered()
        elif self._api is not None:
            self._api.entered()
            if not any(card.hasFocus() for card in self.cards.cards.values()):
                self._rest()

    def _take(self, way: str) -> None:
        """Show one of the ways; what was begun on another is kept, but not waited for."""
        if way == CLICKS and self._way != CLICKS and self._api is not None:
            self._api.left()
        self._way = way
        self.cards.choose(way)
        if way != CLICKS:
            self._api_way().set_mode(way)
        self._clicks.setVisible(way == CLICKS)
        if self._api is not None:
            self._api.setVisible(way != CLICKS)
        self.refresh()
        self.changed.emit()

    def _api_way(self) -> ApiWay:
        if self._api is None:
            from jcwizard.ui.pages.api_way import ApiWay

            self._api = ApiWay(self.context, self.heading)
            self._api.changed.connect(self._api_changed)
            self._api.clicks_wanted.connect(self._to_clicks)
            self._api.checked_myself.connect(self._tick_all)
            self._api.focus_wanted.connect(self._rest)
            self._api.links.addWidget(self._another_way())
            self.add(self._api)
        return self._api

    def _api_changed(self) -> None:
        self._show_cards()
        self.changed.emit()

    def _to_clicks(self) -> None:
        self._take(CLICKS)
        self._clicks.entered()
        self._rest()

    def _tick_all(self) -> None:
        self._take(CLICKS)
        self._clicks.tick_all()
        self._rest()

    def _another_way(self) -> LinkButton:
        """Return one more link to the cards; made where it has its place, or it were a window."""
        self._another.append(LinkButton(self.context.words("api_way.another"), self._unfold))
        return self._another[-1]

    def _unfold(self) -> None:
        self._unfolded = True
        self._show_cards()
        self.cards.cards[self._way].setFocus()

    def _show_cards(self) -> None:
        folded = self._begun and not self._unfolded
        self.cards.setVisible(not folded)
        for link in self._another:
            link.setVisible(folded and not (self._api is not None and self._api.changing))

    def _rest(self) -> None:
        """Give the keyboard to the stage's first control, or without one to the footer's button.

        The footer's buttons are those of this stage only when the window has asked for them.
        """
        self._rests = True
        self.changed.emit()

    def _rest_now(self) -> None:
        first = self._api.first() if self._api is not None and self._way != CLICKS else None
        rest_on(self, footer_buttons(self) if first is None else (first,))
