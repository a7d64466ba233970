"""A visitor of the practice pages who sees what a screen reader says: labels, buttons, links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx


@dataclass
class Control:
    """One control of a form: what it is called, its type, and what it would send."""

    form: int
    type: str
    name: str
    value: str
    on: bool
    id: str
    disabled: bool
    label: str = ""


@dataclass
class Form:
    """Where a form sends to."""

    method: str
    action: str


@dataclass
class _Reading:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    controls: list[Control] = field(default_factory=list)


class PageReader(HTMLParser):
    """Reads forms with their controls, links and all visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.controls: list[Control] = []
        self.links: dict[str, str] = {}
        self.buttons: list[Control] = []
        self.text = ""
        self.title = ""
        self._labels: dict[str, str] = {}
        self._open: list[_Reading] = []
        self.feed(html)
        for control in self.controls:
            control.label = control.label or self._labels.get(control.id, "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(attributes.get("method", "get"), attributes.get("action", "")))
        if tag in ("a", "label", "button", "title", "textarea", "option"):
            self._open.append(_Reading(tag, attributes))
        if tag in ("input", "textarea", "select", "button"):
            self._control(tag, attributes)
        if tag == "option" and "selected" in attributes:
            self._open[-1].attributes["chosen"] = "yes"

    def _control(self, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text") if tag == "input" else tag
        control = Control(
            len(self.forms) - 1,
            kind,
            attributes.get("name", ""),
            attributes.get("value", "on" if kind in ("checkbox", "radio") else ""),
            "checked" in attributes or kind not in ("checkbox", "radio"),
            attributes.get("id", ""),
            "disabled" in attributes,
            attributes.get("aria-label", ""),
        )
        if tag == "button":
            self.buttons.append(control)
        else:
            self.controls.append(control)
        for reading in self._open:
            if reading.tag in ("label", "button", "textarea"):
                reading.controls.append(control)

    def handle_data(self, data: str) -> None:
        self.text += data
        for reading in self._open:
            reading.text += data

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            return
        reading = self._open.pop()
        text = " ".join(reading.text.split())
        if tag == "a":
            self.links[text] = reading.attributes.get("href", "")
        elif tag == "title":
            self.title = text
        elif tag == "textarea":
            reading.controls[-1].value = reading.text
        elif tag == "option" and "chosen" in reading.attributes:
            self.controls[-1].value = text
        elif tag == "label" and "for" in reading.attributes:
            self._labels[reading.attributes["for"]] = text
        elif tag in ("label", "button"):
            for control in reading.controls:
                control.label = text


class Visitor:
    """Walks from page to page by visible words and fills forms in by their labels."""

    def __init__(self, web: httpx.Client, address: str) -> None:
        self._web = web
        self.reply: httpx.Response
        self.page: PageReader
        self.open(address)

    def open(self, address: str) -> None:
        """Open an address and follow redirects on the same host."""
        self.see(self._web.get(address, follow_redirects=True))

    def follow(self, words: str) -> None:
        """Click a link."""
        self.open(urljoin(str(self.reply.url), self.page.links[words]))

    def type(self, label: str, text: str) -> None:
        """Type into the field of that label."""
        self._labelled(label).value = text

    def choose(self, label: str, *, on: bool = True) -> None:
        """Tick a box or choose one of several."""
        control = self._labelled(label)
        if control.type == "radio":
            for other in self.page.controls:
                if other.type == "radio" and other.name == control.name:
                    other.on = False
        control.on = on

    def value(self, label: str) -> str:
        """Read the field of that label."""
        return self._labelled(label).value

    def is_on(self, label: str) -> bool:
        """Say whether a box is ticked."""
        return self._labelled(label).on

    def press(self, words: str) -> None:
        """Press a button: sends its form as a browser would."""
        button = next(button for button in self.page.buttons if button.label == words)
        form = self.page.forms[button.form]
        fields: dict[str, list[str]] = {}
        for control in [*self.page.controls, button]:
            sends = control.on and control.name and not control.disabled
            if control.form == button.form and sends:
                fields.setdefault(control.name, []).append(control.value)
        address = urljoin(str(self.reply.url), form.action)
        if form.method == "get":
            self.see(self._web.get(address, params=fields, follow_redirects=True))
        else:
            self.see(self._web.post(address, data=fields, follow_redirects=True))

    def see(self, reply: httpx.Response) -> None:
        """Look at an answer."""
        self.reply = reply
        self.page = PageReader(reply.text)
        if "text/html" in reply.headers["content-type"]:
            self._check_accessible()

    def _check_accessible(self) -> None:
        """Every page says that it is practice, and every control has a name."""
        assert self.page.title.startswith("Practice: "), self.page.title
        assert "Practice." in self.page.text
        for control in [*self.page.controls, *self.page.buttons]:
            assert control.type == "hidden" or control.label, (str(self.reply.url), control)
        shown = [control.id for control in self.page.controls if control.id]
        assert len(shown) == len(set(shown)), "an id is used twice"

    def _labelled(self, label: str) -> Control:
        found = [control for control in self.page.controls if control.label == label]
        assert len(found) == 1, (label, [control.label for control in self.page.controls])
        return found[0]
