"""The package for Debian and Ubuntu: what dpkg reads in it, and that it is the same each time."""

from __future__ import annotations

import configparser
import hashlib
import io
import shutil
import subprocess
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import archive
import deb
import desktop
import icons
import identity
import jcwizard
import libraries

WHEN = 1_700_000_000
NEEDS = libraries.Needs(
    always={"libc6", "libgl1"},
    on_gnome={"libgtk-3-0", "libcairo2"},
    glibc=(2, 34),
)


@pytest.fixture
def bundle(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "jcwizard"
    (folder / "_internal").mkdir(parents=True)
    (folder / "jcwizard").write_bytes(b"program")
    (folder / "jcwizard").chmod(0o755)
    (folder / "_internal" / "lib.so.1").write_bytes(b"library")
    (folder / "_internal" / "lib.so").symlink_to("lib.so.1")
    icons.write_all(tmp_path / "icons")
    desktop.write_share(folder / "share", tmp_path / "icons")
    monkeypatch.setattr(libraries, "needs_of", lambda _: NEEDS)
    return folder


def parts_of(package: Path) -> dict[str, bytes]:
    """Read an ar archive."""
    content, place, parts = package.read_bytes(), 8, {}
    assert content[:8] == b"!<arch>\n"
    while place < len(content):
        head = content[place : place + 60].decode("ascii")
        assert head.endswith("`\n")
        size = int(head[48:58])
        parts[head[:16].strip()] = content[place + 60 : place + 60 + size]
        place += 60 + size + size % 2
    return parts


def written(bundle: Path, name: str = "one.deb") -> Path:
    package = bundle.parent / name
    deb.write(bundle, package, WHEN, archive.QUICK)
    return package


def test_dpkg_finds_its_three_parts_in_order(bundle: Path) -> None:
    parts = parts_of(written(bundle))
    assert list(parts) == ["debian-binary", "control.tar.xz", "data.tar.xz"]
    assert parts["debian-binary"] == b"2.0\n"


def test_it_is_the_same_each_time(bundle: Path) -> None:
    assert written(bundle).read_bytes() == written(bundle, "two.deb").read_bytes()


def test_the_program_goes_to_its_own_folder_and_onto_the_path(bundle: Path) -> None:
    data = parts_of(written(bundle))["data.tar.xz"]
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = {member.name: member for member in tar}
        names = tar.getnames()
    assert members["./usr/lib/jcwizard/jcwizard"].mode == 0o755
    assert members["./usr/lib/jcwizard/_internal/lib.so"].linkname == "lib.so.1"
    assert members["./usr/bin/jcwizard"].linkname == "../lib/jcwizard/jcwizard"
    assert "./usr/share/applications/jcwizard.desktop" in members
    assert "./usr/share/icons/hicolor/48x48/apps/jcwizard.png" in members
    assert not [name for name in members if "lib/jcwizard/share" in name]
    assert len(names) == len(set(names))
    for number, name in enumerate(names):  # dpkg makes no folders of its own accord
        above = name.rpartition("/")[0]
        assert above == "." or above in names[:number]


def test_dpkg_can_tell_a_damaged_file(bundle: Path) -> None:
    control = parts_of(written(bundle))["control.tar.xz"]
    with tarfile.open(fileobj=io.BytesIO(control)) as tar:
        file = tar.extractfile("./md5sums")
        assert file
        lines = file.read().decode().splitlines()
    digest = hashlib.md5(b"library", usedforsecurity=False).hexdigest()
    assert f"{digest}  usr/lib/jcwizard/_internal/lib.so.1" in lines


def test_it_asks_for_what_its_files_need_and_for_what_it_runs() -> None:
    control = deb.control_of(NEEDS, 1000)
    assert "Depends: ca-certificates, libc6 (>= 2.34), libgl1, xdg-utils\n" in control
    assert "Recommends: fonts-dejavu-core\n" in control
    assert "Suggests: gnome-keyring, libgtk-3-0\n" in control
    assert f"Version: {jcwizard.__version__}\n" in control


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is not here to read it")
def test_dpkg_itself_reads_it(bundle: Path, tmp_path: Path) -> None:
    package, root = written(bundle), tmp_path / "root"
    ask = ["dpkg-deb", "--field", str(package), "Package", "Installed-Size"]
    said = subprocess.run(ask, check=True, capture_output=True, text=True).stdout
    assert "Package: jcwizard\n" in said
    subprocess.run(["dpkg-deb", "--extract", package, root], check=True)
    assert (root / "usr" / "bin" / "jcwizard").resolve().read_bytes() == b"program"


def test_the_desktop_opens_setup_files_with_it() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(desktop.SOURCES / "jcwizard.desktop", "utf-8")
    told = entry["Desktop Entry"]
    assert (told["Name"], told["Icon"]) == (identity.NAME, "jcwizard")
    assert told["Exec"] == "jcwizard %f"
    assert told["MimeType"] == f"{identity.MIME_TYPE};"
    described = ET.parse(desktop.SOURCES / "jcwizard.xml").getroot()  # noqa: S314 - our own
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = described.find(f"{space}mime-type")
    assert kind is not None
    assert kind.get("type") == identity.MIME_TYPE
    glob = kind.find(f"{space}glob")
    assert glob is not None
    assert glob.get("pattern") == "*.jcsetup"
