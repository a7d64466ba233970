"""The choice of a picture for the User Portal: from a file or dropped, looked at, taken away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jcwizard.ui.admin.logo_file import MOST_BYTES, Refused, read_logo
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.tasks import Task
from jcwizard.ui.threads import in_thread
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.note import Note
from jcwizard.ui.widgets.text import PlainText, Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.plan import Logo

MOST_PIXELS = 4096
"""The widest and highest picture that is drawn: a small file can unpack to a huge one."""

PREVIEW = 64
"""Pixels of the preview's sides, at ordinary text size."""


class LogoChoice(QWidget):
    """Nothing depends on it: without a picture, JumpCloud shows its own."""

    changed = Signal()
    """Another picture is chosen, or none any more."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._task: Task[Any] | None = None
        self.logo: Logo | None = None
        words = context.words
        self.choose = QPushButton(words("logo_choice.choose"))
        self.remove = QPushButton(words("logo_choice.remove"))
        self.choose.clicked.connect(lambda _: self._ask())
        self.remove.clicked.connect(lambda _: self.clear())
        self._picture = QLabel()
        self._picture.setAccessibleName(words("logo_choice.preview"))
        self._about = PlainText("", "small")
        self._refused = Note(context, "failed")
        self.setAcceptDrops(True)
        self._build()
        self.refresh()

    def _build(self) -> None:
        context, words, px = self._context, self._context.words, self._context.theme.px
        shown = QHBoxLayout()
        shown.setSpacing(px(12))
        shown.addWidget(self._picture)
        shown.addWidget(self._about, 1)
        buttons = Flow(spacing=px(12))
        for button in (self.choose, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        limits = words("logo_choice.lead", size=said_size(words, MOST_BYTES))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(Sentence(context, words("logo_choice.title"), "title"))
        column.addWidget(Sentence(context, f"{limits} {words('logo_choice.drop')}", "small"))
        column.addLayout(shown)
        column.addWidget(self._refused)
        column.addLayout(buttons)

    def take(self, path: Path) -> None:
        """Read a file, and show it or why it is refused; what was chosen before stays until then.

        It is read in a thread, for it may lie on a drive far away.
        """
        if self._task is not None:
            self._task.cancel()
        self._task = self._context.tasks.start(
            lambda: in_thread(read_logo, path), done=lambda read: self._show(path.name, read)
        )

    def clear(self) -> None:
        """Choose no picture."""
        self.logo = None
        self._refused.say("")
        self.refresh()
        self.changed.emit()

    def refresh(self) -> None:
        """Show what is chosen."""
        words = self._context.words
        chosen = self.logo is not None
        self.choose.setText(words(f"logo_choice.{'another' if chosen else 'choose'}"))
        for part in (self.remove, self._picture, self._about):
            show_when(part, chosen)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer only."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the one file that is dropped."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if len(files) == 1:
            self.take(Path(files[0]))
        elif files:
            self._refused.say(self._context.words("logo_choice.several"))
        event.acceptProposedAction()

    def _ask(self) -> None:
        words = self._context.words
        # A folder that is not there would stand in the dialog as the name of a file.
        pictures = QStandardPaths.standardLocations(
            QStandardPaths.StandardLocation.PicturesLocation
        )
        where = next((folder for folder in pictures if Path(folder).is_dir()), str(Path.home()))
        dialog = QFileDialog(self, words("logo_choice.choose"), where)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(words("logo_choice.kinds"))
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()

    def _show(self, name: str, read: Logo | Refused) -> None:
        picture, size = (QPixmap(), QSize()) if isinstance(read, Refused) else self._drawn(read)
        if isinstance(read, Refused):
            self._refuse(read.reason, name, size)
        elif max(size.width(), size.height()) > MOST_PIXELS:
            self._refuse("too_wide", name, size)
        elif picture.isNull():
            self._refuse("broken", name, size)
        else:
            words = self._context.words
            self.logo = read
            self._refused.say("")
            self._picture.setPixmap(picture)
            self._about.say(
                words(
                    "logo_choice.chosen",
                    name=name,
                    width=str(size.width()),
                    height=str(size.height()),
                    size=said_size(words, len(read.data)),
                )
            )
            self.refresh()
            self.changed.emit()

    def _refuse(self, reason: str, name: str, size: QSize) -> None:
        words = self._context.words
        values = {
            "name": spoken(name),
            "size": said_size(words, MOST_BYTES),
            "width": str(size.width()),
            "height": str(size.height()),
            "most": str(MOST_PIXELS),
        }
        self._refused.say(words(f"logo_choice.{reason}", **values))

    def _drawn(self, logo: Logo) -> tuple[QPixmap, QSize]:
        """Return the picture as small as the preview, and its true size; null when damaged."""
        buffer = QBuffer()
        buffer.setData(QByteArray(logo.data))
        buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        size = reader.size()
        if not size.isValid() or max(size.width(), size.height()) > MOST_PIXELS:
            return QPixmap(), size
        side = self._context.theme.px(PREVIEW)
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
        return QPixmap.fromImage(reader.read()), size


def said_size(words: Any, count: int) -> str:
    """Return a number of bytes as people say it."""
    if count >= 1_000_000:
        return str(words("logo_choice.megabytes", count=f"{count / 1_000_000:.3g}"))
    return str(words("logo_choice.kilobytes", count=str(max(1, round(count / 1000)))))
