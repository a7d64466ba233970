"""The context: what every page and widget is given, put together by the app."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from jcwizard.model.changes import Change
from jcwizard.model.finding import Check, CheckRun, Finding
from jcwizard.model.route import Stop
from jcwizard.model.service import Service
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.model.words import Explanation, Words
from jcwizard.ui.admin_session import AdminSession
from jcwizard.ui.known import Known
from jcwizard.ui.markup import spoken
from jcwizard.ui.secret_clipboard import SecretClipboard
from jcwizard.ui.tasks import Tasks
from jcwizard.ui.theme import Theme

if TYPE_CHECKING:  # httpx and keyring are imported after the first paint
    from jcwizard.keep.keychain import Keychain
    from jcwizard.keep.saved import SavedSetups
    from jcwizard.net.client import Client

T = TypeVar("T")
Later = Coroutine[Any, Any, T]
Write = Callable[[], Later[Finding | None]]


class Switch(QObject):
    """Something that is on or off, such as *Sharing my screen*."""

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._on = False

    def __bool__(self) -> bool:
        return self._on

    def turn(self, on: bool) -> None:
        """Turn it on or off; tells only when that is new."""
        if on != self._on:
            self._on = on
            self.changed.emit(on)


def _nobody(*_: object) -> None:
    """Stand in until the window is there."""


async def _nothing(*_: object) -> None:
    """Stand in until the app is there."""


def _write_nothing() -> Write:
    """Stand in until the app is there."""
    return _nothing


@dataclass
class Context:
    """What pages and widgets may use; nothing here is looked up globally.

    `setup` and `around` are replaced when another setup is opened: never keep them, ask again.
    `make_client` and `make_keychain` are called at first use, since their imports are heavy.
    """

    services: Mapping[str, Service]
    words: Words
    explanations: Mapping[str, Explanation]
    around: Surroundings
    setup: Setup
    saved: SavedSetups
    theme: Theme
    tasks: Tasks
    make_client: Callable[[], Client]
    make_keychain: Callable[[], Keychain]
    open_url: Callable[[str], None]
    """Open an address in the person's browser, without waiting for it."""
    practice: Any = None
    """The running `practice.world.World`, None when the real JumpCloud is meant."""
    start_practice: Callable[[str], None] = _nobody
    """Start the pretend JumpCloud with a fault ("" for none) and a new setup in it."""
    open_saved: Callable[[str], Later[Finding | None]] = _nothing
    """Go on with a saved setup, by its id; the finding says why that cannot be."""
    open_file: Callable[[Path], Later[Finding | None]] = _nothing
    """Go on with a setup file; the finding says why that cannot be."""
    begin: Callable[[Setup], None] = _nobody
    """Go on with a new setup in the same surroundings; the one of now stays saved."""
    taken_ids: Callable[[str], Later[frozenset[str] | None]] = _nothing
    """Ask a control plane which Registration IDs are in use; None when it cannot be told."""
    run_checks: Callable[[str, Callable[[Check], None]], Later[CheckRun | None]] = _nothing
    """Run a group of checks, tell each answer as it comes, record the run in the setup."""
    sharing: Switch = field(default_factory=Switch)
    announce: Callable[[str], None] = _nobody
    """Say a status change to assistive technology."""
    notify: Callable[[Finding | None], None] = _nobody
    """Show a finding above whatever page is on show; None takes it away."""
    go: Callable[[str], None] = _nobody
    """Ask the window for a step, by id; one that is blocked is refused quietly."""
    use: Callable[[Setup, Surroundings, Any], None] = _nobody
    """Go on with another setup (and its surroundings and practice world, or None)."""
    crashed: Callable[[BaseException], None] = _nobody
    """The one handler of unexpected errors."""
    setup_id: str = ""
    """Under which name `saved` keeps the setup."""
    writer: Callable[[], Write] = _write_nothing
    """Return the call that writes the setup of now to disk, whichever is in the window by then."""
    _client: Client | None = None
    _kept: Known | None = None
    _keychain: Keychain | None = None
    _clipboard: SecretClipboard | None = None
    _admin: AdminSession | None = None

    @property
    def service(self) -> Service:
        """The setup's service; before one is chosen the first one, for its start step."""
        if self.setup.service_id in self.services:
            return self.services[self.setup.service_id]
        return next(iter(self.services.values()))

    @property
    def _known(self) -> Known:
        """What follows from the setup, worked out once for each state that it is in."""
        now = Known.state(self.service, self.setup, self.around)
        if self._kept is None or self._kept.belongs_to != now:
            self._kept = Known(now, self.service, self.setup, self.around)
        return self._kept

    @property
    def client(self) -> Client:
        """The one HTTP client."""
        if self._client is None:
            self._client = self.make_client()
        return self._client

    @property
    def keychain(self) -> Keychain:
        """The operating system's place for secrets."""
        if self._keychain is None:
            self._keychain = self.make_keychain()
        return self._keychain

    @property
    def clipboard(self) -> SecretClipboard:
        """The clipboard as secrets get there; everything else is copied by `CopyField`."""
        if self._clipboard is None:
            self._clipboard = SecretClipboard()
        return self._clipboard

    @property
    def admin(self) -> AdminSession | None:
        """The session at the Admin API; gone as soon as anything that it was entered for is."""
        if self._admin is not None and not self._admin.belongs_to(self.setup, self.around):
            self._admin = None
        return self._admin

    @admin.setter
    def admin(self, session: AdminSession | None) -> None:
        self._admin = session

    def journal(self) -> Callable[[Change], Later[Finding | None]]:
        """Return what notes a change of this setup, on disk before it returns.

        It goes on with this setup although another one is opened meanwhile. A finding says that the
        change is not noted, and must not be made.
        """
        setup, write = self.setup, self.writer()

        async def note(change: Change) -> Finding | None:
            setup.put_change(change)
            return await write()

        return note

    def names(self) -> dict[str, str]:
        """Return every name that templates may use, with its value ("" while unknown)."""
        return dict(self._known.names())

    def current(self, group: str) -> CheckRun | None:
        """Return the newest run of a group, None unless it belongs to the values of now."""
        run = self.setup.runs.get(group)
        belongs = run is not None and run.fingerprint == self._known.fingerprint(group)
        return run if belongs else None

    @property
    def refuted(self) -> bool:
        """Whether a check of today's values refutes a passed test login."""
        return self._known.refuted()

    def stops(self) -> tuple[Stop, ...]:
        """Return the route of the setup, as things stand."""
        return self._known.stops()

    def said_names(self) -> dict[str, str]:
        """Return the names as sentences show them: marks taken out, "…" while unknown."""
        return {name: spoken(value) for name, value in self.names().items()} | {
            "redirect_name": self.service.redirect_name
        }

    def explain(self, code: str, values: Mapping[str, str]) -> Explanation:
        """Return what a finding's entry says, filled from the finding and the setup.

        KeyError for a code without an entry, which the catalogue's tests find.
        """
        entry = self.explanations[code].followed_by(self.service.consequences.get(code, ""))
        return entry.filled(
            self.said_names() | {name: spoken(value) for name, value in values.items()}
        )

    async def aclose(self) -> None:
        """Let go of what was opened, and of a secret that is still on the clipboard."""
        self._admin = None
        if self._clipboard is not None:
            self._clipboard.clear()
        if self._client is not None:
            await self._client.aclose()
