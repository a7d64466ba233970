"""The redirect URL as it comes out of the fields above, ready to copy."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.settings import settings
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.text import Sentence


class RedirectPreview(QWidget):
    """Changes while a person types; says what it waits for while it is not known."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.field = CopyField(context, context.service.redirect_name)
        self._waiting = Sentence(context, "", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(5))
        column.addWidget(self.field)
        column.addWidget(self._waiting)
        self.refresh()

    def refresh(self) -> None:
        """Show the redirect URL of now."""
        context = self._context
        known = settings(context.service, context.setup, context.around).redirect_urls
        self.field.set_value("\n".join(known))
        self._waiting.say("" if known else context.words("form.redirect_waiting"))
