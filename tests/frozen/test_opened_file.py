"""A setup file that is opened while the frozen program's window is there comes into that window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frozen.bundle import run
from tests.journeys.command import facets_file
from tests.journeys.driver_screen import Screen
from tests.journeys.wizard import Wizard

pytestmark = pytest.mark.x11


def test_a_second_start_with_a_file_hands_it_to_the_window_and_ends(
    frozen: Path, screen: Screen, tmp_path: Path
) -> None:
    folder = tmp_path / "Pläne für Acme"
    folder.mkdir()
    file = facets_file(folder, "https://oauth.id.jumpcloud.com/", "client")
    data = tmp_path / "data"
    with Wizard(data=data, screen=screen, program=[str(frozen)]) as wizard:
        wizard.arrive("What shall people sign in to?")
        again = [str(frozen), str(file), "--data-dir", str(data), "--port", str(wizard.port)]
        second = run(again, screen.env)

        assert second.returncode == 0, second.stderr
        wizard.arrive("Compare the Redirect URL")
