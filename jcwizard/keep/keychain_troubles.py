"""What an error of a keychain means: locked, absent, or refused."""

from __future__ import annotations

from collections.abc import Iterator

from jcwizard.model.finding import Finding

LOCKED = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})
ABSENT = frozenset({"NoKeyringError", "SecretServiceNotAvailableException"})
GONE = (ConnectionError, EOFError)
"""It was there when it was asked, and ended before its answer."""
INTERACTION_NOT_ALLOWED = -25308  # errSecInteractionNotAllowed: macOS' keychain, locked over ssh
NOT_AVAILABLE = frozenset({-25291, -25307})  # errSecNotAvailable, errSecNoDefaultKeychain


def finding_for(error: BaseException) -> Finding:
    """Return the finding for what a backend raised.

    Of the error only its class and number are taken: its text may quote what it was given.
    """
    chain = list(_chain(error))
    kinds = {type(link).__name__ for link in chain}
    numbers = [part for link in chain for part in link.args if type(part) is int]
    if kinds & LOCKED or INTERACTION_NOT_ALLOWED in numbers:
        return Finding("keychain.locked", actual=_told(error, numbers))
    gone = any(isinstance(link, GONE) for link in chain)
    if kinds & ABSENT or gone or NOT_AVAILABLE.intersection(numbers):
        return Finding("keychain.absent", actual=_told(error, numbers))
    told = _told(error, numbers)
    return Finding("keychain.refused", actual=told, values={"trouble": told})


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 10:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def _told(error: BaseException, numbers: list[int]) -> str:
    return " ".join([type(error).__name__, *map(str, numbers[:1])])
