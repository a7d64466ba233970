"""The codes and tokens that the pretend issuer has given out, and the sign-in each belongs to."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["ac", "at", "rt"]

CODE_SECONDS = 10 * 60
ACCESS_SECONDS = 60 * 60
REFRESH_SECONDS = 30 * 24 * 60 * 60
LIFETIMES: dict[Kind, int] = {"ac": CODE_SECONDS, "at": ACCESS_SECONDS, "rt": REFRESH_SECONDS}


@dataclass
class SignIn:
    """One person's sign-in to one application; every token of it hangs on this.

    Times are Unix seconds by the issuer's clock. `claims` are the mapped attributes as they were
    then, for a refresh repeats them.
    """

    client_id: str
    sub: str
    scopes: tuple[str, ...]
    claims: dict[str, object]
    nonce: str
    redirect_uri: str
    challenge: str
    requested_at: int
    signed_in_at: int
    sid: str = field(default_factory=lambda: str(uuid.uuid4()))
    challenge_spent: bool = False


@dataclass
class Issued:
    """One code or token: its first half, what it is for, and until when it holds."""

    kind: Kind
    front: str
    sign_in: SignIn
    ends: float
    state: Literal["good", "used", "revoked"] = "good"


class Tokens:
    """Everything issued, found again by the second half of the text (Hydra's signature half)."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._issued: dict[str, Issued] = {}

    def issue(self, kind: Kind, sign_in: SignIn) -> str:
        """Make a code or token of that sign-in and return its text."""
        front = f"ory_{kind}_{secrets.token_urlsafe(32)}"
        signature = secrets.token_urlsafe(32)
        self._issued[signature] = Issued(kind, front, sign_in, self._ticks() + LIFETIMES[kind])
        return f"{front}.{signature}"

    def find(self, text: str) -> Issued | None:
        """Return what carries this signature half, whatever its kind, state and first half."""
        return self._issued.get(text.partition(".")[2])

    def expired(self, issued: Issued) -> bool:
        """Say whether its time is over."""
        return self._ticks() >= issued.ends

    def revoke_all(self, sign_in: SignIn) -> None:
        """End every token of that sign-in; a used code stays known as used."""
        for issued in self._issued.values():
            if issued.sign_in is sign_in and issued.kind != "ac":
                issued.state = "revoked"

    def rotate(self, spent: Issued) -> None:
        """End the access token that came with a refresh token, and mark that one used."""
        for issued in self._issued.values():
            if issued.sign_in is spent.sign_in and issued.kind == "at":
                issued.state = "revoked"
        spent.state = "used"


def intact(issued: Issued, text: str) -> bool:
    """Say whether the first half belongs to the signature half."""
    return secrets.compare_digest(issued.front.encode(), text.partition(".")[0].encode())
