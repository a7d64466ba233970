"""Which of the system's libraries the bundle needs: read from the files, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

import libraries

OBJDUMP = """
libQt6Core.so.6:     file format elf64-x86-64

Dynamic Section:
  NEEDED               libicui18n.so.73
  NEEDED               libc.so.6
  SONAME               libQt6Core.so.6

Version definitions:
1 0x01 0x0ab0fa66 libQt6Core.so.6
2 0x00 0x00058cf6 Qt_6

Version References:
  required from libc.so.6:
    0x06969194 0x00 49 GLIBC_2.14
    0x069691b4 0x00 25 GLIBC_2.34
    0x06969189 0x00 36 GLIBC_2.9
    0x09691a75 0x00 07 GLIBC_2.2.5
  required from libstdc++.so.6:
    0x0297f861 0x00 05 GLIBCXX_3.4.21
"""


def test_needed_libraries_and_the_newest_glibc_are_read() -> None:
    assert libraries.read_objdump(OBJDUMP) == ({"libicui18n.so.73", "libc.so.6"}, (2, 34))


def test_versions_are_numbers_and_not_words() -> None:
    assert libraries.read_objdump("GLIBC_2.9 GLIBC_2.34 GLIBC_PRIVATE")[1] == (2, 34)


def test_a_library_that_no_package_is_known_of_ends_the_build() -> None:
    assert libraries.packages_of({"libc.so.6", "libm.so.6"}) == {"libc6"}
    with pytest.raises(SystemExit, match=r"libnew\.so\.1"):
        libraries.packages_of({"libc.so.6", "libnew.so.1"})


def test_what_only_a_kind_of_desktop_loads_is_not_needed_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {
        "jcwizard": "NEEDED libc.so.6\n",
        "libqwayland.so": "NEEDED libwayland-client.so.0\n NEEDED libc.so.6\n",
        "libqgtk3.so": "NEEDED libgtk-3.so.0\n",
        "libown.so.1": "NEEDED libxcb.so.1\n GLIBC_2.35",
    }
    for name in asked:
        (tmp_path / name).write_bytes(b"\x7fELF")
    (tmp_path / "text").write_text("no program", "utf-8")
    monkeypatch.setattr(libraries, "_objdump", lambda binary: f" {asked[binary.name]}")
    needs = libraries.needs_of(tmp_path)
    assert needs.always == {"libc6", "libxcb1", "libwayland-client0"}
    assert needs.on_gnome == {"libgtk-3-0"}
    assert needs.glibc == (2, 35)
