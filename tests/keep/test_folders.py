"""Files lie where each system wants them, or where --data-dir says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jcwizard.keep.folders import folders
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup


def test_the_option_wins_and_is_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert folders(Path("here")).data == tmp_path / "here"
    assert folders(Path("here")).setups == tmp_path / "here" / "setups"


def test_without_it_everything_lies_below_the_persons_own_data(own_folders: Path) -> None:
    assert folders().data.is_relative_to(own_folders)
    assert folders().data.name == "jcwizard"


def test_asking_makes_no_folder(own_folders: Path) -> None:
    folders()
    assert list(own_folders.iterdir()) == []


@pytest.mark.row("D13")
@pytest.mark.skipif(sys.platform != "linux", reason="XDG is Linux's")
@pytest.mark.parametrize("value", ["relative/data", "./data", "~/data", "   ", "", None])
def test_a_relative_or_missing_xdg_folder_counts_as_not_set(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("XDG_DATA_HOME")
    else:
        monkeypatch.setenv("XDG_DATA_HOME", value)
    assert folders().data == own_folders / ".local" / "share" / "jcwizard"


@pytest.mark.row("D14")
def test_a_long_path_with_spaces_and_umlauts_works(tmp_path: Path) -> None:
    data = tmp_path / "Ü ñ 日本" / ("long " * 20).strip()
    setups = SavedSetups(folders(data).setups)
    assert setups.save("a", Setup("facets")) is None
    assert len(setups.list()) == 1
    setups.close()
