"""The applications registered at the pretend JumpCloud: what was entered, and how it is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jcwizard.practice.faults import Fault, settings_under
from jcwizard.practice.settings import Settings

SECRET_ALPHABET = string.ascii_letters + string.digits + "_-.~"
SECRET_LENGTH = 26


@dataclass(frozen=True)
class Application:
    """A registered application; of its secret only the SHA-256 is kept.

    `repaired` names the faults that the admin has since put right by saving or regenerating.
    """

    client_id: str
    entered: Settings
    secret_hash: str
    repaired: frozenset[str] = field(default=frozenset())

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

    def accepts_secret(self, secret: str) -> bool:
        """Say whether the engine takes this secret."""
        return self.fault != "wrong-secret" and self.application.accepts_secret(secret)

    @property
    def sends_email(self) -> bool:
        """Say whether the e-mail address reaches the service."""
        return self.settings.email and self.fault != "missing-email"


class Applications:
    """Every registered application, seen through the fault of the hour."""

    def __init__(self, kept: tuple[Application, ...] = (), fault: Fault | None = None) -> None:
        self._kept = {application.client_id: application for application in kept}
        self.fault = fault

    def __iter__(self) -> Iterator[Registered]:
        return map(self._seen, self._kept.values())

    @property
    def kept(self) -> tuple[Application, ...]:
        """What is to survive a restart."""
        return tuple(self._kept.values())

    def find(self, client_id: str) -> Registered | None:
        """Return the application as its admin sees it in the portal."""
        application = self._kept.get(client_id)
        return self._seen(application) if application else None

    def known_to_issuer(self, client_id: str) -> Registered | None:
        """Return the application as the issuer sees it: not at all when it is another region's."""
        return None if self.fault == "other-region" else self.find(client_id)

    def activate(self, settings: Settings) -> tuple[str, str]:
        """Register an application; return its Client ID and its secret, which is not kept."""
        secret = new_secret()
        client_id = str(uuid.uuid4())
        self._kept[client_id] = Application(client_id, settings, _hash(secret))
        return client_id, secret

    def save(self, client_id: str, settings: Settings) -> None:
        """Replace the settings; what the fault had spoilt counts as repaired from now on."""
        # A saved secret would repair nothing: only regenerating does.
        self._change(client_id, entered=settings, repairs=self.fault != "wrong-secret")

    def regenerate_secret(self, client_id: str) -> str:
        """Give the application a new secret and return it; the old one ends at once."""
        secret = new_secret()
        repairs = self.fault == "wrong-secret"
        self._change(client_id, secret_hash=_hash(secret), repairs=repairs)
        return secret

    def remove(self, client_id: str) -> None:
        """Forget the application."""
        del self._kept[client_id]

    def befall(self, fault: Fault | None) -> None:
        """Choose the fault, which strikes anew: earlier repairs no longer count."""
        self.fault = fault
        for client_id, application in self._kept.items():
            self._kept[client_id] = replace(application, repaired=frozenset())

    def _change(
        self,
        client_id: str,
        *,
        repairs: bool,
        entered: Settings | None = None,
        secret_hash: str = "",
    ) -> None:
        application = self._kept[client_id]
        repaired = application.repaired
        if repairs and self.fault is not None:
            repaired |= {self.fault}
        self._kept[client_id] = replace(
            application,
            entered=entered or application.entered,
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
