"""The list of user groups to choose from: a search field, rows to tick, and what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from jcwizard.ui.admin.group_model import GroupModel
from jcwizard.ui.admin.group_row import GroupRow
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.long_list import LongList, SearchField
from jcwizard.ui.widgets.text import PlainText, Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.groups import Group


class GroupList(QWidget):
    """Shows groups to choose from, and says what choosing comes to."""

    changed = Signal()
    """Another set of groups is chosen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self.model = GroupModel(words)
        self.view = LongList(words("group_list.groups"), self.model, GroupRow(context))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        # Whoever presses Enter here wants to choose what was found, and not to go on without it.
        self.search = SearchField(words("group_list.search"), self.view, enter_leads_in=True)
        self._label = PlainText(words("group_list.search"), "label")
        self._reading = Sentence(context, "", "small")
        self._found = Sentence(context, "", "small")
        self._said = Sentence(context)
        self._trouble = Callout(context, "warning")
        self._loading = self._loaded = False
        self._build()
        self.refresh()

    def _build(self) -> None:
        context, words, px = self._context, self._context.words, self._context.theme.px
        self.search.textChanged.connect(self._search)
        self.model.chosen_changed.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(Sentence(context, words("group_list.title"), "title"))
        column.addWidget(Sentence(context, words("group_list.lead"), "small"))
        for part in (
            self._reading,
            self._label,
            self.search,
            self.view,
            self._found,
            self._said,
            self._trouble,
        ):
            column.addWidget(part)
        QWidget.setTabOrder(self.search, self.view)

    @property
    def chosen(self) -> frozenset[str]:
        """The ids of the groups that are to be bound after the change."""
        return self.model.chosen

    def show_progress(self, count: int, total: int | None) -> None:
        """Show how far the reading is; `total` is None where JumpCloud does not say."""
        self._loading = True
        if total is None or total < count:
            said = self._context.words("group_list.reading", count=f"{count:,}")
        else:
            said = self._context.words(
                "group_list.reading_of", count=f"{count:,}", total=f"{total:,}"
            )
        self._reading.say(said)
        self.refresh()

    def show_groups(self, groups: Sequence[Group], bound: frozenset[str]) -> None:
        """Show these groups; what a person has chosen or unchosen meanwhile stays so."""
        at = self.view.currentIndex()
        current = self.model.group(at.row()).id if at.isValid() else ""
        self.model.show_groups(groups, bound)
        if current and (row := self.model.row_of(current)) >= 0:
            self.view.setCurrentIndex(self.model.index(row))
        self._loading, self._loaded = False, True
        self._reading.say("")
        self.refresh()

    def end_reading(self) -> None:
        """Wait for no more groups: those that have come are all that there are to choose from."""
        self._loading = False
        self._reading.say("")
        self.refresh()

    def choose(self, group_id: str, *, on: bool) -> None:
        """Choose a group that is on show, or choose it no more."""
        index = self.model.index(self.model.row_of(group_id))
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        self.model.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def start_over(self) -> None:
        """Forget the groups and the choice, as for another application."""
        self.search.clear()
        self.model.start_over()
        self._loading = self._loaded = False
        self.refresh()

    def refresh(self) -> None:
        """Say again what is chosen and what that means."""
        some = self.model.total > 0
        self.view.fit(self.model.total)  # and not the found ones: it must not jump while one types
        show_when(self.view, some)
        for part in (self._label, self.search):  # the keyboard can wait there for the first ones
            show_when(part, some or self._loading)
        self._say_found()
        self._said.say(self._sum() if some else "")
        self._warn()

    def _search(self, text: str) -> None:
        self.model.find(text)
        self._say_found()

    def _chosen(self) -> None:
        self._said.say(self._sum())
        self._warn()
        self._context.announce(self._sum())
        self.changed.emit()

    def _say_found(self) -> None:
        words, count = self._context.words, self.model.rowCount()
        text = self.search.text().strip()
        if not text or not self.model.total:
            said = ""
        elif not count:
            said = words("group_list.nothing_found", text=spoken(text))
        elif count == 1:
            said = words("group_list.found_one")
        else:
            said = words("group_list.found", count=f"{count:,}")
        self._found.say(said)

    def _sum(self) -> str:
        """Return the line that says what choosing comes to."""
        words, model = self._context.words, self.model
        count = len(model.chosen)
        if count == 1:
            said = [words("group_list.chosen_one")]
        else:
            key = "group_list.chosen" if count else "group_list.chosen_none"
            said = [words(key, count=f"{count:,}")]
        for key, ids in (("adding", model.added), ("removing", model.removed)):
            if ids:
                said.append(words(f"group_list.{key}", count=f"{len(ids):,}"))
        return words("group_list.sum", said=", ".join(said))

    def _warn(self) -> None:
        words, found = self._context.words, self._context.said_names()
        nothing = self._loaded and not self.model.total
        if nothing:
            self._trouble.say(
                "warning", words("group_list.no_groups_title"), words("group_list.no_groups")
            )
        else:
            nobody = words("group_list.nobody", **found)
            self._trouble.say("warning", words("group_list.nobody_title"), nobody)
        show_when(self._trouble, nothing or (self._loaded and not self.model.chosen))
