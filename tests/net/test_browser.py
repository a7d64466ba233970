"""Opening the browser: as BROWSER says, else as the system does, and nothing hangs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from jcwizard.net.browser import open_browser, opener
from jcwizard.net.programs import child_environment

URL = "https://issuer.example/oauth2/auth?client_id=a&state=b&x='$(id)'&y=%s"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that writes its arguments and environment down, in a folder alone on PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return script(folder / "my browser", "")


def script(path: Path, rest: str) -> Path:
    log = path.with_name("log")
    text = f'#!/bin/sh\nprintf "%s|%s\\n" "$*" "$LD_LIBRARY_PATH" >> "{log}"\n{rest}\n'
    path.write_text(text)
    path.chmod(0o755)
    return path


def opened(program: Path) -> list[str]:
    log = program.with_name("log")
    return log.read_text().splitlines() if log.exists() else []


@pytest.mark.row("K1")
@pytest.mark.parametrize("template", ["'{}'", "'{}' %s", "'{}' &", "'{}' %s &"])
@pytest.mark.row("M21")
def test_browser_decides_and_gets_the_whole_address(
    program: Path, monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    monkeypatch.setenv("BROWSER", template.format(program))
    assert open_browser(URL)
    assert opened(program) == [f"{URL}|"]


def test_the_address_stands_where_browser_says(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", f"'{program}' --new --url=%s --end")
    assert open_browser("https://a.example/")
    assert opened(program) == ["--new --url=https://a.example/ --end|"]


def test_the_first_browser_that_works_is_taken(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = script(program.with_name("failing"), "exit 3")
    monkeypatch.setenv("BROWSER", f"nosuchbrowser:{failing}:'{program}'")
    assert open_browser("https://a.example/")
    assert opened(program) == ["https://a.example/|", "https://a.example/|"]


@pytest.mark.row("U1", "M20")
def test_a_browser_that_fails_is_said_and_the_systems_is_not_asked(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(program.with_name("xdg-open"), "")
    failing = script(program.with_name("failing"), "exit 3")
    for browser in (str(failing), "nosuchbrowser", "'unclosed"):
        monkeypatch.setenv("BROWSER", browser)
        assert not open_browser("https://a.example/")
    assert len(opened(program)) == 1


@pytest.mark.row("U1")
def test_a_browser_that_stays_open_does_not_hold_us_up(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staying = script(program.with_name("staying"), "exec /bin/sleep 10")
    monkeypatch.setenv("BROWSER", str(staying))
    begun = time.monotonic()
    assert open_browser("https://a.example/", patience=0.2)
    assert time.monotonic() - begun < 8


@pytest.mark.row("K1")
@pytest.mark.skipif(sys.platform != "linux", reason="Linux's own openers")
def test_without_browser_the_system_decides(program: Path) -> None:
    script(program.with_name("xdg-open"), "exit 4")
    script(program.with_name("gio"), "")
    assert open_browser("https://a.example/")
    assert opened(program) == ["https://a.example/|", "open https://a.example/|"]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's own openers")
@pytest.mark.row("U1", "M20")
def test_a_system_without_any_browser_says_so(program: Path) -> None:
    assert not open_browser("https://a.example/")


@pytest.mark.row("K89")
@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "-x", "", "a.example"]
)
def test_only_web_addresses_are_opened(
    program: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BROWSER", f"'{program}'")
    assert not open_browser(url)
    assert opened(program) == []


@pytest.mark.row("M22")
def test_a_program_outside_the_bundle_gets_the_systems_libraries_back(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/own")
    monkeypatch.setenv("BROWSER", f"'{program}'")
    assert open_browser("https://a.example/")
    assert opened(program) == ["https://a.example/|/usr/own"]


@pytest.mark.row("M22")
def test_the_bundles_own_path_is_dropped_when_there_was_none_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = {"LD_LIBRARY_PATH": "/bundle", "XDG_DATA_DIRS": "/usr/share", "A": "b"}
    assert child_environment(environment) == environment
    frozen(monkeypatch)
    assert child_environment(environment) == {"XDG_DATA_DIRS": "/usr/share", "A": "b"}
    changed = {**environment, "XDG_DATA_DIRS_ORIG": "/orig"}
    assert child_environment(changed) == {"XDG_DATA_DIRS": "/orig", "A": "b"}


def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", "/bundle", raising=False)


@pytest.mark.row("M22")
def test_whatever_leads_into_the_bundle_is_taken_out_and_the_rest_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frozen(monkeypatch)
    environment = {
        "QT_PLUGIN_PATH": "/bundle/PySide6/Qt/plugins",
        "OPENSSL_MODULES": "/bundle/lib",
        "PATH": "/bundle/bin:/usr/bin::/bundles/bin",
        "XDG_DATA_DIRS": "/bundle/share:/usr/share",
        "_PYI_APPLICATION_HOME_DIR": "/bundle",
        "_PYI_PARENT_PROCESS_LEVEL": "1",
        "EMPTY": "",
        "SSL_CERT_FILE": "/etc/own.pem",
    }
    assert child_environment(environment) == {
        "PATH": "/usr/bin::/bundles/bin",
        "XDG_DATA_DIRS": "/usr/share",
        "EMPTY": "",
        "SSL_CERT_FILE": "/etc/own.pem",
    }


def test_what_a_hook_of_the_bundle_has_overwritten_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frozen(monkeypatch)
    started = {"QT_PLUGIN_PATH": "/usr/own", "HOME": "/home/old", "LD_LIBRARY_PATH": "/bundle"}
    monkeypatch.setattr(sys, "_jcwizard_environment", started, raising=False)
    now = {"QT_PLUGIN_PATH": "/bundle/plugins", "HOME": "/home/new", "LD_LIBRARY_PATH": "/bundle"}
    assert child_environment(now) == {"QT_PLUGIN_PATH": "/usr/own", "HOME": "/home/new"}


def test_windows_starts_a_browser_with_the_original_environment_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`os.startfile` takes no environment: the process has the original one while it is called."""
    seen: list[str | None] = []
    frozen(monkeypatch)
    monkeypatch.setenv("QT_PLUGIN_PATH", "/bundle/plugins")
    monkeypatch.setenv("PATH", "/bundle:/usr/bin")
    monkeypatch.setattr(sys, "platform", "win32")

    def start(_: str) -> None:
        seen.extend([os.environ.get("QT_PLUGIN_PATH"), os.environ["PATH"]])
        raise OSError(5, "no")

    monkeypatch.setattr("os.startfile", start, raising=False)
    assert not open_browser("https://a.example/")
    assert seen == [None, "/usr/bin"]
    assert (os.environ["QT_PLUGIN_PATH"], os.environ["PATH"]) == (
        "/bundle/plugins",
        "/bundle:/usr/bin",
    )


def test_the_program_that_would_open_the_browser_is_named(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "linux":
        assert opener() == ""
        script(program.with_name("wslview"), "")
        assert opener() == "wslview"
    monkeypatch.setenv("BROWSER", f"nosuchbrowser:'unclosed:'{program}' %s")
    assert opener() == f"'{program}' %s"
    monkeypatch.setenv("BROWSER", "nosuchbrowser")
    assert opener() == ""
    assert opened(program) == []


@pytest.mark.row("M24")
def test_windows_gets_the_whole_address_and_no_shell_cuts_it(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`cmd /c start` would end it at its first &; no program is started at all."""
    given: list[str] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("os.startfile", given.append, raising=False)
    assert open_browser(f"{URL}&c=d&e=f&g=h&i=j")
    assert given == [f"{URL}&c=d&e=f&g=h&i=j"]
    assert opened(program) == []


@pytest.mark.row("U1", "M20")
def test_windows_without_a_browser_is_said(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: str) -> None:
        raise OSError(1155, "No application is associated with the specified file")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("os.startfile", none, raising=False)
    assert not open_browser("https://a.example/")


@pytest.mark.row("M31")
@pytest.mark.skipif(sys.platform != "linux", reason="Linux's own openers")
def test_under_windows_subsystem_for_linux_the_browser_of_windows_is_opened(program: Path) -> None:
    script(program.with_name("wslview"), "")
    script(program.with_name("x-www-browser"), "")
    assert open_browser(URL)
    assert opened(program) == [f"{URL}|"]
