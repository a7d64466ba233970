"""The applications registered at the pretend JumpCloud: what was entered, and how it is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from jcwizard.practice.faults import Fault, settings_under
from jcwizard.practice.groups import ACME
from jcwizard.practice.settings import Settings

SECRET_ALPHABET = string.ascii_letters + string.digits + "_-.~"
SECRET_LENGTH = 26
OIDC_TEMPLATE: Mapping[str, object] = {"name": "oidc", "displayName": "OpenID Connect"}
"""The general members of an application that was made from JumpCloud's OIDC template."""


@dataclass(frozen=True)
class Members:
    """The members of the Admin API's objects that the portal has no field for.

    `general` are of the application, `sso` of its sign-in settings, `oidc` of the object in those.
    """

    general: Mapping[str, object] = field(default_factory=lambda: OIDC_TEMPLATE)
    sso: Mapping[str, object] = field(default_factory=dict)
    oidc: Mapping[str, object] = field(default_factory=dict)


def new_id() -> str:
    """Make an id of JumpCloud's shape: 24 hexadecimal digits that begin with the time."""
    return f"{int(time.time()):08x}{secrets.token_hex(8)}"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass(frozen=True)
class Application:
    """An application; of its secret only the SHA-256 is kept.

    `client_id` is empty until its sign-in is configured. `repaired` names the faults that the admin
    has since put right by saving or regenerating. `passing` is one that is not kept in the file.
    """

    client_id: str
    entered: Settings
    secret_hash: str
    repaired: frozenset[str] = field(default=frozenset())
    id: str = field(default_factory=new_id)
    kind: str = "oidc"
    organisation: str = ACME.id
    created: str = field(default_factory=_now)
    members: Members = field(default_factory=Members)
    passing: bool = False

    def accepts_secret(self, secret: str) -> bool:
        """Say whether this is the secret that was shown last."""
        return hmac.compare_digest(_hash(secret), self.secret_hash)


@dataclass(frozen=True)
class Registered:
    """An application as the engine sees it now, with the chosen fault applied."""

    client_id: str
    settings: Settings
    application: Application
    fault: Fault | None

    @property
    def key(self) -> str:
        """What the portal's addresses call it: its Client ID, or its id where it has none."""
        return self.client_id or self.application.id

    def accepts_secret(self, secret: str) -> bool:
        """Say whether the engine takes this secret."""
        return self.fault != "wrong-secret" and self.application.accepts_secret(secret)


class Applications:
    """Every registered application, seen through the fault of the hour."""

    def __init__(self, kept: tuple[Application, ...] = (), fault: Fault | None = None) -> None:
        self._kept = {application.id: application for application in kept}
        self._ids = {one.client_id: one.id for one in kept if one.client_id}
        self.fault = fault

    def __iter__(self) -> Iterator[Registered]:
        return map(self._seen, self._kept.values())

    @property
    def kept(self) -> tuple[Application, ...]:
        """What is to survive a restart."""
        return tuple(one for one in self._kept.values() if not one.passing)

    def of(self, organisation: str) -> list[Application]:
        """Return the applications of an organisation as they are kept, the oldest first."""
        return [one for one in self._kept.values() if one.organisation == organisation]

    def find(self, key: str) -> Registered | None:
        """Return the application of that Client ID or id as its admin sees it in the portal."""
        application = self._kept.get(self._ids.get(key, key) if key else "")
        return self._seen(application) if application else None

    def known_to_issuer(self, client_id: str) -> Registered | None:
        """Return the application as the issuer sees it: not at all when it is another region's."""
        found = None if self.fault == "other-region" else self.find(client_id)
        return found if found and found.client_id == client_id else None

    def activate(self, settings: Settings) -> tuple[str, str]:
        """Register an application; return its Client ID and its secret, which is not kept."""
        application = Application("", settings, "")
        self.put(application)
        return self.configure(application.id, settings)

    def put(self, application: Application) -> None:
        """Take an application in as it is."""
        self._kept[application.id] = application
        if application.client_id:
            self._ids[application.client_id] = application.id

    def configure(
        self, key: str, settings: Settings, members: Members | None = None
    ) -> tuple[str, str]:
        """Give a registered application its sign-in; return the Client ID and the secret."""
        application = self._kept[self._ids.get(key, key)]
        secret, client_id = new_secret(), str(uuid.uuid4())
        self.put(
            replace(
                application,
                client_id=client_id,
                entered=settings,
                secret_hash=_hash(secret),
                members=members or application.members,
            )
        )
        return client_id, secret

    def save(self, key: str, settings: Settings, members: Members | None = None) -> None:
        """Replace the settings; what the fault had spoilt counts as repaired from now on."""
        # A saved secret would repair nothing: only regenerating does.
        repairs = self.fault != "wrong-secret"
        self._change(key, entered=settings, members=members, repairs=repairs)

    def regenerate_secret(self, key: str) -> str:
        """Give the application a new secret and return it; the old one ends at once."""
        secret = new_secret()
        repairs = self.fault == "wrong-secret"
        self._change(key, secret_hash=_hash(secret), repairs=repairs)
        return secret

    def remove(self, key: str) -> None:
        """Forget the application."""
        gone = self._kept.pop(self._ids.get(key, key))
        self._ids.pop(gone.client_id, None)

    def befall(self, fault: Fault | None) -> None:
        """Choose the fault, which strikes anew: earlier repairs no longer count."""
        self.fault = fault
        for application_id, application in self._kept.items():
            self._kept[application_id] = replace(application, repaired=frozenset())

    def _change(
        self,
        key: str,
        *,
        repairs: bool,
        entered: Settings | None = None,
        members: Members | None = None,
        secret_hash: str = "",
    ) -> None:
        application = self._kept[self._ids.get(key, key)]
        repaired = application.repaired
        if repairs and self.fault is not None:
            repaired |= {self.fault}
        self._kept[application.id] = replace(
            application,
            entered=entered or application.entered,
            members=members or application.members,
            secret_hash=secret_hash or application.secret_hash,
            repaired=repaired,
        )

    def _seen(self, application: Application) -> Registered:
        fault = None if self.fault in application.repaired else self.fault
        settings = settings_under(fault, application.entered)
        return Registered(application.client_id, settings, application, fault)


def new_secret() -> str:
    """Make a secret of the shape that the engine makes (Hydra x/secret.go)."""
    return "".join(secrets.choice(SECRET_ALPHABET) for _ in range(SECRET_LENGTH))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
