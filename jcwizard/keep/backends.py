"""Which store of secrets this computer has, chosen by us from a short list of trusted ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Protocol, cast

from jcwizard.model.finding import Finding

MACOS = "keyring.backends.macOS.Keyring"
WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
SECRET_SERVICE = "keyring.backends.SecretService.Keyring"  # noqa: S105 - a name, not a secret
LIBSECRET = "keyring.backends.libsecret.Keyring"
SWITCHED_OFF = "keyring.backends.fail.Keyring"


class Backend(Protocol):
    """What we use of a keyring backend; each call may block and may raise anything."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the text kept under this name, None when there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a text under this name."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete it; an error says that there was none."""


def pick() -> Backend | Finding:
    """Return this computer's store of secrets, or the finding that says why there is none.

    `keyringrc.cfg` is never read, for it may put a folder of anyone's code on the import path.
    PYTHON_KEYRING_BACKEND cannot choose a store, but it can take ours away: a person who switched
    keychains off, or chose one that forgets or writes plain text, gets no entry made elsewhere.
    May block while the session's services start.
    """
    named = os.environ.get("PYTHON_KEYRING_BACKEND", "")
    trusted = TRUSTED.get(sys.platform, TRUSTED["linux"])
    if named == SWITCHED_OFF:
        return Finding("keychain.absent", actual=SWITCHED_OFF)
    if named and named not in trusted:
        return Finding("keychain.switched_off", actual=named[:80], values={"backend": named[:80]})
    for load in trusted.values():
        kind = load()
        try:
            _ = kind.priority  # raises where the system lacks what the backend needs
        except RuntimeError:
            continue
        return cast("Backend", kind())
    return Finding("keychain.absent")


def name_of(backend: Backend) -> str:
    """Return the full name by which keyring knows the backend."""
    kinds = type(backend).__mro__
    kind = next((k for k in kinds if k.__module__.startswith("keyring.")), kinds[0])
    return f"{kind.__module__}.{kind.__qualname__}"


# Imported by name and only when asked for: each import is slow, and the bundle must see them all.


def _macos() -> Any:
    from keyring.backends.macOS import Keyring

    return Keyring


def _windows() -> Any:
    from keyring.backends.Windows import WinVaultKeyring

    class LocalMachine(WinVaultKeyring):
        """Keeps to this computer: the default would follow the person's roaming profile."""

        longest = 1280
        """UTF-16 code units that the Credential Manager takes: 2,560 bytes."""

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self.persist = "local machine"

    return LocalMachine


def _secret_service() -> Any:
    from jcwizard.keep.secret_service import Keyring

    return Keyring


def _libsecret() -> Any:
    from keyring.backends.libsecret import Keyring

    return Keyring


TRUSTED: dict[str, dict[str, Callable[[], Any]]] = {
    "darwin": {MACOS: _macos},
    "win32": {WINDOWS: _windows},
    # KWallet speaks the Secret Service too; its own backend needs a library that is not here.
    "linux": {SECRET_SERVICE: _secret_service, LIBSECRET: _libsecret},
}
"""The stores by platform, the preferred one first; every other platform is taken for a Linux."""
