"""The user groups of a long list: which are on show, which are chosen, and how each one stands."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal

from jcwizard.model.words import Words

if TYPE_CHECKING:
    from jcwizard.jumpcloud.groups import Group

Index = QModelIndex | QPersistentModelIndex

STANDING = Qt.ItemDataRole.UserRole
"""The role under which a row says its `Standing`."""


class Standing(StrEnum):
    """How a group stands; the words are `group_list.<value>`."""

    NONE = ""
    HAS_ACCESS = "has_access"
    ADDED = "added"
    REMOVED = "removed"


class GroupModel(QStringListModel):
    """Bound groups first, then by name; `find` shows those that have a text in their names.

    Names are folded once, a search is one reset, and Qt counts the rows by itself (it does so once
    for each of them), so that a keystroke takes a few milliseconds with 10,000 groups.
    """

    chosen_changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._groups: list[Group] = []
        self._folded: list[str] = []
        self._shown: list[int] = []
        self._bound: frozenset[str] = frozenset()
        self._switched: set[str] = set()
        self._text = ""

    @property
    def chosen(self) -> frozenset[str]:
        """The ids of the groups that are to be bound."""
        return self._bound ^ self._switched

    @property
    def added(self) -> frozenset[str]:
        """The ids that are chosen and not bound yet."""
        return self.chosen - self._bound

    @property
    def removed(self) -> frozenset[str]:
        """The ids that are bound and not chosen any more."""
        return self._bound - self.chosen

    @property
    def total(self) -> int:
        """How many groups there are, on show or not."""
        return len(self._groups)

    def show_groups(self, groups: Sequence[Group], bound: frozenset[str]) -> None:
        """Show these groups; what a person has chosen or unchosen meanwhile stays so."""
        known = {group.id for group in groups}
        if bound != self._bound:
            self._switched = {name for name in self._switched if name in known}
            # A choice that has come true is none any more.
            self._switched -= self._bound ^ bound
        self._bound = bound
        folded = [group.name.casefold() for group in groups]
        # Two sorts by a plain key, the second of which keeps the first: several times as quick.
        order = sorted(range(len(folded)), key=folded.__getitem__)
        order.sort(key=lambda number: groups[number].id not in bound)
        self._groups = [groups[number] for number in order]
        self._folded = [folded[number] for number in order]
        self._search()

    def start_over(self) -> None:
        """Forget the groups and what was chosen."""
        self._switched = set()
        self.show_groups((), frozenset())

    def find(self, text: str) -> None:
        """Show the groups that have the text in their names, in capitals or not."""
        folded = text.strip().casefold()
        if folded != self._text:
            self._text = folded
            self._search()

    def _search(self) -> None:
        text, folded = self._text, self._folded
        if text:
            self._shown = [number for number, name in enumerate(folded) if text in name]
        else:
            self._shown = list(range(len(folded)))
        self.setStringList([self._groups[number].name for number in self._shown])

    def group(self, row: int) -> Group:
        """Return the group of a row on show."""
        return self._groups[self._shown[row]]

    def row_of(self, group_id: str) -> int:
        """Return the row that shows a group, -1 when none does."""
        for row, number in enumerate(self._shown):
            if self._groups[number].id == group_id:
                return row
        return -1

    def standing(self, group_id: str) -> Standing:
        """Return how a group stands."""
        bound, switched = group_id in self._bound, group_id in self._switched
        if switched:
            return Standing.REMOVED if bound else Standing.ADDED
        return Standing.HAS_ACCESS if bound else Standing.NONE

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every row can be ticked."""
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsUserCheckable | flag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, the tick, how the group stands, or what assistive technology reads."""
        if not index.isValid():
            return None
        group = self.group(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return group.name
            case Qt.ItemDataRole.CheckStateRole:
                on = (group.id in self._bound) != (group.id in self._switched)
                return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said(group)
            case _:
                return self.standing(group.id) if role == STANDING else None

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Choose a group, or choose it no more."""
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        group = self.group(index.row())
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        if wanted != (group.id in self.chosen):
            self._switched ^= {group.id}
            self.dataChanged.emit(index, index)
            self.chosen_changed.emit()
        return True

    def _said(self, group: Group) -> str:
        standing = self.standing(group.id)
        if not standing:
            return group.name
        word = self._words(f"group_list.{standing}")
        return self._words("window.row", sentence=group.name, word=word)
