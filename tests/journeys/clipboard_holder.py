"""Another program with a clipboard: tells what is on it, and puts text there as a person does."""

# Started by path as a program; one JSON command per line in, one answer out.
import json
import os
import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QClipboard, QGuiApplication

MODES = {"clipboard": QClipboard.Mode.Clipboard, "primary": QClipboard.Mode.Selection}


def obey(line: bytes) -> None:
    """Answer `get` with text and formats; after `set`, own the clipboard until another does."""
    told = json.loads(line)
    clipboard, mode = QGuiApplication.clipboard(), MODES[told["selection"]]
    if told["command"] == "set":
        clipboard.setText(told["text"], mode)
    held = clipboard.mimeData(mode)
    data = (
        bytes(held.data(told["kind"]).data()).decode("utf-8", "replace") if "kind" in told else ""
    )
    result = {"text": clipboard.text(mode), "formats": list(held.formats()), "data": data}
    sys.stdout.write(json.dumps({"id": told["id"], "result": result}) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run until standard input ends."""
    application = QGuiApplication(sys.argv[:1])
    unread = bytearray()

    def read() -> None:
        chunk = os.read(0, 65536)
        if not chunk:
            application.quit()
        unread.extend(chunk)
        while b"\n" in unread:
            line, _, rest = bytes(unread).partition(b"\n")
            unread[:] = rest
            obey(line)

    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
    notifier.activated.connect(read)
    application.exec()


if __name__ == "__main__":
    main()
