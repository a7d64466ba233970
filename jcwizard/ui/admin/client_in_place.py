"""Where an existing application's Client ID and secret are by now, for the step that needs them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.admin.step_places import secret_step
from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.wrapping_button import WrappingButton


class ClientInPlace(QWidget):
    """Says that the Client ID is in its step, or that another one is; one press takes this one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._client_id = ""
        self._told = Callout(context, "info")
        self.take = WrappingButton(context, context.words("api_way.take_client"))
        self.take.clicked.connect(self._take)
        self._told.column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._told)
        self.refresh()

    def show_client(self, client_id: str) -> None:
        """Compare with the Client ID that the application has, "" when there is none."""
        self._client_id = client_id
        self.refresh()

    def refresh(self) -> None:
        """Compare with the setup as it is now."""
        setup, words, step = self._context.setup, self._context.words, secret_step(self._context)
        entered = setup.values.get("client_id", "").strip()
        known = bool(self._client_id) and bool(entered)
        other = known and entered != self._client_id
        show_when(self.take, other)
        show_when(self, known and (other or setup.secret is None))
        kind, key = ("warning", "other_client") if other else ("info", "client_in_place")
        self._told.say(kind, words(f"api_way.{key}", **step), words(f"api_way.{key}_what", **step))

    def _take(self, _: bool = False) -> None:
        self._context.setup.put("client_id", self._client_id)
