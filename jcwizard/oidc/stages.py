"""The names of a test login's stages and checks."""

from __future__ import annotations

from enum import StrEnum

ANSWER = "answer"
TOKEN = "token"  # noqa: S105  the name of a check
IDENTITY = "identity"
PERSON = "person"
EMAIL = "email"
REFRESH = "refresh"
LOGIN = (ANSWER, TOKEN, IDENTITY, PERSON, EMAIL, REFRESH)

# The finding that is no failure: the person pressed Cancel at JumpCloud.
CANCELLED = "answer.cancelled_at_provider"


class Stage(StrEnum):
    """Where a test login is."""

    WAITING = "waiting"
    RETURNED = "returned"
    TOKEN = "token"  # noqa: S105  the name of a stage
    IDENTITY = "identity"
    DONE = "done"
