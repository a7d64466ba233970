"""What assistive technology sees of a program: a tree of named things, read over AT-SPI."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, Self

from jeepney import DBusErrorResponse, HeaderFields, MatchRule

from tests.peers.dbus import Bus, Call, PrivateBus
from tests.peers.process import PeerError, Program, wait_until

ACCESSIBLE = "org.a11y.atspi.Accessible"
PROPERTIES = "org.freedesktop.DBus.Properties"
REGISTRY = "org.a11y.atspi.Registry"
TEXT = "org.a11y.atspi.Text"
EDITABLE = "org.a11y.atspi.EditableText"
COMPONENT = "org.a11y.atspi.Component"
ACTION = "org.a11y.atspi.Action"
LABELLED_BY = 2
ROOT = "/org/a11y/atspi/accessible/root"
LAUNCHERS = (
    "/usr/libexec/at-spi-bus-launcher",
    "/usr/lib/at-spi-bus-launcher",
    "/usr/lib/at-spi2-core/at-spi-bus-launcher",
)

# The names of AT-SPI's AtspiRole and AtspiStateType; only what a Qt window can be.
ROLES = {
    2: "alert", 7: "check box", 11: "combo box", 16: "dialog", 20: "filler", 23: "frame",
    25: "html container", 27: "image", 29: "label", 31: "list", 32: "list item", 33: "menu",
    34: "menu bar", 35: "menu item", 37: "page tab", 38: "page tab list", 39: "panel",
    40: "password text", 41: "popup menu", 42: "progress bar", 43: "button", 44: "radio button",
    48: "scroll bar", 49: "scroll pane", 50: "separator", 51: "slider", 52: "spin button",
    54: "status bar", 55: "table", 56: "table cell", 61: "text", 62: "toggle button",
    63: "tool bar", 64: "tool tip", 65: "tree", 66: "tree table", 68: "viewport", 69: "window",
    73: "paragraph", 75: "application", 79: "entry", 82: "document", 85: "heading",
    88: "link", 91: "tree item", 98: "grouping", 101: "notification", 116: "static",
}  # fmt: skip
STATE_NAMES = (
    "invalid active armed busy checked collapsed defunct editable enabled expandable expanded"
    " focusable focused has-tooltip horizontal iconified modal multi-line multiselectable opaque"
    " pressed resizable selectable selected sensitive showing single-line stale transient vertical"
    " visible manages-descendants indeterminate required truncated animated invalid-entry"
    " supports-autocompletion selectable-text is-default visited checkable has-popup read-only"
)
STATES = tuple(STATE_NAMES.split())


Reference = tuple[str, str]  # bus name and object path


class Box(NamedTuple):
    """A rectangle on the screen, in its pixels."""

    x: int
    y: int
    width: int
    height: int

    def overlap(self, other: Box) -> Box:
        left, top = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        bottom = min(self.y + self.height, other.y + other.height)
        return Box(left, top, max(0, right - left), max(0, bottom - top))

    def holds(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True)
class Node:
    """One thing in the window at the moment of looking."""

    reference: Reference
    role: str
    name: str
    description: str
    states: frozenset[str]
    parents: tuple[Node, ...] = field(default=(), repr=False)
    # The visible labels that point at it: on Linux Qt gives a combo box its value as its name.
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.role} {self.name!r}"

    @property
    def visible(self) -> bool:
        """On the page, though perhaps only after scrolling."""
        # Items of a closed combo box call themselves visible inside a list that is not.
        return all("visible" in node.states for node in (*self.parents, self))

    @property
    def window(self) -> bool:
        """A window of the program, whatever kind of thing it calls itself."""
        return [parent.role for parent in self.parents] == ["application"]

    @property
    def enabled(self) -> bool:
        return "enabled" in self.states

    @property
    def checked(self) -> bool:
        return "checked" in self.states

    def called(self, name: str) -> bool:
        return name == self.name or name in self.labels


class AccessBus:
    """The accessibility bus of one test, apart from any other on this machine."""

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="peer-a11y-"))
        self._programs: list[Program] = []
        self._buses: list[Bus] = []
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for bus in self._buses:
            bus.close()
        for program in reversed(self._programs):
            program.stop(patience=0.0)
        shutil.rmtree(self._folder)

    def _start(self) -> None:
        left_out = ("DISPLAY", "AT_SPI_BUS_ADDRESS", "WAYLAND_DISPLAY")
        env = {name: text for name, text in os.environ.items() if name not in left_out}
        env |= {"HOME": str(self._folder), "XDG_RUNTIME_DIR": str(self._folder)}
        session = PrivateBus(self._folder, env)
        self._programs.append(session.program)
        env["DBUS_SESSION_BUS_ADDRESS"] = self.session_address = session.address
        launcher = next((path for path in LAUNCHERS if Path(path).is_file()), None)
        if launcher is None:
            raise PeerError("no at-spi-bus-launcher on this machine: install `at-spi2-core`")
        argv = [launcher, "--launch-immediately", "--a11y=1"]
        self._programs.append(Program("at-spi-bus-launcher", argv, env=env))
        wait_until(lambda: session.has("org.a11y.Bus"), 15, "the accessibility bus")
        with session.connect() as bus:
            asked = Call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
            (self.address,) = bus.call(asked)
        self.bus = Bus(self.address)
        self._ears = Bus(self.address)
        self._buses += [self.bus, self._ears]
        self._listen()

    def _listen(self) -> None:
        """Ask for announcements before the program starts, so that none is missed."""
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object")
        self._heard: list[str] = []
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        self._ears.call(Call(*bus, "AddMatch", "s", (rule.serialise(),)))
        registry = (REGISTRY, "/org/a11y/atspi/registry", REGISTRY)
        self._ears.call(Call(*registry, "RegisterEvent", "s", ("object:announcement",)))

    def announcements(self) -> list[str]:
        """Every text announced to the person so far, in order."""
        while True:
            try:
                message = self._ears.connection.receive(timeout=0)
            except TimeoutError:
                return list(self._heard)
            if message.header.fields.get(HeaderFields.member) == "Announcement":
                self._heard.append(str(message.body[3][1]))

    def programs(self) -> list[tuple[Reference, int]]:
        """The programs that show themselves on this bus: root object and process id."""
        (roots,) = self.bus.call(Call(REGISTRY, ROOT, ACCESSIBLE, "GetChildren"))
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        asked = [Call(*bus, "GetConnectionUnixProcessID", "s", (name,)) for name, _ in roots]
        replies = self.bus.call_all(asked)
        return [
            (reference, reply[0])
            for reference, reply in zip(roots, replies, strict=True)
            if not isinstance(reply, DBusErrorResponse)
        ]

    def nodes(self, root: Reference, hidden: bool = True) -> list[Node]:
        """Everything below and including `root`, parents before children, in reading order.

        Without `hidden`, what lies in something hidden is left out: pages that were on show
        before are most of a window, and each look at them costs time.
        """
        found: dict[Reference, Node] = {}
        children: dict[Reference, list[Reference]] = {}
        level: list[tuple[Reference, tuple[Node, ...]]] = [(root, ())]
        while level:
            below: list[tuple[Reference, tuple[Node, ...]]] = []
            for (reference, parents), answers in zip(level, self._described(level), strict=True):
                if any(isinstance(answer, DBusErrorResponse) for answer in answers):
                    continue  # it went away while we looked
                node = _node(reference, parents, answers)
                found[reference] = node
                children[reference] = list(answers[-1][0])
                if hidden or "visible" in node.states:
                    below += [(child, (*parents, node)) for child in children[reference]]
            level = [entry for entry in below if entry[0] not in found]
        return self._with_labels(_in_order(root, children, found))

    def _described(self, level: Sequence[tuple[Reference, object]]) -> list[list[Any]]:
        calls = [call for reference, _ in level for call in _questions(reference)]
        replies = self.bus.call_all(calls)
        size = len(calls) // max(1, len(level))
        return [replies[place : place + size] for place in range(0, len(replies), size)]

    def _with_labels(self, nodes: list[Node]) -> list[Node]:
        named_by_value = [node for node in nodes if node.role in ("combo box", "spin button")]
        asked = [Call(*n.reference, ACCESSIBLE, "GetRelationSet") for n in named_by_value]
        names = {node.reference: node.name for node in nodes}
        labels: dict[Reference, tuple[str, ...]] = {}
        for node, reply in zip(named_by_value, self.bus.call_all(asked), strict=True):
            if not isinstance(reply, DBusErrorResponse):
                by = [ref for kind, refs in reply[0] if kind == LABELLED_BY for ref in refs]
                labels[node.reference] = tuple(names.get(ref, "") for ref in by)
        return [replace(node, labels=labels.get(node.reference, ())) for node in nodes]

    def text(self, node: Node) -> str:
        """The text inside a field as assistive technology reads it (a password as bullets)."""
        return self.texts([node])[0]

    def texts(self, nodes: Sequence[Node]) -> list[str]:
        """The texts inside several fields; "" for one that went away while we looked."""
        asked = [Call(*node.reference, TEXT, "GetText", "ii", (0, -1)) for node in nodes]
        replies = self.bus.call_all(asked)
        return ["" if isinstance(r, DBusErrorResponse) else str(r[0]) for r in replies]

    def set_text(self, node: Node, text: str) -> None:
        """Set a field's text as assistive technology does, without the keyboard."""
        edit = Call(*node.reference, EDITABLE, "SetTextContents", "s", (text,))
        if not self.bus.call(edit)[0]:
            raise PeerError(f"{node} would not take a text")

    def boxes(self, nodes: Sequence[Node]) -> list[Box]:
        """Where they are on the screen, whether or not something else covers them."""
        replies = self.bus.call_all(
            [Call(*node.reference, COMPONENT, "GetExtents", "u", (0,)) for node in nodes]
        )
        return [Box(*reply[0]) for reply in replies if not isinstance(reply, DBusErrorResponse)]

    def actions(self, node: Node) -> list[str]:
        """The names of what can be done to it without a mouse, such as `Press`."""
        (actions,) = self.bus.call(Call(*node.reference, ACTION, "GetActions"))
        return [name for name, _description, _keys in actions]

    def act(self, node: Node, action: str) -> None:
        number = self.actions(node).index(action)
        self.bus.call(Call(*node.reference, ACTION, "DoAction", "i", (number,)))


def _questions(reference: Reference) -> list[Call]:
    asked = [Call(*reference, PROPERTIES, "Get", "ss", (ACCESSIBLE, "Name"))]
    asked.append(Call(*reference, PROPERTIES, "Get", "ss", (ACCESSIBLE, "Description")))
    return asked + [
        Call(*reference, ACCESSIBLE, method) for method in ("GetRole", "GetState", "GetChildren")
    ]


def _node(reference: Reference, parents: tuple[Node, ...], answers: Sequence[Any]) -> Node:
    ((_, name),), ((_, description),), (role,), ((low, high),), _children = answers
    bits = low | high << 32
    states = frozenset(state for place, state in enumerate(STATES) if bits >> place & 1)
    return Node(reference, ROLES.get(role, f"role {role}"), name, description, states, parents)


def _in_order(
    root: Reference, children: dict[Reference, list[Reference]], found: dict[Reference, Node]
) -> list[Node]:
    ordered: list[Node] = []
    waiting = [root]
    while waiting:
        reference = waiting.pop()
        if reference in found:
            ordered.append(found.pop(reference))
            waiting += reversed(children[reference])
    return ordered
