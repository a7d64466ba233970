"""A setup file that is opened while the bundle's window is open comes into that window."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.journeys.command import wiki_file
from tests.journeys.driver_screen import Screen
from tests.journeys.wizard import Wizard

pytestmark = pytest.mark.x11


def test_a_second_start_ends_at_once_and_its_file_is_in_the_window(
    frozen: Path, screen: Screen, tmp_path: Path
) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    env = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": "disabled:", "XDG_RUNTIME_DIR": str(runtime)}
    file = wiki_file(tmp_path, "http://127.0.0.1:9/", "", "client_secret_post")
    with Wizard(data=tmp_path / "data", screen=screen, env=env, program=(str(frozen),)) as wizard:
        wizard.find("Facets")
        wizard.until(lambda: [*runtime.glob("jcwizard/*/window")], "the window to listen")
        done = subprocess.run(
            [frozen, file, "--data-dir", wizard.data, "--port", str(wizard.port)],
            env={**env, "DISPLAY": screen.display},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        wizard.wait_for_text("Acme Wiki")
        wizard.close_window()
        assert wizard.wait_exit() == 0
    assert not list(runtime.glob("jcwizard*"))
