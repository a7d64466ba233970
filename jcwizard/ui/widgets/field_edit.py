"""A field: its label, its editor, what is wrong with its text, and what was changed in it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from jcwizard.model.rules import Ruling
from jcwizard.model.service import Field, FieldKind
from jcwizard.model.settings import accepted, fill, ruling
from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence, plain
from jcwizard.ui.restyle import restyle
from jcwizard.ui.timers import timer
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.editors import ChoiceEditor, FlagEditor, LineEditor, LinesEditor
from jcwizard.ui.widgets.note import Note
from jcwizard.ui.widgets.text import LinkButton, Sentence

PAUSE_SECONDS = 0.8
"""A refusal waits for a pause in the typing: nobody is told off in the middle of a word."""

VALUES = {
    "origin",
    "web_url",
    "redirect_urls",
    "issuer_url",
    "registration_id",
    "client_id",
    "scopes",
}
"""The rules of texts that are compared letter by letter, and therefore shown monospaced."""


class FieldEdit(QWidget):
    """One entry of a setup: what is typed goes to `Setup` at once, right or wrong.

    The editor's accessible name is the visible label. A refused text is kept and the reason said
    below it, but for a secret, which is taken off the screen; an accepted one is replaced by what
    will be used when the person leaves the field.
    """

    edited = Signal()

    def __init__(self, context: Context, field: Field) -> None:
        super().__init__()
        self._context = context
        self.field = field
        self._left = self._touched = self._wiped = False
        self._kept_notices: tuple[str, ...] = ()
        self._label = Sentence(context, field.label, "label")
        self.editor = _editor(context, field)
        self.editor.setAccessibleName(field.label)
        self.editor.setAccessibleDescription(plain(self._filled(field.help)))
        for entry in self.editor.findChildren(QLineEdit):
            entry.setAccessibleName(field.label)  # the line of a choice that takes addresses
        if field.rule in VALUES:
            self.editor.setFont(context.theme.mono)
        self._label.setBuddy(self.editor)
        self._refusal = Note(context, "failed")
        self._notice = Note(context, "info")
        self._suggestion = LinkButton("", self._take_suggestion)
        self._pause = timer(self, PAUSE_SECONDS, once=True)
        self._pause.timeout.connect(self._judge_now)
        self._build()
        self.editor.edited.connect(self._edited)
        self.editor.finished.connect(self._finished)
        if isinstance(self.editor, ChoiceEditor):
            self.editor.recognised.connect(self._recognised)
        self._left = bool(context.setup.values.get(field.id))
        self.refresh()

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(5))
        if self.field.kind is not FieldKind.FLAG:
            column.addWidget(self._label)
        column.addWidget(self.editor)
        column.addWidget(self._refusal)
        column.addWidget(self._notice)
        column.addWidget(self._suggestion)
        column.addWidget(Sentence(self._context, self._filled(self.field.help), "small"))

    def refresh(self) -> None:
        """Show the setup as it is; a text that is being typed is left alone."""
        self.editor.show_value(self._stored())
        self._show(self._ruling())

    @property
    def ok(self) -> bool:
        """Whether the text may be used."""
        return self._ruling().ok

    def _stored(self) -> str:
        context, field = self._context, self.field
        if field.kind is FieldKind.FLAG:
            words = accepted(context.service, context.setup, field.toggles).split()
            return field.word if field.word in words else ""
        return context.setup.values.get(field.id, field.default)

    def _ruling(self) -> Ruling:
        if self.field.kind is FieldKind.FLAG:
            return Ruling(self.editor.value())
        return ruling(self._context.service, self._context.setup, self.field.id)

    def _edited(self, text: str) -> None:
        self._kept_notices = ()
        self._put(text)
        # A secret is never on screen, not even where it does not belong (nor in what Undo holds).
        self._wiped = self._ruling().refusal == "client_id_is_secret"
        if self._wiped:
            self._put("")
            self.editor.show_value("")
        self._touched = True
        self._left = self._left and self._ruling().ok
        self._pause.start()
        self._show(self._ruling())
        self.edited.emit()

    def _put(self, text: str) -> None:
        context, field = self._context, self.field
        if field.kind is not FieldKind.FLAG:
            context.setup.put(field.id, text)
            return
        words = accepted(context.service, context.setup, field.toggles).split()
        rest = [word for word in words if word != field.word]
        context.setup.put(field.toggles, "\n".join([*rest, text] if text else rest))

    def _finished(self) -> None:
        ruled = self._ruling()
        typed = self.field.kind in (FieldKind.TEXT, FieldKind.LIST)
        if typed and ruled.value and ruled.value != self.editor.value():
            self._kept_notices = ruled.notices
            self._put(ruled.value)
        self._judge_now()

    def _recognised(self) -> None:
        self._kept_notices = ("recognised",)
        self._show(self._ruling())

    def _judge_now(self) -> None:
        self._pause.stop()
        self._left = self._left or self._touched or bool(self.editor.value())
        self.refresh()

    def _take_suggestion(self) -> None:
        self._put(self._suggested())
        self._judge_now()
        self.editor.setFocus()
        self.edited.emit()

    def _suggested(self) -> str:
        return fill(self.field.suggestion, self._context.names()) if self.field.suggestion else ""

    def _filled(self, sentence: str) -> str:
        return fill_sentence(sentence, self._context.names()) if sentence else ""

    def _show(self, ruled: Ruling) -> None:
        words = self._context.words
        values = {"example": self.field.example, "label": self.field.label}
        sentence = ""
        if self._left and not ruled.ok:
            sentence = ruled.reason or words(f"rule.{ruled.refusal}", **values)
        if self._wiped:
            sentence = words("window.secret_wiped", **values)
        self._refusal.say(sentence)
        labels = {option.value: option.label for option in self.field.options}
        values["value"] = labels.get(ruled.value, ruled.value)
        notices = (*self._kept_notices, *ruled.notices)
        said = [words(f"notice.{notice}", **values) for notice in dict.fromkeys(notices)]
        self._notice.say(" ".join(said) if ruled.ok else "")
        offer = self._suggested() if not self.editor.value() else ""
        self._suggestion.setText(words("window.use_suggestion", value=offer) if offer else "")
        show_when(self._suggestion, bool(offer))
        restyle(self.editor, state="refused" if sentence else "")


def _editor(context: Context, field: Field) -> LineEditor | LinesEditor | ChoiceEditor | FlagEditor:
    if field.kind is FieldKind.LIST:
        return LinesEditor()
    if field.kind is FieldKind.CHOICE:
        return ChoiceEditor(field.options)
    if field.kind is FieldKind.FLAG:
        return FlagEditor(context, field.label, field.word)
    return LineEditor()
