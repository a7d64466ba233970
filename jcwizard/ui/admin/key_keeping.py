"""Keeps what the Admin API is entered with in the keychain when the person agrees to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.ui.context import Context
from jcwizard.ui.tasks import Task

if TYPE_CHECKING:
    from jcwizard.jumpcloud.access import Credential

TICK = "admin_key_kept"
"""The tick of a setup that says under which name its key lies in the keychain."""

KINDS = ("key", "account")


class KeyKeeping(QObject):
    """The way to the keychain and back; one question to it at a time.

    The entry is named after the host that the key is for, so that one key serves every setup of an
    organisation; a setup only remembers that there is one, and where.
    """

    changed = Signal()
    fetched = Signal(object)
    """A kept `Credential` has come back."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._task: Task[Any] | None = None
        self.trouble: Finding | None = None

    @property
    def busy(self) -> bool:
        """Whether the keychain is being asked."""
        return self._task is not None and self._task.running

    @property
    def kept(self) -> bool:
        """Whether the key for this place lies in the keychain, as far as this setup knows."""
        return bool(self._entry()) and self._context.setup.ticks.get(TICK) == self._entry()

    def store(self, credential: Credential) -> None:
        """Keep what was entered with."""
        setup, entry, keychain = self._context.setup, self._entry(), self._context.keychain
        secret = _written(credential)

        async def work() -> Finding | None:
            return await keychain.store(entry, secret)

        def stored(_: None) -> None:
            setup.tick(TICK, entry)
            self._settle(None)

        self._begin(work, stored)

    def fetch(self) -> None:
        """Bring back what was kept; nothing comes where nothing is."""
        setup, entry = self._context.setup, self._entry()
        if not self.kept or self.busy:
            return
        keychain = self._context.keychain

        async def work() -> Secret | Finding | None:
            return await keychain.fetch(entry)

        def found(secret: Secret | None) -> None:
            credential = _read(secret) if secret is not None else None
            if credential is None:
                setup.untick(TICK)
            self._settle(None)
            if credential is not None:
                self.fetched.emit(credential)

        self._begin(work, found)

    def forget(self) -> None:
        """Delete what is kept."""
        setup, entry = self._context.setup, self._entry()
        if not self.kept:
            return
        keychain = self._context.keychain

        async def work() -> Finding | None:
            return await keychain.forget(entry)

        def gone(_: None) -> None:
            setup.untick(TICK)
            self._settle(None)

        self._begin(work, gone)

    def stop(self) -> None:
        """Wait no longer for the keychain."""
        if self._task is not None:
            self._task.cancel()

    def _begin(self, work: Any, done: Any) -> None:
        self.stop()
        self.trouble = None
        self._task = self._context.tasks.start(
            work, done=done, finding=self._settle, cancelled=self.changed.emit
        )
        self.changed.emit()

    def _settle(self, trouble: Finding | None) -> None:
        self.trouble = trouble
        self.changed.emit()

    def _entry(self) -> str:
        from jcwizard.jumpcloud.access import place_of

        place = place_of(self._context.setup, self._context.around)
        return f"{place.host} admin key" if place.host else ""


def _written(credential: Credential) -> Secret:
    """Return both kinds as one text: what it is, and a line for each of its parts."""
    from jcwizard.jumpcloud.access import ApiKey

    if isinstance(credential, ApiKey):
        return Secret(f"{KINDS[0]}\n{credential.key.reveal()}")
    parts = (KINDS[1], credential.client_id, credential.client_secret.reveal())
    return Secret("\n".join(parts))


def _read(kept: Secret) -> Credential | None:
    """Return what was kept, None when it is of another form."""
    from jcwizard.jumpcloud.access import ApiKey, ServiceAccount

    match kept.reveal().split("\n"):
        case ["key", key] if key:
            return ApiKey(Secret(key))
        case ["account", client_id, secret] if client_id and secret:
            return ServiceAccount(client_id, Secret(secret))
    return None
