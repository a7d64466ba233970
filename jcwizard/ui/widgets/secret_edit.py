"""The field of a secret: dots, shown only while held, and never on a shared screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from jcwizard.model.rules import Ruling, clean, client_secret
from jcwizard.model.secret import Secret
from jcwizard.ui.context import Context
from jcwizard.ui.timers import timer
from jcwizard.ui.widgets.copy_field import NARROW
from jcwizard.ui.widgets.note import Note
from jcwizard.ui.widgets.text import Sentence

SHOWN_SECONDS = 15
"""How long a secret can be held on screen: a button may be stuck, and a hand forgotten on it."""

SILENT = (
    Qt.InputMethodQuery.ImSurroundingText,
    Qt.InputMethodQuery.ImCurrentSelection,
    Qt.InputMethodQuery.ImTextBeforeCursor,
    Qt.InputMethodQuery.ImTextAfterCursor,
)


class SecretLine(QLineEdit):
    """A line that only takes text in: nothing can be copied, undone or read out of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhHiddenText
        )
        self.setDragEnabled(False)

    def inputMethodQuery(  # noqa: N802 - Qt's name
        self, query: Qt.InputMethodQuery, argument: object = None, /
    ) -> object:
        """Tell input methods nothing of the text."""
        return "" if query in SILENT else super().inputMethodQuery(query)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer nothing but Paste."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Paste"), self.paste)
        menu.popup(event.globalPos())


class Curtain(QWidget):
    """Paints a secret over its field while it is held; it has no text for anybody to read."""

    def __init__(self, context: Context, over: QLineEdit) -> None:
        super().__init__(over)
        self._theme = context.theme
        self._over = over
        self._secret: Secret | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lift(self, secret: Secret | None) -> None:
        """Show the secret, or nothing again for None."""
        self._secret = secret
        inset = self._theme.px(3)
        self.setGeometry(self._over.rect().adjusted(inset, inset, -inset, -inset))
        self.setVisible(secret is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the secret in the face of values."""
        if self._secret is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("panel"))
        painter.setPen(self._theme.color("ink"))
        painter.setFont(self._theme.mono)
        room = self.rect().adjusted(self._theme.px(9), 0, -self._theme.px(9), 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere
        painter.drawText(room, flags, self._secret.reveal())


class SecretEdit(QWidget):
    """A label, dots, and *Hold to show*; the text goes into `Setup` as a `Secret` at once.

    For another secret than the setup's, such as an API key, override `secret`, `keep` and `judge`.
    """

    edited = Signal()

    example = ""
    """What a right one looks like, for refusals that show it."""

    def __init__(self, context: Context, label: str) -> None:
        super().__init__()
        self._context = context
        self.line = SecretLine()
        self.line.setProperty("role", "secret")
        self.line.setFont(context.theme.mono)
        self.line.setAccessibleName(label)
        self._label = Sentence(context, label, "label")
        self._label.setBuddy(self.line)
        self.hold = QPushButton(context.words("window.hold_to_show"))
        self.hold.setAutoDefault(False)
        self._curtain = Curtain(context, self.line)
        self._long = timer(self, SHOWN_SECONDS, once=True)
        self._long.timeout.connect(lambda: self._curtain.lift(None))
        self._refusal = Note(context, "failed")
        self._notice = Note(context, "info")
        self._build()
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self.refresh)
        self.hold.pressed.connect(self._lift)
        self.hold.released.connect(lambda: self._curtain.lift(None))
        self.hold.installEventFilter(self)
        context.sharing.changed.connect(self._sharing)
        self._sharing(bool(context.sharing))

    def _build(self) -> None:
        px = self._context.theme.px
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(px(8))
        row.addWidget(self.line, 1)
        row.addWidget(self.hold, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(5))
        column.addWidget(self._label)
        column.addLayout(row)
        column.addWidget(self._refusal)
        column.addWidget(self._notice)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button below the line where both have no room side by side."""
        super().resizeEvent(event)
        beside = self.width() >= self._context.theme.px(NARROW)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)

    @property
    def secret(self) -> Secret | None:
        """The secret as it stands."""
        return self._context.setup.secret

    def keep(self, secret: Secret | None) -> None:
        """Take a typed secret; here it goes to the setup."""
        self._context.setup.put_secret(secret)

    def judge(self, text: str) -> Ruling:
        """Return what is to be said of the text."""
        return client_secret(text)

    def refresh(self) -> None:
        """Show what there is to say; a secret that came from elsewhere takes the line's place."""
        text, notices = clean(self.line.text())
        held = self.secret
        if held != (Secret(text) if text else None):
            self.line.setText(held.reveal() if held is not None else "")
            text, notices = clean(self.line.text())
        ruled = self.judge(text) if text else Ruling()
        words = self._context.words
        self._refusal.say("" if ruled.ok else words(f"rule.{ruled.refusal}", example=self.example))
        self.line.setProperty("state", "" if ruled.ok else "refused")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        noticed = dict.fromkeys((*notices, *ruled.notices))
        said = [words(f"notice.{n}", example=self.example, value="") for n in noticed]
        self._notice.say(" ".join(said))
        self.hold.setEnabled(bool(text) and not self._context.sharing)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Let go when the button loses the focus or the window its place."""
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate):
            self._curtain.lift(None)
        return False

    def _edited(self, text: str) -> None:
        cleaned, _ = clean(text)
        self.keep(Secret(cleaned) if cleaned else None)
        self.refresh()
        self.edited.emit()

    def _lift(self) -> None:
        if not self._context.sharing:
            self._curtain.lift(self.secret)
            self._long.start()

    def _sharing(self, on: bool) -> None:
        self._curtain.lift(None)
        self.hold.setToolTip(self._context.words("window.no_reveal") if on else "")
        self.refresh()
