"""Uses a running program as a person does: pointer and keyboard at what the eyes have found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.journeys.driver_access import AccessBus, Box, Node
from tests.journeys.driver_eyes import TYPED, Eyes
from tests.journeys.driver_screen import Screen
from tests.peers.process import PeerError, wait_until

PRESSES = ("Press", "Toggle", "ShowMenu")
# Their box may be as wide as the page while only the mark and its words react.
MARK_FIRST = frozenset({"check box", "radio button"})
MARK = 9
WHEEL_TURNS = 200


class Hands(Eyes):
    """Clicks, keys and choices. Each names its target by its visible label, as `Eyes` does."""

    def __init__(self, access: AccessBus, leader: int, screen: Screen) -> None:
        super().__init__(access, leader)
        self.screen = screen
        self._scale = 0.0

    def press(self, name: str, within: str = "") -> None:
        """Press as assistive technology does: without a pointer, wherever the control may be."""
        node = self._usable(name, None, within)
        action = next((press for press in PRESSES if press in self.access.actions(node)), None)
        if action is None:
            raise PeerError(f"{node} cannot be pressed: {self.access.actions(node)}")
        self.access.act(node, action)

    def click(self, name: str, within: str = "") -> None:
        """Scroll to it and click its middle with the real pointer."""
        self._click(self._usable(name, None, within))

    def hold(self, name: str, within: str = "") -> None:
        """Hold the pointer's button down on it until `release`."""
        self.screen.press_mouse(*self._reach(self._usable(name, None, within)))

    def release(self) -> None:
        self.screen.release_mouse()

    def type_into(self, label: str, text: str, within: str = "") -> None:
        """Click into the field, select what is there, and type over it with real keys.

        What an X server without a person's keyboard cannot type (not ASCII) is pasted.
        """
        if not text.isascii():
            self.paste_into(label, text, within)
            return
        self._select_all(label, within)
        if text:
            self.screen.type(text)
        else:
            self.screen.key("Delete")

    def paste_into(self, label: str, text: str, within: str = "") -> None:
        """Copy `text` elsewhere and paste it over what is in the field."""
        self.screen.copy(text)
        self._select_all(label, within)
        self.screen.key("ctrl+v")

    def _select_all(self, label: str, within: str) -> None:
        self._click(self._usable(label, TYPED, within))
        self.wait_focused(label)
        self.screen.key("ctrl+a")

    def set_text(self, label: str, text: str, within: str = "") -> None:
        """Set the field's text as assistive technology does, without keys."""
        self.access.set_text(self._usable(label, TYPED, within), text)

    def choose(self, label: str, option: str) -> None:
        """Open the combo box and click the option; returns when it is the current one."""
        combo = self._usable(label, frozenset({"combo box"}), "")
        self._click(combo)

        def opened() -> Node | None:
            items = [n for n in self.all(option) if n.role in ("list item", "table cell")]
            inside = (n for n in items if combo.reference in [p.reference for p in n.parents])
            return next(inside, None)

        try:
            item = wait_until(opened, 5, f"the option {option!r} of {label!r}")
        except PeerError as problem:
            self.screen.key("Escape")
            raise PeerError(f"{problem}; on the page are:\n{self.tree()}") from None
        self._click(item)
        self.wait_for_value(label, option)

    def toggle(self, name: str, on: bool | None = None) -> None:
        """Click a check box or radio button until it is `on` (or: is not what it was)."""
        node = self._usable(name, None, "")
        wanted = (not node.checked) if on is None else on
        if node.checked != wanted:
            self._click(node)
            self.until(lambda: self.find(name).checked == wanted, f"{name!r} to be {wanted}")

    def key(self, *names: str) -> None:
        """Press keys one after another, by X names: `Return`, `Tab`, `alt+n`."""
        self.screen.key(*names)

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        self.screen.type(text)

    def clipboard(self) -> str:
        """What the person could paste now."""
        return self.screen.clipboard()

    def screenshot(self, path: Path) -> None:
        self.screen.screenshot(path)

    def box(self, name: str, within: str = "") -> Box:
        """Where it is on the screen, in pixels."""
        (box,) = self._pixels([self.find(name, within=within)])
        return box

    def _pixels(self, nodes: Sequence[Node]) -> list[Box]:
        """Qt tells places before scaling (`QT_SCALE_FACTOR`); the pointer needs them after it."""
        if not self._scale:
            self._scale = self.until(self._measured_scale, "the window to be active")
        return [
            Box(*(round(part * self._scale) for part in box)) for box in self.access.boxes(nodes)
        ]

    def _measured_scale(self) -> float:
        active = [n for n in self.visible() if n.window and "active" in n.states]
        told = self.access.boxes(active)
        return round(self.screen.active_width() / told[0].width, 2) if told else 0.0

    def _usable(self, name: str, roles: frozenset[str] | None, within: str) -> Node:
        node = self.find(name, roles, within)
        if not node.enabled:
            raise PeerError(f"{node} is disabled")
        return node

    def _click(self, node: Node) -> None:
        self.screen.click(*self._reach(node))

    def _reach(self, node: Node) -> tuple[int, int]:
        """Scroll until the node's point is in view; returns the point."""
        for _ in range(WHEEL_TURNS):
            point, *views = self._point_and_views(node)
            if views[-1].holds(*point):
                return point
            # Turning the wheel over a control would change it: the page's right edge has none.
            # A container that is wholly out of view has no edge; one around it has.
            view = [view for view in views if view.width and view.height][-1]
            edge = (view.x + view.width - 4, view.y + view.height // 2)
            self.screen.click(*edge, button=5 if point[1] > edge[1] else 4)
            if not self._moves_from(node, point):
                break
        raise PeerError(f"{node} is out of view and the wheel does not bring it there")

    def _moves_from(self, node: Node, point: tuple[int, int]) -> bool:
        try:
            return self.until(lambda: self._point_and_views(node)[0] != point, "a move", 1.0)
        except PeerError:
            return False  # the end of the page: the caller says what that means

    def _point_and_views(self, node: Node) -> tuple[tuple[int, int], *tuple[Box, ...]]:
        """Where to click, and what is in view of each thing around it, the outermost first."""
        box, *around = self._pixels([node, *_containers(node)])
        views = [around[0] if around else box]
        for outer in around[1:]:
            views.append(views[-1].overlap(outer))
        x = box.x + box.width // 2
        if node.role in MARK_FIRST:
            x = box.x + round(MARK * self._scale)
        elif node.role == "combo box" and "editable" in node.states:
            x = box.x + box.width - round(MARK * self._scale)  # elsewhere it takes a text
        return (x, box.y + box.height // 2), *views


def _containers(node: Node) -> list[Node]:
    """What a node lies in on the screen: a combo box's list is a window of its own, not in it."""
    parents = [parent for parent in node.parents if parent.role != "application"]
    combos = [place for place, parent in enumerate(parents) if parent.role == "combo box"]
    return parents[combos[-1] + 1 :] if combos else parents
