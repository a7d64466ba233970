"""The floor: a bare window of the same size, and nothing else."""

import sys

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


def main() -> int:
    """Show the window until it is closed."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(QLabel("bare"))
    window.resize(1080, 720)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
