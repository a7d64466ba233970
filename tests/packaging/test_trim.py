"""What is left out of the bundle: everything that a window does not need, and nothing of ours."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import trim

LIBRARIES = "/usr/lib/x86_64-linux-gnu"


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/QtWidgets.abi3.so",
        "PySide6/QtSvg.abi3.so",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt/lib/libQt6DBus.so.6",
        "PySide6/Qt/lib/libicudata.so.73",
        "PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui",
        "PySide6/QtCore.pyd",
        "PySide6\\Qt6Widgets.dll",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/VCRUNTIME140.dll",
        "cryptography/hazmat/bindings/_rust.abi3.so",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "keyring-25.7.0.dist-info/entry_points.txt",
        "jcwizard/resources/i18n/en.toml",
        "jcwizard/resources/__init__.py",
        "base_library.zip",
    ],
)
def test_what_the_window_needs_stays(name: str) -> None:
    assert trim.keeps(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/QtNetwork.abi3.so",
        "PySide6/QtNetwork.pyd",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6\\Qt6Network.dll",
        "PySide6\\opengl32sw.dll",
        "PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6\\plugins\\generic\\qtuiotouchplugin.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "certifi/cacert.pem",
        "cryptography-50.0.2.dist-info/RECORD",
    ],
)
def test_what_it_never_loads_does_not(name: str) -> None:
    assert not trim.keeps(name)


@pytest.mark.parametrize(
    ("library", "stays"),
    [
        ("libpython3.11.so.1.0", True),
        ("libffi.so.8", True),
        ("libxcb-cursor.so.0", True),
        ("libssl.so.3", False),
        ("libglib-2.0.so.0", False),
        ("libgtk-3.so.0", False),
        ("libxkbcommon.so.0", False),
        ("libstdc++.so.6", False),
    ],
)
def test_of_the_systems_libraries_only_those_travel_that_a_desktop_may_lack(
    library: str, stays: bool
) -> None:
    assert trim.keeps(library, f"{LIBRARIES}/{library}") is stays


def test_a_library_that_is_not_the_systems_travels_whatever_its_name() -> None:
    """A Python of its own folder may bring an OpenSSL that the system does not have."""
    assert trim.keeps("libssl.so.1.1", "/opt/python/lib/libssl.so.1.1")
    assert trim.keeps("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6")


@pytest.mark.skipif(sys.platform != "linux", reason="asks for what Linux' PySide6 holds")
def test_each_plugin_that_is_kept_is_there_under_that_name() -> None:
    """A plugin that Qt renames would go missing without a word, and with it what it is for."""
    import PySide6

    folder = Path(PySide6.__file__).parent
    found = {
        path.relative_to(folder.parent).as_posix()
        for path in (folder / "Qt" / "plugins").rglob("*.so")
    }
    kept = sorted(name.partition("/plugins/")[2] for name in found if trim.keeps(name))
    assert kept == [
        "iconengines/libqsvgicon.so",
        "imageformats/libqgif.so",
        "imageformats/libqjpeg.so",
        "imageformats/libqsvg.so",
        "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "platforminputcontexts/libibusplatforminputcontextplugin.so",
        "platforms/libqoffscreen.so",
        "platforms/libqwayland.so",
        "platforms/libqxcb.so",
        "platformthemes/libqgtk3.so",
        "platformthemes/libqxdgdesktopportal.so",
        "wayland-decoration-client/libadwaita.so",
        "wayland-decoration-client/libbradient.so",
        "wayland-shell-integration/libxdg-shell.so",
    ]


def test_no_module_of_the_product_is_left_out() -> None:
    assert not [name for name in trim.MODULES if name.startswith("jcwizard")]
