"""Setup: everything that was entered and everything that was found for one connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jcwizard.model.changes import Change
from jcwizard.model.finding import CheckRun
from jcwizard.model.secret import Secret

Observer = Callable[[str], None]
"""Called with the name of what changed: a value's key, or `secret`, `ticks`, `runs`, `service`,
`application_id`, `changes`."""


@dataclass(frozen=True)
class Surroundings:
    """What the setup stands in, the same for every setup of one start of the program.

    `regions` maps a region's id to its names for templates (`issuer`, `console_url`, `name`) and to
    the addresses of its Admin API (`admin_api`, `admin_token_url`);
    `test_address` is the wizard's own redirect URI; `practice` says that JumpCloud is pretended.
    """

    test_address: str
    regions: Mapping[str, Mapping[str, str]]
    practice: bool = False


class Setup:
    """One admin's connection of one service to one JumpCloud organisation.

    Pages write what a person types at once and observe the rest; nothing else holds state. Texts
    are kept as typed, valid or not: `settings.py` and `route.py` judge them.
    """

    def __init__(self, service_id: str = "", values: Mapping[str, str] | None = None) -> None:
        self._service_id = service_id
        self._values = dict(values or {})
        self._secret: Secret | None = None
        self._ticks: dict[str, str] = {}
        self._runs: dict[str, CheckRun] = {}
        self._application_id = ""
        self._changes: dict[str, Change] = {}
        self._observers: list[Observer] = []
        self.secret_stamp = 0
        self.secret_mark = ""
        self.secret_kept = False

    @property
    def service_id(self) -> str:
        """The id of the service, "" before one is chosen."""
        return self._service_id

    @property
    def values(self) -> Mapping[str, str]:
        """The typed texts by key; a list is one entry a line."""
        return self._values

    @property
    def secret(self) -> Secret | None:
        """The client secret, None while it is not known in this session."""
        return self._secret

    @property
    def ticks(self) -> Mapping[str, str]:
        """What the person said is done, with the fingerprint of the values it was done with."""
        return self._ticks

    @property
    def runs(self) -> Mapping[str, CheckRun]:
        """The newest run of each group of checks."""
        return self._runs

    @property
    def application_id(self) -> str:
        """JumpCloud's own id of this setup's application, "" while the Admin API is not used."""
        return self._application_id

    @property
    def changes(self) -> tuple[Change, ...]:
        """What this wizard changed in JumpCloud for this setup, oldest first."""
        return tuple(self._changes.values())

    def choose(self, service_id: str) -> None:
        """Make this a setup of another service; what was entered stays."""
        if service_id != self._service_id:
            self._service_id = service_id
            self._tell("service")

    def put(self, key: str, text: str) -> None:
        """Keep a typed text."""
        if self._values.get(key, "") != text:
            self._values[key] = text
            self._tell(key)

    def put_secret(self, secret: Secret | None) -> None:
        """Keep the secret in memory; another one gets a new stamp, so that results turn old."""
        if secret == self._secret:
            return
        self._secret = secret
        self.secret_mark = secret.mark() if secret is not None else ""
        self.secret_stamp += 1
        self._tell("secret")

    def restore_secret(self, secret: Secret) -> None:
        """Take the secret back from the keychain.

        The same one keeps its stamp. One that somebody has put in its place there gets a new one,
        so that what was proven with the other is out of date.
        """
        if self.secret_mark and secret.mark() != self.secret_mark:
            self.secret_stamp += 1
        self._secret, self.secret_mark = secret, secret.mark()
        self.secret_kept = True
        self._tell("secret")

    def tick(self, name: str, fingerprint: str) -> None:
        """Remember that the person said this is done."""
        if self._ticks.get(name) != fingerprint:
            self._ticks[name] = fingerprint
            self._tell("ticks")

    def untick(self, name: str) -> None:
        """Take a tick back."""
        if self._ticks.pop(name, None) is not None:
            self._tell("ticks")

    def record(self, run: CheckRun) -> None:
        """Keep the result of a run of checks."""
        self._runs[run.group] = run
        self._tell("runs")

    def link_application(self, application_id: str) -> None:
        """Note which of JumpCloud's applications this setup is about; "" for none any more."""
        if application_id != self._application_id:
            self._application_id = application_id
            self._tell("application_id")

    def put_change(self, change: Change) -> None:
        """Note a change, or how far a noted one has got."""
        if self._changes.get(change.id) != change:
            self._changes[change.id] = change
            self._tell("changes")

    def restore(
        self,
        ticks: Mapping[str, str],
        runs: Mapping[str, CheckRun],
        stamp: int,
        kept: bool,
        mark: str = "",
        application_id: str = "",
        changes: Iterable[Change] = (),
    ) -> None:
        """Take back what an earlier session left; `mark` is the `Secret.mark()` of its secret."""
        self._application_id = application_id
        self._changes = {change.id: change for change in changes}
        self._ticks = dict(ticks)
        self._runs = dict(runs)
        self.secret_stamp = stamp
        self.secret_kept = kept
        self.secret_mark = mark
        self._tell("restored")

    def mark_kept(self, kept: bool) -> None:
        """Note whether the secret lies in the keychain."""
        if kept != self.secret_kept:
            self.secret_kept = kept
            self._tell("secret_kept")

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` after each change; returns the function that ends it."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer) if observer in self._observers else None

    def _tell(self, what: str) -> None:
        for observer in tuple(self._observers):
            observer(what)
