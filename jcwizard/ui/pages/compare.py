"""The page that compares the redirect URL with the one that the service shows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton

from jcwizard.model.route import StepState, confirm_fingerprint
from jcwizard.model.rules import Ruling
from jcwizard.model.service import Field, Step
from jcwizard.model.settings import settings, shown_fingerprint, shown_ruling
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer, Page
from jcwizard.ui.pages.difference import Difference
from jcwizard.ui.pages.login_focus import footer_buttons
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.widgets.note import Note

KEY = "redirect_urls"


class ShownEdit(FieldEdit):
    """The redirect URL as the service shows it; what is pasted here wins from then on."""

    def __init__(self, context: Context, step: Step) -> None:
        self._step = step
        words, found = context.words, context.said_names()
        field = Field(
            id=KEY,
            label=words("compare.field", **found),
            help=words("compare.help", **found),
            example=found["computed_redirect_url"],
            optional=True,
        )
        super().__init__(context, field)

    @property
    def text(self) -> str:
        """What was pasted, while it belongs to the values of today."""
        setup = self._context.setup
        if setup.ticks.get(KEY) not in (None, self._stamp()):
            return ""
        return setup.values.get(KEY, "")

    def adopt(self, text: str) -> None:
        """Take an address that the service shows; "" says that it shows the computed one."""
        context, setup = self._context, self._context.setup
        setup.tick(KEY, self._stamp())
        setup.put(KEY, text)
        if shown_ruling(context.service, text).ok:
            setup.tick(self._step.id, confirm_fingerprint(self._step, context.names()))
        else:
            setup.untick(self._step.id)

    def _stamp(self) -> str:
        context = self._context
        found = settings(context.service, context.setup, context.around)
        return shown_fingerprint(found.computed_redirect_urls)

    def _stored(self) -> str:
        return self.text

    def _ruling(self) -> Ruling:
        context = self._context
        ruled = shown_ruling(context.service, self.text)
        if not ruled.reason:
            return ruled
        # The reason in the data is about another field: it asks for that one's address.
        return replace(ruled, reason=context.words("compare.other_address", **context.said_names()))

    def _put(self, text: str) -> None:
        if text.strip():
            self.adopt(text)
        else:
            self._context.setup.untick(self._step.id)
            self._context.setup.put(KEY, "")


class ComparePage(Page):
    """Equal: a tick. Different: both are shown, and what the service shows wins."""

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        words, name = context.words, context.service.redirect_name
        self._own = CopyField(context, name, "", name, large=True)
        self._changed = Callout(context, "warning")
        self.shown = ShownEdit(context, step)
        self.shown.edited.connect(self.changed)
        self._same = Note(context, "passed")
        self._differ = Callout(context, "warning")
        self._parts = Difference(context)
        self._differ.column.addWidget(self._parts)
        self._button = QPushButton(words("compare.it_is_the_same"))
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._confirm)
        self._rests = False
        for part in (self._changed, self._own, self.shown, self._same, self._differ):
            self.add(part)
        self.column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def footer(self) -> Footer:
        """Take the keyboard to the primary button once it leads on, after a yes."""
        if self._rests:
            self._rests = False
            QTimer.singleShot(0, self, self._rest)
        return super().footer()

    def refresh(self) -> None:
        """Show the comparison as it stands."""
        super().refresh()
        context, words, found = self.context, self.context.words, self.context.said_names()
        computed = context.names()["computed_redirect_url"]
        pasted = shown_ruling(self.context.service, self.shown.text)
        confirmed = self.stop.state is StepState.DONE
        self._own.set_value(computed)
        old = self.stop.state is StepState.OUT_OF_DATE
        self._changed.setVisible(old)
        if old:
            self._changed.say(
                "warning", words("compare.changed_title"), words("compare.changed", **found)
            )
        differs = bool(pasted.value) and pasted.value != computed
        self._differ.setVisible(differs)
        if differs:
            self._differ.say(
                "warning", words("compare.differ_title"), words("compare.differ", **found)
            )
            self._parts.compare(computed, pasted.value)
        self._same.say(self._verdict(pasted.value, computed, confirmed))
        self._button.setVisible(pasted.ok and not confirmed)
        self._button.setText(words("compare.use_it" if pasted.value else "compare.it_is_the_same"))

    def _verdict(self, pasted: str, computed: str, confirmed: bool) -> str:
        words = self.context.words
        if pasted:
            return words("compare.same") if pasted == computed else ""
        return words("compare.confirmed") if confirmed else ""

    def _rest(self) -> None:
        primary, _ = footer_buttons(self)
        if primary is not None and self.isVisible():
            primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _confirm(self) -> None:
        self._rests = True  # the button that was pressed goes away
        self.shown.adopt(self.shown.text)
        self.refresh()
        self.changed.emit()
