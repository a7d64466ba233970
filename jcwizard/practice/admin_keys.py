"""Who may use the pretend Admin API: keys, service accounts and their tokens, kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, get_args

from jcwizard.model.secret import Secret

Kind = Literal["admin", "read_only", "expired", "blocked", "disabled", "several", "other_region"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TOKEN_SECONDS = 3600
MOST_ACCOUNTS = 40


@dataclass(frozen=True)
class ServiceAccount:
    """A service account; of its secret only the SHA-256 is kept. `created` is a date, UTC."""

    client_id: str
    name: str
    secret_hash: str
    created: str


@dataclass(frozen=True)
class KeptKeys:
    """What survives a restart: the person's own key, "" for none yet, and the service accounts."""

    own_key_hash: str = ""
    own_key_created: str = ""
    accounts: tuple[ServiceAccount, ...] = ()


@dataclass
class _Token:
    account: str
    ends: float = field(default_factory=lambda: time.monotonic() + TOKEN_SECONDS)


class AdminKeys:
    """Every key of the pretend organisation.

    `ready` holds a key of each kind and `ready_account` a service account: they are made anew at
    every start, for tests and rehearsals, and shown nowhere.
    """

    def __init__(self, kept: KeptKeys) -> None:
        self.kept = kept
        self.ready: Mapping[str, Secret] = {kind: Secret(_new_key()) for kind in KINDS}
        self.ready_account = (str(uuid.uuid4()), Secret(_new_key()))
        self._kinds = {_hash(self.ready[kind].reveal()): kind for kind in KINDS}
        self._tokens: dict[str, _Token] = {}

    def kind_of(self, key: str) -> Kind | None:
        """Return what kind of key this is, None when nobody has it."""
        digest = _hash(key)
        return "admin" if digest == self.kept.own_key_hash else self._kinds.get(digest)

    def generate(self) -> Secret:
        """Give the person a new key; the old one ends at once."""
        key = _new_key()
        self.kept = KeptKeys(_hash(key), _today(), self.kept.accounts)
        return Secret(key)

    def add_account(self, name: str) -> tuple[str, Secret]:
        """Create a service account; return its Client ID and its secret, which is not kept."""
        client_id, secret = str(uuid.uuid4()), _new_key()
        account = ServiceAccount(client_id, name, _hash(secret), _today())
        self._keep((*self.kept.accounts, account))
        return client_id, Secret(secret)

    def remove_account(self, client_id: str) -> None:
        """Delete a service account; its tokens end at once."""
        self._keep(tuple(one for one in self.kept.accounts if one.client_id != client_id))
        self._tokens = {
            digest: token for digest, token in self._tokens.items() if token.account != client_id
        }

    def knows_account(self, client_id: str, secret: str) -> bool:
        """Say whether a service account has this Client ID and secret."""
        digest = _hash(secret)
        own = any(
            (one.client_id, one.secret_hash) == (client_id, digest) for one in self.kept.accounts
        )
        ready_id, ready_secret = self.ready_account
        return own or (client_id == ready_id and ready_secret == Secret(secret))

    def issue_token(self, client_id: str) -> Secret:
        """Give a service account a token."""
        token = f"ory_at_{secrets.token_urlsafe(32)}.{secrets.token_urlsafe(32)}"
        self._tokens[_hash(token)] = _Token(client_id)
        return Secret(token)

    def knows_token(self, token: str) -> bool:
        """Say whether the token is good now."""
        found = self._tokens.get(_hash(token))
        return found is not None and time.monotonic() < found.ends

    def end_tokens(self) -> None:
        """Let every token be over, as after its hour."""
        self._tokens.clear()

    def _keep(self, accounts: tuple[ServiceAccount, ...]) -> None:
        self.kept = KeptKeys(self.kept.own_key_hash, self.kept.own_key_created, accounts)


def _new_key() -> str:
    return secrets.token_hex(20)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")
