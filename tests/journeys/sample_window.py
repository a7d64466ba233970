"""A small window with one of each control, for proving the driver before there is an app."""

# Started by path as a program; it prints a line whenever something happens to it.
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class SampleWindow(QMainWindow):
    """Echoes into its status line, which it also announces."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Sample window")
        self.resize(520, 560)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self._add_fields()
        self._add_choices()
        self._add_list()
        self._add_groups()
        self._add_buttons()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        self.setCentralWidget(scroll)

    def _add_fields(self) -> None:
        form = QFormLayout()
        self.client, self.secret, self.notes = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.notes.setFixedHeight(60)
        self.shown = QLineEdit("https://acme.example/login")
        self.shown.setReadOnly(True)
        form.addRow("Client ID", self.client)
        form.addRow("Client Secret", self.secret)
        form.addRow("Redirect URL", self.shown)
        form.addRow("Notes", self.notes)
        self.notes.setAccessibleName("Notes")
        self.client.returnPressed.connect(lambda: self.tell(f"Enter after {self.client.text()}"))
        self.column.addLayout(form)

    def _add_choices(self) -> None:
        self.region = QComboBox()
        self.region.addItems(["United States", "European Union", "India"])
        label = QLabel("JumpCloud region")
        label.setBuddy(self.region)  # on Linux the only way to give a combo box a name
        self.column.addWidget(label)
        self.region.currentTextChanged.connect(lambda text: self.tell(f"Region {text}"))
        self.sharing = QCheckBox("Sharing my screen")
        self.sharing.toggled.connect(lambda on: self.tell(f"Sharing {on}"))
        self.column.addWidget(self.region)
        self.column.addWidget(self.sharing)
        for name in ("Show me the clicks", "Create it for me"):
            radio = QRadioButton(name)
            radio.clicked.connect(lambda _on, name=name: self.tell(f"Way {name}"))
            self.column.addWidget(radio)

    def _add_list(self) -> None:
        groups = QListWidget()
        groups.setAccessibleName("User Groups")
        groups.addItems(["Everyone", "Engineers", "Sales"])
        groups.setFixedHeight(90)
        groups.currentTextChanged.connect(lambda text: self.tell(f"Group {text}"))
        self.column.addWidget(groups)

    def _add_groups(self) -> None:
        for name in ("Facets", "Paradime"):
            group = QGroupBox(name)
            copy = QPushButton("Copy")
            copy.clicked.connect(lambda _on, name=name: self.tell(f"Copied for {name}"))
            QVBoxLayout(group).addWidget(copy)
            self.column.addWidget(group)

    def _add_buttons(self) -> None:
        self.status = QLabel("Nothing yet")
        check = QPushButton("&Check now")
        check.clicked.connect(lambda: self.tell(f"Checked {len(self.secret.text())}"))
        disabled = QPushButton("Not yet")
        disabled.setEnabled(False)
        self.column.addWidget(self.status)
        self.column.addWidget(check)
        self.column.addWidget(disabled)
        filler = QLabel("Further down")
        filler.setFixedHeight(700)
        filler.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(filler)
        low = QPushButton("Far below")
        low.clicked.connect(lambda: self.tell("Reached the end"))
        self.column.addWidget(low)

    def tell(self, text: str) -> None:
        self.status.setText(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.status, text))
        say(text)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = SampleWindow()
    window.show()
    say("shown")
    code = application.exec()
    say("left")
    sys.exit(code)
