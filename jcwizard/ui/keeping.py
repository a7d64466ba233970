"""Keeping: saves the setup soon after each change, and brings its secret back from the keychain."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.model.settings import settings
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context, Write
from jcwizard.ui.threads import in_thread
from jcwizard.ui.timers import timer

PAUSE_SECONDS = 0.2
"""A change is written no later than this after it, together with those that came meanwhile."""


class Keeping(QObject):
    """Watches the context's setup; a setup without a change of its own is never written."""

    def __init__(self, context: Context, tell: Callable[[Finding | None], None]) -> None:
        super().__init__()
        self._context = context
        self._tell = tell
        self._changed = False
        self._writing = False
        self._refused = False
        self._resting = False
        self._number = self._written_number = 0
        self._one_at_a_time = threading.Lock()
        self._timer = timer(self, PAUSE_SECONDS, once=True)
        self._timer.timeout.connect(self._save)
        self._forget: Callable[[], None] = lambda: None
        self.watch(context.setup_id)

    def watch(self, setup_id: str) -> None:
        """Keep the context's setup from now on, under this id ("" for a new one)."""
        self._forget()
        if self._context.setup_id and self._context.setup_id != setup_id:
            self._context.saved.release(self._context.setup_id)
        self._context.setup_id = setup_id
        self._changed = False
        self._forget = self._context.setup.subscribe(self._note)
        if self._context.setup.secret_kept and self._context.setup.secret is None:
            self._restore_secret(self._context.setup)

    def rest(self) -> Finding | None:
        """Write what is not written yet, now; what changes after this waits for `finish`.

        Called when the window closes: what is let go then may still have something to be kept.
        """
        self._resting = True
        return self.flush()

    def finish(self) -> Finding | None:
        """Write what is not written yet, and watch nothing any more."""
        self._forget()
        return self.flush()

    def writer(self) -> Write:
        """Return the call that writes the setup of now, although another one is watched by then."""
        context = self._context
        setup, setup_id, practice = context.setup, self._id(), context.around.practice

        async def write() -> Finding | None:
            self._number += 1
            document = context.saved.snapshot(setup, practice=practice)
            return await in_thread(self._write, self._number, setup_id, document)

        return write

    def flush(self) -> Finding | None:
        """Write what is not written yet, before another setup takes this one's place."""
        self._timer.stop()
        if not self._changed and not self._writing:
            return None  # a thread that is still writing would end with the program
        finding = self._write(*self._next())
        self._say(finding)
        return finding

    def _note(self, what: str) -> None:
        if what == "runs" and not self._context.setup_id:
            return  # the checks of this computer say nothing that is worth a file
        self._changed = True
        if not self._timer.isActive() and not self._resting:
            self._timer.start()

    def _save(self) -> None:
        if self._writing:
            self._timer.start()
            return
        job = self._next()
        self._writing = True

        async def work() -> Finding | None:
            return await in_thread(self._write, *job)

        self._context.tasks.start(
            work, done=lambda _: self._written(None), finding=self._written, cancelled=self._cut_off
        )

    def _written(self, finding: Finding | None) -> None:
        self._writing = False
        if finding is not None:
            self._changed = True  # it is in memory only: the next change, or the end, tries again
        self._say(finding)

    def _say(self, finding: Finding | None) -> None:
        """Tell a refusal, and its end; what somebody else has to say above the page stays."""
        if finding is not None or self._refused:
            self._tell(finding)
        self._refused = finding is not None

    def _cut_off(self) -> None:
        self._writing, self._changed = False, True

    def _next(self) -> tuple[int, str, Mapping[str, object]]:
        self._changed = False
        self._number += 1
        return self._number, self._id(), self._snapshot()

    def _write(self, number: int, setup_id: str, document: Mapping[str, object]) -> Finding | None:
        """Write a snapshot, unless a newer one was written while this one's thread waited."""
        with self._one_at_a_time:
            if number < self._written_number:
                return None
            self._written_number = number
            return self._context.saved.write(setup_id, document)

    def _snapshot(self) -> Mapping[str, object]:
        context = self._context
        return context.saved.snapshot(context.setup, practice=context.around.practice)

    def _id(self) -> str:
        if not self._context.setup_id:
            self._context.setup_id = self._context.saved.new_id()
        return self._context.setup_id

    def _restore_secret(self, setup: Setup) -> None:
        from jcwizard.keep.keychain import entry_name

        context = self._context
        wanted = settings(context.service, setup, context.around)
        entry = entry_name(wanted.issuer, wanted.client_id)

        async def work() -> Secret | Finding | None:
            return await context.keychain.fetch(entry)

        def done(secret: Secret | None) -> None:
            if secret is not None and setup.secret is None:
                setup.restore_secret(secret)

        context.tasks.start(work, done=done)
