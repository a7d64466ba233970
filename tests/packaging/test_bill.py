"""Whose work is in the bundle: every file has a maker, every maker a version and a licence."""

from __future__ import annotations

import json
import sys
import sysconfig
from email.message import Message
from importlib import metadata
from pathlib import Path

import h11
import PySide6
import pytest

import bill
import identity
import listing

WHEN = 1_700_000_000
QT = Path(PySide6.__file__).parent


def told(**fields: str) -> Message:
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return message


@pytest.mark.parametrize(
    ("metadata_of", "licence"),
    [
        (told(License_Expression="Apache-2.0 OR BSD-3-Clause"), "Apache-2.0 OR BSD-3-Clause"),
        (told(License="BSD-3-Clause"), "BSD-3-Clause"),
        (told(Classifier="License :: OSI Approved :: MIT License"), "MIT"),
        (told(License="Do as you please; ask first"), ""),
        (told(), ""),
        (
            told(Name="pyinstaller", License="GPLv2-or-later with a special exception"),
            "GPL-2.0-or-later WITH Bootloader-exception",
        ),
    ],
)
def test_a_licence_is_said_in_the_words_of_spdx_or_not_at_all(
    metadata_of: Message, licence: str
) -> None:
    assert bill.licence_of(metadata_of) == licence


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, bill.Part]:
    """The makers of a small bundle; PyInstaller itself is not installed where tests run."""
    loader = bill.Part("pyinstaller", "6.0", "MIT", "pkg:generic/pyinstaller")
    real = bill._of_distribution
    monkeypatch.setattr(
        bill, "_of_distribution", lambda name: loader if name == "pyinstaller" else real(name)
    )
    modules = [
        ("h11", str(h11.__file__), "PYMODULE"),
        ("json", str(json.__file__), "PYMODULE"),
        ("jcwizard", str(identity.ROOT / "jcwizard" / "__init__.py"), "PYMODULE"),
    ]
    (core,) = QT.rglob("libQt6Core.so.6")
    (icu,) = QT.rglob("libicudata.so.*")
    files = [
        ("PySide6/QtCore.abi3.so", str(QT / "QtCore.abi3.so"), "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Core.so.6", str(core), "BINARY"),
        ("PySide6/Qt/lib/libicudata.so", str(icu), "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("jcwizard/resources/style.qss", str(identity.ROOT / "resources" / "style.qss"), "DATA"),
    ]
    return {part.name: part for part in bill.parts_of(modules, files)}


linux = pytest.mark.skipif(sys.platform != "linux", reason="Qt's files have other names there")


@linux
def test_every_file_is_its_makers(parts: dict[str, bill.Part]) -> None:
    assert parts["Qt"].files == ["PySide6/Qt/lib/libQt6Core.so.6"]
    assert parts["PySide6_Essentials"].files == ["PySide6/QtCore.abi3.so"]
    assert parts["ICU"].files == ["PySide6/Qt/lib/libicudata.so"]
    assert parts["jcwizard"].files == ["jcwizard/resources/style.qss"]
    assert {"CPython", "h11", "OpenSSL"} <= set(parts)


@linux
def test_every_maker_has_a_version_and_a_text(parts: dict[str, bill.Part]) -> None:
    assert parts["Qt"].version == metadata.version("PySide6-Essentials")
    for name, part in parts.items():
        assert part.version, name
        if name not in ("jcwizard", "pyinstaller"):
            assert part.texts, name
            assert all(text.read_text("utf-8").strip() for text in part.texts)


@linux
def test_of_qts_licences_the_lesser_is_taken_with_both_its_texts(
    parts: dict[str, bill.Part],
) -> None:
    for name in ("Qt", "PySide6_Essentials"):
        assert parts[name].licence == "LGPL-3.0-only"
        texts = " ".join(text.read_text("utf-8") for text in parts[name].texts)
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts
        assert "GNU GENERAL PUBLIC LICENSE" in texts


def test_a_file_that_nobody_is_known_to_have_made_ends_the_build(tmp_path: Path) -> None:
    stranger = tmp_path / "libstranger.so.1"
    stranger.write_bytes(b"")
    with pytest.raises(SystemExit, match="libstranger"):
        bill._maker(str(stranger))


@pytest.mark.parametrize("file", ["libicui18n.so.73", "libicudata.so.73", "icuuc73.dll"])
def test_icus_version_is_that_of_the_file_and_no_part_of_its_name(file: str) -> None:
    part = bill._of_qt(Path(file))
    assert part is not None
    assert (part.name, part.version) == ("ICU", "73")


def test_a_library_of_homebrews_is_its_packages(tmp_path: Path) -> None:
    keg = tmp_path.resolve() / "Cellar" / "openssl@3" / "3.4.1"
    (keg / "lib").mkdir(parents=True)
    (keg / "lib" / "libssl.3.dylib").write_bytes(b"")
    (keg / "LICENSE.txt").write_text("words", "utf-8")
    part = bill._maker(str(keg / "lib" / "libssl.3.dylib"))
    assert (part.name, part.version, part.texts) == ("openssl@3", "3.4.1", (keg / "LICENSE.txt",))


def test_pythons_own_modules_are_pythons() -> None:
    assert bill._maker(str(Path(sysconfig.get_path("stdlib")) / "json" / "x.py")).name == "CPython"
    assert bill._maker(str(identity.ROOT / "build" / "base_library.zip")).name == "CPython"


@linux
def test_the_folder_holds_a_text_for_each_and_the_two_lists(
    parts: dict[str, bill.Part], tmp_path: Path
) -> None:
    files = listing.write(list(parts.values()), tmp_path / "licences", WHEN)
    names = {name for name, _, _ in files}
    assert {"licences/README.txt", "licences/contents.cdx.json"} <= names
    assert {"licences/LGPL-3.0-only.txt", "licences/qt/HarfBuzz.txt"} <= names
    assert "licences/h11/LICENSE.txt" in names
    assert all(Path(source).is_file() for _, source, _ in files)
    said = (tmp_path / "licences" / "README.txt").read_text("utf-8")
    assert f"h11 {metadata.version('h11')}  MIT\n    h11/LICENSE.txt\n" in said
    assert "put your own build in their place" in said


@linux
def test_the_list_for_programs_is_the_same_each_time_and_another_for_another_bundle(
    parts: dict[str, bill.Part],
) -> None:
    everything = list(parts.values())
    one, two = (listing.cyclonedx(everything, WHEN) for _ in range(2))
    assert one == two
    told = json.loads(one)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    assert told["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    by_name = {component["name"]: component for component in told["components"]}
    assert by_name["h11"]["purl"] == f"pkg:pypi/h11@{metadata.version('h11')}"
    assert by_name["Qt"]["licenses"] == [{"expression": "LGPL-3.0-only"}]
    assert told["dependencies"][0]["dependsOn"] == [c["bom-ref"] for c in told["components"]]
    fewer = json.loads(listing.cyclonedx(everything[1:], WHEN))
    assert fewer["serialNumber"] != told["serialNumber"]
