"""The pretend Facets' OAuth integrations, and the secrets that it holds in memory only."""

from __future__ import annotations

from dataclasses import dataclass

from jcwizard.model.secret import Secret


@dataclass(frozen=True)
class Integration:
    """One entry of Settings > OAuth Integrations."""

    registration_id: str
    client_id: str
    login_button_text: str


class Integrations:
    """Every entry by its Registration ID, which is its key as in Facets."""

    def __init__(self, kept: tuple[Integration, ...] = ()) -> None:
        self._entries = {entry.registration_id: entry for entry in kept}
        self._secrets: dict[str, Secret] = {}

    @property
    def kept(self) -> tuple[Integration, ...]:
        """What is to survive a restart: everything but the secrets."""
        return tuple(self._entries.values())

    def find(self, registration_id: str) -> Integration | None:
        """Return the entry of that Registration ID, or None."""
        return self._entries.get(registration_id)

    def secret_of(self, registration_id: str) -> Secret | None:
        """Return the entry's client secret; None when a restart has lost it."""
        return self._secrets.get(registration_id)

    def put(self, entry: Integration, secret: Secret | None) -> None:
        """Create or replace an entry; without a secret the old one stays."""
        self._entries[entry.registration_id] = entry
        if secret is not None:
            self._secrets[entry.registration_id] = secret

    def remove(self, registration_id: str) -> None:
        """Delete the entry and forget its secret."""
        del self._entries[registration_id]
        self._secrets.pop(registration_id, None)
