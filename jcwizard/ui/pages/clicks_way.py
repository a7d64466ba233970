"""The guided clicks in JumpCloud: one instruction at a time, each ticked when it is done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from jcwizard.model.route import Stop
from jcwizard.model.service import Click, Step
from jcwizard.model.settings import fill
from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence
from jcwizard.ui.page import Footer
from jcwizard.ui.pages.click_card import ClickCard
from jcwizard.ui.pages.click_overview import ClickOverview, Line
from jcwizard.ui.pages.click_walk import ClickState, ClickWalk
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.text import Heading, LinkButton


class ClicksWay(QWidget):
    """Shows one click, or the list of all when they are done; lands on the first that is not."""

    changed = Signal()
    """The footer must be read again."""

    def __init__(self, context: Context, step: Step, heading: Heading) -> None:
        super().__init__()
        words = context.words
        self._context, self._heading = context, heading
        self._walk = ClickWalk(context, step)
        self._current = ""
        self._walked = False
        self._card: ClickCard | None = None
        self._changed = Callout(context, "warning")
        self._list = LinkButton("", self._toggle_list)
        self._all = LinkButton(words("application.all_done_already"), self.tick_all)
        self._again = LinkButton(words("application.show_clicks"), self._walk_again)
        self._overview = ClickOverview(context, self._jump)
        self.links = Flow(spacing=context.theme.px(24))
        for link in (self._list, self._all, self._again):
            self.links.addWidget(link)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.px(16))
        self._column.addWidget(self._changed)
        self._column.addLayout(self.links)
        self._column.addWidget(self._overview)
        self.land()

    @property
    def current(self) -> Click | None:
        """The click on show; None when the list of all is."""
        return self._walk.find(self._current)

    def entered(self) -> None:
        """Begin where the work goes on."""
        self._walked = False
        self.land()

    def knows(self, part: str) -> bool:
        """Return whether this is one of the clicks."""
        return self._walk.find(part) is not None

    def show_part(self, part: str) -> None:
        """Show the click that a finding points at, done or not."""
        click = self._walk.find(part)
        if click is not None:
            self._go(click)

    def refresh(self) -> None:
        """Show the click as it stands; one that this setup no longer needs gives way."""
        click, words = self.current, self._context.words
        if click is None and self._current:
            self.land()
            return
        if click is None:
            self._heading.say(words("application.all_done"), words("application.all_done_lead"))
        else:
            self._heading.say(self._said(click.title), self._said(click.text))
        if self._card is not None:
            self._card.refresh()
        labels = self._walk.changed(click) if click is not None else ""
        self._changed.setVisible(bool(labels))
        if labels:
            title = words("application.changed_title")
            self._changed.say("warning", title, words("application.changed", labels=labels))
        self._show_list(click)

    def footer(self, stop: Stop) -> Footer:
        """Where among the clicks we are, the console to open, and the tick."""
        words, click, clicks = self._context.words, self.current, self._walk.clicks
        if click is None:
            back = self._back if self._walked else None
            return Footer(primary_enabled=stop.may_leave, back_action=back)
        number = clicks.index(click) + 1
        return Footer(
            primary_text=words("application.done_next"),
            primary_action=self._done,
            hint_text=words("application.count", number=str(number), count=str(len(clicks))),
            hint_link=(
                click.opens_label or words("application.open_console"),
                self._open_console,
            ),
            back_action=self._back if number > 1 else None,
        )

    def land(self) -> None:
        """Show the first click that is not done."""
        self._show(next(iter(self._walk.waiting), None))

    def tick_all(self) -> None:
        """Take the person's word that all of it is done."""
        self._walk.tick_all()
        self._go(None)

    def _said(self, sentence: str) -> str:
        return fill_sentence(sentence, self._context.names())

    def _go(self, click: Click | None) -> None:
        self._walked = True
        self._show(click)
        title = click.title if click else self._context.words("application.all_done")
        self._context.announce(self._said(title))

    def _show(self, click: Click | None) -> None:
        self._current = click.id if click else ""
        self._overview.setVisible(click is None)
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        if click is not None:
            self._card = ClickCard(self._context, click)
            self._column.insertWidget(self._column.indexOf(self._changed) + 1, self._card)
        self.refresh()
        self._scroll_up()
        self.changed.emit()

    def _scroll_up(self) -> None:
        view = self.parentWidget()
        while view is not None and not isinstance(view, QScrollArea):
            view = view.parentWidget()
        if view is not None:
            view.verticalScrollBar().setValue(0)

    def _done(self) -> None:
        click = self.current
        if click is not None:
            self._go(self._walk.tick(click))

    def _back(self) -> None:
        clicks, click = self._walk.clicks, self.current
        self._go(clicks[clicks.index(click) - 1] if click else clicks[-1])

    def _jump(self, click_id: str, *_: object) -> None:
        self._go(self._walk.find(click_id))

    def _walk_again(self) -> None:
        self._go(self._walk.clicks[0])

    def _toggle_list(self) -> None:
        self._overview.setVisible(self._overview.isHidden())
        self.refresh()

    def _show_list(self, click: Click | None) -> None:
        words, shown = self._context.words, not self._overview.isHidden()
        count = str(len(self._walk.clicks))
        key = "application.hide_overview" if shown else "application.overview"
        self._list.setText(words(key, count=count))
        self._list.setVisible(click is not None)
        self._all.setVisible(bool(self._walk.waiting))
        self._again.setVisible(click is None)
        if shown:
            self._overview.show_lines([self._line(one) for one in self._walk.clicks])

    def _line(self, click: Click) -> Line:
        state = self._walk.state(click)
        if state is ClickState.TO_DO and click.id == self._current:
            state = ClickState.NOW
        return Line(click, state, self._walk.changed(click))

    def _open_console(self) -> None:
        found, click = self._context.names(), self.current
        address = fill(click.opens, found) if click is not None and click.opens else ""
        self._context.open_url(address or found["console_url"])
