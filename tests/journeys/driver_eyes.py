"""Looks at a running program as assistive technology does, and waits for what should appear."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from tests.journeys.driver_access import AccessBus, Node, Reference
from tests.peers.process import PeerError, wait_until

T = TypeVar("T")
PATIENCE = 10.0
EVERY = 0.05

PASSIVE = frozenset({"label", "static", "filler", "panel", "grouping", "viewport", "frame"})
FIELDS = frozenset({"text", "password text", "entry", "combo box", "spin button"})
TYPED = FIELDS - {"combo box"}


class Eyes:
    """Names are accessible names, which are the visible labels; `within` names a thing around it.

    Every look is a fresh one. What must be there is waited for up to `PATIENCE` seconds; what is
    ambiguous or absent fails with the names that are there.
    """

    def __init__(self, access: AccessBus, leader: int) -> None:
        self.access = access
        self._leader = (
            leader  # the process group's first process: the program or a script around it
        )
        self._roots: list[Reference] = []

    def nodes(self) -> list[Node]:
        """Everything in all of the program's windows, in reading order; empty before the first."""
        return self._look(hidden=True)

    def _look(self, *, hidden: bool) -> list[Node]:
        roots = [ref for ref, pid in self.access.programs() if _session(pid) == self._leader]
        return [node for root in roots for node in self.access.nodes(root, hidden)]

    def visible(self) -> list[Node]:
        return [node for node in self._look(hidden=False) if node.visible]

    def until(self, question: Callable[[], T | None], what: str, timeout: float = PATIENCE) -> T:
        """Wait for a condition of the test's own."""
        return wait_until(question, timeout, what, EVERY)

    def all(self, name: str, roles: frozenset[str] | None = None, within: str = "") -> list[Node]:
        """The visible things called so; with `roles`, of these roles only."""
        return [
            node
            for node in self.visible()
            if node.called(name)
            and (roles is None or node.role in roles)
            and (not within or any(parent.called(within) for parent in node.parents))
        ]

    def has(self, name: str, within: str = "") -> bool:
        """Whether something called so is on the page now."""
        return bool(self.all(name, within=within))

    def find(
        self,
        name: str,
        roles: frozenset[str] | None = None,
        within: str = "",
        timeout: float = PATIENCE,
    ) -> Node:
        """The one thing called so: a control rather than the label that names it."""

        def look() -> list[Node]:
            found = self.all(name, roles, within)
            controls = [node for node in found if node.role not in PASSIVE] or found
            # A control may be called the same as its own parts, such as a combo box's line.
            outer = {node.reference for node in controls}
            return [
                node for node in controls if outer.isdisjoint(p.reference for p in node.parents)
            ]

        try:
            found = self.until(look, repr(name), timeout)
        except PeerError as problem:
            raise PeerError(f"{problem}; on the page are:\n{self.tree()}") from None
        if len(found) > 1:
            where = ", ".join(str(node) for node in found)
            raise PeerError(f"{name!r} is ambiguous: {where}; say `within`")
        return found[0]

    def wait_gone(self, name: str, timeout: float = PATIENCE) -> None:
        self.until(lambda: not self.has(name), f"{name!r} to go away", timeout)

    def wait_enabled(self, name: str, timeout: float = PATIENCE) -> None:
        """Wait until the control called so can be used."""
        what = f"{name!r} to become usable"
        self.until(lambda: self.find(name, timeout=timeout).enabled, what, timeout)

    def texts(self) -> list[str]:
        """The names and the contents of all that is visible, in reading order."""
        found = []
        visible = self.visible()
        typed = [node for node in visible if node.role in TYPED]
        inside = dict(zip((n.reference for n in typed), self.access.texts(typed), strict=True))
        for node in visible:
            found += [text for text in (node.name, inside.get(node.reference, "")) if text]
        return found

    def wait_for_text(self, part: str, timeout: float = PATIENCE) -> str:
        """Wait until something visible contains `part`; returns the whole of that text."""
        try:
            return self.until(
                lambda: next((text for text in self.texts() if part in text), ""),
                f"a text with {part!r}",
                timeout,
            )
        except PeerError as problem:
            raise PeerError(f"{problem}; on the page are:\n{self.tree()}") from None

    def text_of(self, name: str, within: str = "") -> str:
        """What stands in the field called so (bullets for a password), or a label's own words."""
        node = self.find(name, FIELDS, within) if self._is_field(name) else self.find(name)
        return self._content(node) if node.role in FIELDS else node.name

    def _is_field(self, name: str) -> bool:
        return bool(self.all(name, FIELDS))

    def _content(self, node: Node) -> str:
        if node.role in TYPED:
            return self.access.text(node)
        return node.name if node.role == "combo box" else ""

    def wait_for_value(self, name: str, text: str, timeout: float = PATIENCE) -> None:
        """Wait until the field called so holds exactly `text`."""
        self.until(lambda: self.text_of(name) == text, f"{name!r} to be {text!r}", timeout)

    def focused(self) -> Node | None:
        """The innermost thing that has the keyboard."""
        # Frames and viewports around and inside a control call themselves focused as well.
        with_focus = [
            node for node in self.visible() if "focused" in node.states and node.role not in PASSIVE
        ]
        return with_focus[-1] if with_focus else None

    def wait_focused(self, name: str, timeout: float = PATIENCE) -> None:
        def has_it() -> bool:
            node = self.focused()
            return node is not None and node.called(name)

        self.until(has_it, f"the keyboard to be in {name!r}", timeout)

    def announcements(self) -> list[str]:
        """Everything announced to the person since the start."""
        return self.access.announcements()

    def wait_announced(self, part: str, timeout: float = PATIENCE) -> str:
        """Wait until something announced contains `part`; returns the whole announcement."""
        return self.until(
            lambda: next((text for text in self.announcements() if part in text), ""),
            f"an announcement with {part!r}",
            timeout,
        )

    def tree(self) -> str:
        """All that is visible, indented, for reading when a test fails."""
        lines = []
        for node in self.visible():
            content = self._content(node) if node.role in TYPED else ""
            notes = [content and f"= {content!r}", *sorted(node.states & NOTEWORTHY)]
            notes += [] if node.enabled else ["disabled"]
            notes += [f"labelled {label!r}" for label in node.labels]
            notes += [f"({node.description})"] if node.description else []
            line = " ".join(["  " * len(node.parents) + str(node), *filter(None, notes)])
            lines.append(line)
        return "\n".join(lines)


NOTEWORTHY = frozenset({"checked", "focused", "selected", "expanded", "modal", "read-only"})


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -1
