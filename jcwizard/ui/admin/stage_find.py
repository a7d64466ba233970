"""The stage that finds the application among the organisation's own, or goes on to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from jcwizard.model.finding import Finding
from jcwizard.model.route import Stop
from jcwizard.model.settings import settings
from jcwizard.ui.admin.application_list import ApplicationList
from jcwizard.ui.admin.application_model import ORDER
from jcwizard.ui.admin.attempt import Attempt, Mode, StageId
from jcwizard.ui.admin.stage import Stage
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.page import Footer
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout

if TYPE_CHECKING:
    from jcwizard.jumpcloud.applications import Listed, Match


class FindStage(Stage):
    """Reads the list, then looks into the likely ones; either can be cancelled and chosen from."""

    place = StageId.FIND

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__(context, attempt)
        self._opened = self._of = 0
        self._best = Callout(context, "info")
        self.list = ApplicationList(context)
        self.list.changed.connect(self.changed)
        for part in (self._best, self.list):
            self.column.addWidget(part)
            part.hide()

    def footer(self, stop: Stop) -> Footer:
        """Compare the chosen one; make a new one where none is, or beside it."""
        words, chosen = self.context.words, self.list.chosen
        new = words("api_way.make_new")
        compare = words("api_way.compare")
        ready = self.attempt.listed is not None and not self.busy
        making = chosen is None and self.attempt.mode is Mode.CREATE
        if making:
            return Footer(primary_text=new, primary_enabled=ready, primary_action=self._make)
        return Footer(
            primary_text=compare,
            primary_enabled=chosen is not None,
            primary_action=self._compare,
            extra=((new, ready, self._make),),
        )

    def first(self) -> QWidget | None:
        """Begin at the primary button where that leads on, else at what can be searched."""
        leads_on = self.list.chosen is not None or self.attempt.mode is Mode.CREATE
        return None if leads_on else self.list.search

    def entered(self) -> None:
        """Read the list once; what was found stays."""
        if self.attempt.listed is None and not self.busy:
            self.look()

    def look(self) -> None:
        """Read the list of applications, then look for the likely ones."""
        context, attempt, session = self.context, self.attempt, self.context.admin
        if session is None:
            return
        attempt.listed, attempt.matches = None, ()
        self._opened = self._of = 0
        self.list.start_over()
        self._best.hide()
        api = session.api

        async def work() -> Any:
            from jcwizard.jumpcloud.applications import find, list_applications

            listed = await list_applications(api, self._page)
            if isinstance(listed, Finding):
                return listed
            attempt.listed = listed
            wanted = settings(context.service, context.setup, context.around)
            label, urls = wanted.display_label, wanted.redirect_urls
            return await find(api, listed, label, urls, wanted.client_id, self._looked)

        self.ask(work, self._found, context.words("api_way.reading"), self.look)

    def stopped(self) -> None:
        """Offer what has been read so far."""
        if self.attempt.listed is None and self.list.model.total:
            self._best.say(
                "unknown",
                self.context.words("api_way.not_all_read"),
                self.context.words("api_way.not_all_read_what"),
            )
            show_when(self._best, True)
        self._again = self.look
        show_when(self._ways, True)
        show_when(self._once_more, True)

    def _page(self, more: tuple[Listed, ...], total: int | None) -> None:
        self.list.add(more)
        show_when(self.list, True)
        count = self.list.model.total
        words = self.context.words
        if total is not None and total >= count:
            said = words("api_way.reading_of", count=f"{count:,}", total=f"{total:,}")
        else:
            said = words("api_way.reading_count", count=f"{count:,}")
        self.waiting.say(said)

    def _looked(self, done: int, total: int) -> None:
        self._opened, self._of = done, total
        said = self.context.words("api_way.looking", count=f"{done:,}", total=f"{total:,}")
        self.waiting.say(said)

    def _found(self, matches: tuple[Match, ...]) -> None:
        attempt, listed = self.attempt, self.attempt.listed or ()
        attempt.matches = matches
        self.list.show_matches(listed, matches)
        show_when(self.list, bool(listed))
        linked = self.context.setup.application_id
        best = matches[0].listed.id if matches else ""
        known = {one.id for one in listed}
        if self.list.chosen is None:
            self.list.choose(linked if linked in known else best)
        self._say_best(matches)
        self.changed.emit()

    def _say_best(self, matches: tuple[Match, ...]) -> None:
        words, names = self.context.words, self.context.said_names()
        if not matches:
            title = words("api_way.none_found", **names)
            opened, of = f"{self._opened:,}", f"{self._of:,}"
            key = "api_way.none_found_what" if self._opened >= self._of else "api_way.none_opened"
            key = key if self.list.model.total else "api_way.none_at_all"
            self._best.say("info", title, words(key, opened=opened, count=of))
        else:
            best = matches[0]
            *some, last = [words(f"api_way.has_{one}") for one in ORDER if one in best.why]
            why = words("api_way.and", some=", ".join(some), last=last) if some else last
            title = words("api_way.best_found", title=spoken(best.listed.title))
            key = "api_way.best_why" if len(matches) == 1 else "api_way.best_of"
            self._best.say("info", title, words(key, why=why, count=str(len(matches))))
        show_when(self._best, True)
        self.context.announce(title)

    def _compare(self) -> None:
        chosen = self.list.chosen
        if chosen is not None:
            self.cancel()
            self.attempt.look_anew(chosen.id)
            self.go.emit(StageId.COMPARE)

    def _make(self) -> None:
        self.attempt.look_anew("")
        self.go.emit(StageId.COMPARE)
