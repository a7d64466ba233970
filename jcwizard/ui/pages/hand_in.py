"""The page that hands the values in to the service, and looks from outside whether they arrived."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from jcwizard.model.route import confirm_fingerprint
from jcwizard.model.service import CopyValue, Step
from jcwizard.model.settings import fill, filled
from jcwizard.ui.context import Context
from jcwizard.ui.page import Page
from jcwizard.ui.pages.outside_checks import GROUP, OutsideChecks
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.picture import Picture
from jcwizard.ui.widgets.secret_copy import SecretCopy
from jcwizard.ui.widgets.tick_box import TickBox


class HandInPage(Page):
    """The values in the form's order, each with Copy; then the person's word, then the check."""

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        words = context.words
        self._changed = Callout(context, "warning")
        self.values = [self._part(value) for value in filled(step.shows, context.names())]
        self._open = QPushButton(words("hand_in.open", **context.said_names()))
        self._open.setAutoDefault(False)
        self._open.clicked.connect(self._open_service)
        self._picture = Picture(context, step.picture) if step.picture else None
        self.confirm = TickBox(context, words("hand_in.confirm"))
        self.confirm.clicked.connect(self._confirm)
        self._outside = OutsideChecks(context, step.id) if step.run == GROUP else None
        self._build()
        self.refresh()

    def _build(self) -> None:
        self.add(self._changed)
        if self.step.opens:
            self.column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        values = QVBoxLayout()
        values.setSpacing(self.context.theme.px(12))
        for part in self.values:
            values.addWidget(part)
        self.column.addLayout(values)
        if self._picture is not None:
            self.add(self._picture)
        if self.step.confirm:
            self.add(self.confirm)
        if self._outside is not None:
            self._outside.changed.connect(self.changed)
            self.add(self._outside)

    def _part(self, value: CopyValue) -> CopyField | SecretCopy:
        if value.secret:
            return SecretCopy(self.context, value.label)
        return CopyField(self.context, value.label, value.value)

    def refresh(self) -> None:
        """Show the values of now, and whether they are those that were handed in."""
        super().refresh()
        context, words, found = self.context, self.context.words, self.context.said_names()
        for part, value in zip(self.values, filled(self.step.shows, context.names()), strict=True):
            if isinstance(part, CopyField):
                part.set_value(value.value)
            else:
                part.refresh()
        if self._picture is not None:
            self._picture.refresh()
        self._open.setEnabled(bool(fill(self.step.opens, context.names())))
        stamp = context.setup.ticks.get(self.step.id)
        current = stamp == confirm_fingerprint(self.step, context.names())
        self.confirm.setChecked(current)
        old = stamp is not None and not current
        self._changed.setVisible(old)
        if old:
            self._changed.say(
                "warning", words("hand_in.changed_title"), words("hand_in.changed", **found)
            )
        if self._outside is not None:
            self._outside.refresh()

    def left(self) -> None:
        """End what is still being asked."""
        if self._outside is not None:
            self._outside.stop()

    def _open_service(self) -> None:
        self.context.open_url(fill(self.step.opens, self.context.names()))

    def _confirm(self, done: bool) -> None:
        setup = self.context.setup
        if done:
            setup.tick(self.step.id, confirm_fingerprint(self.step, self.context.names()))
        else:
            setup.untick(self.step.id)
        self.refresh()
        self.changed.emit()
