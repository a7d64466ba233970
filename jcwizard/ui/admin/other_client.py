"""The warning that the application has another Client ID than the one that was entered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.admin.step_places import secret_step
from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.wrapping_button import WrappingButton


class OtherClient(QWidget):
    """Shown only while both are known and differ; one press takes the application's own."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words, step = context.words, secret_step(context)
        self._client_id = ""
        self._told = Callout(
            context,
            "warning",
            words("api_way.other_client", **step),
            words("api_way.other_client_what", **step),
        )
        self.take = WrappingButton(context, words("api_way.take_client"))
        self.take.clicked.connect(self._take)
        self._told.column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._told)

    def show_client(self, client_id: str) -> None:
        """Compare with the Client ID that the application has, "" when there is none."""
        self._client_id = client_id
        self.refresh()

    def refresh(self) -> None:
        """Compare with the setup as it is now."""
        entered = self._context.setup.values.get("client_id", "").strip()
        show_when(self, bool(self._client_id) and bool(entered) and entered != self._client_id)

    def _take(self, _: bool = False) -> None:
        self._context.setup.put("client_id", self._client_id)
