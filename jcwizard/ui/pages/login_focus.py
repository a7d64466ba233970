"""Where the keyboard rests on the test login's page: on what is pressed next, heading in sight."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from jcwizard.ui.footer import FooterBand
from jcwizard.ui.page import Page
from jcwizard.ui.page_view import PageView


def footer_buttons(page: Page) -> tuple[QPushButton | None, QPushButton | None]:
    """Return the footer's primary button and the first of the page's own, None without them."""
    footer = page.window().findChild(FooterBand)
    if footer is None:
        return None, None
    return footer.primary, footer.extras[0] if footer.extras else None


def rest_on(page: Page, wanted: Iterable[QWidget | None]) -> None:
    """Show the page from its top and give the focus to the first that can be seen there as well.

    Where none can, the page's first control gets it: the keyboard must be somewhere.
    """
    above = page.parentWidget()
    while above is not None and not isinstance(above, PageView):
        above = above.parentWidget()
    if not isinstance(above, PageView) or not page.isVisible():
        return
    above.verticalScrollBar().setValue(0)
    for part in wanted:
        if part is not None and part.isVisible() and part.isEnabled() and _seen(part, page, above):
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            return
    above.focus_first()


def _seen(part: QWidget, page: Page, view: PageView) -> bool:
    """Return whether it stands outside the page, or in sight where the page begins."""
    if not page.isAncestorOf(part):
        return True
    bottom = part.mapTo(page, part.rect().bottomLeft()).y()
    return bottom + page.context.theme.px(24) <= view.viewport().height()
