"""The pretend organisations and their user groups, by id and by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from jcwizard.practice.people import GROUPS


@dataclass(frozen=True)
class Organisation:
    """One JumpCloud organisation; `id` is 24 hexadecimal digits, like every id of JumpCloud."""

    id: str
    name: str


def object_id(text: str) -> str:
    """Return an id that is always the same for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


ACME = Organisation(object_id("organisation Acme"), "Acme")
GLOBEX = Organisation(object_id("organisation Globex"), "Globex")
"""A second one, which only an admin of several organisations sees."""
ORGANISATIONS = (ACME, GLOBEX)


@dataclass(frozen=True)
class Group:
    """A user group. Its name is used once only, in all organisations together."""

    id: str
    name: str
    organisation: str = ACME.id


class Groups:
    """Every user group; those of the pretend people, and more where a test wants many."""

    def __init__(self) -> None:
        self._by_id: dict[str, Group] = {}
        self._ids: dict[str, str] = {}
        self._put(Group(object_id(f"group {name}"), name) for name in GROUPS)
        self._put([Group(object_id("group Globex Staff"), "Globex Staff", GLOBEX.id)])

    def of(self, organisation: str) -> list[Group]:
        """Return the groups of an organisation, the oldest first."""
        return [group for group in self._by_id.values() if group.organisation == organisation]

    def find(self, group_id: str) -> Group | None:
        """Return the group of that id, or None."""
        return self._by_id.get(group_id)

    def named(self, name: str) -> Group | None:
        """Return the group of that name, or None."""
        return self._by_id.get(self._ids.get(name, ""))

    def fill(self, number: int) -> None:
        """Add so many groups without people, "Group 00001" and so on."""
        names = (f"Group {count:05}" for count in range(1, number + 1))
        self._put(Group(object_id(f"group {name}"), name) for name in names)

    def _put(self, groups: Iterable[Group]) -> None:
        for group in groups:
            self._by_id[group.id] = group
            self._ids[group.name] = group.id
