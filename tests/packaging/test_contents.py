"""The list of resources, by which the frozen program notices a missing or changed file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import contents


def test_the_list_names_every_resource_with_its_digest(tmp_path: Path) -> None:
    resources = tmp_path / "resources"
    (resources / "icons").mkdir(parents=True)
    (resources / "__pycache__").mkdir()
    for name in ("__init__.py", "style.qss", "icons/key.svg", "__pycache__/x.pyc"):
        (resources / name).write_text(name, "utf-8")
    file = contents.write_list(resources, tmp_path / "build")
    assert file.name == "contents.sha256"
    assert file.read_bytes().decode() == "".join(
        f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n"
        for name in ("icons/key.svg", "style.qss")
    )


def test_what_travels_is_the_whole_folder_but_for_compiled_python() -> None:
    resources = Path(__file__).resolve().parents[2] / "resources"
    travels = {
        file.relative_to(resources).as_posix() for file in contents.resource_files(resources)
    }
    assert {"__init__.py", "style.qss", "icons/jcwizard.svg"} <= travels
    assert not [name for name in travels if "__pycache__" in name]
