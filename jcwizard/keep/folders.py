"""Where this program keeps its files, by the customs of each operating system."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """The folders below `data`; they are made when something is first written."""

    data: Path

    @property
    def setups(self) -> Path:
        """The saved setups."""
        return self.data / "setups"


def folders(data_dir: Path | None = None) -> Folders:
    """Return the folders below `--data-dir`, else below the system's own for this program.

    A relative folder from the environment counts as not set (XDG Base Directory: such paths are
    invalid), for it would mean another place at each start.
    """
    if data_dir is not None:
        return Folders(data_dir.expanduser().absolute())
    from platformdirs import user_data_path

    found = user_data_path("jcwizard", appauthor=False, roaming=False)
    if not found.is_absolute():
        found = Path.home() / ".local" / "share" / "jcwizard"
    return Folders(found)
