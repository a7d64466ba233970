"""Keeps the setup's secret in the keychain when the person agrees, and brings it back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.model.settings import settings
from jcwizard.ui.context import Context
from jcwizard.ui.tasks import Task


class SecretKeeping(QObject):
    """The way between the setup and the keychain; one question to it at a time.

    Whatever the keychain does, the secret stays in memory and the wizard goes on.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._task: Task[Any] | None = None
        self._stored: tuple[str, int] | None = None
        self._agreed = context.setup.secret_kept
        self.trouble: Finding | None = None
        self.missing = False

    @property
    def busy(self) -> bool:
        """Whether the keychain is being asked."""
        return self._task is not None and self._task.running

    @property
    def agreed(self) -> bool:
        """Whether the person wants the secret kept."""
        return self._agreed

    def agree(self, wanted: bool) -> None:
        """Take the person's choice: keep the secret, or delete what is kept."""
        self._agreed, self.trouble = wanted, None
        if wanted:
            self._stored = None
            self.store()
        else:
            self._forget()
        self.changed.emit()

    def store(self) -> None:
        """Keep the secret as it is now, if that was agreed and is not done yet."""
        setup, entry = self._context.setup, self._entry()
        now = (entry, setup.secret_stamp)
        if not self._agreed or setup.secret is None or not entry or self._stored == now:
            return
        secret, keychain = setup.secret, self._context.keychain

        def stored(_: None) -> None:
            self._stored = now
            setup.mark_kept(True)
            self._settle(None)

        async def work() -> Finding | None:
            return await keychain.store(entry, secret)

        def refused(trouble: Finding) -> None:
            self._agreed = False
            setup.mark_kept(False)
            self._settle(trouble)

        self._begin(work, stored, refused)

    def fetch(self) -> None:
        """Bring back the secret that an earlier session kept."""
        setup, entry = self._context.setup, self._entry()
        if setup.secret is not None or not setup.secret_kept or not entry or self.busy:
            return
        keychain = self._context.keychain

        async def work() -> Secret | Finding | None:
            return await keychain.fetch(entry)

        def found(secret: Secret | None) -> None:
            self.missing = secret is None
            if secret is None:
                setup.mark_kept(False)
                self._agreed = False
            elif setup.secret is None:  # nobody has typed another one meanwhile
                setup.restore_secret(secret)
                self._stored = (entry, setup.secret_stamp)
            self._settle(None)

        self._begin(work, found, self._settle)

    def stop(self) -> None:
        """Wait no longer for the keychain."""
        if self._task is not None:
            self._task.cancel()

    def _forget(self) -> None:
        setup, entry, keychain = self._context.setup, self._entry(), self._context.keychain
        if not setup.secret_kept or not entry:
            return

        async def work() -> Finding | None:
            return await keychain.forget(entry)

        def gone(_: None) -> None:
            setup.mark_kept(False)
            self._stored = None
            self._settle(None)

        def refused(trouble: Finding) -> None:
            self._agreed = True
            self._settle(trouble)

        self._begin(work, gone, refused)

    def _begin(self, work: Any, done: Any, finding: Any) -> None:
        self.stop()
        self._task = self._context.tasks.start(
            work, done=done, finding=finding, cancelled=self.changed.emit
        )
        self.changed.emit()

    def _settle(self, trouble: Finding | None) -> None:
        self.trouble = trouble
        self.changed.emit()

    def _entry(self) -> str:
        from jcwizard.keep.keychain import entry_name

        context = self._context
        wanted = settings(context.service, context.setup, context.around)
        return entry_name(wanted.issuer, wanted.client_id) if wanted.client_id else ""
