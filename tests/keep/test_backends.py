"""Only a trusted store keeps secrets, whatever the environment and keyring's own file say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jcwizard.keep import backends
from jcwizard.keep.backends import name_of, pick
from jcwizard.keep.keychain import Keychain
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from tests.keep.stores import code, fake_module, run


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    "name",
    [
        "keyring.backends.null.Keyring",
        "keyrings.alt.file.PlaintextKeyring",
        "keyring.backends.chainer.ChainerBackend",
        "keyring.backends.kwallet.DBusKeyring",
        "does.not.Exist",
    ],
)
def test_a_store_that_forgets_or_writes_plain_text_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    trouble = pick()
    assert isinstance(trouble, Finding)
    assert (trouble.code, trouble.values) == ("keychain.switched_off", {"backend": name})


@pytest.mark.row("S1", "S5")
def test_a_keychain_that_was_switched_off_counts_as_absent() -> None:
    trouble = pick()  # the tests switch it off for everybody
    assert isinstance(trouble, Finding)
    assert trouble.code == "keychain.absent"


@pytest.mark.row("S7")
def test_windows_keeps_it_on_this_computer_only(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_module(monkeypatch, backends.WINDOWS, 5)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    backend = pick()
    assert not isinstance(backend, Finding)
    assert "WinVaultKeyring" in {kind.__name__ for kind in type(backend).__mro__}
    assert vars(backend)["persist"] == "local machine"


@pytest.mark.row("S6")
@pytest.mark.parametrize(("text", "fits"), [("x" * 1280, True), ("x" * 1281, False)])
def test_windows_takes_1280_characters_and_more_are_refused_before_the_call(
    monkeypatch: pytest.MonkeyPatch, text: str, fits: bool
) -> None:
    fake_module(monkeypatch, backends.WINDOWS, 5)
    backend = backends.TRUSTED["win32"][backends.WINDOWS]()()
    answer = run(Keychain(find=lambda: backend).store("a", Secret(text)))
    assert bool(backend.kept) == fits
    assert answer is None if fits else code(answer) == "keychain.too_long"


def test_macos_has_its_own_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_module(monkeypatch, backends.MACOS, 5)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    backend = pick()
    assert not isinstance(backend, Finding)
    assert name_of(backend) == backends.MACOS


def test_libsecret_stands_in_where_the_secret_service_backend_cannot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without = fake_module(monkeypatch, backends.SECRET_SERVICE, None)
    linux = backends.TRUSTED["linux"]
    monkeypatch.setitem(linux, backends.SECRET_SERVICE, lambda: without)
    fake_module(monkeypatch, backends.LIBSECRET, 4.8)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    backend = pick()
    assert not isinstance(backend, Finding)
    assert name_of(backend) == backends.LIBSECRET


@pytest.mark.row("S5", "S27")
@pytest.mark.skipif(sys.platform != "linux", reason="keyring's file lies elsewhere there")
@pytest.mark.parametrize(
    "backend",
    [
        "keyring.backends.null.Keyring",
        "keyrings.alt.file.PlaintextKeyring",
        "keyring.backends.chainer.ChainerBackend",
        "keyring.backends.fail.Keyring",
        "trap.Keyring",
    ],
)
def test_keyrings_own_file_chooses_no_store_and_puts_nothing_on_the_path(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")  # or the tests' own bus is asked
    (own_folders / "trap.py").write_text("raise SystemExit('hostile code has run')", "utf-8")
    for folder in ("config", "data"):
        place = own_folders / folder / "python_keyring"
        place.mkdir(parents=True)
        (place / "keyringrc.cfg").write_text(
            f"[backend]\ndefault-keyring={backend}\nkeyring-path={own_folders}\n", "utf-8"
        )
    path = list(sys.path)

    answer = run(Keychain().store("a", Secret("x" * 30)))

    assert code(answer) == "keychain.absent", "there is no bus, and so no keychain to be trusted"
    assert sys.path == path
    assert "trap" not in sys.modules
    assert b"x" * 30 not in b"".join(p.read_bytes() for p in own_folders.rglob("*") if p.is_file())
