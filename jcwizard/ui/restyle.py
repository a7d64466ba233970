"""Style-sheet states: a dynamic property counts only after the style has looked again."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the style sheet see them; nothing happens when none is new."""
    new = {name: value for name, value in properties.items() if widget.property(name) != value}
    for name, value in new.items():
        widget.setProperty(name, value)
    if new:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
