"""Which store of secrets this computer has, chosen by us from a short list of trusted ones."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Protocol, cast

from jcwizard.model.finding import Finding

TRUSTED: dict[str, tuple[str, ...]] = {
    "darwin": ("keyring.backends.macOS.Keyring",),
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
    # KWallet speaks the Secret Service too; its own backend needs a library that is not here.
    "linux": ("keyring.backends.SecretService.Keyring", "keyring.backends.libsecret.Keyring"),
}
"""The stores by platform, the preferred one first; every other platform is taken for a Linux."""

SWITCHED_OFF = "keyring.backends.fail.Keyring"
WINDOWS = TRUSTED["win32"][0]
SECRET_SERVICE = TRUSTED["linux"][0]


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
    for name in trusted:
        backend = _viable(name)
        if backend is not None:
            return backend
    return Finding("keychain.absent")


def name_of(backend: Backend) -> str:
    """Return the full name of the backend's class."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _viable(name: str) -> Backend | None:
    module, _, class_name = name.rpartition(".")
    kind = getattr(importlib.import_module(module), class_name)
    try:
        _ = kind.priority  # raises where the system lacks what the backend needs
    except RuntimeError:
        return None
    backend = kind()
    if name == WINDOWS:
        backend.persist = "local machine"  # the default would follow the person's roaming profile
    return cast("Backend", backend)
