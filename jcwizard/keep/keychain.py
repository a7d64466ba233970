"""The operating system's keychain: keeps a secret, gives it back, and says truly when it cannot."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from jcwizard.keep.backends import Backend, name_of, pick
from jcwizard.keep.keychain_troubles import finding_for
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret

Answer = TypeVar("Answer")

WAIT = 60.0
"""Seconds for an answer, long enough to type the keychain's own password."""

WAIT_FOR_CHECK = 10.0
"""Seconds for the self-check, which never lets the system ask for a password."""


class Keychain:
    """Secrets in the operating system's keychain, each under the name `entry_name` gives it.

    Every call runs in a daemon thread of its own with a deadline in seconds: a keychain whose
    password prompt nobody answers blocks for ever, and must hold up neither the window nor its
    end. Nothing is ever written anywhere else.
    """

    def __init__(
        self,
        service_name: str = "jcwizard",
        deadline: float = WAIT,
        *,
        check_deadline: float = WAIT_FOR_CHECK,
        find: Callable[[], Backend | Finding] = pick,
    ) -> None:
        self._service = service_name
        self._deadline = deadline
        self._check_deadline = check_deadline
        self._find = find
        self._storing: dict[str, _Call] = {}

    async def store(self, entry: str, secret: Secret) -> Finding | None:
        """Keep the secret and read it back; None says that it is truly there."""

        def work(backend: Backend, call: _Call) -> Finding | None:
            self._storing[entry] = call
            trouble = _too_long(backend, secret) or self._write(backend, entry, secret)
            if call.given_up and self._storing[entry] is call:
                # We said that it was not kept, so it must not turn up in the keychain later.
                _remove(backend, self._service, entry)
            return trouble

        return await self._ask(work, self._deadline)

    async def fetch(self, entry: str) -> Secret | Finding | None:
        """Return the kept secret, None when the keychain has none under this name."""

        def work(backend: Backend, _: _Call) -> Secret | None:
            text = backend.get_password(self._service, entry)
            return Secret(text) if text else None

        return await self._ask(work, self._deadline)

    async def forget(self, entry: str) -> Finding | None:
        """Delete the secret; one that was never there counts as deleted."""

        def work(backend: Backend, _: _Call) -> Finding | None:
            _remove(backend, self._service, entry)
            if backend.get_password(self._service, entry):
                return Finding("keychain.not_deleted", values={"entry": entry})
            return None

        return await self._ask(work, self._deadline)

    async def check(self) -> Check:
        """Return whether secrets can be kept here, proven with a throw-away entry.

        Quiet: a locked keychain is reported without making the system ask for its password.
        """

        def work(backend: Backend, _: _Call) -> str | Finding:
            is_locked = getattr(backend, "is_locked", None)
            if is_locked is not None and is_locked():
                return Finding("keychain.locked")
            entry, probe = f"self-check-{secrets.token_hex(4)}", Secret(secrets.token_urlsafe(24))
            trouble = self._write(backend, entry, probe)
            if trouble is None:
                _remove(backend, self._service, entry)
                if backend.get_password(self._service, entry):
                    trouble = Finding("keychain.not_deleted", values={"entry": entry})
            return trouble or name_of(backend)

        answer = await self._ask(work, self._check_deadline)
        if isinstance(answer, Finding):
            return Check.of("keychain", Status.WARNING, answer)
        return Check.passed("keychain", actual=answer)

    def _write(self, backend: Backend, entry: str, secret: Secret) -> Finding | None:
        backend.set_password(self._service, entry, secret.reveal())
        kept = backend.get_password(self._service, entry)
        if kept is not None and Secret(kept) == secret:
            return None
        _remove(backend, self._service, entry)
        return Finding("keychain.not_kept", values={"backend": name_of(backend)})

    async def _ask(
        self, work: Callable[[Backend, _Call], Answer], deadline: float
    ) -> Answer | Finding:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer | Finding] = loop.create_future()
        call = _Call()

        def run() -> None:
            result = _protected(self._find, work, call)
            with suppress(RuntimeError):  # the loop is closed: the program has gone on and ended
                loop.call_soon_threadsafe(_settle, answer, result)

        threading.Thread(target=run, name="keychain", daemon=True).start()
        try:
            async with asyncio.timeout(deadline):
                return await answer
        except TimeoutError:
            return Finding("keychain.no_answer", values={"seconds": f"{deadline:g}"})
        finally:
            call.given_up = not answer.done() or answer.cancelled()


class _Call:
    """One question to the keychain, which may outlive the wait for its answer."""

    def __init__(self) -> None:
        self.given_up = False


def entry_name(issuer: str, client_id: str) -> str:
    """Return the name under which an application's secret is kept.

    It is made of what a setup file holds, so that `jcwizard check` finds the secret as well.
    """
    return f"{client_id} at {issuer}"


def _protected(
    find: Callable[[], Backend | Finding],
    work: Callable[[Backend, _Call], Answer],
    call: _Call,
) -> Answer | Finding:
    try:
        backend = find()
        return backend if isinstance(backend, Finding) else work(backend, call)
    except Exception as error:  # noqa: BLE001 - backends raise whatever their system raises
        return finding_for(error)


def _settle(answer: asyncio.Future[Answer], result: Answer) -> None:
    if not answer.done():
        answer.set_result(result)


def _too_long(backend: Backend, secret: Secret) -> Finding | None:
    length = len(secret.reveal().encode("utf-16-le", "surrogatepass")) // 2
    longest = getattr(backend, "longest", length)
    if length <= longest:
        return None
    return Finding("keychain.too_long", expected=str(longest), actual=str(length))


def _remove(backend: Backend, service: str, entry: str) -> None:
    # Backends tell a missing entry by an error (PasswordDeleteError), and that is what we want.
    from keyring.errors import PasswordDeleteError

    with suppress(PasswordDeleteError):
        backend.delete_password(service, entry)
