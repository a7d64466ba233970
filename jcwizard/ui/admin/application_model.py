"""The applications of a long list: the likeliest first, each with why it may be the one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt

from jcwizard.model.words import Words

if TYPE_CHECKING:
    from jcwizard.jumpcloud.applications import Listed, Match

Index = QModelIndex | QPersistentModelIndex

SECOND_LINE = Qt.ItemDataRole.UserRole
"""The role under which a row says what stands below its title."""

OIDC = ("oidc", "")
"""The kinds that may be the wanted one; of "" nothing is known."""

ORDER = ("client_id", "redirect_uri", "label")
"""Why an application matches, what tells most first."""


class ApplicationModel(QStringListModel):
    """Rows come in as JumpCloud's pages do; `find` shows those that have a text in them.

    Titles are folded once, a search is one reset, and Qt counts the rows by itself (it does so once
    for each of them), so that a keystroke takes a few milliseconds with 5,000 applications.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._all: list[Listed] = []
        self._folded: list[str] = []
        self._why: dict[str, frozenset[str]] = {}
        self._shown: list[int] = []
        self._text = ""

    @property
    def total(self) -> int:
        """How many applications there are, on show or not."""
        return len(self._all)

    @property
    def matching(self) -> int:
        """How many of them may be the wanted one."""
        return len(self._why)

    def start_over(self) -> None:
        """Forget the applications."""
        self.show_matches((), ())

    def add(self, more: Sequence[Listed]) -> None:
        """Take one more page of JumpCloud's list."""
        folded = [_folded(one) for one in more]
        begin = len(self._all)
        new = [begin + n for n, text in enumerate(folded) if self._text in text]
        self._all += more
        self._folded += folded
        if new:
            at = len(self._shown)
            self._shown += new
            self.insertRows(at, len(new))

    def show_matches(self, listed: Sequence[Listed], matches: Sequence[Match]) -> None:
        """Show the whole list: matches first, then what may be one, then what cannot."""
        self._why = {match.listed.id: match.why for match in matches}
        ranks = {match.listed.id: rank for rank, match in enumerate(matches)}
        last = len(ranks)
        keyed = sorted(
            (ranks.get(one.id, last), one.kind not in OIDC, _folded(one), n)
            for n, one in enumerate(listed)
        )
        self._all = [listed[n] for *_, n in keyed]
        self._folded = [folded for _, _, folded, _ in keyed]
        self._search()

    def find(self, text: str) -> None:
        """Show the applications that have the text in their names, in capitals or not."""
        folded = text.strip().casefold()
        if folded != self._text:
            self._text = folded
            self._search()

    def application(self, row: int) -> Listed:
        """Return the application of a row on show."""
        return self._all[self._shown[row]]

    def row_of(self, application_id: str) -> int:
        """Return the row that shows an application, -1 when none does."""
        for row, number in enumerate(self._shown):
            if self._all[number].id == application_id:
                return row
        return -1

    def second_line(self, one: Listed) -> str:
        """Return why an application may be the wanted one, or why it cannot."""
        words = self._words
        if one.kind not in OIDC:
            return words("api_way.other_kind", kind=one.kind.upper())
        why = self._why.get(one.id, frozenset())
        said = [words(f"api_way.has_{reason}") for reason in ORDER if reason in why]
        if one.active is False:
            said.append(words("api_way.inactive"))
        return " · ".join(said)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only what may be the wanted one can be chosen; the others can be read."""
        flag = Qt.ItemFlag
        one = self.application(index.row()) if index.isValid() else None
        choosable = one is not None and one.kind in OIDC
        return flag.ItemIsEnabled | flag.ItemIsSelectable if choosable else flag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title, the line below it, or what assistive technology reads."""
        if not index.isValid():
            return None
        one = self.application(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return one.title
            case Qt.ItemDataRole.AccessibleTextRole:
                why = self.second_line(one)
                row = {"sentence": one.title, "word": why.replace(" · ", ", ")}
                return self._words("window.row", **row) if why else one.title
            case _:
                return self.second_line(one) if role == SECOND_LINE else None

    def _search(self) -> None:
        text = self._text
        self._shown = [n for n, folded in enumerate(self._folded) if text in folded]
        self.setStringList([self._all[n].title for n in self._shown])


def _folded(one: Listed) -> str:
    return f"{one.title} {one.name}".casefold()
