"""The header: what is being set up, whether it is practice, and *Sharing my screen*."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QSizePolicy

from jcwizard.model.settings import fill
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.text import PlainText


class Toggle(QCheckBox):
    """A check box that looks like a switch, its label before it."""

    def __init__(self, context: Context, text: str) -> None:
        super().__init__(text)
        self._theme = context.theme
        self._theme.changed.connect(self.update)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Have room for the label and the switch."""
        px = self._theme.px
        self.ensurePolished()
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(
            text + px(8) + px(34) + px(8), max(px(30), self.fontMetrics().height() + px(8))
        )

    def minimumSizeHint(self) -> QSize:
        """Never clip the label."""
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:  # noqa: N802 - Qt's name
        """Let the whole of it be pressed."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the label, the track and the knob; the knob's place tells, not only the colour."""
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect())
        track = QRectF(room.right() - px(34) - px(4), room.center().y() - px(10), px(34), px(20))
        painter.setPen(theme.color("ink" if self.isChecked() else "ink2"))
        painter.setFont(self.font())
        label = room.adjusted(px(4), 0, -px(46), 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(label, flags, self.text())
        on = self.isChecked()
        painter.setPen(QPen(theme.color("accent" if on else "edge"), 1.5))
        painter.setBrush(theme.color("accent" if on else "panel"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = track.height() - px(7)
        left = track.right() - knob - px(3) if on else track.left() + px(3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("on_accent" if on else "edge"))
        painter.drawEllipse(QRectF(left, track.center().y() - knob / 2, knob, knob))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), px(7), px(7))
        painter.end()


class Header(QFrame):
    """The slim band at the top."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        px = context.theme.px
        self.setObjectName("header")
        words = context.words
        self._product = PlainText(words("window.product"), "product")
        self._product.setWordWrap(False)
        self._what = PlainText(" ", "what")
        self.practice = PlainText(words("window.practice"), "badge")
        self.practice.setWordWrap(False)
        self.practice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.practice.hide()
        self.sharing = Toggle(context, words("window.sharing"))
        self.sharing.toggled.connect(context.sharing.turn)
        context.sharing.changed.connect(self.sharing.setChecked)
        context.sharing.changed.connect(self._say_sharing)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(px(20), px(6), px(16), px(6))
        row.setSpacing(px(16))
        row.addWidget(self._product)
        row.addWidget(self._what, 1)
        row.addWidget(self.practice)
        row.addWidget(self.sharing)
        self.setMinimumHeight(px(48))

    def refresh(self) -> None:
        """Show what is being set up now."""
        self._what.setText(self._said())
        self.practice.setVisible(self._context.around.practice)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the product's name to the title bar where there is no room for it."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        needed = (self._product, self.sharing)
        taken = sum(part.sizeHint().width() for part in needed)
        if not self.practice.isHidden():
            taken += self.practice.sizeHint().width() + self._context.theme.px(16)
        left = self.width() - taken - self._context.theme.px(76)
        text = self._what.fontMetrics().horizontalAdvance(self._what.text())
        self._product.setVisible(text <= left)
        # Where room is that short, the gaps give way before a letter of the switch does.
        self._row.setSpacing(self._context.theme.px(16 if text <= left else 8))

    def _said(self) -> str:
        context = self._context
        if context.setup.service_id not in context.services:
            return ""
        names = context.names()
        outside = context.service.outside
        place = fill(outside.base_url, names).partition("://")[2] if outside else ""
        region = names.get("region_name", "")
        words = context.words
        parts = [names["service"], place, words("window.region", region=region) if region else ""]
        return " · ".join(part for part in parts if part)

    def _say_sharing(self, on: bool) -> None:
        self._context.announce(
            self._context.words("window.sharing_on" if on else "window.sharing_off")
        )
