"""The footer: a hint at the left; Back, a page's own buttons and the primary one at the right."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QPushButton, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.page import Action, Footer
from jcwizard.ui.widgets.text import LinkButton, Sentence


class FooterBand(QFrame):
    """The band at the bottom; its buttons stay the same objects, so that the focus stays."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        px = context.theme.px
        self.setObjectName("footer")
        words = context.words
        self._hint = Sentence(context, "", "hint")
        self._link = LinkButton("")
        self._link.clicked.connect(lambda: self._act(self._link_action))
        self.back = self._button(words("window.back"), lambda: self._act(self._back_action))
        self.primary = self._button(words("window.next"), lambda: self._act(self._primary_action))
        self.primary.setProperty("role", "primary")
        self.extras: list[QPushButton] = []
        self._actions: list[Action] = []
        self._resting: tuple[QPushButton, QWidget | None] | None = None
        self._link_action: Action | None = None
        self._back_action: Action | None = None
        self._primary_action: Action | None = None
        self._enter_action: Action | None = None
        self._hints = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._hints.setSpacing(px(10))
        self._hints.addWidget(self._hint)
        self._hints.addWidget(self._link)
        self._hints.addStretch(1)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(px(12))
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.back)
        self._buttons.addWidget(self.primary)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(px(20), px(12), px(20), px(12))
        self._row.setSpacing(px(12))
        self._row.addLayout(self._hints, 1)
        self._row.addLayout(self._buttons)

    def _button(self, text: str, action: Action) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: action())
        return button

    def show_footer(self, footer: Footer, back: Action | None, next_: Action | None) -> None:
        """Show a page's footer; `back` and `next_` are None where there is no such step."""
        self._hint.say(footer.hint_text)
        self._link.setText(footer.hint_link[0] if footer.hint_link else "")
        self._link.setVisible(footer.hint_link is not None)
        self._link_action = footer.hint_link[1] if footer.hint_link else None
        self._back_action = footer.back_action or back
        self.back.setVisible(self._back_action is not None)
        self._primary_action = footer.primary_action or next_
        self._enter_action = footer.enter_action
        self.primary.setText(footer.primary_text or self._context.words("window.next"))
        self.primary.setVisible(self._primary_action is not None)
        self._enable(self.primary, footer.primary_enabled)
        self._show_extras(footer)
        self._make_room()

    def press_primary(self) -> None:
        """Do what Enter does: press the primary button when it may be pressed."""
        if self._enter_action is not None:
            self._enter_action()
        elif self.primary.isVisible() and self.primary.isEnabled():
            self.primary.click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the hint above the buttons where both have no room side by side."""
        super().resizeEvent(event)
        self._make_room()

    def _show_extras(self, footer: Footer) -> None:
        self._actions = [action for _, _, action in footer.extra]
        while len(self.extras) > len(footer.extra):
            button = self.extras.pop()
            self._buttons.removeWidget(button)
            button.deleteLater()
        while len(self.extras) < len(footer.extra):
            place = len(self.extras)
            button = self._button("", partial(self._act_extra, place))
            self.extras.append(button)
            self._buttons.insertWidget(self._buttons.count() - 1, button)
            button.show()  # the layout would show it a turn later, too late to take the focus
        for before, after in pairwise((self.back, *self.extras, self.primary)):
            QWidget.setTabOrder(before, after)  # Tab goes as the eye does
        for button, (text, enabled, _) in zip(self.extras, footer.extra, strict=True):
            button.setText(text)
            self._enable(button, enabled)

    def _enable(self, button: QPushButton, enabled: bool) -> None:
        """Switch a button; a disabled one must not swallow the keyboard with it.

        It gets the focus back when it can be pressed again, unless the person has moved on.
        """
        had_focus = button.hasFocus()
        button.setEnabled(enabled)
        if had_focus and not enabled:
            self.focusNextChild()
            self._resting = (button, QApplication.focusWidget())
        elif enabled and self._resting is not None and self._resting[0] is button:
            if QApplication.focusWidget() is self._resting[1]:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._resting = None

    def _act_extra(self, place: int) -> None:
        self._actions[place]()

    def _act(self, action: Action | None) -> None:
        if action is not None:
            action()

    def _make_room(self) -> None:
        shown = [b for b in (self.back, *self.extras, self.primary) if not b.isHidden()]
        gap, px = self._buttons.spacing(), self._context.theme.px
        buttons = sum(button.sizeHint().width() + gap for button in shown)
        room = self.width() - 2 * px(20)
        hint = self._hint.fontMetrics().horizontalAdvance(self._hint.accessibleName())
        link = 0 if self._link.isHidden() else self._link.sizeHint().width() + gap
        wide = QBoxLayout.Direction.LeftToRight
        high = QBoxLayout.Direction.TopToBottom
        beside = buttons + hint + link <= room
        self._row.setDirection(wide if beside else high)
        self._hint.setWordWrap(not beside)
        side, edge = (px(20), px(12)) if beside else (20, 12)
        self._row.setContentsMargins(side, edge, side, edge)
        self._buttons.setDirection(wide if buttons <= room else high)
