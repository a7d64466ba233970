"""Puts a secret on the clipboard: hidden from clipboard histories, and taken away again in time."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

from jcwizard.model.secret import Secret
from jcwizard.ui.timers import timer

SECONDS = 60

AGAIN_SECONDS = 5
"""Wayland lets nobody clear the clipboard who has not the focus, so it is tried again."""


def hints(platform: str) -> dict[str, bytes]:
    """Return what clipboard managers look at: KDE's and all after it, nspasteboard.org, Windows."""
    found = {"x-kde-passwordManagerHint": b"secret"}
    if platform == "darwin":
        found["application/x-nspasteboard-concealed-type"] = b"1"
    if platform == "win32":
        for name, value in (
            ("ExcludeClipboardContentFromMonitorProcessing", b"1"),
            ("CanIncludeInClipboardHistory", b"\0\0\0\0"),
            ("CanUploadToCloudClipboard", b"\0\0\0\0"),
        ):
            found[f'application/x-qt-windows-mime;value="{name}"'] = value
    return found


class SecretClipboard(QObject):
    """One for the whole window: it outlives the page whose button was pressed."""

    cleared = Signal()
    """The secret has been taken off the clipboard."""

    def __init__(self) -> None:
        super().__init__()
        self._secret: Secret | None = None
        self._timer = timer(self, SECONDS, once=True)
        self._timer.timeout.connect(self.clear)

    def copy(self, secret: Secret) -> bool:
        """Put the secret on the clipboard, never into the primary selection; whether it arrived."""
        data = QMimeData()
        data.setText(secret.reveal())
        for kind, value in hints(sys.platform).items():
            data.setData(kind, value)
        QGuiApplication.clipboard().setMimeData(data, QClipboard.Mode.Clipboard)
        self._secret = secret
        self._timer.start(int(SECONDS * 1000))
        return self._is_there()

    def clear(self) -> None:
        """Take the secret away, unless something else was copied meanwhile."""
        self._timer.stop()
        if self._is_there():
            QGuiApplication.clipboard().clear(QClipboard.Mode.Clipboard)
            if self._is_there():
                self._timer.start(AGAIN_SECONDS * 1000)
                return
            self.cleared.emit()
        self._secret = None

    def _is_there(self) -> bool:
        held = QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard)
        return self._secret is not None and held == self._secret.reveal()
