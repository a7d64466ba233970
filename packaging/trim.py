"""What stays in the bundle, of all that PyInstaller puts in: Qt's parts, plugins, libraries."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath

# Imported somewhere below a library's `import`, and never reached by the wizard.
MODULES = [
    "_bz2",
    "_lzma",
    "_uuid",
    "PySide6.QtDBus",  # Qt's own D-Bus library stays: its desktop themes need it
    "PySide6.QtNetwork",
    "anyio._backends._trio",
    "ftplib",
    "lib2to3",
    "multiprocessing",
    "pdb",
    "pip",
    "pycparser",
    "pydoc",
    "setuptools",
    "tkinter",
    "unittest",
    "xmlrpc",
]
# Imported by their names only, so PyInstaller cannot see them. Pages are named in the spec.
IMPORTED_BY_NAME = {
    "linux": ["keyring.backends.SecretService", "keyring.backends.kwallet"],
    "win32": ["keyring.backends.Windows", "truststore._windows"],
    "darwin": ["keyring.backends.macOS", "truststore._macos"],
}

# Qt's own libraries, without "libQt6", "Qt6" or "Qt" before and what comes after.
_QT = {"Core", "DBus", "Gui", "Svg", "WaylandClient", "Widgets", "XcbQpa"}
# Qt's plugins by their folder. Fonts, PNG and the Fusion style are in Qt itself.
_PLUGINS = {
    "iconengines": {"svgicon"},
    "imageformats": {"gif", "jpeg", "svg"},  # a logo may be any of them
    "platforminputcontexts": {"composeplatforminputcontext", "ibusplatforminputcontext"},
    # offscreen: the self-test paints with it where there is no display
    "platforms": {"cocoa", "offscreen", "wayland", "windows", "xcb"},
    "platformthemes": {"gtk3", "xdgdesktopportal"},
    "styles": {"macstyle", "modernwindowsstyle", "windowsvistastyle"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
# The libraries of a Linux system that travel with us: what Python cannot do without, and what a
# desktop may lack. All others are the system's own, which keeps them up to date (OpenSSL) and fits
# them to each other: a theme of the desktop loads more of them into our process.
_TRAVELS = re.compile(
    r"lib(python3\.\d+|ffi|xcb-(cursor|icccm|image|keysyms|render-util|shape|util))\.so[.\d]*"
)
_OF_THE_SYSTEM = re.compile(r"/(usr/)?lib(64)?/")
_MODULE_FILE = re.compile(r"\.(abi3\.|cpython-[^.]+\.)?(so|pyd)$")
_LIBRARY = re.compile(r"(?:lib)?Qt6?([A-Z]\w*?)(?:\.so[.\d]*|\.dll|\.framework|\.dylib)?")
# Software for missing graphics drivers, which a window without OpenGL does not ask for; a list of
# certificates that nobody reads, for trust is the system's; and what only type checkers read.
_NEVER = re.compile(r"opengl32sw\.dll|d3dcompiler_\d+\.dll|cacert\.pem|py\.typed|.*\.pyi?")


def keeps(name: str, source: str = "") -> bool:
    """Return whether the file `name`, relative to the bundle, stays; it comes from `source`."""
    path = PureWindowsPath(name) if "\\" in name else PurePosixPath(name)
    parts, last = path.parts, path.name
    if parts[:2] == ("jcwizard", "resources"):
        return True
    if _NEVER.fullmatch(last) or (".dist-info" in name and last != "METADATA"):
        return "entry_points" in last  # keyring finds its keychains by them
    if "translations" in parts:
        return False
    if "plugins" in parts:
        return _is_wanted_plugin(parts)
    if _MODULE_FILE.search(last):
        return not last.startswith("Qt") or last.partition(".")[0][2:] in _QT
    for part in parts:
        if (library := _LIBRARY.fullmatch(part)) and library[1] not in _QT:
            return False
    if len(parts) == 1 and ".so" in last and _OF_THE_SYSTEM.match(source):
        return bool(_TRAVELS.fullmatch(last))
    return True


def _is_wanted_plugin(parts: tuple[str, ...]) -> bool:
    folder, name = parts[parts.index("plugins") + 1], parts[-1].partition(".")[0]
    name = re.sub(r"^(lib)?q?|plugin$", "", name)
    return name in _PLUGINS.get(folder, ())
