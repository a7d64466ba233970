"""The names of the faults that practice can be started with."""

from __future__ import annotations

from typing import Literal, get_args

Fault = Literal[
    "wrong-secret",
    "missing-redirect",
    "missing-test-address",
    "user-not-assigned",
    "missing-email",
    "wrong-authentication-type",
    "other-region",
    "clock-off",
]
FAULTS: tuple[str, ...] = get_args(Fault)
