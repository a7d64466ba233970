"""The browser that the bundle opens lives in the person's environment, not in the bundle's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journeys.driver_screen import Screen
from tests.journeys.wizard import Wizard

pytestmark = pytest.mark.x11

# A shell renews these itself, and one stands on the way to the program and to the browser.
THE_SHELLS_OWN = frozenset({"_", "PWD", "OLDPWD", "SHLVL"})
THEIRS = {
    "LD_LIBRARY_PATH": "/opt/theirs/lib",
    "XDG_DATA_DIRS": "/opt/theirs/share:/usr/share",
    "QT_PLUGIN_PATH": "/opt/theirs/plugins",
    "QML2_IMPORT_PATH": "/opt/theirs/qml",
    "PYTHONPATH": "/opt/theirs/python",
    "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
}
BUNDLES_OFTEN_CHANGE = (*THEIRS, "LD_PRELOAD", "PYTHONHOME", "SSL_CERT_DIR")


def noting(file: Path, then: str = "") -> str:
    """Give a script that notes the environment that it was started with, whole or not at all."""
    return f"cat /proc/$$/environ > '{file}.part' && mv '{file}.part' '{file}' {then}"


def noted(file: Path) -> dict[str, str]:
    """Read what such a script noted."""
    lines = file.read_text("utf-8").split("\0")
    pairs = (line.partition("=") for line in lines if line)
    return {name: value for name, _, value in pairs if name not in THE_SHELLS_OWN}


@pytest.mark.parametrize("theirs", [THEIRS, {}], ids=["set", "not set"])
def test_the_browser_gets_the_environment_that_the_program_was_started_with(
    theirs: dict[str, str], frozen: Path, screen: Screen, tmp_path: Path
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\n{noting(after)}\n", "utf-8")
    browser.chmod(0o700)
    env = {k: v for k, v in os.environ.items() if k not in BUNDLES_OFTEN_CHANGE}
    env |= theirs | {"DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    start = ("/bin/sh", "-c", noting(before, '&& exec "$0" "$@"'), str(frozen))

    with Wizard(
        "--practice",
        data=tmp_path / "data",
        screen=screen,
        opener=f"{browser} %s",
        env=env,
        program=start,
    ) as wizard:
        wizard.arrive("Practice: this JumpCloud is only pretended")
        wizard.toggle("Facets", on=True)
        wizard.go_on("Name the integration in Facets")
        wizard.click("Open Facets")
        wizard.until(after.exists, "the browser to be started")

    assert noted(after) == noted(before)
    assert str(frozen.parent) not in after.read_text("utf-8")
