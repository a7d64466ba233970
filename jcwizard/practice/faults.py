"""The faults that practice can be started with, and what each does to an application's settings."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from jcwizard.practice.fault_names import FAULTS, Fault
from jcwizard.practice.redirects import is_test_address
from jcwizard.practice.settings import Settings

__all__ = ["FAULTS", "Fault", "fault_named", "settings_under"]

CLOCK_OFF_SECONDS = 12 * 60


def fault_named(name: str | None) -> Fault | None:
    """Return the fault of that name (None for none). Raises ValueError with the known names."""
    if name is None:
        return None
    for fault in get_args(Fault):
        if fault == name:
            return fault  # type: ignore[no-any-return]
    raise ValueError(f"no fault is called {name!r}; known are {', '.join(FAULTS)}")


def settings_under(fault: Fault | None, entered: Settings) -> Settings:
    """Return the settings that the engine holds although `entered` was typed."""
    uris = entered.redirect_uris
    if fault == "missing-redirect":
        services = next((uri for uri in uris if not is_test_address(uri)), None)
        return replace(entered, redirect_uris=tuple(uri for uri in uris if uri != services))
    if fault == "missing-test-address":
        kept = tuple(uri for uri in uris if not is_test_address(uri))
        return replace(entered, redirect_uris=kept)
    if fault == "user-not-assigned":
        return replace(entered, groups=())
    if fault == "missing-email":
        rows = tuple(row for row in entered.claims if row[1] != "email")
        return replace(entered, claims=rows)
    if fault == "wrong-authentication-type":
        basic = entered.authentication == "client_secret_basic"
        return replace(
            entered, authentication="client_secret_post" if basic else "client_secret_basic"
        )
    return entered
