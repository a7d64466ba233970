"""The two ways in which a person uses the window: the mouse, or the keyboard and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tests.journeys.driver_access import Node
from tests.journeys.wizard import Wizard
from tests.peers.process import PeerError

MOST_TABS = 60
WORDS = frozenset({"text", "password text", "combo box"})


class Hands(Protocol):
    """What a journey needs to be able to do; names are visible labels."""

    def press(self, name: str) -> None:
        """Press a button."""

    def fill(self, label: str, text: str) -> None:
        """Paste a text over what is in a field."""

    def pick(self, card: str) -> None:
        """Choose one of several cards."""

    def tick(self, name: str) -> None:
        """Tick a box."""

    def select(self, label: str, option: str) -> None:
        """Choose an option of a list."""


class Mouse:
    """Points and clicks; the keyboard is for pasting only."""

    def __init__(self, wizard: Wizard) -> None:
        self._wizard = wizard

    def press(self, name: str) -> None:
        self._wizard.wait_enabled(name)
        self._wizard.click(name)

    def fill(self, label: str, text: str) -> None:
        self._wizard.paste_into(label, text)

    def pick(self, card: str) -> None:
        self._wizard.toggle(card, on=True)

    def tick(self, name: str) -> None:
        self._wizard.toggle(name, on=True)

    def select(self, label: str, option: str) -> None:
        self._wizard.choose(label, option)


class Keyboard:
    """Never touches the pointer: Tab, Enter, Space, arrows, and pasting."""

    def __init__(self, wizard: Wizard) -> None:
        self._wizard = wizard

    def press(self, name: str) -> None:
        """Enter is Next from anywhere but a button; else Tab leads to the button."""
        self._wizard.wait_enabled(name)
        at = self._wizard.focused()
        if name != "Next" or at is None or at.role not in WORDS:
            self._reach(name)
        self._wizard.key("Return")

    def fill(self, label: str, text: str) -> None:
        self._reach(label)
        self._wizard.screen.copy(text)
        self._wizard.key("ctrl+a", "ctrl+v")

    def pick(self, card: str) -> None:
        cards = [node.name for node in self._wizard.visible() if node.role == "radio button"]
        self._until(lambda node: node.name in cards, f"the cards around {card!r}", "Tab")
        self._until(lambda node: node.name == card, repr(card), "Right", "Down", "Left", "Up")
        if not self._wizard.find(card).checked:
            self._wizard.key("space")
        self._wizard.until(lambda: self._wizard.find(card).checked, f"{card!r} to be chosen")

    def tick(self, name: str) -> None:
        self._reach(name)
        if not self._wizard.find(name).checked:
            self._wizard.key("space")
        self._wizard.until(lambda: self._wizard.find(name).checked, f"{name!r} to be ticked")

    def select(self, label: str, option: str) -> None:
        self._reach(label)
        shown = self._wizard.text_of(label)
        while shown != option:
            before = shown
            self._wizard.key("Down")
            shown = self._wizard.until(
                lambda last=before: (now := self._wizard.text_of(label)) != last and now,
                f"an option of {label!r} after {before!r}",
            )

    def _reach(self, name: str) -> None:
        def there(node: Node) -> bool:
            # The keyboard is in the line inside a combo box that takes a text.
            around = [parent for parent in node.parents if parent.role == "combo box"]
            return any(one.called(name) for one in (node, *around))

        self._until(there, repr(name), "Tab")

    def _until(self, wanted: Callable[[Node], bool], what: str, *keys: str) -> None:
        seen: list[Node] = []
        for turn in range(MOST_TABS):
            node = self._wizard.focused()
            if node is not None and wanted(node):
                return
            seen += [node] if node is not None else []
            self._wizard.key(keys[turn % len(keys)])
        trail = ", ".join(map(str, seen))
        raise PeerError(f"the keyboard does not get to {what}; it came past: {trail}")
