"""What a person does on the test login's page, and what this computer says of its address."""

from __future__ import annotations

import socket

from PySide6.QtWidgets import QPushButton

from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from tests.ui.pages.finding import called
from tests.ui.pages.living import Living


def is_free(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def start(page: LoginPage) -> None:
    called(page, QPushButton, "Start test login").click()


def until_ended(live: Living, page: LoginPage) -> None:
    live.until(lambda: not page.attempt.running)
    live.turn()


def until_waiting(live: Living, page: LoginPage) -> None:
    live.until(lambda: page.attempt.stage == "waiting" and bool(page.attempt.link))
