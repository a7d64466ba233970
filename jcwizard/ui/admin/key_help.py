"""Where a key is found in JumpCloud, and why an old one must not be replaced for this."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.text import LinkButton, Sentence

LINES = 3


class KeyHelp(QWidget):
    """The warning stands there; the way to a key unfolds."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words, px = context.words, context.theme.px
        self._kind = "key"
        self._link = LinkButton("", self._unfold)
        self._open = LinkButton("", self._open_console)
        self._told = QWidget()
        self._lines = [Sentence(context) for _ in range(LINES)]
        told = QVBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(px(6))
        for line in self._lines:
            told.addWidget(line)
        self._told.hide()
        self._warning = Callout(
            context, "info", words("api_way.no_new_key"), words("api_way.no_new_key_what")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        links = Flow(spacing=px(24))
        links.addWidget(self._link)
        links.addWidget(self._open)
        column.addLayout(links)
        column.addWidget(self._told)
        column.addWidget(self._warning)

    def show_kind(self, kind: str) -> None:
        """Show the way to an Admin API key or to a service account."""
        self._kind = kind
        words = self._context.words
        self._link.setText(words(f"api_way.where_{kind}"))
        for number, line in enumerate(self._lines, 1):
            text = words(f"api_way.where_{kind}_{number}")
            line.say(words("window.numbered", number=str(number), text=text))
        show_when(self._warning, kind == "key")
        self.refresh()

    def refresh(self) -> None:
        """Name the console that the link opens."""
        practice = self._context.practice is not None
        key = "api_way.open_practice" if practice else "application.open_console"
        self._open.setText(self._context.words(key))

    def _unfold(self) -> None:
        show_when(self._told, self._told.isHidden())

    def _open_console(self) -> None:
        """Open the console, in practice at the page that shows the pretend keys."""
        world = self._context.practice
        if world is None:
            self._context.open_url(self._context.names()["console_url"])
        else:
            self._context.open_url(
                world.key_page if self._kind == "key" else world.service_account_page
            )
